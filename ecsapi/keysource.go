package ecsapi

import (
	"context"
	"errors"
	"strings"

	"ecsdeck/ecsapi/message"
)

// KeySource tells the key that calls are signed with, which may be another one
// from time to time. It is asked from many goroutines.
type KeySource interface {
	// Key returns the key to sign with now. Who issues keys may be asked for it, by
	// via and within ctx; a key that is there is returned at once.
	Key(ctx context.Context, via *Client) (Credentials, error)

	// Refused tells that the cloud doesn't take a key that Key returned.
	Refused(key Credentials)
}

// Key is a KeySource that has no other key.
func (c Credentials) Key(context.Context, *Client) (Credentials, error) { return c, nil }

// same reports whether two keys are one.
func (c Credentials) same(d Credentials) bool {
	return c.KeyID == d.KeyID && c.Secret == d.Secret && c.Token == d.Token
}

// Refused does nothing: there is no other key.
func (c Credentials) Refused(Credentials) {}

// NoKeyCode is the code of an error of a call that was not sent because there was no key
// to sign it with.
const NoKeyCode = "NoKey"

// key is the key for a call; its error is one of the call, which was not sent.
func (c *Client) key(ctx context.Context, k call) (Credentials, *Error) {
	if k.key != nil {
		return *k.key, nil
	}
	key, err := c.keys.Key(ctx, c)
	if err == nil {
		c.redactor.learn(key)
		return key, nil
	}
	e := &Error{API: k.api, Region: k.region, Kind: KindCredentials, Code: NoKeyCode, Text: message.Of(err)}
	if ctx.Err() != nil {
		c.explainEnd(e, ctx)
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
