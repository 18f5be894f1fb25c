package rpc

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"sync"
)

// keptTokens is how many client tokens are remembered; the oldest are forgotten.
const keptTokens = 1 << 16

// maxToken is the longest ClientToken, in characters.
const maxToken = 64

// perAttempt are the parameters that differ between two attempts at one call.
var perAttempt = []string{
	"AccessKeyId", "SecurityToken", "Signature", "SignatureMethod", "SignatureNonce",
	"SignatureType", "SignatureVersion", "Timestamp", "Format", "ClientToken",
}

// Tokens are the writes that carried a ClientToken.
type Tokens struct {
	Writing sync.RWMutex // held for reading while a token is used, so that a state has both or neither
	mu      sync.Mutex
	byKey   map[string]*promise
	order   []string
}

// promise is a write that is carried out once. Its lock is held meanwhile, so
// that an attempt that overtakes another waits for it.
type promise struct {
	mu     sync.Mutex
	asked  string // fingerprint of the parameters, "" until it was carried out
	answer Answer
}

// Once carries out a write, or answers as before when its ClientToken was used
// with the same parameters; with others it is refused. A write that failed
// leaves its token unused, as does one without a token and a dry run.
func (t *Tokens) Once(action string, p Params, write func() (Answer, error)) (Answer, error) {
	token := p["ClientToken"]
	if token == "" || p.DryRun() {
		return write()
	}
	if len(token) > maxToken || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, BadParameter("ClientToken")
	}
	t.Writing.RLock()
	defer t.Writing.RUnlock()
	done := t.promise(action + " " + token)
	done.mu.Lock()
	defer done.mu.Unlock()
	asked := p.fingerprint()
	switch done.asked {
	case asked:
		return Copy(done.answer), nil
	case "":
		answer, err := write()
		if err == nil {
			done.asked, done.answer = asked, Copy(answer)
		}
		return answer, err
	}
	return nil, ErrTokenMismatch
}

// promise is the one of a key, a new one if there is none.
func (t *Tokens) promise(key string) *promise {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.byKey[key]; p != nil {
		return p
	}
	if len(t.order) == keptTokens {
		delete(t.byKey, t.order[0])
		t.order = t.order[1:]
	}
	if t.byKey == nil {
		t.byKey = map[string]*promise{}
	}
	p := &promise{}
	t.byKey[key] = p
	t.order = append(t.order, key)
	return p
}

// fingerprint is what is asked for: a digest of the parameters without those
// that differ between two attempts.
func (p Params) fingerprint() string {
	asked := maps.Clone(p)
	for _, name := range perAttempt {
		delete(asked, name)
	}
	sum := sha256.Sum256([]byte(StringToSign("", asked)))
	return string(sum[:])
}

// Copy is a copy of an answer that can be given a request id of its own.
func Copy(answer Answer) Answer {
	v := reflect.ValueOf(answer).Elem()
	d := reflect.New(v.Type())
	d.Elem().Set(v)
	return d.Interface().(Answer)
}

// TokenState is a promise that was kept.
type TokenState struct {
	Key    string          `json:"token"` // action and token
	Asked  []byte          `json:"asked"`
	Answer json.RawMessage `json:"answer"`
}

// State lists the tokens that were used, oldest first. Nothing uses one meanwhile.
func (t *Tokens) State() []TokenState {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := []TokenState{}
	for _, key := range t.order {
		p := t.byKey[key]
		if p.asked == "" {
			continue // what it asked for failed
		}
		answer, err := json.Marshal(p.answer)
		if err == nil {
			all = append(all, TokenState{key, []byte(p.asked), answer})
		}
	}
	return all
}

// Load takes tokens as they were saved; empty makes an empty answer of an
// action that takes one, nil for another.
func (t *Tokens) Load(all []TokenState, empty func(action string) Answer) error {
	t.byKey = make(map[string]*promise, len(all))
	for _, s := range all {
		action, _, _ := strings.Cut(s.Key, " ")
		answer := empty(action)
		if answer == nil || t.byKey[s.Key] != nil {
			return fmt.Errorf("token %.80q: no action takes it, or it is there twice", s.Key)
		}
		if err := json.Unmarshal(s.Answer, answer); err != nil {
			return fmt.Errorf("token %.80q: its answer is %w", s.Key, err)
		}
		t.byKey[s.Key] = &promise{asked: string(s.Asked), answer: answer}
		t.order = append(t.order, s.Key)
	}
	return nil
}
