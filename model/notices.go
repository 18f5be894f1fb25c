package model

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// notices are what a person should know when the deck opens. They stand in a box over the
// page, whole, as many at once as there is room for. It takes no keys but the one that
// closes it, and once it was there for a while any key closes it and does what it does.
type notices struct {
	unread []message.Text
	read   int // lines of the first one that were shown before
	seen   int // for how many seconds the box has been on screen
}

const (
	noticeGrace = 1 // seconds before the closing key closes the box
	noticeTime  = 6 // … before any key does
)

// noticeLines are the notices that have room in a box of w cells and h lines, and what is
// left to show after them. Of one that has no room the rest is left.
func (r *root) noticeLines(w, h int) (lines []string, rest notices) {
	rest.unread = r.notices.unread
	for i, notice := range rest.unread {
		more := deck.Wrap(r.Theme.Warn, "! "+r.Text.T(notice), w)
		if i == 0 {
			more = more[min(r.notices.read, len(more)):]
		}
		switch {
		case len(lines)+len(more) <= h:
			lines = append(lines, more...)
		case i == 0:
			return more[:h], notices{unread: rest.unread, read: r.notices.read + h}
		default:
			rest.unread = rest.unread[i:]
			return lines, rest
		}
	}
	return lines, notices{}
}

// noticeRoom is what the box has for text: between the header and the last two lines,
// without its frame and its key.
func (r *root) noticeRoom() (w, h int) {
	return deck.InnerWidth(min(r.w-2, 100)), r.h - r.topHeight() - 2 - 3
}

// noticesShown reports whether the box is on screen. It waits while all there is to see is
// that the login fails.
func (r *root) noticesShown() bool {
	switch {
	case len(r.notices.unread) == 0, len(r.Layers) > 0, r.filterOwner() != nil, r.tooSmall(), r.NoCredentials != nil:
		return false
	}
	return r.Top() != nil || r.instances.Table.Len() > 0 || !keyless(r.instances.unread())
}

func (r *root) noticeBox() []string {
	if !r.noticesShown() {
		return nil
	}
	lines, _ := r.noticeLines(r.noticeRoom())
	return term.Box("", append(lines, r.KeyLine(r.Keys.Leave, r.Text.S("close"))), r.Theme.Warn, r.Theme.Warn, min(r.w-2, 100))
}

// countNotices counts a second in which the box was on screen.
func (r *root) countNotices() {
	if r.noticesShown() {
		r.notices.seen++
	}
}

// noticeKey closes the box, and shows the next one if some had no room. It reports whether
// the press was meant for that alone.
func (r *root) noticeKey(press tea.KeyPressMsg) (taken bool) {
	closes := r.Keys.Leave.Match(press) && r.notices.seen >= noticeGrace
	if r.noticesShown() && (closes || r.notices.seen >= noticeTime) {
		_, r.notices = r.noticeLines(r.noticeRoom())
		return closes
	}
	return false
}
