package model

import (
	"net/url"

	"ecsdeck/ui/term"
)

// elsewhere is the host that calls go to when it is not the real cloud, nor the
// simulated one of a demo.
func (d *deck) elsewhere() string {
	if d.Account.Endpoint == "" || d.Account.Demo {
		return ""
	}
	if u, err := url.Parse(d.Account.Endpoint); err == nil && u.Host != "" {
		return u.Host
	}
	return d.Account.Endpoint
}

// actor is who acts: profile, key and where.
func (d *deck) actor() string {
	who := d.Account.Profile
	if d.Account.KeyTail != "" {
		who += " ·" + d.Account.KeyTail
	}
	if host := d.elsewhere(); host != "" {
		who += " @" + host
	}
	return term.Clean(who)
}

// badge marks a profile of production.
func (d *deck) badge() string {
	if !d.Production {
		return ""
	}
	return " " + d.Text.S("PRODUCTION") + " "
}

// readOnlyWord says shortly why nothing can be changed, or "".
func (d *deck) readOnlyWord() string {
	switch {
	case d.Account.ReadOnly:
		return d.Text.S("read-only")
	case d.Unwritable != nil:
		return d.Text.S("no journal")
	}
	return ""
}

// readOnlyReason is readOnlyWord with what it means.
func (d *deck) readOnlyReason() string {
	switch {
	case d.Account.ReadOnly:
		return d.Text.S("read-only: nothing is sent")
	case d.Unwritable != nil:
		return d.Text.S("no journal: nothing is sent")
	}
	return ""
}
