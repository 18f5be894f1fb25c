package rpc

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
)

// temporaryPrefix begins the ids of temporary keys.
const temporaryPrefix = "STS.sim-"

// TemporaryKey follows from the role that acts with it, "ops/session", and when it
// expires, so that none need be remembered. Like the other keys it is no secret.
func TemporaryKey(as string, expires time.Time) Key {
	b := binary.BigEndian.AppendUint64(nil, uint64(expires.Unix()))
	seal := hmac.New(sha256.New, []byte(OperatorKey.Secret))
	seal.Write(append(b, as...))
	sum := seal.Sum(nil)
	return Key{
		As:       as,
		ReadOnly: strings.HasPrefix(as, "viewer/"),
		ID:       temporaryPrefix + fmt.Sprintf("%x", sum[:6]),
		Secret:   base64.RawURLEncoding.EncodeToString(sum[6:24]),
		Token:    base64.RawURLEncoding.EncodeToString(slices.Concat(b, sum[24:], []byte(as))),
		Expires:  time.Unix(expires.Unix(), 0).UTC(),
	}
}

// temporary is the key an id and a token stand for.
func temporary(id, token string) (Key, error) {
	if !strings.HasPrefix(id, temporaryPrefix) {
		return Key{}, errAccessKey
	}
	if token == "" {
		return Key{}, errTokenMissing
	}
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 16 {
		return Key{}, errTokenMalformed
	}
	key := TemporaryKey(string(b[16:]), time.Unix(int64(binary.BigEndian.Uint64(b)), 0))
	if key.Token != token {
		return Key{}, errTokenMalformed
	}
	if key.ID != id {
		return Key{}, errTokenMismatched
	}
	return key, nil
}

// The account has two keys, the same in every simulated cloud.
var (
	OperatorKey = Key{ID: "LTAI-sim-operator", Secret: "sim-operator-secret"}
	ReadOnlyKey = Key{ID: "LTAI-sim-readonly", Secret: "sim-readonly-secret", ReadOnly: true}
)

// Key is an access key of the simulated account.
type Key struct {
	ID, Secret string
	ReadOnly   bool // may only call Describe and Get actions

	// Token and Expires are those of a temporary key: it is no use without
	// the one and after the other, a wall time.
	Token   string
	Expires time.Time
	As      string // the role that acts with it, and its session: "ops/session"
}
