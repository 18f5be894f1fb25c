package wiretest

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/pipenet"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

var key = ecsapi.Credentials{KeyID: "LTAI5tTESTKEYID0000abcd", Secret: "SecretSecret/With+Signs=", Token: "CAIS/token+token=="}

// wire is a network that keeps the bytes of every request.
type wire struct {
	*pipenet.Listener
	mu   sync.Mutex
	sent []string
}

// listen answers the calls with the bodies in turn, the last one again and again.
func listen(t *testing.T, bodies ...string) *wire {
	w := &wire{Listener: pipenet.Listen()}
	t.Cleanup(func() { w.Close() })
	go func() {
		for {
			conn, err := w.Accept()
			if err != nil {
				return
			}
			go w.serve(conn, &bodies)
		}
	}()
	return w
}

func (w *wire) serve(conn net.Conn, bodies *[]string) {
	defer conn.Close()
	for {
		var raw bytes.Buffer
		r, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, &raw)))
		if err != nil {
			return
		}
		io.Copy(io.Discard, r.Body)
		w.mu.Lock()
		w.sent = append(w.sent, raw.String())
		body := (*bodies)[0]
		if len(*bodies) > 1 {
			*bodies = (*bodies)[1:]
		}
		w.mu.Unlock()
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
}

// changing are the parameters that differ from one attempt to the next.
var changing = regexp.MustCompile(`([?&](?:SignatureNonce|Timestamp|Signature)=)[^& ]*`)

// requests returns what was sent without what changes, sorted, once each
// signature was checked.
func (w *wire) requests(t *testing.T) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]string, 0, len(w.sent))
	for _, raw := range w.sent {
		method, rest, _ := strings.Cut(raw, " ")
		target, _, _ := strings.Cut(rest, " ")
		u, err := url.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if q := u.Query(); q.Get("Signature") != sign(method, q) {
			t.Errorf("the signature is wrong of %s", target)
		}
		all = append(all, changing.ReplaceAllString(raw, "$1"))
	}
	slices.Sort(all)
	return all
}

// sign computes Signature as the API's documentation says.
func sign(method string, q url.Values) string {
	escape := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if name != "Signature" {
			pairs = append(pairs, escape(name)+"="+escape(q.Get(name)))
		}
	}
	mac := hmac.New(sha1.New, []byte(key.Secret+"&"))
	io.WriteString(mac, method+"&%2F&"+escape(strings.Join(pairs, "&")))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// foreign is a transport that the SDK did not make, and so leaves as it is.
type foreign struct{ http.RoundTripper }

// typed makes a typed client as ecsapi would be one. An empty domain leaves the
// host to the client.
func typed(t *testing.T, region, scheme, domain string, transport *http.Transport) *ecs.Client {
	config := sdk.NewConfig().WithScheme(scheme)
	config.Transport = foreign{transport}
	c, err := ecs.NewClientWithOptions(region, config, credentials.NewStaticSTSCredentialsProvider(key.KeyID, key.Secret, key.Token))
	if err != nil {
		t.Fatal(err)
	}
	c.Domain = domain
	c.AppendUserAgent("ecsdeck", "dev")
	t.Cleanup(transport.CloseIdleConnections)
	return c
}
