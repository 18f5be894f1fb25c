package model

import (
	"errors"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// welcome is the screen without an account: it says why, and three ways to go on.
// It makes no network calls.
func (r *root) welcome(w, h int) []string {
	t := &r.Theme
	lines := []string{""}
	for n, l := range term.Wrap(r.Text.S("the fleet of your Alibaba Cloud account, in a terminal"), max(10, w-10)) {
		head := t.Title.Paint("ecsdeck")
		if n > 0 {
			head = strings.Repeat(" ", len("ecsdeck"))
		}
		lines = append(lines, " "+head+"  "+l)
	}
	lines = append(lines, "")
	var none *ecsapi.NoCredentials
	if errors.As(r.NoCredentials, &none) {
		lines = append(lines, " "+t.Warn.Paint(r.Text.S("No access key was found.")))
	} else {
		for _, l := range term.Wrap(r.Text.E(r.NoCredentials), max(10, w-2)) {
			lines = append(lines, " "+t.Bad.Paint(l))
		}
	}
	lines = append(lines, "", " "+r.Text.S("Three ways to go on:"), "",
		"  "+t.Key.Paint("1")+"  "+r.Text.S("Look around first, on a simulated fleet:"),
		"       ecsdeck --demo", "",
		"  "+t.Key.Paint("2")+"  "+r.Text.S("Use a profile of the aliyun CLI:"),
		"       aliyun configure --profile prod",
		"       ecsdeck --profile prod", "",
		"  "+t.Key.Paint("3")+"  "+r.Text.S("Use the environment:"),
		"       export ALIBABA_CLOUD_ACCESS_KEY_ID=…",
		"       export ALIBABA_CLOUD_ACCESS_KEY_SECRET=…",
		"       ecsdeck", "")
	for _, l := range term.Wrap(r.Text.S("Keys are only read, never written. A key that may only read is enough to look."), max(10, w-1)) {
		lines = append(lines, " "+l)
	}
	lines = append(lines, "",
		" "+term.KeyHint(t, r.Keys.Quit.Label(), r.Text.S("quit")))
	return deck.Fill(lines, w, h)
}
