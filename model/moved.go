package model

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// onMoved asks, once, what to do when the login leads to another account, and takes the
// question back when it leads to the first one again. What a person has chosen to act on
// is of the account that it was chosen in: it goes.
func (r *root) onMoved() {
	held := 0
	if !r.Moved.IsZero() {
		held = r.cancelHeld()
	}
	if r.Moved.String() == r.asked.String() {
		return
	}
	r.asked = r.Moved
	if i := slices.IndexFunc(r.Layers, func(l deck.Layer) bool { _, ok := l.(*movedDialog); return ok }); i >= 0 {
		r.Uncover(r.Layers[i])
	}
	if r.Moved.IsZero() {
		r.say(r.Text.S("The login is the same again: what is confirmed is sent."), r.Theme.Good)
		return
	}
	r.Cover(&movedDialog{Deck: r.Deck, quit: r.quit, moved: r.Moved, held: held, marked: r.clearMarks()})
}

// cancelHeld cancels the jobs that wait in their undo window, and counts them.
func (r *root) cancelHeld() (n int) {
	for _, j := range r.Snap.Jobs {
		if !j.Past && j.Held(r.Wall) && j.Counts.Queued > 0 {
			r.Engine.Cancel(j.ID)
			n++
		}
	}
	return n
}

// clearMarks removes the marks of all pages, and reports whether there were any on the instances.
func (r *root) clearMarks() bool {
	marked := r.Marks.Len() > 0
	r.Marks.Clear()
	for p := range r.everyPage() {
		if p, ok := p.(deck.MarkClearer); ok {
			p.ClearMarks()
		}
	}
	return marked
}

// movedDialog says that the login leads to another account, and asks whether to quit.
type movedDialog struct {
	*deck.Deck
	deck.InputGuard
	quit   func() tea.Cmd
	moved  message.Text
	held   int  // jobs that were cancelled before anything of them was sent
	marked bool // there were marks
}

// Key quits, or closes the dialog.
func (d *movedDialog) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case d.Early(d.Wall):
		d.Missed = d.Keys.Confirm.Match(press)
		return nil, false
	case d.Keys.Confirm.Match(press):
		return d.quit(), true
	}
	return nil, d.Keys.Leave.Match(press)
}

// Leave closes it, once it was seen.
func (d *movedDialog) Leave() (tea.Cmd, bool) { return nil, !d.Early(d.Wall) }

// View draws it as full as the height allows: air gives way first, then what became of
// marks and jobs, then how to start again, and what it means in full.
func (d *movedDialog) View(w, h int) []string {
	inner := deck.InnerWidth(w)
	var body []string
	for less := range 4 {
		body = nil
		add := func(ink term.Ink, text string) {
			if less == 0 && len(body) > 0 {
				body = append(body, "")
			}
			body = append(body, deck.Wrap(ink, text, inner)...)
		}
		add(d.Theme.Warn, d.Text.S("The keys were read again: {reason}.", d.moved))
		if less == 3 {
			add(term.Ink{}, d.Text.S("Nothing is sent any more."))
		} else {
			add(term.Ink{}, d.Text.S("Nothing that changes anything is sent any more. What is shown is still read with the old key, as long as that is valid."))
		}
		if less < 2 && d.held > 0 {
			add(term.Ink{}, d.Text.N("{count} job that could still be undone was cancelled: nothing of it was sent.",
				"{count} jobs that could still be undone were cancelled: nothing of them was sent.", d.held))
		}
		if less < 2 && d.marked {
			add(term.Ink{}, d.Text.S("The marks were cleared."))
		}
		if less < 3 {
			add(term.Ink{}, d.Text.S("This starts again, with the login that there is now:"))
			for _, l := range deck.Wrap(d.Theme.Key, d.StartCommand(d.Profile), inner-2) {
				body = append(body, "  "+l)
			}
		}
		if less == 0 {
			body = append(body, "")
		}
		body = append(body, deck.Flow(inner, []string{
			d.ConfirmHint(&d.InputGuard, d.Text.S("quit")), d.KeyLine(d.Keys.Leave, d.Text.S("keep looking")),
		}, "   ")...)
		if len(body) <= h-2 {
			break
		}
	}
	return term.Dialog(d.Text.S("The login has changed"), body, &d.Theme, w)
}
