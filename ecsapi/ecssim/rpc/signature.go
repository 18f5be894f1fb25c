package rpc

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// timestampTolerance is how far a call's Timestamp may be from the wall clock.
const timestampTolerance = 15 * time.Minute

// StringToSign is what signature version 1 signs: the method and the decoded
// parameters, sorted and percent-encoded.
func StringToSign(method string, p Params) string {
	values := url.Values{}
	for name, value := range p {
		if name != "Signature" {
			values.Set(name, value)
		}
	}
	return method + "&%2F&" + percentEncode(canonicalQuery(values))
}

// canonicalQuery is parameters sorted and percent-encoded, those without a value too.
func canonicalQuery(values url.Values) string { return strings.ReplaceAll(values.Encode(), "+", "%20") }

// percentEncode is s as RFC 3986 wants it: url.QueryEscape writes a space otherwise.
func percentEncode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// Sign is the HMAC-SHA1 signature of a string to sign.
func Sign(stringToSign, secret string) string {
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(stringToSign))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Authenticate finds the key of a call and checks its signature, its token, its time and its nonce,
// in that order. By skew the wall clock is ahead; expired refuses every token.
func (n *Nonces) Authenticate(r *http.Request, p Params, body []byte, skew time.Duration, expired bool) (Key, error) {
	var key Key
	var err error
	date, nonce, malformed := p["Timestamp"], p["SignatureNonce"], errTimestamp
	if byHeader(r) {
		key, err = checkHeader(r, body)
		date, nonce, malformed = r.Header.Get("x-acs-date"), r.Header.Get("x-acs-signature-nonce"), errDate
	} else {
		key, err = checkSignature(r.Method, p)
	}
	if err != nil {
		return Key{}, err
	}
	now := time.Now()
	if expired || key.Token != "" && !now.Before(key.Expires) {
		return Key{}, errTokenExpired
	}
	now = now.Add(skew)
	at, err := time.Parse(SecondForm, date)
	if err != nil {
		return Key{}, malformed
	}
	if now.Sub(at).Abs() > timestampTolerance {
		return Key{}, errExpiredTimestamp
	}
	if !n.use(key.ID+" "+nonce, now) {
		return Key{}, errNonceUsed
	}
	return key, nil
}

// keyOf is the key of an id, which for a temporary one takes its token.
func keyOf(id, token string) (Key, error) {
	switch id {
	case OperatorKey.ID:
		return OperatorKey, nil
	case ReadOnlyKey.ID:
		return ReadOnlyKey, nil
	}
	return temporary(id, token)
}

// checkSignature finds the key of a call and checks its signature, for which
// the security token of a temporary key is a parameter like any other.
func checkSignature(method string, p Params) (Key, error) {
	if p["AccessKeyId"] == "" {
		return Key{}, Missing("AccessKeyId")
	}
	key, err := keyOf(p["AccessKeyId"], p["SecurityToken"])
	if err != nil {
		return Key{}, err
	}
	for _, name := range []string{"Signature", "SignatureNonce", "Timestamp"} {
		if p[name] == "" {
			return Key{}, Missing(name)
		}
	}
	if p["SignatureMethod"] != "HMAC-SHA1" || p["SignatureVersion"] != "1.0" {
		return Key{}, errIncompleteSignature
	}
	for _, signed := range signedMethods(method) {
		if hmac.Equal([]byte(Sign(StringToSign(signed, p), key.Secret)), []byte(p["Signature"])) {
			return key, nil
		}
	}
	return Key{}, badSignature(StringToSign(method, p))
}

// signedMethods are those a method may be signed as: whoever asks for the head
// of an answer may have signed the GET it stands for.
func signedMethods(method string) []string {
	if method == http.MethodHead {
		return []string{http.MethodHead, http.MethodGet}
	}
	return []string{method}
}
