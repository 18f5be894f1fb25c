package ecssim

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// url is the URL of a call of signature version 1, signed as method.
func (c *client) url(base, method, action string, args ...string) string {
	p := c.params(action, pairs(args))
	p["Signature"] = rpc.Sign(rpc.StringToSign(method, p), c.key.Secret)
	return base + "/?" + encodeQuery(p)
}

func TestHead(t *testing.T) {
	s := serve(t, frozen(300))
	c := newClient(t, s.Cloud)
	ask := func(method, signed string) (*http.Response, string) {
		r, _ := http.NewRequest(method, c.url(s.url, signed, "DescribeInstances", "PageSize", "50"), nil)
		r.Header.Set("Accept-Encoding", "identity")
		resp, body, _ := s.do(r)
		return resp, body
	}
	get, body := ask("GET", "GET")
	s.ResetStats()
	for _, signed := range []string{"HEAD", "GET"} {
		head, none := ask("HEAD", signed)
		if head.StatusCode != 200 || none != "" || head.ContentLength != int64(len(body)) {
			t.Errorf("signed as %s: %d, %d bytes of %d, length %d", signed, head.StatusCode, len(none), len(body), head.ContentLength)
		}
		for name := range get.Header {
			if name != "X-Acs-Request-Id" && head.Header.Get(name) != get.Header.Get(name) {
				t.Errorf("%s is %q, with GET %q", name, head.Header.Get(name), get.Header.Get(name))
			}
		}
	}
	if st := s.Stats(); st.BytesOut != 0 || st.Calls["DescribeInstances"] != 2 {
		t.Errorf("%+v", st)
	}
	if resp, _ := ask("HEAD", "POST"); resp.StatusCode != 400 {
		t.Errorf("signed as POST: %d", resp.StatusCode)
	}
	a := ask3{key: rpc.OperatorKey, method: "HEAD", path: "/"}
	if resp, none, _ := s.do(a.request(s.url)); resp.StatusCode != 200 || none != "" || resp.ContentLength < 100 {
		t.Errorf("version 3: %d %q, length %d", resp.StatusCode, none, resp.ContentLength)
	}
	a = ask3{key: rpc.OperatorKey, method: "GET", path: "/", after: func(r *http.Request) { r.Method = "HEAD" }}
	if resp, _, _ := s.do(a.request(s.url)); resp.StatusCode != 200 {
		t.Errorf("version 3, signed as GET: %d", resp.StatusCode)
	}
}

func TestOtherMethodsAreTold(t *testing.T) {
	s := serve(t, frozen(0))
	c := newClient(t, s.Cloud)
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS"} {
		r, _ := http.NewRequest(method, c.url(s.url, method, "DescribeRegions"), nil)
		resp, body, e := s.do(r)
		if resp.StatusCode != 403 || e.Code != "UnsupportedHTTPMethod" || resp.Header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %s %v", method, body, resp.Header)
		}
	}
}

// Calls follow each other on one connection, whatever their answer.
func TestKeepAlive(t *testing.T) {
	s := serve(t, frozen(300))
	c := newClient(t, s.Cloud)
	for n, url := range []string{
		c.url(s.url, "GET", "DescribeInstances", "PageSize", "100"), s.url + "/?Action=DescribeRegions", s.url,
		c.url(s.url, "GET", "DescribeRegions", "Format", "XML"), c.url(s.url, "GET", "DescribeZones"),
	} {
		r, _ := http.NewRequest("GET", url, nil)
		reused := false
		r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
			GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused },
		}))
		if resp, _, _ := s.do(r); resp.Close || n > 0 && !reused {
			t.Errorf("call %d: a new connection", n)
		}
	}
}

// Who waits for 100 Continue gets it, unless the body is not wanted.
func TestContinue(t *testing.T) {
	s := serve(t, frozen(0))
	c := newClient(t, s.Cloud)
	send := func(length int, body string) (lines []string) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "POST /?Format=JSON HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n", rpc.FormMedia, length)
		in := bufio.NewReader(conn)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return append(lines, line)
			}
			if lines = append(lines, strings.TrimSpace(line)); line == "HTTP/1.1 100 Continue\r\n" {
				fmt.Fprint(conn, body)
			}
		}
	}
	p := c.params("DescribeRegions", nil)
	delete(p, "Format") // it is in the query
	form := encodeQuery(p)
	if got := send(len(form), form); got[0] != "HTTP/1.1 100 Continue" || !slices.Contains(got, "HTTP/1.1 200 OK") {
		t.Errorf("%q", got)
	}
	if got := send(rpc.MaxBody+1, ""); got[0] != "HTTP/1.1 413 Request Entity Too Large" || !strings.Contains(got[len(got)-1], "InvalidParameter") {
		t.Errorf("too large: %q", got)
	}
}

func TestGzip(t *testing.T) {
	s := serve(t, frozen(300))
	c := newClient(t, s.Cloud)
	ask := func(encoding, action string, args ...string) (*http.Response, string) {
		r, _ := http.NewRequest("GET", c.url(s.url, "GET", action, args...), nil)
		r.Header.Set("Accept-Encoding", encoding)
		resp, body, _ := s.do(r)
		if resp.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Vary is %q", resp.Header.Get("Vary"))
		}
		return resp, body
	}
	_, whole := ask("identity", "DescribeInstances", "PageSize", "50")
	for encoding, want := range map[string]bool{
		"gzip": true, "gzip, deflate, br": true, "GZip;q=0.5": true, "deflate, *": true, "br;q=1, gzip; q=0.1": true, "x-gzip": true,
		"identity": false, "deflate": false, "gzip;q=0": false, "*;q=0, identity": false, "gzip;q=0, *": false, "gzip;q=x": false,
	} {
		s.ResetStats()
		resp, body := ask(encoding, "DescribeInstances", "PageSize", "50")
		if got := resp.Header.Get("Content-Encoding") == "gzip"; got != want || resp.ContentLength != int64(len(body)) {
			t.Errorf("%q: packed %v, %d of %d bytes", encoding, got, len(body), resp.ContentLength)
			continue
		}
		if out := s.Stats().BytesOut; out != int64(len(body)) {
			t.Errorf("%q: %d bytes sent, %d counted", encoding, len(body), out)
		}
		if want {
			in, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(in)
			if err != nil || len(text) != len(whole) || !bytes.HasSuffix(text, []byte("}")) || len(body)*2 > len(text) {
				t.Errorf("%q: %v, %d bytes packed, %d unpacked, %d plain", encoding, err, len(body), len(text), len(whole))
			}
		}
	}
	s.Cloud.noGzip = true
	if resp, body := ask("gzip", "DescribeInstances", "PageSize", "50"); resp.Header.Get("Content-Encoding") != "" || len(body) != len(whole) {
		t.Errorf("packed where nothing is: %d bytes", len(body))
	}
	s.Cloud.noGzip = false
	if resp, _ := ask("gzip", "DescribeNothing"); resp.Header.Get("Content-Encoding") != "" {
		t.Error("a short answer is packed")
	}
	// A client of the standard library notices nothing.
	resp, err := http.Get(c.url(s.url, "GET", "DescribeInstances", "PageSize", "50"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || len(body) != len(whole) || !resp.Uncompressed {
		t.Errorf("%d bytes of %d, %v", len(body), len(whole), err)
	}
}
