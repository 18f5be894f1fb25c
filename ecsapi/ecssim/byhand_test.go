package ecssim

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// ask1 is a call of signature version 1 that is made by hand, with a signer of
// its own. Which parameters go into the form, inForm says.
func ask1(t *testing.T, method, base string, inForm func(name string) bool, args ...string) *http.Request {
	t.Helper()
	escape := func(s string) string {
		return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(s))
	}
	all := append([]string{
		"Version", "2014-05-26", "AccessKeyId", "LTAI-sim-operator", "SignatureMethod", "HMAC-SHA1", "SignatureVersion", "1.0",
		"SignatureNonce", rand.Text(), "Timestamp", time.Now().UTC().Format(time.RFC3339),
	}, args...)
	var signed []string
	sent := [2][]string{}
	put := func(name, value string) {
		to := 0
		if inForm(name) {
			to = 1
		}
		sent[to] = append(sent[to], escape(name)+"="+escape(value))
	}
	for n := 0; n < len(all); n += 2 {
		signed = append(signed, escape(all[n])+"="+escape(all[n+1]))
		put(all[n], all[n+1])
	}
	slices.Sort(signed)
	mac := hmac.New(sha1.New, []byte("sim-operator-secret&"))
	io.WriteString(mac, method+"&%2F&"+escape(strings.Join(signed, "&")))
	put("Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	r, err := http.NewRequest(method, base+"/?"+strings.Join(sent[0], "&"), strings.NewReader(strings.Join(sent[1], "&")))
	if err != nil {
		t.Fatal(err)
	}
	if sent[1] != nil {
		r.Header.Set("Content-Type", rpc.FormMedia)
	}
	return r
}

// ask3 is a call of signature version 3 that is made by hand: its own signer,
// as the SDKs have one, so that two readings of the protocol meet.
type ask3 struct {
	key          rpc.Key
	method, path string
	query        [][2]string
	body, media  string
	header       map[string]string // over those every call has; "" leaves one out
	unsigned     []string          // headers that are sent and not signed
	algorithm    string
	after        func(*http.Request) // changes what was signed
}

func (a ask3) request(base string) *http.Request {
	escape := strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~")
	pairs := slices.Clone(a.query)
	slices.SortFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	var canonical, sent []string
	for _, p := range pairs {
		canonical = append(canonical, escape.Replace(url.QueryEscape(p[0]))+"="+escape.Replace(url.QueryEscape(p[1])))
	}
	for _, p := range a.query {
		sent = append(sent, url.QueryEscape(p[0])+"="+url.QueryEscape(p[1]))
	}
	hex := func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }
	r, err := http.NewRequest(a.method, base+a.path+"?"+strings.Join(sent, "&"), strings.NewReader(a.body))
	if err != nil {
		panic(err)
	}
	head := map[string]string{
		"host": r.Host, "x-acs-version": "2014-05-26", "x-acs-action": "DescribeRegions",
		"x-acs-date": time.Now().UTC().Format("2006-01-02T15:04:05Z"), "x-acs-signature-nonce": rand.Text(),
		"x-acs-content-sha256": hex(a.body), "content-type": a.media, "x-acs-security-token": a.key.Token,
	}
	for k, v := range a.header {
		head[k] = v
	}
	var names []string
	lines := ""
	for k, v := range head {
		if v == "" {
			continue
		}
		if k == "host" {
			r.Host = v
		} else {
			r.Header.Set(k, v)
		}
		if !slices.Contains(a.unsigned, k) {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	for _, n := range names {
		lines += n + ":" + strings.TrimSpace(head[n]) + "\n"
	}
	signed := strings.Join(names, ";")
	text := strings.Join([]string{a.method, a.path, strings.Join(canonical, "&"), lines, signed, hex(a.body)}, "\n")
	algorithm := a.algorithm
	if algorithm == "" {
		algorithm = "ACS3-HMAC-SHA256"
	}
	mac := hmac.New(sha256.New, []byte(a.key.Secret))
	mac.Write([]byte(algorithm + "\n" + hex(text)))
	r.Header.Set("Authorization", fmt.Sprintf("%s Credential=%s,SignedHeaders=%s,Signature=%x", algorithm, a.key.ID, signed, mac.Sum(nil)))
	if a.after != nil {
		a.after(r)
	}
	return r
}

// server is a cloud behind a real socket.
type server struct {
	t   *testing.T
	url string
	*Cloud
}

func serve(t *testing.T, c *Cloud) *server {
	s := httptest.NewServer(c)
	t.Cleanup(s.Close)
	return &server{t, s.URL, c}
}

// do sends a request; the answer's error, if it is one, comes apart.
func (s *server) do(r *http.Request) (resp *http.Response, body string, e rpc.ErrorReply) {
	s.t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if resp.StatusCode != 200 && len(b) > 0 && strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(b, &e); err != nil {
			s.t.Fatalf("%v: %s", err, b)
		}
	}
	return resp, string(b), e
}

// body gives a request another body.
func body(r *http.Request, media, text string) {
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	r.Header.Set("Content-Type", media)
}
