package rpc

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// The example of the documentation of signature version 3.
func TestSignature3Vector(t *testing.T) {
	r := httptest.NewRequest("POST", "http://ecs.cn-shanghai.aliyuncs.com/?RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", nil)
	for k, v := range map[string]string{
		"x-acs-action": "RunInstances", "x-acs-version": "2014-05-26", "x-acs-date": "2023-10-26T10:22:32Z",
		"x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
		"x-acs-content-sha256":  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	} {
		r.Header.Set(k, v)
	}
	canonical := CanonicalRequest(r, "POST", mustBeSigned, HexSum(nil))
	if got := Sign3(StringToSign3(canonical), "YourAccessKeySecret"); got != "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0" {
		t.Errorf("signature %s of\n%s", got, canonical)
	}
}

// Whatever stands in the header: what is taken for one names a key, what is
// signed and a signature, and a call gets in with the right one only.
func FuzzAuthorization(f *testing.F) {
	f.Add("ACS3-HMAC-SHA256 Credential=LTAI-sim-operator,SignedHeaders=host;x-acs-date,Signature=00", "/a%20b", "A=1&B=", "body")
	f.Add("ACS3-HMAC-SHA256 SignedHeaders=;;a, Credential=x=y,Signature==", "", "%", "")
	f.Add("Basic eDp5", "//", "a=1&a=2", "\x00")
	f.Add("ACS3-HMAC-SHA256 Credential=STS.sim-0,SignedHeaders=HOST;host,Signature=é", "/%2F/", "中=*~", "")
	f.Fuzz(func(t *testing.T, header, path, query, body string) {
		if a, ok := readAuthorization(header); ok {
			if a.keyID == "" || a.signature == "" || len(a.signed) == 0 || !slices.IsSorted(a.signed) || slices.Contains(a.signed, "") {
				t.Fatalf("%q is read as %+v", header, a)
			}
		}
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.URL.Path, r.URL.RawQuery = path, query
		for _, name := range mustBeSigned {
			r.Header.Set(name, "x")
		}
		r.Header.Set("x-acs-content-sha256", HexSum([]byte(body)))
		r.Header.Set("Authorization", header)
		if _, err := checkHeader(r, []byte(body)); err == nil {
			t.Fatalf("%q got in", header)
		}
		canonical := CanonicalRequest(r, "POST", mustBeSigned, HexSum([]byte(body)))
		if lines := strings.Split(canonical, "\n"); len(lines) != 3+len(mustBeSigned)+3 || strings.ContainsAny(lines[1]+lines[2], " *+?\x00") {
			t.Fatalf("canonical request %q", canonical)
		}
		r.Header.Set("Authorization", fmt.Sprintf("ACS3-HMAC-SHA256 Credential=%s,SignedHeaders=%s,Signature=%s",
			OperatorKey.ID, strings.Join(mustBeSigned, ";"), Sign3(StringToSign3(canonical), OperatorKey.Secret)))
		if key, err := checkHeader(r, []byte(body)); err != nil || key != OperatorKey {
			t.Fatalf("the right signature is refused: %v", err)
		}
	})
}
