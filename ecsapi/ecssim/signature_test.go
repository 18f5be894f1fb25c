package ecssim

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// The two vectors: the first is printed in the reference, the second was made
// with the official SDK.
func TestSignatureVectors(t *testing.T) {
	for _, v := range []struct {
		name, method, want string
		params             rpc.Params
	}{
		{"documented", "GET", "OLeaidS1JvxuMvnyHOwuJ+uX5qY=", rpc.Params{
			"AccessKeyId": "testid", "Format": "XML", "Action": "DescribeRegions", "Version": "2014-05-26",
			"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0",
			"SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf", "Timestamp": "2016-02-23T12:46:24Z",
		}},
		{"awkward characters", "POST", "l6uxBfzLm97Q/AzeduPciondclo=", rpc.Params{
			"AccessKeyId": "testid", "Format": "JSON", "Action": "RunInstances", "Version": "2014-05-26",
			"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureType": "",
			"RegionId": "cn-beijing", "SignatureNonce": "n1", "Timestamp": "2026-01-02T03:04:05Z",
			"Tag.1.Key": "a", "Tag.1.Value": "b c*~中",
		}},
	} {
		if got := rpc.Sign(rpc.StringToSign(v.method, v.params), "testsecret"); got != v.want {
			t.Errorf("%s: signature %s, want %s", v.name, got, v.want)
		}
		v.params["Signature"] = "ignored"
		if got := rpc.Sign(rpc.StringToSign(v.method, v.params), "testsecret"); got != v.want {
			t.Errorf("%s: the signature is part of what is signed", v.name)
		}
	}
}

