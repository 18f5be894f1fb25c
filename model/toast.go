package model

import (
	"time"
	"unicode/utf8"

	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

const (
	toastFor = 6 * time.Second // and a second for each
	reading  = 40              // … characters
)

// toast is a message that disappears by itself. What must not be missed is in the snapshot.
type toast struct {
	text  string
	ink   term.Ink
	until time.Time

	fleeting bool // the next key takes it away
}

func (r *root) say(text string, ink term.Ink) {
	r.toast = toast{text: text, ink: ink, until: r.Wall.Add(toastFor + time.Duration(utf8.RuneCountInString(text)/reading)*time.Second)}
}

// toastBeside reports whether the status line has room for the toast after s.
func (r *root) toastBeside(s string, w int) bool {
	return term.Width(s)+3+term.Width(r.toast.text)+1 <= w
}

// toastBox is the toast wrapped, where the status line has no room for it. It is laid over the
// lines above that, and over it where there is nothing on it.
func (r *root) toastBox(w int) []string {
	if r.toast.text == "" || r.filterOwner() != nil || r.toastBeside(r.work(), w-term.Width(r.failing())) {
		return nil
	}
	lines := term.Wrap(r.toast.text, w-2)
	for n, l := range lines {
		lines[n] = term.FitLine(" "+r.toast.ink.Paint(l), w)
	}
	return lines
}

// busyLine is 1 where the status line says something besides the toast, else 0.
func (r *root) busyLine() int { return deck.Btoi(r.work() != "" || r.failing() != "") }
