package rpc

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestNoncesAreRememberedInBoundedMemory(t *testing.T) {
	var n Nonces
	start := time.Now()
	if !n.use("first", start) {
		t.Fatal("a new nonce is refused")
	}
	if n.use("first", start.Add(29*time.Minute)) {
		t.Error("forgotten while its timestamp can still be good")
	}
	for k := range 3 * maxNonces {
		n.use(string(rune(k))+"x"+time.Duration(k).String(), start.Add(time.Minute))
	}
	if held := len(n.young) + len(n.old); held > 2*maxNonces {
		t.Errorf("%d nonces held", held)
	}
}

func FuzzCheckSignature(f *testing.F) {
	f.Add("POST", "AccessKeyId=LTAI-sim-operator&Signature=x&SignatureNonce=n&Timestamp=t&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0")
	f.Add("GET", "AccessKeyId=LTAI-sim-readonly")
	f.Add("POST", "AccessKeyId=STS.sim-0&SecurityToken=AAAAAAAAAAAAAAAAAAAAAA&Signature=x&SignatureNonce=n&Timestamp=t")
	f.Add("", "中=%00*~")
	f.Fuzz(func(t *testing.T, method, query string) {
		p, err := parseParams(query, "")
		if err != nil {
			return
		}
		text := StringToSign(method, p)
		if strings.ContainsAny(strings.TrimPrefix(text, method), " *+/\x00") {
			t.Fatalf("not encoded: %q", text)
		}
		key, err := checkSignature(method, p)
		if err == nil && Sign(text, key.Secret) != p["Signature"] && method != http.MethodHead {
			t.Fatalf("accepted %q", query)
		}
	})
}
