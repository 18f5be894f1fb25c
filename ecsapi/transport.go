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
	bodyBytes int // bytes of the body read so far
	objects   int // that begin in them
	large     bool
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
	t.client.redactor.sign(r.URL.Query().Get("Signature"))
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { t.connected.Store(true) }}
	t.sentAt = time.Now()
	resp, err := t.client.connections.RoundTrip(r.WithContext(httptrace.WithClientTrace(t.ctx, trace)))
	if err != nil {
		return nil, err
	}
	t.status, t.header = resp.StatusCode, resp.Header
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		t.client.clock.observe(date, time.Now())
	}
	if switched(resp) {
		return nil, errUnreadable
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		resp.Body.Close()
		return nil, message.Errorf("{error} (HTTP {status})", errRedirect, resp.StatusCode)
	}
	resp.Body = &limitedBody{resp.Body, t}
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
	"DescribeAvailableResource", "DescribeDisks", "DescribeImages", "DescribeInstanceAutoRenewAttribute",
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

// limitedBody is a response body of bounded size.
type limitedBody struct {
	io.ReadCloser
	attempt *transport
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	t := b.attempt
	t.bodyBytes += n
	t.objects += bytes.Count(p[:n], []byte("{"))
	switch {
	case t.bodyBytes > maxBody, t.objects > maxObjects:
		return 0, errTooLarge
	case t.bodyBytes > largeBody && !t.large:
		select {
		case t.client.large <- struct{}{}:
			t.large = true
		case <-t.ctx.Done():
			return 0, t.ctx.Err()
		}
	}
	return n, err
}
