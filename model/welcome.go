package model

import (
	"errors"
	"strings"

	"ecsdeck/ecsapi/login"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// welcome is the screen without an account: it says why, and how to go on. It makes no
// network calls.
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
	below := []string{""}
	for _, l := range term.Wrap(r.Text.S("Keys are only read, never written. A key that may only read is enough to look."), max(10, w-1)) {
		below = append(below, " "+l)
	}
	quit := " " + term.KeyHint(t, r.Keys.Quit.Label(), r.Text.S("quit"))
	below = append(below, "", quit)

	var none *login.None
	if errors.As(r.NoCredentials, &none) {
		lines = append(lines, " "+t.Warn.Paint(r.Text.S("No access key was found.")), "", " "+r.Text.S("Three ways to go on:"), "")
		lines = append(lines, r.threeWays(w, h-len(lines)-len(below))...)
	} else {
		for _, l := range term.Wrap(r.Text.E(r.NoCredentials), max(10, w-2)) {
			lines = append(lines, " "+t.Bad.Paint(l))
		}
		lines = append(lines, r.otherWays(w, h-len(lines)-len(below))...)
	}
	lines = append(lines, below...)
	if len(lines) > h {
		lines = append(lines[:h-1], quit)
	}
	return deck.Fill(lines, w, h)
}

// threeWays are those of who has no key, in h lines where they have room.
func (r *root) threeWays(w, h int) []string {
	t := &r.Theme
	demo := []string{
		"  " + t.Key.Paint("1") + "  " + r.Text.S("Look around first, on a simulated fleet:"),
		"       ecsdeck --demo", "",
		"  " + t.Key.Paint("2") + "  " + r.Text.S("Use a profile of the aliyun CLI:"),
	}
	environment := []string{"",
		"  " + t.Key.Paint("3") + "  " + r.Text.S("Use the environment:"),
		"       export ALIBABA_CLOUD_ACCESS_KEY_ID=…",
		"       export ALIBABA_CLOUD_ACCESS_KEY_SECRET=…",
		"       ecsdeck",
	}
	profiles := r.ProfileCommands(w-8, max(2, h-len(demo)-len(environment)))
	if len(profiles) == 0 {
		profiles = []string{"aliyun configure --profile prod", "ecsdeck --profile prod"}
	}
	for _, p := range profiles {
		demo = append(demo, "       "+p)
	}
	return append(demo, environment...)
}

// otherWays are those of whose login does not work, in h lines where they have room: the
// other profiles, as many as fit.
func (r *root) otherWays(w, h int) []string {
	rest := []string{
		"", " " + r.Text.S("See where keys were looked for, and what is wrong:"), "    ecsdeck doctor",
		"", " " + r.Text.S("Look around on a simulated fleet:"), "    ecsdeck --demo",
	}
	commands := r.ProfileCommands(w-5, max(1, h-len(rest)-2))
	if len(commands) == 0 {
		return rest
	}
	lines := []string{"", " " + r.Text.S("Start with another profile:")}
	for _, c := range commands {
		lines = append(lines, "    "+c)
	}
	return append(lines, rest...)
}
