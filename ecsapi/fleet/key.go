package fleet

import (
	"crypto/sha256"
	"encoding/hex"
)

// KeyHash is what stands for a key in the journal, in tokens and in tags: the key
// itself may tell more than it should.
func KeyHash(key string) string { return hashed("ecsdeck key", key) }

// AskedHash is what stands for what was asked for under a key.
func AskedHash(asked string) string { return hashed("ecsdeck plan", asked) }

func hashed(what, text string) string {
	sum := sha256.Sum256([]byte(what + "\n" + text))
	return hex.EncodeToString(sum[:16])
}

// ErrOtherPlan is that a key was used for something else before.
type ErrOtherPlan struct{ Job *Job }

func (e *ErrOtherPlan) Error() string { return "the idempotency key was used for something else" }
