package ecssim

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/network"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/storage"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/ecssim/world"
)

// apiVersion is the only version of the API there is; stsVersion that of the
// token service, which is answered here too.
const (
	apiVersion = "2014-05-26"
	stsVersion = "2015-04-01"
)

// versionNeeded is the version an action is called with.
func versionNeeded(action string) string {
	if _, ok := sts.Actions[action]; ok {
		return stsVersion
	}
	return apiVersion
}

// onlyReads reports whether an action changes nothing in the cloud.
func onlyReads(action string) bool {
	_, login := sts.Actions[action]
	return login || strings.HasPrefix(action, "Describe")
}

// actions are those the endpoint knows, by name.
var actions = union(compute.Actions, network.Actions, storage.Actions, offers.Actions, sts.Actions)

func union(rooms ...world.Actions) world.Actions {
	all := world.Actions{}
	for _, room := range rooms {
		maps.Copy(all, room)
	}
	return all
}

// refusals are the codes of errors any call may be answered with, the last two by a fault.
const refusals = `
	MissingParameter InvalidParameter InvalidAction.NotFound UnsupportedHTTPMethod InvalidAccessKeyId.NotFound IncompleteSignature
	SignatureDoesNotMatch InvalidSignatureMethod IllegalTimestamp InvalidTimeStamp.Format InvalidTimeStamp.Expired
	SignatureNonceUsed Forbidden.RAM MissingSecurityToken InvalidSecurityToken.Expired InvalidSecurityToken.Malformed
	InvalidSecurityToken.MismatchWithAccessKey Throttling.User InvalidRegionId.NotFound InternalError ServiceUnavailable`

// Refusals are the codes of the errors that are modelled, by action; those any
// call may be answered with are under "all".
func Refusals() map[string][]string {
	out := map[string][]string{"all": strings.Fields(refusals)}
	for name, a := range actions {
		out[name] = strings.Fields(a.Refusals)
	}
	return out
}

// bodyWait is how long a request's body may take to come.
const bodyWait = 20 * time.Second

// bodyCame lets a connection be read again, however long its answer takes. Without it
// the connection ends with bodyWait.
func bodyCame(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	}
}

// serve answers a call of the API, a login in a browser, or a control path under /_sim/.
func (c *Cloud) serve(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength != 0 {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyWait)) // a recorder has none
	}
	if strings.HasPrefix(r.URL.Path, "/_sim/") {
		note(w, func(l *Call) { l.Action = r.Method + r.URL.Path })
		c.control(w, r)
		return
	}
	if status, answer := c.signIn.Answer(r); status != 0 {
		note(w, func(l *Call) { l.Action = r.Method + r.URL.Path })
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(answer)
		return
	}
	c.stats.begin()
	defer c.stats.end()

	p, body, err := rpc.ReadParams(r)
	if err == nil {
		bodyCame(w, r)
	}
	action := rpc.ActionOf(r, p)
	c.stats.call(cmp.Or(action, "none"), p["RegionId"], action != "" && p.DryRun())
	note(w, func(l *Call) { l.Action, l.Region, l.KeyID = action, p["RegionId"], rpc.KeyIDOf(r, p) })

	// A call takes half of its time to get here and half to get back, so that
	// a client that gives up early can't know whether it was carried out.
	m := c.faults.strike(action, p["RegionId"], p.DryRun())
	delay := (c.latency + m.wait) / 2
	if err != nil {
		delay = 0 // a body that did not come took long enough
	}
	if !wait(r.Context(), delay) {
		return
	}
	if m.kind == FaultReset {
		reset(w)
		return
	}
	var answer rpc.Answer
	if err == nil {
		answer, err = c.answer(r, p, body, action, m)
	}
	f, id := rpc.FormatOf(r, p), c.requestID()
	text := texts.Get().(*bytes.Buffer)
	defer texts.Put(text)
	text.Reset()
	status, code := c.encode(text, f, action, answer, err, p["RegionId"], id)
	note(w, func(l *Call) { l.RequestID, l.Code = id, code })
	date := c.Now()
	if !wait(r.Context(), delay) {
		return
	}
	if m.kind == FaultLostAnswer {
		reset(w)
		return
	}
	h := w.Header()
	if errors.Is(err, rpc.ErrMethod) {
		h.Set("Allow", strings.Join(rpc.Methods, ", "))
	}
	h.Set("Content-Type", string(f))
	h.Set("Date", date.Format(http.TimeFormat))
	h.Set("x-acs-request-id", id)
	if after := c.retryAfterOf(err, m); after != "" {
		h.Set("x-acs-retry-after", after)
	}
	if c.LimitHeader() {
		if told := c.buckets.Told(action, c.known(p["RegionId"]), time.Now()); told != "" {
			h.Set("x-ratelimit-user-api", told)
		}
	}
	c.write(w, r, status, text.Bytes(), m)
}

