package ecssim

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// day is the virtual start of the clouds of most tests.
var day = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)

// keptAfterExpiry is how long an expired instance stays, and how long before an
// expiry it is foretold.
const keptAfterExpiry = 15 * 24 * time.Hour

// frozen is a cloud whose clock stands still.
func frozen(instances int) *Cloud {
	return New(Config{Seed: 7, Instances: instances, Now: day, Frozen: true})
}

// client is a plain signed client that goes straight to the handler.
type client struct {
	t     testing.TB
	cloud *Cloud
	key   rpc.Key
}

func newClient(t testing.TB, c *Cloud) *client { return &client{t: t, cloud: c, key: rpc.OperatorKey} }

// answer is what came back, the fields of errors apart.
type answer struct {
	status int
	body   string
	header http.Header

	RequestId, HostId, Code, Message, Recommend string
}

// params are the parameters of a call, signed; over replaces or, with an empty
// value, removes some of them before the signature is made.
func (c *client) params(action string, over map[string]string) rpc.Params {
	p := rpc.Params{
		"Action": action, "Version": "2014-05-26", "Format": "JSON", "RegionId": "cn-hangzhou",
		"AccessKeyId": c.key.ID, "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureType": "",
		"SignatureNonce": rand.Text(),
		"Timestamp":      time.Now().UTC().Format("2006-01-02T15:04:05Z"),
	}
	maps.Copy(p, over)
	for k, v := range over {
		if v == "" {
			delete(p, k)
		}
	}
	p["Signature"] = rpc.Sign(rpc.StringToSign(http.MethodPost, p), c.key.Secret)
	return p
}

func encodeQuery(p rpc.Params) string {
	v := url.Values{}
	for k, s := range p {
		v.Set(k, s)
	}
	return v.Encode()
}

// request is a post with parameters in the query, as the SDK sends it.
func (c *client) request(p rpc.Params) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/?"+encodeQuery(p), nil)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func (c *client) send(p rpc.Params) answer {
	c.t.Helper()
	return c.serve(c.request(p))
}

func (c *client) serve(r *http.Request) answer {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.cloud.ServeHTTP(w, r)
	a := answer{status: w.Code, body: w.Body.String(), header: w.Header()}
	decode := json.Unmarshal
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/xml") {
		decode = xml.Unmarshal
	}
	if err := decode(w.Body.Bytes(), &a); err != nil {
		c.t.Fatalf("%v in %q", err, a.body)
	}
	return a
}

// call makes a call; arguments come as name, value, name, value.
func (c *client) call(action string, args ...string) answer {
	c.t.Helper()
	return c.send(c.params(action, pairs(args)))
}

// into makes a call that must succeed and decodes its answer.
func (c *client) into(v any, action string, args ...string) {
	c.t.Helper()
	a := c.call(action, args...)
	if a.status != http.StatusOK {
		c.t.Fatalf("%s: %d %s", action, a.status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		c.t.Fatal(err)
	}
}

func pairs(args []string) map[string]string {
	m := map[string]string{}
	for n := 0; n < len(args); n += 2 {
		m[args[n]] = args[n+1]
	}
	return m
}

// listed is the answer of DescribeInstances.
type listed struct {
	TotalCount, PageNumber, PageSize int
	NextToken                        string
	Instances                        struct{ Instance []compute.WireInstance }
}

func (c *client) instances(args ...string) []compute.WireInstance {
	c.t.Helper()
	var l listed
	c.into(&l, "DescribeInstances", append([]string{"PageSize", "100"}, args...)...)
	return l.Instances.Instance
}

// find is an instance by id; ok is false when it is not listed.
func (c *client) find(id string, args ...string) (compute.WireInstance, bool) {
	c.t.Helper()
	all := c.instances(append([]string{"InstanceIds", `["` + id + `"]`}, args...)...)
	if len(all) == 0 {
		return compute.WireInstance{}, false
	}
	return all[0], true
}

// some are instances of a region in a state, to act on: not locked, not expiring.
func (c *client) some(n int, status string, args ...string) []string {
	c.t.Helper()
	var ids []string
	for _, i := range c.instances(append([]string{"Status", status, "InstanceChargeType", "PostPaid"}, args...)...) {
		if len(i.OperationLocks.LockReason) == 0 && i.SpotStrategy == world.NoSpot && len(ids) < n {
			ids = append(ids, i.InstanceId)
		}
	}
	if len(ids) < n {
		c.t.Fatalf("only %d instances are %s", len(ids), status)
	}
	return ids
}

// batch is the arguments that name instances.
func batch(ids []string, more ...string) []string {
	for n, id := range ids {
		more = append(more, fmt.Sprintf("InstanceId.%d", n+1), id)
	}
	return more
}

// control calls a control path from this machine.
func control(c *Cloud, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.RemoteAddr, r.Host = "127.0.0.1:4711", "127.0.0.1:8080"
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}

// total is how many instances the region has.
func (c *client) total(args ...string) int {
	c.t.Helper()
	var l listed
	c.into(&l, "DescribeInstances", args...)
	return l.TotalCount
}
