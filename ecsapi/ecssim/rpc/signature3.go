package rpc

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// algorithm3 is the one way of signing by a header that is known here.
const algorithm3 = "ACS3-HMAC-SHA256"

// mustBeSigned are the headers every call of version 3 has and signs;
// x-acs-security-token is signed too where there is one.
var mustBeSigned = []string{
	"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version",
}

// authorization is the header of that name, of signature version 3.
type authorization struct {
	algorithm string
	keyID     string
	signed    []string // names of headers, lower case, sorted
	signature string
}

// byHeader is whether a request is signed by a header, which is how version 3
// is told from version 1.
func byHeader(r *http.Request) bool { return len(r.Header["Authorization"]) > 0 }

// readAuthorization reads "ALGORITHM Credential=…,SignedHeaders=a;b,Signature=…";
// false means that it is something else. The three come in any order.
func readAuthorization(header string) (authorization, bool) {
	algorithm, rest, _ := strings.Cut(strings.TrimSpace(header), " ")
	a := authorization{algorithm: algorithm}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if _, twice := parts[name]; twice || value == "" {
			return a, false
		}
		parts[name] = value
	}
	a.keyID, a.signature = parts["Credential"], parts["Signature"]
	for name := range strings.SplitSeq(strings.ToLower(parts["SignedHeaders"]), ";") {
		a.signed = append(a.signed, strings.TrimSpace(name))
	}
	slices.Sort(a.signed)
	distinct := len(slices.Compact(slices.Clone(a.signed))) == len(a.signed)
	return a, len(parts) == 3 && a.keyID != "" && a.signature != "" && a.signed[0] != "" && distinct
}

// checkHeader finds the key of a call of signature version 3 and checks its
// signature, in which what arrived is compared with what was signed: a body that
// isn't the one x-acs-content-sha256 speaks of is a signature that doesn't match.
func checkHeader(r *http.Request, body []byte) (Key, error) {
	if len(r.Header["Authorization"]) != 1 {
		return Key{}, errIncompleteSignature
	}
	a, ok := readAuthorization(r.Header.Get("Authorization"))
	if strings.HasPrefix(a.algorithm, "ACS3-") && a.algorithm != algorithm3 {
		return Key{}, errSignatureMethod
	}
	if !ok || a.algorithm != algorithm3 {
		return Key{}, errIncompleteSignature
	}
	key, err := keyOf(a.keyID, r.Header.Get("x-acs-security-token"))
	if err != nil {
		return Key{}, err
	}
	for _, name := range mustBeSigned {
		if headerValue(r, name) == "" {
			return Key{}, Missing(name)
		}
		if !slices.Contains(a.signed, name) {
			return Key{}, errIncompleteSignature
		}
	}
	if len(r.Header["X-Acs-Security-Token"]) > 0 && !slices.Contains(a.signed, "x-acs-security-token") {
		return Key{}, errIncompleteSignature
	}
	sum := HexSum(body)
	if r.Header.Get("x-acs-content-sha256") == sum {
		for _, method := range signedMethods(r.Method) {
			text := StringToSign3(CanonicalRequest(r, method, a.signed, sum))
			if hmac.Equal([]byte(Sign3(text, key.Secret)), []byte(a.signature)) {
				return key, nil
			}
		}
	}
	canonical := CanonicalRequest(r, r.Method, a.signed, sum)
	return Key{}, badSignature3(StringToSign3(canonical), canonical)
}

// CanonicalRequest is what signature version 3 signs the digest of.
func CanonicalRequest(r *http.Request, method string, signed []string, bodySum string) string {
	query, _ := url.ParseQuery(r.URL.RawQuery) // one that can't be read was refused before
	var headers strings.Builder
	for _, name := range signed {
		headers.WriteString(name + ":" + headerValue(r, name) + "\n")
	}
	return strings.Join([]string{
		method, canonicalPath(r.URL), canonicalQuery(query), headers.String(), strings.Join(signed, ";"), bodySum,
	}, "\n")
}

// canonicalPath is the path of a URL, each of its parts percent-encoded.
func canonicalPath(u *url.URL) string {
	path := ""
	for part := range strings.SplitSeq(strings.TrimPrefix(u.EscapedPath(), "/"), "/") {
		if decoded, err := url.PathUnescape(part); err == nil {
			part = decoded
		}
		path += "/" + percentEncode(part)
	}
	return path
}

// headerValue is a header as it is signed: one given several times as a list.
func headerValue(r *http.Request, name string) string {
	if name == "host" {
		return strings.TrimSpace(r.Host)
	}
	given := r.Header.Values(name)
	values := make([]string, len(given))
	for n, v := range given {
		values[n] = strings.TrimSpace(v)
	}
	slices.Sort(values)
	return strings.Join(values, ",")
}

// StringToSign3 is what signature version 3 signs in the end.
func StringToSign3(canonical string) string { return algorithm3 + "\n" + HexSum([]byte(canonical)) }

// Sign3 is the HMAC-SHA256 signature of a string to sign. Unlike version 1 it
// takes the secret as it is.
func Sign3(stringToSign, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stringToSign))
	return hex.EncodeToString(mac.Sum(nil))
}

// HexSum is the SHA-256 digest of b in hex.
func HexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
