package ecsapi

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// Credentials is an access key and where it was found. However it is printed,
// it shows neither secret nor token.
type Credentials struct {
	KeyID   string
	Secret  string    `json:"-"`
	Token   string    `json:"-"` // security token of a temporary key
	Expires time.Time // of a temporary key; zero where it is not known
	Account string    // its number, where that is known
	As      string    // who acts with it, "role/ops", where that is known
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

// Format prints String for every verb, %#v too.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// KeySource tells the key that calls are signed with, which may be another one
// from time to time. It is asked from many goroutines.
type KeySource interface {
	// Key returns the key to sign with now. Who issues keys may be asked for it, by
	// via and within ctx; a key that is there is returned at once.
	Key(ctx context.Context, via *Client) (Credentials, error)

	// Refused tells that the cloud doesn't take a key that Key returned.
	Refused(key Credentials)

	// Reread has the key looked for anew, with the next call and beside it, unless that
	// was done a moment ago.
	Reread()

	// Moved says that there is a key of somebody else now, which is not taken: what
	// changes something must not be sent any more. Zero: there is none.
	Moved() message.Text
}

// Key is a KeySource that has no other key.
func (c Credentials) Key(context.Context, *Client) (Credentials, error) { return c, nil }

// Same reports whether two keys are one.
func (c Credentials) Same(d Credentials) bool {
	return c.KeyID == d.KeyID && c.Secret == d.Secret && c.Token == d.Token
}

// Refused does nothing: there is no other key.
func (c Credentials) Refused(Credentials) {}

// Reread does nothing.
func (c Credentials) Reread() {}

// Moved is zero.
func (c Credentials) Moved() message.Text { return message.Text{} }

// Reread has the key looked for anew where it came from, such as when a person asks for
// all to be read again.
func (c *Client) Reread() { c.keys.Reread() }

// Moved says that the login leads to another account, user or role than it did, zero if it
// doesn't. Until it leads to the first one again, only calls that change nothing leave.
func (c *Client) Moved() message.Text { return c.keys.Moved() }

// NoKeyCode is the code of an error of a call that was not sent because there was no key
// to sign it with.
const NoKeyCode = "NoKey"

// LoginChangedCode is the code of an error of a call that was not sent because it would
// change something and the login leads to another account now, see [Client.Moved].
const LoginChangedCode = "LoginChanged"

// key is the key for a call; its error is one of the call, which was not sent.
func (c *Client) key(ctx context.Context, k call) (Credentials, *Error) {
	if k.key != nil {
		if !k.unsigned {
			c.redactor.learn(*k.key)
		}
		return *k.key, nil
	}
	key, err := c.keys.Key(ctx, c)
	if moved := c.keys.Moved(); err == nil && k.write && !moved.IsZero() {
		return key, &Error{API: k.api, Region: k.region, Kind: KindCredentials, Code: LoginChangedCode, Text: moved}
	}
	if err == nil {
		c.redactor.learn(key)
		return key, nil
	}
	e := &Error{API: k.api, Region: k.region, Kind: KindCredentials, Code: NoKeyCode, Text: message.Of(err)}
	if ctx.Err() != nil {
		explainEnd(e, ctx)
		return key, e
	}
	if cause, ok := errors.AsType[*Error](err); ok && cause.Retry() { // who issues keys is out of reach
		e.Kind, e.RetryAfter = cause.Kind, cause.RetryAfter
	}
	return key, e
}

// refusesKey reports whether an error says that a key is no longer one, or not yet.
func refusesKey(e *Error) bool {
	return strings.HasPrefix(e.Code, "InvalidSecurityToken") || strings.HasPrefix(e.Code, "InvalidAccessKeyId")
}
