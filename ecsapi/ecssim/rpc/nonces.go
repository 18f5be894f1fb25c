package rpc

import (
	"crypto/sha256"
	"maps"
	"slices"
	"sync"
	"time"
)

// Nonces remembers the nonces of the last half hour, which is as long as the
// timestamp of a call can stay acceptable.
type Nonces struct {
	mu     sync.Mutex
	young  map[[16]byte]struct{}
	old    map[[16]byte]struct{}
	turned time.Time // when young was begun
}

// maxNonces bounds each of the two generations (16 MB together); beyond it the
// oldest are forgotten early.
const maxNonces = 100_000

// use takes a nonce; false means that it was taken before.
func (n *Nonces) use(nonce string, now time.Time) bool {
	sum := sha256.Sum256([]byte(nonce))
	id := [16]byte(sum[:16])
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.young == nil || now.Sub(n.turned) > 2*timestampTolerance || len(n.young) >= maxNonces {
		n.young, n.old = map[[16]byte]struct{}{}, n.young
		n.turned = now
	}
	_, inYoung := n.young[id]
	_, inOld := n.old[id]
	if inYoung || inOld {
		return false
	}
	n.young[id] = struct{}{}
	return true
}

// NonceState are the nonces that may not be used again, 16 bytes each.
type NonceState struct {
	Turned time.Time `json:"turned,omitzero"`
	Young  []byte    `json:"young,omitempty"`
	Old    []byte    `json:"old,omitempty"`
}

// State is what may not be used again, nothing when it is too old to be sent again.
func (n *Nonces) State() NonceState {
	n.mu.Lock()
	defer n.mu.Unlock()
	pack := func(m map[[16]byte]struct{}) (b []byte) {
		for id := range maps.Keys(m) {
			b = append(b, id[:]...)
		}
		return b
	}
	if time.Since(n.turned) > 4*timestampTolerance {
		return NonceState{} // too old to be sent again
	}
	return NonceState{n.turned, pack(n.young), pack(n.old)}
}

// Load takes nonces as they were saved.
func (n *Nonces) Load(s NonceState) {
	unpack := func(b []byte) map[[16]byte]struct{} {
		m := make(map[[16]byte]struct{}, len(b)/16)
		for id := range slices.Chunk(b, 16) {
			if len(id) == 16 {
				m[[16]byte(id)] = struct{}{}
			}
		}
		return m
	}
	if !s.Turned.IsZero() {
		n.young, n.old, n.turned = unpack(s.Young), unpack(s.Old), s.Turned
	}
}
