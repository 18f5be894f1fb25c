package ecsapi

import (
	"fmt"
	"time"
)

// Credentials is an access key and where it was found. However it is printed,
// it shows neither secret nor token.
type Credentials struct {
	KeyID   string
	Secret  string    `json:"-"`
	Token   string    `json:"-"` // security token of a temporary key
	Expires time.Time // of a temporary key; zero where it is not known
	Source  string    // "environment", "profile NAME" or "demo"
	Profile string
	Region  RegionID // the profile's or the environment's own; may be ""
}

// KeyTail shows the ends of the access key id, "LTAI…8fQ2": enough to
// recognise it, too little to use it. Without an id it is "".
func (c Credentials) KeyTail() string {
	k := Clean(c.KeyID)
	if k == "" {
		return ""
	}
	if len(k) < 12 {
		return "…" + k[len(k)-len(k)/4:]
	}
	return k[:4] + "…" + k[len(k)-4:]
}

func (c Credentials) String() string { return c.Source + " (" + c.KeyTail() + ")" }

// GoString is String, so that %#v shows no more.
func (c Credentials) GoString() string { return c.String() }

// Format prints String for every verb.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }
