package ecssim

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

func TestSignature3(t *testing.T) {
	s := serve(t, frozen(300))
	form := "application/x-www-form-urlencoded"
	awkward := [2]string{"InstanceName", "b c*~中+/%&=!'()"}
	instances := map[string]string{"x-acs-action": "DescribeInstances"}
	for name, a := range map[string]ask3{
		"query":         {method: "POST", query: [][2]string{{"RegionId", "cn-hangzhou"}, awkward}, header: instances},
		"GET":           {method: "GET", query: [][2]string{{"RegionId", "cn-hangzhou"}, awkward}, header: instances},
		"blank value":   {method: "GET", query: [][2]string{{"RegionId", "cn-hangzhou"}, {"Status", ""}}, header: instances},
		"form":          {method: "POST", body: "RegionId=cn-hangzhou&InstanceName=b+c*%7E", media: form, header: instances},
		"both":          {method: "POST", query: [][2]string{{"RegionId", "cn-hangzhou"}}, body: "Status=Running", media: form + "; charset=utf-8", header: instances},
		"no parameters": {method: "GET"},
		"a path":        {method: "POST", path: "/a%20b/c"},
		"more headers":  {method: "GET", header: map[string]string{"x-acs-extra": " b "}},
		"type unsigned": {method: "POST", body: "RegionId=cn-hangzhou", media: form, header: instances, unsigned: []string{"content-type"}},
	} {
		a.key = rpc.OperatorKey
		if a.path == "" {
			a.path = "/"
		}
		resp, body, _ := s.do(a.request(s.url))
		if resp.StatusCode != 200 || !json.Valid([]byte(body)) || !strings.Contains(body, "RequestId") {
			t.Errorf("%s: %d %s", name, resp.StatusCode, body)
		}
		if got := resp.Header.Get("Content-Type"); got != "application/json;charset=utf-8" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := s.Stats().Calls; got["DescribeInstances"] != 6 || got["DescribeRegions"] != 3 {
		t.Errorf("counted %v", got)
	}
}

func TestSignature3OfATemporaryKey(t *testing.T) {
	s := serve(t, frozen(0))
	key := s.TemporaryKey(time.Hour)
	call := func(bend func(*ask3)) (int, string) {
		a := ask3{key: key, method: "POST", path: "/"}
		bend(&a)
		resp, _, e := s.do(a.request(s.url))
		return resp.StatusCode, e.Code
	}
	if status, code := call(func(*ask3) {}); status != 200 {
		t.Errorf("%d %s", status, code)
	}
	for want, bend := range map[string]func(*ask3){
		"MissingSecurityToken":                       func(a *ask3) { a.key.Token = "" },
		"InvalidSecurityToken.Malformed":             func(a *ask3) { a.key.Token = "garbage" },
		"InvalidSecurityToken.MismatchWithAccessKey": func(a *ask3) { a.key.Token = s.TemporaryKey(time.Minute).Token },
		"InvalidSecurityToken.Expired":               func(a *ask3) { a.key = s.TemporaryKey(-time.Second) },
		"IncompleteSignature":                        func(a *ask3) { a.unsigned = []string{"x-acs-security-token"} },
	} {
		if status, code := call(bend); status != 400 || code != want {
			t.Errorf("%d %s, want %s", status, code, want)
		}
	}
}

func TestSignature3Refusals(t *testing.T) {
	s := serve(t, frozen(0))
	authorization := func(change func(string) string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", change(r.Header.Get("Authorization"))) }
	}
	replace := func(old, with string) func(*http.Request) {
		return authorization(func(h string) string { return strings.Replace(h, old, with, 1) })
	}
	header := func(name, value string) ask3 { return ask3{header: map[string]string{name: value}} }
	old := time.Now().UTC().Add(-16 * time.Minute).Format(rpc.SecondForm)
	for name, test := range map[string]struct {
		ask  ask3
		code string
	}{
		"unknown key":         {ask3{key: rpc.Key{ID: "LTAI-nobody", Secret: "x"}}, "InvalidAccessKeyId.NotFound"},
		"wrong secret":        {ask3{key: rpc.Key{ID: rpc.OperatorKey.ID, Secret: "x"}}, "SignatureDoesNotMatch"},
		"changed parameter":   {ask3{after: func(r *http.Request) { r.URL.RawQuery = "RegionId=cn-beijing" }}, "SignatureDoesNotMatch"},
		"changed method":      {ask3{after: func(r *http.Request) { r.Method = "POST" }}, "SignatureDoesNotMatch"},
		"changed path":        {ask3{after: func(r *http.Request) { r.URL.Path = "/x" }}, "SignatureDoesNotMatch"},
		"changed version":     {ask3{after: func(r *http.Request) { r.Header.Set("x-acs-version", "2014-05-26 ") }}, ""},
		"changed host":        {ask3{after: func(r *http.Request) { r.Host = "ecs.cn-beijing.aliyuncs.com" }}, "SignatureDoesNotMatch"},
		"hash of another":     {header("x-acs-content-sha256", strings.Repeat("0", 64)), "SignatureDoesNotMatch"},
		"upper-case hash":     {header("x-acs-content-sha256", strings.ToUpper(rpc.HexSum(nil))), "SignatureDoesNotMatch"},
		"no hash":             {header("x-acs-content-sha256", ""), "MissingParameter"},
		"no action":           {header("x-acs-action", ""), "MissingParameter"},
		"unknown action":      {header("x-acs-action", "DescribeNothing"), "InvalidAction.NotFound"},
		"no version":          {header("x-acs-version", ""), "MissingParameter"},
		"another version":     {header("x-acs-version", "2013-01-10"), "InvalidParameter"},
		"no nonce":            {header("x-acs-signature-nonce", ""), "MissingParameter"},
		"no date":             {header("x-acs-date", ""), "MissingParameter"},
		"old date":            {header("x-acs-date", old), "InvalidTimeStamp.Expired"},
		"no such date":        {header("x-acs-date", "yesterday"), "InvalidTimeStamp.Format"},
		"date unsigned":       {ask3{unsigned: []string{"x-acs-date"}}, "IncompleteSignature"},
		"host unsigned":       {ask3{unsigned: []string{"host"}}, "IncompleteSignature"},
		"nonce unsigned":      {ask3{unsigned: []string{"x-acs-signature-nonce"}}, "IncompleteSignature"},
		"hash unsigned":       {ask3{unsigned: []string{"x-acs-content-sha256"}}, "IncompleteSignature"},
		"SM3":                 {ask3{algorithm: "ACS3-HMAC-SM3"}, "InvalidSignatureMethod"},
		"RSA":                 {ask3{algorithm: "ACS3-RSA-SHA256"}, "InvalidSignatureMethod"},
		"another scheme":      {ask3{after: authorization(func(string) string { return "Basic eDp5" })}, "IncompleteSignature"},
		"nothing":             {ask3{after: authorization(func(string) string { return "" })}, "IncompleteSignature"},
		"bare":                {ask3{after: authorization(func(string) string { return "ACS3-HMAC-SHA256" })}, "IncompleteSignature"},
		"no signature":        {ask3{after: replace("Signature=", "Sign=")}, "IncompleteSignature"},
		"no credential":       {ask3{after: replace("Credential="+rpc.OperatorKey.ID+",", "")}, "IncompleteSignature"},
		"no headers":          {ask3{after: replace("SignedHeaders=", "SignedHeaders=,X=")}, "IncompleteSignature"},
		"one more":            {ask3{after: replace("Credential=", "Extra=1,Credential=")}, "IncompleteSignature"},
		"signature cut":       {ask3{after: authorization(func(h string) string { return h[:len(h)-1] })}, "SignatureDoesNotMatch"},
		"header named twice":  {ask3{after: replace("SignedHeaders=host", "SignedHeaders=host;host")}, "IncompleteSignature"},
		"two authorizations":  {ask3{after: func(r *http.Request) { r.Header.Add("Authorization", "x") }}, "IncompleteSignature"},
		"spaces after commas": {ask3{after: authorization(func(h string) string { return strings.ReplaceAll(h, ",", ", ") })}, ""},
		"a parameter twice":   {ask3{query: [][2]string{{"A", "1"}, {"A", "2"}}}, "InvalidParameter"},
	} {
		a := test.ask
		if a.key.ID == "" {
			a.key = rpc.OperatorKey
		}
		a.method, a.path = "GET", "/"
		resp, body, e := s.do(a.request(s.url))
		want := 400
		switch test.code {
		case "":
			want = 200
		case "InvalidAccessKeyId.NotFound", "InvalidAction.NotFound":
			want = 404
		}
		if resp.StatusCode != want || e.Code != test.code {
			t.Errorf("%s: %d %s, want %d %s", name, resp.StatusCode, body, want, test.code)
		}
	}
}

func TestWrongSignature3TellsWhatWasToBeSigned(t *testing.T) {
	s := serve(t, frozen(0))
	a := ask3{
		key: rpc.Key{ID: rpc.OperatorKey.ID, Secret: "x"}, method: "POST", path: "/", query: [][2]string{{"B", "2 *"}, {"A", ""}},
		body: "C=3", media: rpc.FormMedia, header: map[string]string{"x-acs-date": "2026-01-02T03:04:05Z", "x-acs-signature-nonce": "n"},
	}
	_, _, e := s.do(a.request(s.url))
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte("C=3")))
	canonical := "POST\n/\nA=&B=2%20%2A\ncontent-type:" + rpc.FormMedia + "\nhost:" + strings.TrimPrefix(s.url, "http://") +
		"\nx-acs-action:DescribeRegions\nx-acs-content-sha256:" + sum + "\nx-acs-date:2026-01-02T03:04:05Z\nx-acs-signature-nonce:n" +
		"\nx-acs-version:2014-05-26\n\ncontent-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n" + sum
	want := fmt.Sprintf("server StringToSign is [ACS3-HMAC-SHA256\n%x] server CanonicalRequest is [%s]", sha256.Sum256([]byte(canonical)), canonical)
	if e.Code != "SignatureDoesNotMatch" || !strings.HasSuffix(e.Message, want) {
		t.Errorf("%s: %s\nwant\n%s", e.Code, e.Message, want)
	}
}

func TestNonce3IsGoodOnce(t *testing.T) {
	s := serve(t, frozen(0))
	a := ask3{key: rpc.OperatorKey, method: "POST", path: "/", header: map[string]string{"x-acs-signature-nonce": "n"}}
	if resp, body, _ := s.do(a.request(s.url)); resp.StatusCode != 200 {
		t.Fatal(body)
	}
	if resp, body, e := s.do(a.request(s.url)); resp.StatusCode != 400 || e.Code != "SignatureNonceUsed" {
		t.Errorf("again: %s", body)
	}
	a.key = rpc.ReadOnlyKey
	if resp, body, _ := s.do(a.request(s.url)); resp.StatusCode != 200 {
		t.Errorf("another's: %s", body)
	}
}
