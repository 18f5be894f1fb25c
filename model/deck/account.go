package deck

import (
	"net/url"

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

// Actor is who acts: profile, key and where.
func (d *Deck) Actor() string {
	who := d.Account.Profile
	if d.Account.KeyTail != "" {
		who += " ·" + d.Account.KeyTail
	}
	if host := d.Elsewhere(); host != "" {
		who += " @" + host
	}
	return term.Clean(who)
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
	case d.Unwritable != nil:
		return d.Text.S("no journal: nothing is sent")
	}
	return ""
}
