package deck

import (
	"net/url"

	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// Elsewhere is the host of calls that go neither to the real cloud nor to a demo's; else "".
func (d *Deck) Elsewhere() string {
	if d.Account.Endpoint == "" || d.Account.Demo {
		return ""
	}
	if u, err := url.Parse(d.Account.Endpoint); err == nil && u.Host != "" {
		return u.Host
	}
	return d.Account.Endpoint
}

// Identity is who acts in which account, as far as it is known and the key does not say
// it: "user/anna · 1000000000000001".
func (d *Deck) Identity() string {
	as, number := d.Account.As, d.Account.Number
	switch {
	case d.Account.Demo:
		return ""
	case as == d.Account.KeyTail || as == "":
		return term.Clean(number)
	case number == "":
		return term.Clean(as)
	}
	return term.Clean(as + " · " + number)
}

// Actor is who acts: profile, key, user or role, account and where.
func (d *Deck) Actor() string {
	who := d.Account.Profile
	if d.Account.KeyTail != "" {
		who += " ·" + d.Account.KeyTail
	}
	if identity := d.Identity(); identity != "" {
		who += " · " + identity
	}
	if host := d.Elsewhere(); host != "" {
		who += " @" + host
	}
	return term.Clean(who)
}

// ActorTitle is a dialog's title with who acts behind it; where a dialog with w cells for
// text has no room for that, it is in lines of its own, or in one that may be cut in its
// middle.
func (d *Deck) ActorTitle(title string, w int, one bool) (full string, lines []string) {
	actor := d.Actor()
	if term.Width(d.Badge())+1+term.Width(title)+4+term.Width(actor) <= w {
		return title + " ── " + actor, nil
	}
	if one {
		actor = term.FitMiddle(actor, min(w, term.Width(actor)))
	}
	return title, Wrap(d.Theme.Dim, actor, w)
}

// StartCommand starts a deck like this one with a profile, "" for none.
func (d *Deck) StartCommand(profile string) string { return brief.StartCommand(profile, d.Flags) }

// ProfileCommands start with each of the other profiles, in lines of w cells and at most
// most of them; the last one says how many there are besides.
func (d *Deck) ProfileCommands(w, most int) []string {
	var lines []string
	for n, name := range d.Profiles {
		command := term.Wrap(d.StartCommand(name), max(1, w-2))
		for i := 1; i < len(command); i++ {
			command[i] = "  " + command[i]
		}
		more := Btoi(n < len(d.Profiles)-1) // a line for the others
		if len(lines)+len(command)+more > most {
			return append(lines, d.Text.S("and {count} more", len(d.Profiles)-n))
		}
		lines = append(lines, command...)
	}
	return lines
}

// Badge marks a profile of production.
func (d *Deck) Badge() string {
	if !d.Production {
		return ""
	}
	return " " + d.Text.S("PRODUCTION") + " "
}

// Badged is a title behind the badge of production, if there is one.
func (d *Deck) Badged(title string) string {
	if !d.Production {
		return title
	}
	return d.Theme.Prod.Paint(d.Badge()) + " " + d.Theme.Warn.Paint(title)
}

// ReadOnlyWord says shortly why nothing can be changed, or "".
func (d *Deck) ReadOnlyWord() string {
	switch {
	case d.Account.ReadOnly:
		return d.Text.S("read-only")
	case !d.Moved.IsZero():
		return d.Text.S("not sending")
	case d.Unwritable != nil:
		return d.Text.S("no journal")
	}
	return ""
}

// ReadOnlyReason is ReadOnlyWord with its meaning.
func (d *Deck) ReadOnlyReason() string {
	switch {
	case d.Account.ReadOnly:
		return d.Text.S("read-only: nothing is sent")
	case !d.Moved.IsZero():
		return d.Text.S("nothing is sent: {reason}", d.Moved)
	case d.Unwritable != nil:
		return d.Text.S("no journal: nothing is sent")
	}
	return ""
}
