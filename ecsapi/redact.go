package ecsapi

import (
	"net/url"
	"regexp"
	"strings"
)

// maxMessage is the longest message kept of an error, in bytes; a proxy's page
// can be any size.
const maxMessage = 400

// private finds the parameters of a signed request, also where they are
// percent-encoded once or twice as in a string to sign.
var private = regexp.MustCompile(`(?i)\b(AccessKeyId|AccessKeySecret|SecurityToken|BearerToken|Signature|SignatureNonce)(=|%3D|%253D)[^&%\s"'<>]*(%[0-9A-Fa-f]{2}[^&%\s"'<>]*)*`)

// login finds what a URL, such as a proxy's, has before its host.
var login = regexp.MustCompile(`//[^/@\s]+@`)

// redactor takes what must not be seen out of texts.
type redactor struct{ known *strings.Replacer }

func newRedactor(c Credentials) *redactor {
	var pairs []string
	hide := func(value, shown string) {
		if value == "" {
			return
		}
		for _, v := range []string{value, url.QueryEscape(value), url.QueryEscape(url.QueryEscape(value))} {
			pairs = append(pairs, v, shown)
		}
	}
	hide(c.Token, "<token>")
	hide(c.Secret, "<secret>")
	hide(c.KeyID, c.KeyTail())
	return &redactor{strings.NewReplacer(pairs...)}
}

// Redact takes what the client's own keys are made of out of a text.
func (c *Client) Redact(s string) string { return c.redactor.known.Replace(s) }

// text returns s fit to be shown: cleaned, without secrets, one line, short.
func (r *redactor) text(s string) string {
	// The server quotes the whole string to sign, parameters and all.
	if i := strings.Index(s, "server string to sign"); i >= 0 {
		s = strings.TrimRight(s[:i], " .:;") + "."
	}
	s = r.known.Replace(s)
	s = private.ReplaceAllString(s, "$1=<redacted>")
	s = login.ReplaceAllString(s, "//<redacted>@")
	s = strings.TrimSpace(Clean(s))
	if len(s) > maxMessage {
		s = strings.ToValidUTF8(s[:maxMessage], "") + "…"
	}
	return s
}
