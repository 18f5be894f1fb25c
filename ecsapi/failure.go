package ecsapi

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"

	"ecsdeck/ecsapi/internal/gunzip"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/ratelimit"
)

// failure makes an Error of what the SDK returned for an attempt.
func (c *Client) failure(k call, t *transport, err error) *Error {
	e := &Error{API: k.api, Region: k.region, HTTPStatus: t.status, MayHaveApplied: t.connected.Load()}
	e.RequestID = c.redactor.requestID(t.header.Get("X-Acs-Request-Id"))

	var server *sdkerrors.ServerError
	var client *sdkerrors.ClientError
	var proxy *proxyError
	var dialled *net.OpError
	switch {
	case errors.As(err, &server):
		c.explain(e, t, server.ErrorCode(), server.Message(), server.RequestId())
	case errors.Is(err, errReadOnly):
		e.Kind, e.Text = KindReadOnly, message.Of(errReadOnly)
	case t.ctx.Err() != nil:
		explainEnd(e, t.ctx)
	case errors.As(err, &proxy):
		e.Kind, e.Text = KindNetwork, message.New("the proxy {proxy} answers {status} for {host}", proxy.address, proxy.status, proxy.host)
	case errors.As(err, &dialled) && dialled.Op == "proxyconnect":
		e.Kind, e.Text = KindNetwork, message.New("the proxy can't be reached: {reason}", c.redactor.text(dialled.Err.Error()))
	case errors.Is(err, errRedirect), errors.Is(err, errTooLarge):
		e.Kind, e.Text = KindAnswer, message.Of(withoutURL(err))
	case errors.Is(err, errUnreadable), errors.Is(err, gunzip.ErrFormat), errors.As(err, &client):
		c.explain(e, t, "", "", "")
	case t.sentAt.IsZero():
		// Nothing was sent: the SDK did not like the request, such as a region
		// with strange characters.
		e.Kind, e.Message = KindInvalid, c.redactor.text(err.Error())
	default:
		e.Kind = KindNetwork
		err = withoutURL(err)
		e.Message = c.redactor.text(err.Error())
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			e.Message, e.Text = "", message.New("the connection broke before the answer was complete")
		}
		// Its text may be shown by somebody who unwraps it.
		if e.Message == err.Error() {
			e.cause = err
		}
	}
	return e
}

// proxyError is a proxy's refusal to connect.
type proxyError struct{ address, status, host string }

func (e *proxyError) Error() string { return e.status }

// refusedByProxy is the error of a proxy's answer, if it is one. A proxy's address
// can have a password, which is left out.
func refusedByProxy(_ context.Context, proxy *url.URL, q *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{proxy.Scheme + "://" + proxy.Host, Clean(answer.Status), strings.TrimSuffix(q.Host, ":443")}
}

// explain fills in what an answer with an error status says.
func (c *Client) explain(e *Error, t *transport, code, says, requestID string) {
	e.Code, e.RequestID = c.redactor.text(code), cmp.Or(c.redactor.requestID(requestID), e.RequestID)
	e.Kind = kindOf(e.Code, t.status)
	if code == "" {
		e.Text = message.New("HTTP {status} and no answer of the ECS API", t.status)
		if kind, _, _ := strings.Cut(t.header.Get("Content-Type"), ";"); kind != "" {
			e.Text = message.New("HTTP {status} and no answer of the ECS API but {kind}", t.status, c.redactor.text(kind))
		}
	} else {
		e.Message = c.redactor.text(says)
		if t.status >= 400 && t.status < 500 && !unfinished(e.API, e.Code) {
			e.MayHaveApplied = false // it came there and was refused
		}
	}
	if e.Kind == KindThrottled {
		e.RetryAfter = c.retryAfter(t.header)
	}
}

// unexpectedAnswer is the error of a success by its status that is none by its
// body. A Code in it is taken for what it says; a body without a RequestId is not
// the API's, and believing it would empty a region.
func (c *Client) unexpectedAnswer(k call, t *transport, env *envelope) *Error {
	e := &Error{API: k.api, Region: k.region, HTTPStatus: t.status, MayHaveApplied: true}
	code := env.Code
	if env.succeeded() {
		code = ""
	}
	c.explain(e, t, code, env.Message, env.RequestId)
	return e
}

// invalidAnswer is the error of an answer that no cloud gives: following it would
// take memory and calls without end.
func (c *Client) invalidAnswer(api string, region RegionID, env *envelope, key message.Key, args ...any) *Error {
	return &Error{
		API: api, Region: region, Kind: KindAnswer, Text: message.New(key, args...),
		RequestID: c.redactor.requestID(env.RequestId), HTTPStatus: 200, MayHaveApplied: true,
	}
}

// lacking is the error of a list that lacks rows which it counts.
func (c *Client) lacking(api string, region RegionID, env *envelope, l Lack) *Error {
	e := c.invalidAnswer(api, region, env, "{received} of {counted} rows came", l.Received, l.Counted)
	if e.Lack = &l; l.Odd != "" {
		e.Text = message.New("{problem}; a row has no id: {row}", e.Text, l.Odd)
	}
	return e
}

// notSent makes an Error of a call that never left the budget's queue. What ended
// its context can be another call's error, which stays that one's.
func notSent(ctx context.Context, k call, err error) *Error {
	e := new(Error)
	if throttled, ok := errors.AsType[*Error](err); ok && ctx.Err() == nil {
		*e = *throttled
	} else {
		explainEnd(e, ctx)
	}
	e.API, e.Region = k.api, k.region
	return e
}

// explainEnd fills in why a context ended.
func explainEnd(e *Error, ctx context.Context) {
	cause := context.Cause(ctx)
	switch {
	case errors.Is(cause, context.DeadlineExceeded):
		e.Kind, e.Text, e.cause = KindTimeout, message.New("no answer in time"), context.DeadlineExceeded
	case errors.Is(cause, errClosed):
		e.Kind, e.Text, e.cause = KindCancelled, message.Of(errClosed), context.Canceled
	default:
		e.Kind, e.Text, e.cause = KindCancelled, message.New("cancelled"), context.Canceled
	}
}

// retryAfter is how long a throttled API must be left alone. Without a header
// that says it: until the next minute of the cloud begins, for limits count by
// the minute, and a moment more, so that not all who wait come back at once.
func (c *Client) retryAfter(h http.Header) time.Duration {
	const most = 5 * time.Minute
	if ms, err := strconv.Atoi(h.Get("X-Acs-Retry-After")); err == nil && ms > 0 {
		return time.Duration(min(ms, int(most/time.Millisecond))) * time.Millisecond
	}
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s > 0 {
		return time.Duration(min(s, int(most/time.Second))) * time.Second
	}
	if left := ratelimit.FromHeaders(h).Left; left > 0 {
		return min(left, most)
	}
	now := c.clock.Now()
	return now.Truncate(time.Minute).Add(time.Minute).Sub(now) + time.Second + rand.N(time.Second)
}

// withoutURL takes the URL off a transport's error, for it is the signed request.
func withoutURL(err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return err
}

func isRefused(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, net.ErrClosed)
}
