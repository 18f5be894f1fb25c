package ecsapi

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
)

// packed is a text packed by gzip.
func packed(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.Bytes()
}

// An endpoint may pack its answers; what it packs badly, or too much, is refused.
func TestPackedAnswers(t *testing.T) {
	const page = `{"RequestId":"r","TotalCount":1,"Instances":{"Instance":[{"InstanceId":"i-1"}]}}`
	good := packed(page + strings.Repeat(" ", 100_000))
	bomb := packed(page + strings.Repeat(" ", 64<<20))
	for name, c := range map[string]struct {
		body     []byte
		encoding string
		kind     Kind
		want     string
	}{
		"as agreed":            {good, "gzip", "", ""},
		"in capitals":          {good, "GZIP", "", ""},
		"in pieces":            {append(packed(page[:20]), packed(page[20:])...), "gzip", "", ""},
		"not at all":           {[]byte(page), "", "", ""},
		"a bomb":               {bomb, "gzip", KindAnswer, "the answer is too large"},
		"many objects":         {packed(`{"RequestId":"r","X":[` + strings.Repeat("{},", maxObjects) + `1]}`), "gzip", KindAnswer, "the answer is too large"},
		"pieces of nothing":    {bytes.Repeat(packed(""), maxBody/20), "gzip", KindAnswer, "the answer is too large"},
		"not as it says":       {[]byte(page), "gzip", KindAnswer, "no answer of the ECS API"},
		"spoilt":               {append(good[:10:10], "\xff\xff\xff\xff spoilt"...), "gzip", KindAnswer, "no answer of the ECS API"},
		"another sum":          {append(good[:len(good)-8:len(good)-8], "12345678"...), "gzip", KindAnswer, "no answer of the ECS API"},
		"not to its end":       {good[:len(good)/2], "gzip", KindNetwork, "the connection broke"},
		"nothing":              {nil, "gzip", KindAnswer, "no answer of the ECS API"},
		"by what nobody wants": {[]byte("\x1f"), "br", KindAnswer, "no answer of the ECS API"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := ""
				client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					asked = r.Header.Get("Accept-Encoding")
					w.Header().Set("Content-Type", "application/json")
					if c.encoding != "" {
						w.Header().Set("Content-Encoding", c.encoding)
					}
					w.Write(c.body)
				}), Options{})
				client.packed = true // as on a network
				err := read(client)
				if asked != "gzip" {
					t.Errorf("asked for %q", asked)
				}
				if c.kind == "" {
					if n := client.Calls().Recent(1)[0].Bytes; err != nil || n != len(c.body) {
						t.Errorf("%v, %d bytes, want %d", err, n, len(c.body))
					}
					return
				}
				if e := (*Error)(nil); !errors.As(err, &e) || e.Kind != c.kind || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v, want %s: %q", err, c.kind, c.want)
				}
			})
		})
	}
}

// A packed refusal says as much as one that is not.
func TestPackedRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(403)
			w.Write(packed(`{"RequestId":"REQ-1","HostId":"h","Code":"Forbidden.RAM","Message":"no"}`))
		}), Options{})
		client.packed = true
		_, zones := client.Zones(t.Context(), "cn-hangzhou")
		for _, err := range []error{read(client), zones} {
			if e := (*Error)(nil); !errors.As(err, &e) || e.Kind != KindForbidden || e.Code != "Forbidden.RAM" {
				t.Errorf("%v", err)
			}
		}
	})
}

// Nothing is packed for a connection within the process.
func TestNothingPackedWithinTheProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := ""
		err := read(serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked = r.Header.Get("Accept-Encoding")
			answers(200, "application/json", `{"RequestId":"r","TotalCount":0,"Instances":{"Instance":[]}}`).ServeHTTP(w, r)
		}), Options{}))
		if err != nil || asked != "identity" {
			t.Errorf("%v, asked for %q", err, asked)
		}
	})
}
