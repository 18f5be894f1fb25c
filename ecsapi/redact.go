package ecsapi

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
type redactor struct {
	known atomic.Pointer[strings.Replacer] // nil: nothing

	mu    sync.Mutex
	keys  []string // those that are known, the oldest first
	pairs []string // what to hide and what to show instead, of each key as many

	signatures [64][]string // of the last requests, which could be sent again, in each form
	signed     int          // how many there were
}

// mostKeys is how many keys a redactor remembers: a day of keys that live for a
// quarter of an hour.
const mostKeys = 100

// learn has what a key is made of not be seen either.
func (r *redactor) learn(c Credentials) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c.KeyID+c.Secret+c.Token == "" || slices.Contains(r.keys, c.KeyID+c.Secret+c.Token) {
		return
	}
	if len(r.keys) == mostKeys {
		r.pairs = r.pairs[len(r.pairs)/mostKeys:]
		r.keys = r.keys[1:]
	}
	r.keys = append(r.keys, c.KeyID+c.Secret+c.Token)
	hide := func(value, shown string) {
		for _, v := range encodings(value) {
			r.pairs = append(r.pairs, cmp.Or(v, "\x00"), shown) // as many of each key, and none that hides all
		}
	}
	hide(c.Token, "<token>")
	hide(c.Secret, "<secret>")
	hide(c.KeyID, c.KeyTail())
	r.known.Store(strings.NewReplacer(r.pairs...))
}

// sign has the signature of a request not be seen in texts either.
func (r *redactor) sign(signature string) {
	forms := slices.DeleteFunc(encodings(signature), func(form string) bool { return form == "" })
	r.mu.Lock()
	defer r.mu.Unlock()
	r.signatures[r.signed%len(r.signatures)] = forms
	r.signed++
}

// shortest is the length from which a value is also looked for in other forms.
const shortest = 12

// encodings are the forms in which an answer could repeat a value, itself first. There
// are as many of each; of a value so short that its forms stand in any text some are "".
func encodings(value string) []string {
	all := make([]string, 15)
	if len(value) < shortest {
		all[0], all[1] = value, url.QueryEscape(value)
		return all
	}
	once := url.QueryEscape(value)
	json := strings.NewReplacer("/", `\/`, "+", `\u002b`, "=", `\u003d`)
	html := strings.NewReplacer("/", "&#47;", "+", "&#43;", "=", "&#61;")
	copy(all, []string{
		value, once, url.QueryEscape(once), lowerHex(once), lowerHex(url.QueryEscape(once)), url.PathEscape(value),
		strings.ReplaceAll(value, "/", `\/`), json.Replace(value), strings.ToLower(value), strings.ToUpper(value),
		html.Replace(value), html.Replace(once), hex.EncodeToString([]byte(value)),
		base64.StdEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte(value)),
	})
	return all
}

// lowerHex is a percent-encoded text with small letters.
func lowerHex(s string) string {
	return percent.ReplaceAllStringFunc(s, strings.ToLower)
}

var percent = regexp.MustCompile(`%[0-9A-F]{2}`)

// Shown is a text of somebody else as it may be shown: without secrets, on one line,
// and short.
func (c *Client) Shown(s string) string { return c.redactor.text(s) }

// Redact takes what the client's own keys are made of out of a text.
func (c *Client) Redact(s string) string { return c.redactor.hide(s) }

func (r *redactor) hide(s string) string {
	if known := r.known.Load(); known != nil {
		return known.Replace(s)
	}
	return s
}

// requestID is the id of a request, as it may be shown. What the cloud gives is a UUID,
// which is no text of anybody.
func (r *redactor) requestID(s string) string {
	if len(s) == 36 && strings.Trim(s, "0123456789ABCDEFabcdef-") == "" {
		return s
	}
	return shortened(r.text(s))
}

// mostRead is how much of a text is looked at, in bytes, since an answer can be any size.
const mostRead = 64 << 10

// text returns s fit to be shown: cleaned, without secrets, one line, short.
func (r *redactor) text(s string) string {
	if s == "" {
		return ""
	}
	cut := len(s) > mostRead
	if cut {
		s = s[:mostRead]
	}
	s = Clean(s) // first: what is invisible within a secret must not keep it from being found
	// The server quotes the whole string to sign, parameters and all.
	if i := strings.Index(s, "server string to sign"); i >= 0 {
		s = strings.TrimRight(s[:i], " .:;") + "."
	}
	s = r.hide(s)
	if len(s) >= shortest {
		r.mu.Lock()
		signatures := r.signatures
		r.mu.Unlock()
		for _, forms := range signatures {
			for _, form := range forms {
				s = strings.ReplaceAll(s, form, "<signature>")
			}
		}
	}
	s = private.ReplaceAllString(s, "$1=<redacted>")
	s = login.ReplaceAllString(s, "//<redacted>@")
	s = strings.TrimSpace(s)
	switch {
	case cut && len(s) <= maxMessage:
		return "…" // little but secrets, the last of which may be cut
	case len(s) > maxMessage:
		s = strings.ToValidUTF8(s[:maxMessage], "") + "…"
	}
	return s
}
