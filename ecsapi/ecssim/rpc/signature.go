package rpc

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// timestampTolerance is how far a call's Timestamp may be from the wall clock.
const timestampTolerance = 15 * time.Minute

// StringToSign is what signature version 1 signs: the method and the decoded
// parameters, sorted and percent-encoded.
func StringToSign(method string, p Params) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(p)) {
		if k == "Signature" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		percentEncode(&b, k)
		b.WriteByte('=')
		percentEncode(&b, p[k])
	}
	query := b.String()
	b.Reset()
	b.WriteString(method)
	b.WriteString("&%2F&")
	percentEncode(&b, query)
	return b.String()
}

// percentEncode writes s as RFC 3986 wants it, which url.QueryEscape doesn't.
func percentEncode(b *strings.Builder, s string) {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '-', c == '_', c == '.', c == '~':
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
}

// Sign is the HMAC-SHA1 signature of a string to sign.
func Sign(stringToSign, secret string) string {
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(stringToSign))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Authenticate finds the key of a call and checks its signature, its token, its
// time and its nonce, in that order. By skew the wall clock is ahead; expired
// refuses every token.
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
