package ecsapi

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"ecsdeck/ecsapi/internal/gunzip"
	"ecsdeck/ecsapi/message"
)

// transport is the way of one attempt of one call. Every request passes here
// and nowhere else, which makes it the place to refuse writes, to cancel and
// to learn what went over the line. The SDK takes no context, but a transport
// for each client, so the context travels in it.
type transport struct {
	client *Client
	ctx    context.Context

	unsigned bool // the request goes out without a key

	connected atomic.Bool // a connection was there: the request may have left
	sentAt    time.Time   // when it was handed to the network; zero if it was not
	status    int
	header    http.Header
	wireBytes int // bytes of the body read so far, as packed as it came
	bodyBytes int // those that it has unpacked
	objects   int // that begin in them
	large     bool

	page *pageBody // takes the body of a success, if there is one
}

// release lets others have large answers. The attempt is over.
func (t *transport) release() {
	if t.large {
		<-t.client.large
	}
}

var (
	errReadOnly = message.Errorf("read-only: nothing that changes the cloud is sent")
	errRedirect = message.Errorf("the endpoint answered with a redirect, which is not followed")
	errTooLarge = message.Errorf("the answer is too large")
)

// An answer that is larger than these is not read to its end. DescribeZones of a big
// region takes about a megabyte, and DescribeAvailableResource one with some 18,000
// objects, which is what memory goes for: "{}" becomes a row of 800 bytes.
const (
	maxBody    = 8 << 20
	maxObjects = 1 << 16
)

// Answers larger than this many bytes wait for each other, so that those of all regions
// together take no more memory than mostLarge of them.
const (
	largeBody = 256 << 10
	mostLarge = 4
)

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.client.readOnly && !reads(r) {
		return nil, errReadOnly
	}
	if t.unsigned {
		q := r.URL.Query()
		for _, name := range []string{"AccessKeyId", "SecurityToken", "Signature", "SignatureMethod", "SignatureType", "SignatureVersion"} {
			q.Del(name)
		}
		r.URL.RawQuery = q.Encode()
	}
	if t.client.packed {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	t.client.redactor.sign(r.URL.Query().Get("Signature"))
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) }}
	t.sentAt = time.Now()
	resp, err := t.client.connections.RoundTrip(r.WithContext(httptrace.WithClientTrace(t.ctx, trace)))
	if err != nil {
		return nil, err
	}
	t.status, t.header = resp.StatusCode, resp.Header
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		t.client.clock.Observe(date, time.Now())
	}
	if switched(resp) {
		return nil, errUnreadable
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		resp.Body.Close()
		return nil, message.Errorf("{error} (HTTP {status})", errRedirect, resp.StatusCode)
	}
	resp.Body = &wireBody{resp.Body, t}
	packed := strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip")
	switch {
	case t.page != nil && resp.StatusCode < http.StatusMultipleChoices:
		t.page.packed = packed
		if n := resp.ContentLength; 0 < n && n <= largeBody { // a larger one has to come first
			t.page.wire.Grow(int(n) + bytes.MinRead)
		}
		resp.Body = &keptBody{resp.Body, t.page}
	case packed:
		resp.Body = &limitedBody{gunzip.New(resp.Body), t}
	default:
		resp.Body = &limitedBody{resp.Body, t}
	}
	return resp, nil
}

// switched closes an answer that turns the connection into another protocol's: its body
// is the connection itself, whose reads no context ends.
func switched(resp *http.Response) bool {
	if resp.StatusCode >= http.StatusOK {
		return false
	}
	resp.Body.Close()
	return true
}

// Reads are the APIs that a client calls to look. A name that begins with Describe is
// not enough: user data and the way to a console are secrets.
var Reads = []string{
	"DescribeAccountAttributes", "DescribeAvailableResource", "DescribeDisks", "DescribeImages", "DescribeInstanceAutoRenewAttribute",
	"DescribeInstanceTypes", "DescribeInstances", "DescribeInvocationResults", "DescribeKeyPairs", "DescribePrice", "DescribeRegions",
	"DescribeRenewalPrice", "DescribeSecurityGroups", "DescribeSnapshots", "DescribeSpotAdvice", "DescribeSpotPriceHistory",
	"DescribeVSwitches", "DescribeZones",
}

// logins are those that tell who somebody is, or give a key.
var logins = []string{AssumeRole, AssumeRoleWithOIDC, GetCallerIdentity}

// reads reports whether the request asks for nothing but to look, or for a key.
func reads(r *http.Request) bool {
	actions := r.URL.Query()["Action"]
	for name, values := range r.Header {
		if strings.EqualFold(name, "x-acs-action") {
			actions = append(actions, values...)
		}
	}
	writes := slices.ContainsFunc(actions, func(a string) bool { return !slices.Contains(Reads, a) && !slices.Contains(logins, a) })
	return len(actions) > 0 && !writes
}

// wireBody is a response body as it comes, of bounded size.
type wireBody struct {
	io.ReadCloser
	attempt *transport
}

func (b *wireBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	t := b.attempt
	t.wireBytes += n
	if bad := t.bounded(t.wireBytes); bad != nil {
		return 0, bad
	}
	return n, err
}

// bounded waits until an answer of so many bytes may be read, which no larger one is.
func (t *transport) bounded(n int) error {
	switch {
	case n > maxBody:
		return errTooLarge
	case n > largeBody && !t.large:
		select {
		case t.client.large <- struct{}{}:
			t.large = true
		case <-t.ctx.Done():
			return t.ctx.Err()
		}
	}
	return nil
}

// text counts a piece of the unpacked body. That of a page waits for no other: it came
// already, and is unpacked by one of few decoders.
func (t *transport) text(piece []byte) error {
	t.bodyBytes += len(piece)
	t.objects += bytes.Count(piece, []byte("{"))
	switch {
	case t.objects > maxObjects, t.bodyBytes > maxBody:
		return errTooLarge
	case t.page != nil:
		return nil
	}
	return t.bounded(t.bodyBytes)
}

// limitedBody is an unpacked response body of bounded size.
type limitedBody struct {
	io.ReadCloser
	attempt *transport
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if bad := b.attempt.text(p[:n]); bad != nil {
		return 0, bad
	}
	return n, err
}

// keptBody puts all of a body into page, and is itself an empty one.
type keptBody struct {
	io.ReadCloser
	page *pageBody
}

func (b *keptBody) Read([]byte) (int, error) {
	if _, err := b.page.wire.ReadFrom(b.ReadCloser); err != nil {
		return 0, err
	}
	return 0, io.EOF
}
