package ecsapi

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
)

// What an endpoint repeats of a request is not told, in whatever form it repeats it.
func TestEchoedSecrets(t *testing.T) {
	forms := map[string]func(string) string{
		"itself":      func(s string) string { return s },
		"query":       url.QueryEscape,
		"query twice": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		"small hex":   func(s string) string { return lowerHex(url.QueryEscape(s)) },
		"path":        url.PathEscape,
		"JSON": func(s string) string {
			return strings.NewReplacer("/", `\/`, "+", `\u002b`, "=", `\u003d`).Replace(s)
		},
		"HTML": func(s string) string {
			return strings.NewReplacer("+", "&#43;", "/", "&#47;", "=", "&#61;").Replace(html.EscapeString(s))
		},
		"upper":  strings.ToUpper,
		"hex":    func(s string) string { return hex.EncodeToString([]byte(s)) },
		"base64": func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	}
	for name, form := range forms {
		synctest.Test(t, func(t *testing.T) {
			var sent []string
			c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				q := r.URL.Query()
				sent = []string{testKey.Secret, testKey.Token, testKey.KeyID, q.Get("Signature")}
				said := "no: "
				for _, s := range sent {
					said += form(s) + " . "
				}
				refusal(w, 400, "InvalidParameter", said)
			}), Options{})
			_, err := c.Zones(context.Background(), "cn-hangzhou")
			seen := everything(err) + fmt.Sprintf("%+v", c.Calls().Recent(10))
			for _, s := range sent {
				if len(s) < 12 || strings.Contains(seen, form(s)) || strings.Contains(seen, s) {
					t.Errorf("%s: %q is in %s", name, form(s), seen)
				}
			}
			if !strings.Contains(seen, "no: ") || !strings.Contains(seen, "<signature>") {
				t.Errorf("%s: the message is gone: %s", name, seen)
			}
		})
	}
}

// A code of an answer goes through the redactor, of each instance that a call was for: it
// must not cost a millisecond and a megabyte.
func TestRedactingIsCheap(t *testing.T) {
	r := &redactor{}
	r.learn(Credentials{KeyID: "LTAI5tAAAAAAAAAAAAAAAAAA", Secret: "0123456789012345678901234567ab"})
	for i := range 64 {
		r.sign(fmt.Sprintf("sig/%023d=", i))
	}
	if n := testing.AllocsPerRun(20, func() { r.text("200") }); n > 20 {
		t.Errorf("%v allocations to show 200", n)
	}
}
