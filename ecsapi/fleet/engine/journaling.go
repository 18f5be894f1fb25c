package engine

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
)

// newCall is a call that changes something of items, as the journal notes it. token is
// "" where the API has none; params lack the region and the token.
func newCall(api string, region ecsapi.RegionID, token string, items []*item, params []op.Param) journal.Call {
	c := journal.Call{API: api, Region: string(region), Token: token, Params: map[string]string{"RegionId": string(region)}}
	for _, it := range items {
		c.Items = append(c.Items, it.N)
	}
	for _, p := range params {
		c.Params[p.Name] = p.Value
	}
	return c
}

// write makes one call of a job: its intent is in the journal before it leaves,
// its answer after. The call does not leave once the job was cancelled, nor if
// the journal can't take it, which then sends nothing more. do makes it and
// returns its request id. The mutex is not held.
func (e *Engine) write(ctx context.Context, j *job, c journal.Call, do func(context.Context) (requestID string, err error)) *ecsapi.Error {
	n, err := e.journal.Intend(j.Key, c)
	if err != nil {
		j.cancel()
		e.trouble(j, err)
		e.locked(func() { e.cancelUnsent(j) })
		return &ecsapi.Error{
			API: c.API, Region: ecsapi.RegionID(c.Region), Kind: ecsapi.KindCancelled, Text: message.New("not sent: {reason}", message.Of(err)),
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(j.ctx, func() { time.AfterFunc(cancelGrace, stop) })()
	ctx = ecsapi.WithGate(ecsapi.WithPriority(ctx, ecsapi.PriorityAction), j.ctx)
	id, err := do(ctx)
	bad := ecsapi.AsError(err)
	e.answered(j, n, id, bad)
	return bad
}

// newToken is the ClientToken of a call of the job: the same for the same call,
// however often it is sent, and another for any other. what tells apart calls of
// an API for the same items. Instances that exist count by their ids, so that
// under a key a call is another when the list or its grouping changed.
func (j *job) newToken(api, what string, items []*item) string {
	h := sha256.New()
	fmt.Fprintln(h, j.nonce, api, what)
	for _, it := range items {
		if op.Of(j.Action).Creates {
			fmt.Fprintln(h, it.Region, it.N)
		} else {
			fmt.Fprintln(h, it.Region, it.ID)
		}
	}
	return "ecsdeck-" + hex.EncodeToString(h.Sum(nil)[:20])
}

// record begins the job in the journal, which gives it its key and number. If
// it can't, nothing of the job is sent.
func (e *Engine) record(j *job) {
	b := &journal.Job{Action: string(j.Action), Who: j.Who, At: j.Created, Options: encode(j.Options), Currency: j.Currency, KeyHash: j.KeyHash, Asked: j.Asked}
	if j.Order != nil {
		record := orderRecord{Order: j.Order}
		if !reflect.DeepEqual(j.Launches, j.Order.Launches()) {
			record.Calls = j.Launches
		}
		b.Order = encode(record)
	}
	for _, it := range j.items {
		b.Items = append(b.Items, journal.Item{
			N: it.N, ID: string(it.ID), Name: it.Name, Region: string(it.Region), From: string(it.From),
			Before: it.Before, OldExpiry: it.OldExpiry, Planned: int64(it.planned),
		})
	}
	for _, s := range j.Skipped {
		b.Skipped = append(b.Skipped, journal.Skip{ID: string(s.ID), Name: s.Name, Region: string(s.Region), Reason: s.Text().String()})
	}
	if err := e.journal.Begin(b); err != nil {
		j.Trouble = message.Of(err)
	}
	j.Key, j.ID = b.Key, fleet.JobID(b.Number)
}

func encode(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		return nil // our own types have nothing that can fail
	}
	return text
}

// trouble notes the first failure of the journal, which must not be passed over
// in silence.
func (e *Engine) trouble(j *job, err error) {
	if err == nil {
		return
	}
	e.locked(func() {
		if j.Trouble.IsZero() {
			j.Trouble = message.Of(err)
			e.jobChanged(j)
		}
	})
}

// answered writes what a call was answered. After a lost answer it leaves the
// call open, for it may have taken effect.
func (e *Engine) answered(j *job, n int, requestID string, bad *ecsapi.Error) {
	code, message := "", ""
	if bad != nil {
		if bad.MayHaveApplied {
			return
		}
		requestID, code, message = bad.RequestID, cmp.Or(bad.Code, string(bad.Kind)), bad.Says().String()
	}
	e.trouble(j, e.journal.Answer(j.Key, n, requestID, code, message))
}

// note writes the items as they stand. What a call told of ids, orders and
// addresses is noted before the items are followed.
func (e *Engine) note(j *job, items []*item) {
	if len(items) == 0 {
		return
	}
	var list []journal.Item
	e.locked(func() {
		for _, it := range items {
			list = append(list, it.entry())
		}
	})
	e.trouble(j, e.journal.Settle(j.Key, list))
}

// noteAnswers notes the orders, addresses and runs that a call told. An answer
// leaves no doubt, whatever was lost before it.
func (e *Engine) noteAnswers(j *job, items []*item, answers []op.Answer) {
	var rich []*item
	e.locked(func() {
		for i, it := range items {
			a := answers[i]
			if a.Err == nil {
				it.Cause = nil
			}
			if a.Err == nil && (a.OrderID != "" || a.PublicAddress != "" || a.Run != "") {
				it.OrderID, it.Address, it.RequestID = cmp.Or(a.OrderID, it.OrderID), cmp.Or(a.PublicAddress, it.Address), a.RequestID
				it.Run = cmp.Or(a.Run, it.Run)
				rich = append(rich, it)
			}
		}
	})
	e.note(j, rich)
}

// recordEnds writes the items that ended since the last time, and reports whether
// there were any.
func (e *Engine) recordEnds(j *job) bool {
	var list []journal.Item
	e.locked(func() {
		for _, it := range j.items {
			if !it.noted && !it.Ended.IsZero() {
				it.noted = true
				list = append(list, it.entry())
			}
		}
	})
	e.trouble(j, e.journal.Settle(j.Key, list))
	return len(list) > 0
}

// recordOver writes that the job is over, whose items have all ended or will not be
// followed any more, unless that is for who gave it to tell.
func (e *Engine) recordOver(j *job) {
	if e.options.Reports && !j.Past {
		return
	}
	var ended time.Time
	e.locked(func() { ended = cmp.Or(j.Ended, time.Now()) })
	e.trouble(j, e.journal.End(j.Key, ended, j.Unclaimed))
}

// entry is the item as the journal keeps it. One whose answer is being noted is
// already sent.
func (it *item) entry() journal.Item {
	out := journal.Item{
		N: it.N, ID: string(it.ID), Name: it.Name, Region: string(it.Region), From: string(it.From), To: string(it.Now),
		Outcome: string(it.Outcome), RequestID: it.RequestID, OrderID: it.OrderID, Address: it.Address, Run: it.Run,
		Cost: int64(it.Cost), Before: it.Before, OldExpiry: it.OldExpiry, NewExpiry: it.NewExpiry,
	}
	if it.Outcome == fleet.Queued {
		out.Outcome = string(fleet.Sent)
	}
	if it.Err != nil {
		out.Code, out.Message = cmp.Or(it.Err.Code, string(it.Err.Kind)), it.Err.Says().String()
	}
	return out
}

// orderRecord is an order as the journal keeps it.
type orderRecord struct {
	*fleet.Order

	// Calls are there when they are others than the order makes by itself, as
	// those for the rest of an earlier one, under the names that were missing.
	Calls []ecsapi.Launch `json:"calls,omitzero"`
}
