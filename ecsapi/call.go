package ecsapi

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/ratelimit"
)

// call says how to make one API call.
type call struct {
	api     string
	region  RegionID
	at      RegionID     // whose host is asked, of what is about no region; "" means home's
	what    message.Text // which part of a larger question; for the call log
	timeout time.Duration
	write   bool

	// patient waits out a throttling instead of failing with it.
	patient bool

	params params // but for the region, which is added
	form   params // what stands in the body, since logs have addresses

	key      *Credentials // signs it, in place of the client's
	unsigned bool         // it goes out without a key
	host     string       // of STS, whose call it is then
}

// envelope is what all answers have around their own. Answers are decoded into
// structs with only the fields that are needed, by the SDK's own lenient decoder;
// its full structs cost twice the time and five times the memory.
type envelope struct {
	responses.BaseResponse
	RequestId string
	Code      string
	Message   string
}

func (env *envelope) meta() *envelope { return env }

// succeeded reports whether an answer with a success status says nothing else in
// its body, which may carry a Code for a success too.
func (env *envelope) succeeded() bool {
	return env.Code == "" || env.Code == "200" || env.Code == "Success"
}

type response interface {
	responses.AcsResponse
	meta() *envelope
}

// answer is the answer A of a call.
type answer[A any] interface {
	*A
	response
}

// Reads are tried again after a broken connection, a failing server or an
// unreadable answer, but only so long that a person soon sees the region's
// error; the engine asks again later.
const (
	attempts = 3
	retryFor = 10 * time.Second // no further attempt after this
	waitFor  = 10 * time.Minute // nor of a patient read that is throttled
	backoff  = 300 * time.Millisecond
)

// do makes the call and returns its answer. It waits for the budget, retries
// what may be retried and logs every attempt.
//
// A throttled read fails at once, with RetryAfter telling when to ask again,
// so that the region's rows can show it; a patient one waits. A write is sent
// again only if the cloud refused it as too many or if no connection came to
// be: where it may have taken effect, the caller must look first. No try leaves
// once the gate of [WithGate] is shut.
func do[A any, P answer[A]](ctx context.Context, c *Client, k call) (P, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.closed, func() { cancel(errClosed) })()

	waiting, shut := context.WithCancelCause(ctx)
	defer shut(nil)
	if gate, ok := ctx.Value(gateKey{}).(context.Context); ok {
		defer context.AfterFunc(gate, func() { shut(context.Cause(gate)) })()
	}

	priority, _ := ctx.Value(priorityKey{}).(Priority)
	if k.write {
		priority = PriorityAction // no read goes before a write, whoever sends it
	}
	bucket := c.buckets.of(k.api, k.region)
	begun := time.Now()
	refused := false // a key was, and another is tried
	for n := 1; ; n++ {
		given, err := bucket.take(waiting, priority, k.patient || k.write)
		if c.closed.Err() != nil {
			err = errClosed
			shut(err)
		}
		if err != nil {
			return nil, notSent(waiting, k, err)
		}
		key, e := c.key(waiting, k)
		if e != nil {
			return nil, e
		}
		if waiting.Err() != nil { // the gate was shut while there was no key
			return nil, notSent(waiting, k, context.Cause(waiting))
		}
		a := P(new(A))
		e = c.attempt(ctx, k, key, n, a, bucket)
		if e == nil {
			bucket.succeeded(given)
			c.down.Store(false)
			return a, nil
		}
		if e.Kind == KindThrottled {
			bucket.throttled(e.RetryAfter)
			if k.patient && time.Since(begun) < waitFor || k.write && !e.MayHaveApplied {
				continue
			}
			return nil, e
		}
		if refusesKey(e) && !e.MayHaveApplied && k.key == nil && !refused {
			// Who issues keys, or the file they are in, may have another one, of the same
			// account.
			refused = true
			c.keys.Refused(key)
			switch other, bad := c.key(waiting, k); {
			case bad != nil:
				return nil, bad // which says more than the refusal
			case !other.Same(key):
				continue
			}
		}
		again := e.Retry() && !k.write || e.Kind == KindNetwork && !e.MayHaveApplied
		if e.Kind == KindNetwork && !e.MayHaveApplied && c.down.Swap(true) && !k.write {
			return nil, e // nobody is there, as before: one try is enough to find out
		}
		if !again || n >= attempts || time.Since(begun) >= retryFor {
			return nil, e
		}
		pause := backoff << (n - 1)
		select {
		case <-time.After(pause/2 + rand.N(pause)):
		case <-waiting.Done():
			return nil, e
		}
	}
}

// attempt sends the call once, logs it and tells its bucket what limit the answer names.
func (c *Client) attempt(ctx context.Context, k call, key Credentials, n int, a response, b *bucket) (e *Error) {
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	t := &transport{client: c, ctx: ctx, unsigned: k.unsigned}
	defer t.release()
	err := c.send(k, key, t, a)
	if err != nil {
		e = c.failure(k, t, err)
	} else if env := a.meta(); env.RequestId == "" || !env.succeeded() {
		e = c.unexpectedAnswer(k, t, env)
	}
	if t.sentAt.IsZero() {
		return e // it never left: no call
	}
	b.hears(ratelimit.FromHeaders(t.header))
	entry := Call{
		At: t.sentAt, API: k.api, Region: k.region, What: k.what, Duration: time.Since(t.sentAt),
		Status: t.status, RequestID: c.redactor.requestID(a.meta().RequestId), Bytes: t.wireBytes, Attempt: n,
	}
	if e != nil {
		entry.Code, entry.RequestID = cmp.Or(e.Code, string(e.Kind)), e.RequestID
	}
	c.calls.add(entry)
	return e
}

// send hands the call to the SDK. The SDK panics on answers whose fields have
// types it does not expect, such as the numeric Code of a proxy.
func (c *Client) send(k call, key Credentials, t *transport, a response) (err error) {
	defer func() {
		if recover() != nil {
			err = errUnreadable
		}
	}()
	region := cmp.Or(k.region, k.at, c.home)
	s, err := c.sdkClient(region, key, t)
	if err != nil {
		return err
	}
	r := new(requests.RpcRequest)
	if k.host == "" {
		r.InitWithApiInfo("Ecs", "2014-05-26", k.api, "ecs", "openAPI")
	} else {
		r.InitWithApiInfo("Sts", "2015-04-01", k.api, "sts", "openAPI")
		s.Domain = cmp.Or(c.endpoint.host, k.host)
	}
	r.QueryParams, r.FormParams = k.params.sent(), k.form.sent()
	// The attempt's context ends it; the SDK's own limit, which would stick to
	// its client, must only not come first.
	r.SetReadTimeout(k.timeout + time.Minute)
	list, ok := a.(*instancesAnswer)
	if !ok {
		return s.DoAction(r, a)
	}
	t.page = newPageBody()
	defer t.page.release()
	return c.decodePage(region, list, t, s.DoAction(r, a))
}

var errUnreadable = message.Errorf("the answer is not one of the ECS API")