func TestSignedValuesAreDecoded(t *testing.T) {
	c := newClient(t, frozen(0))
	awkward := map[string]string{"InstanceName": "b c*~中+/%"}
	plus := encodeQuery(c.params("DescribeInstances", awkward))
	percent := strings.ReplaceAll(encodeQuery(c.params("DescribeInstances", awkward)), "+", "%20")
	for _, query := range []string{plus, percent} {
		if a := c.serve(httptest.NewRequest(http.MethodPost, "/?"+query, nil)); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
}

func TestParametersFromQueryAndForm(t *testing.T) {
	c := newClient(t, frozen(0))
	post := func(query, form rpc.Params) answer {
		r := httptest.NewRequest(http.MethodPost, "/?"+encodeQuery(query), strings.NewReader(encodeQuery(form)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		return c.serve(r)
	}
	if a := post(nil, c.params("DescribeRegions", nil)); a.status != http.StatusOK {
		t.Errorf("all in the form: %s", a.body)
	}
	all := c.params("DescribeRegions", nil)
	query := rpc.Params{"Action": all["Action"], "Signature": all["Signature"]}
	delete(all, "Action")
	delete(all, "Signature")
	if a := post(query, all); a.status != http.StatusOK {
		t.Errorf("half in the form: %s", a.body)
	}
	all = c.params("DescribeRegions", nil)
	if a := post(all, rpc.Params{"Action": "DescribeRegions"}); a.Code != "InvalidParameter" {
		t.Errorf("a parameter given twice: %s", a.body)
	}

	// GET signs another string than POST.
	p := c.params("DescribeRegions", nil)
	r := httptest.NewRequest(http.MethodGet, "/?"+encodeQuery(p), nil)
	if a := c.serve(r); a.Code != "SignatureDoesNotMatch" {
		t.Errorf("GET with the signature of POST: %s", a.body)
	}
	p["Signature"] = rpc.Sign(rpc.StringToSign(http.MethodGet, p), c.key.Secret)
	r = httptest.NewRequest(http.MethodGet, "/?"+encodeQuery(p), nil)
	if a := c.serve(r); a.status != http.StatusOK {
		t.Errorf("GET: %s", a.body)
	}
}

// Each call is wrong in several ways at once; the first check in order answers.
func TestChecksComeInOrder(t *testing.T) {
	c := newClient(t, frozen(0))
	hour := time.Now().UTC().Add(-time.Hour).Format("2006-01-02T15:04:05Z")
	for _, test := range []struct {
		name   string
		status int
		code   string
		over   map[string]string
	}{
		{"no action", 400, "MissingParameter", map[string]string{"Action": "", "AccessKeyId": "x"}},
		{"unknown action", 404, "InvalidAction.NotFound", map[string]string{"Action": "DescribeNothing", "AccessKeyId": "x"}},
		{"no version", 400, "MissingParameter", map[string]string{"Version": "", "AccessKeyId": "x"}},
		{"another version", 400, "InvalidParameter", map[string]string{"Version": "2013-01-10", "AccessKeyId": "x"}},
		{"no key", 400, "MissingParameter", map[string]string{"AccessKeyId": "", "Timestamp": hour}},
		{"unknown key", 404, "InvalidAccessKeyId.NotFound", map[string]string{"AccessKeyId": "x", "Timestamp": hour}},
		{"no nonce", 400, "MissingParameter", map[string]string{"SignatureNonce": "", "Timestamp": hour}},
		{"another method of signing", 400, "IncompleteSignature", map[string]string{"SignatureMethod": "HMAC-SHA256", "Timestamp": hour}},
		{"old timestamp", 400, "InvalidTimeStamp.Expired", map[string]string{"Timestamp": hour, "RegionId": "x"}},
		{"no such time", 400, "IllegalTimestamp", map[string]string{"Timestamp": "yesterday", "RegionId": "x"}},
		{"unknown region", 404, "InvalidRegionId.NotFound", map[string]string{"RegionId": "cn-atlantis", "Status": "Odd"}},
		{"no region", 400, "MissingParameter", map[string]string{"RegionId": ""}},
	} {
		a := c.send(c.params("DescribeInstances", test.over))
		if a.status != test.status || a.Code != test.code {
			t.Errorf("%s: %d %s, want %d %s", test.name, a.status, a.Code, test.status, test.code)
		}
		if a.Message == "" || a.HostId == "" || !strings.HasPrefix(a.Recommend, "https://") {
			t.Errorf("%s: incomplete error %s", test.name, a.body)
		}
	}
}

func TestWrongSignatureTellsWhatWasToBeSigned(t *testing.T) {
	c := newClient(t, frozen(0))
	p := c.params("DescribeRegions", nil)
	want := rpc.StringToSign(http.MethodPost, p)
	p["Signature"] = rpc.Sign(want, "another secret")
	a := c.send(p)
	if a.status != 400 || a.Code != "SignatureDoesNotMatch" || !strings.HasSuffix(a.Message, "server string to sign is:"+want) {
		t.Errorf("%d %s", a.status, a.body)
	}
	p = c.params("DescribeRegions", nil)
	p["RegionId"] = "cn-beijing" // changed on the way
	if a := c.send(p); a.Code != "SignatureDoesNotMatch" {
		t.Errorf("a changed parameter: %s", a.body)
	}
}

func TestNonceIsGoodOnce(t *testing.T) {
	c := newClient(t, frozen(0))
	p := c.params("DescribeRegions", nil)
	if a := c.send(p); a.status != http.StatusOK {
		t.Fatal(a.body)
	}
	if a := c.send(p); a.status != 400 || a.Code != "SignatureNonceUsed" {
		t.Errorf("replayed: %d %s", a.status, a.body)
	}
	// A call refused for its signature must not burn the nonce of the real one.
	p = c.params("DescribeRegions", nil)
	good := p["Signature"]
	p["Signature"] = "bm9uc2Vuc2U="
	c.send(p)
	p["Signature"] = good
	if a := c.send(p); a.status != http.StatusOK {
		t.Errorf("after a forged one: %s", a.body)
	}
}

func TestReadOnlyKeyMayOnlyDescribe(t *testing.T) {
	c := newClient(t, frozen(1200))
	id := c.some(1, world.Running)[0]
	c.key = rpc.ReadOnlyKey
	for _, action := range []string{"StopInstance", "StopInstances", "StartInstances", "RebootInstance"} {
		if a := c.call(action, "InstanceId", id, "InstanceId.1", id); a.status != 403 || a.Code != "Forbidden.RAM" {
			t.Errorf("%s: %d %s", action, a.status, a.body)
		}
	}
	for _, action := range []string{"DescribeRegions", "DescribeZones", "DescribeInstances", "DescribeInstanceStatus"} {
		if a := c.call(action); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", action, a.status, a.body)
		}
	}
	if i, _ := c.find(id); i.Status != world.Running {
		t.Errorf("a refused call left the instance %s", i.Status)
	}
}

// Whatever arrives, an ECS-style error goes back.
func TestGarbageIsRefusedPolitely(t *testing.T) {
	c := newClient(t, frozen(0))
	huge := strings.Repeat("a", 10<<20)
	form := "application/x-www-form-urlencoded"
	for name, r := range map[string]*http.Request{
		"nothing":         httptest.NewRequest("POST", "/", nil),
		"bad escapes":     httptest.NewRequest("POST", "/?Action=%zz", nil),
		"binary":          httptest.NewRequest("POST", "/", strings.NewReader("\x00\xff\xfe%%%=&&;")),
		"10 MB":           httptest.NewRequest("POST", "/", strings.NewReader(huge)),
		"10 MB of form":   httptest.NewRequest("POST", "/?Action=DescribeRegions", strings.NewReader("x="+huge)),
		"json":            httptest.NewRequest("POST", "/any/path", strings.NewReader(`{"Action":1}`)),
		"PUT":             httptest.NewRequest("PUT", "/?Action=DescribeRegions", nil),
		"long action":     httptest.NewRequest("GET", "/?Action="+huge[:100000], nil),
		"signature stuff": httptest.NewRequest("GET", "/?Action=DescribeRegions&Version=2014-05-26&AccessKeyId=LTAI-sim-operator&Signature=%00", nil),
	} {
		if name == "10 MB of form" || name == "binary" {
			r.Header.Set("Content-Type", form)
		}
		a := c.serve(r)
		if a.status < 400 || a.Code == "" || a.RequestId == "" {
			t.Errorf("%s: %d %.200s", name, a.status, a.body)
		}
	}
}

func TestEveryAnswerHasARequestIDAndVirtualDate(t *testing.T) {
	c := newClient(t, frozen(0))
	seen := map[string]bool{}
	for _, action := range []string{"DescribeRegions", "DescribeNothing", "DescribeZones"} {
		a := c.call(action)
		if len(a.RequestId) != 36 || strings.ToUpper(a.RequestId) != a.RequestId || seen[a.RequestId] {
			t.Errorf("%s: request id %q", action, a.RequestId)
		}
		seen[a.RequestId] = true
		if got := a.header.Get("Date"); got != "Sat, 14 Mar 2026 09:26:53 GMT" {
			t.Errorf("%s: Date %q", action, got)
		}
	}
	c.cloud.Advance(90 * time.Second)
	if got := c.call("DescribeRegions").header.Get("Date"); got != "Sat, 14 Mar 2026 09:28:23 GMT" {
		t.Errorf("Date after 90 s: %q", got)
	}
}