// answer lets a call in, check by check, and carries it out.
func (c *Cloud) answer(r *http.Request, p rpc.Params, body []byte, action string, m mishap) (rpc.Answer, error) {
	switch m.kind {
	case FaultHTTP500:
		return nil, rpc.ErrInternal
	case FaultHTTP503:
		return nil, rpc.ErrUnavailable
	}
	if !slices.Contains(rpc.Methods, r.Method) {
		return nil, rpc.ErrMethod
	}
	if action == "" {
		return nil, rpc.Missing("Action")
	}
	do, known := actions[action]
	if !known {
		return nil, rpc.ErrAction
	}
	switch rpc.VersionOf(r, p) {
	case versionNeeded(action):
	case "":
		return nil, rpc.Missing("Version")
	default:
		return nil, rpc.BadParameter("Version")
	}
	var skew time.Duration
	if m.kind == FaultSkew {
		skew = m.delay
	}
	var key rpc.Key
	if !do.Unsigned {
		var err error
		if key, err = c.nonces.Authenticate(r, p, body, skew, m.kind == FaultExpiredToken); err != nil {
			return nil, err
		}
	}
	reads := onlyReads(action)
	if key.ReadOnly && !reads {
		return nil, rpc.ErrForbidden
	}
	if m.kind == FaultThrottle {
		return nil, &rpc.Throttled{After: m.delay}
	}
	if m.kind == FaultError && !m.done {
		return nil, m.err
	}
	if err := c.buckets.Take(action, c.known(p["RegionId"]), 1, time.Now()); err != nil {
		return nil, err
	}
	call := &world.Call{Params: p, Action: action, Key: key, Now: c.Now()}
	if m.kind == FaultShift {
		call.Shift = m.shift
	}
	c.past(call, m)
	if !reads {
		defer c.world.Changed.Add(1)
	}
	answer, err := do.Do(c.world, call)
	switch {
	case err != nil:
	case m.kind == FaultError:
		return nil, m.err
	case m.kind == FaultEmpty:
		lose(answer, math.MaxInt)
	case m.kind == FaultShort:
		lose(answer, m.rows)
	}
	return answer, err
}

// wait lets wall time pass; false means that the client went away first.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// known is the id of a region that exists, "" for another.
func (c *Cloud) known(regionID string) string {
	if _, ok := c.world.ByID[regionID]; ok {
		return regionID
	}
	return ""
}

// host is the host id an error carries.
func (c *Cloud) host(regionID string) string {
	if r, ok := c.world.ByID[regionID]; ok {
		return r.Endpoint
	}
	return "ecs.aliyuncs.com"
}

// requestID is the next request id, an upper-case UUID. The n-th one of a seed is always the same.
func (c *Cloud) requestID() string {
	n := c.requests.Add(1)
	a, b := hash.Mix(c.world.Seed, n, 1), hash.Mix(c.world.Seed, n, 2)
	return fmt.Sprintf("%08X-%04X-4%03X-%04X-%012X", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}
