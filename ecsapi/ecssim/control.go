package ecssim

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/ecssim/world"
)

// controlError is why a control path says no, when it is not a bad request.
type controlError struct {
	status  int
	message string
}

func (e *controlError) Error() string { return e.message }

// control answers the paths under /_sim/, which are no part of ECS.
func (c *Cloud) control(w http.ResponseWriter, r *http.Request) {
	answer, err := c.controlled(r, func(ask any) error {
		b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, rpc.MaxBody))
		if err == nil {
			err = json.Unmarshal(b, ask)
		}
		if err != nil {
			return fmt.Errorf("body: %w", err)
		}
		bodyCame(w, r)
		return nil
	})
	status := http.StatusOK
	if err != nil {
		status, answer = http.StatusBadRequest, map[string]string{"error": err.Error()}
		if e := (*controlError)(nil); errors.As(err, &e) {
			status = e.status
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// controlled does what is asked for; read reads the body.
func (c *Cloud) controlled(r *http.Request, read func(any) error) (answer any, err error) {
	if err := mayControl(r); err != nil {
		return nil, err
	}
	done := struct{}{}
	switch r.Method + " " + r.URL.Path {
	case "GET /_sim/stats":
		return c.Stats(), nil
	case "POST /_sim/stats/reset":
		c.ResetStats()
		return done, nil
	case "GET /_sim/clock":
		return c.clockAnswer("now"), nil
	case "POST /_sim/clock":
		return c.controlClock(read)
	case "GET /_sim/balance":
		return map[string]float64{"balance": c.Balance()}, nil
	case "POST /_sim/balance":
		return c.controlBalance(read)
	case "POST /_sim/faults":
		return c.controlFaults(read)
	case "DELETE /_sim/faults":
		c.ClearFaults()
		return done, nil
	case "POST /_sim/scenario":
		return c.controlScenario(read)
	case "GET /_sim/throttle":
		return c.throttling(), nil
	case "POST /_sim/throttle":
		return c.controlThrottle(read)
	case "DELETE /_sim/throttle":
		c.SetLimits(nil)
		c.SetRetryAfter(false)
		c.SetLimitHeader(false)
		return c.throttling(), nil
	case "POST /_sim/key":
		return c.controlKey(read)
	case "POST /_sim/lock":
		return c.controlLock(read)
	case "POST /_sim/vswitch":
		return c.controlVSwitch(read)
	case "GET /_sim/credentials": // as a credentials URI
		life, err := time.ParseDuration(cmp.Or(r.FormValue("for"), "1h"))
		if err != nil || life <= 0 {
			return nil, fmt.Errorf(`for is %q, must be a duration such as "15m"`, r.FormValue("for"))
		}
		return sts.Issue("sim-operator", life), nil
	case "POST /_sim/save":
		return c.controlSave()
	}
	return nil, &controlError{http.StatusNotFound, fmt.Sprintf("no such control: %s %s", r.Method, r.URL.Path)}
}

// clockAnswer tells the virtual time.
func (c *Cloud) clockAnswer(field string) map[string]string {
	return map[string]string{field: c.Now().Format(time.RFC3339)}
}

func (c *Cloud) controlClock(read func(any) error) (any, error) {
	var ask struct {
		Advance string `json:"advance"`
	}
	if err := read(&ask); err != nil {
		return nil, err
	}
	d, err := time.ParseDuration(ask.Advance)
	if err != nil || d < 0 {
		return nil, fmt.Errorf(`advance is %q, must be a duration such as "90s"`, ask.Advance)
	}
	c.Advance(d)
	return c.clockAnswer("now"), nil
}

// controlBalance sets the balance from outside.
func (c *Cloud) controlBalance(read func(any) error) (any, error) {
	var ask struct {
		Balance *float64 `json:"balance"`
	}
	if err := read(&ask); err != nil {
		return nil, err
	}
	if ask.Balance == nil || math.Abs(*ask.Balance) > world.MostBalance {
		return nil, errors.New("balance must be a number of CNY, such as 99.5")
	}
	c.SetBalance(*ask.Balance)
	return map[string]float64{"balance": c.Balance()}, nil
}

func (c *Cloud) controlFaults(read func(any) error) (any, error) {
	var list []Fault
	if err := read(&list); err != nil {
		return nil, err
	}
	return map[string]int{"added": len(list)}, c.Inject(list...)
}

func (c *Cloud) controlScenario(read func(any) error) (any, error) {
	var s Story
	if err := read(&s); err != nil {
		return nil, err
	}
	return map[string]string{"playing": s.Name}, c.Play(s)
}

// controlThrottle reads limits, the fields about headers, or both.
func (c *Cloud) controlThrottle(read func(any) error) (any, error) {
	var fields map[string]json.RawMessage
	if err := read(&fields); err != nil {
		return nil, err
	}
	retryAfter, limitHeader, limits := c.RetryAfter(), c.LimitHeader(), Limits(nil)
	var err error
	headers := false
	for name, to := range map[string]*bool{retryAfterField: &retryAfter, limitHeaderField: &limitHeader} {
		if on, given := fields[name]; given {
			headers, err = true, errors.Join(err, json.Unmarshal(on, to))
			delete(fields, name)
		}
	}
	if rest, e := json.Marshal(fields); err == nil && e == nil {
		err = json.Unmarshal(rest, &limits)
	}
	if err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	if len(limits) > 0 || !headers {
		c.SetLimits(limits)
	}
	c.SetRetryAfter(retryAfter)
	c.SetLimitHeader(limitHeader)
	return c.throttling(), nil
}

// controlKey makes a temporary key, answered as the token service answers one.
func (c *Cloud) controlKey(read func(any) error) (any, error) {
	var ask struct {
		For string `json:"for"`
	}
	if err := read(&ask); err != nil {
		return nil, err
	}
	life, err := time.ParseDuration(ask.For)
	if err != nil || life <= 0 {
		return nil, fmt.Errorf(`for is %q, must be a duration such as "15m"`, ask.For)
	}
	key := c.TemporaryKey(life)
	return map[string]string{
		"AccessKeyId": key.ID, "AccessKeySecret": key.Secret, "SecurityToken": key.Token,
		"Expiration": key.Expires.Format(rpc.SecondForm),
	}, nil
}

// controlLock locks an instance, or with no reason takes its lock away.
func (c *Cloud) controlLock(read func(any) error) (any, error) {
	var ask struct{ Instance, Reason string }
	if err := read(&ask); err != nil {
		return nil, err
	}
	return map[string]string{"locked": ask.Reason}, c.LockInstance(ask.Instance, ask.Reason)
}

// controlVSwitch leaves a vSwitch no more than a number of free addresses.
func (c *Cloud) controlVSwitch(read func(any) error) (any, error) {
	var ask struct {
		ID   string
		Free *int
	}
	if err := read(&ask); err != nil {
		return nil, err
	}
	if ask.Free == nil {
		return nil, errors.New("free must be a number of addresses, from 0")
	}
	return map[string]int{"free": *ask.Free}, c.FillVSwitch(ask.ID, *ask.Free)
}

// controlSave has the state saved now.
func (c *Cloud) controlSave() (any, error) {
	if c.onSave == nil {
		return nil, &controlError{http.StatusConflict, "this cloud is kept in no file"}
	}
	if err := c.onSave(); err != nil {
		return nil, &controlError{http.StatusInternalServerError, err.Error()}
	}
	return c.clockAnswer("saved"), nil
}

// mayControl refuses who may not ask for what is not signed: other machines, and the web
// pages that a browser on this one shows. Such a page can send a request here, and by a
// name of its own that leads here it could read the answer.
func mayControl(r *http.Request) error {
	refused := func(why string) error { return &controlError{http.StatusForbidden, why} }
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	switch {
	case !local(r.RemoteAddr):
		return refused("control paths answer this machine only")
	case !loopback(strings.Trim(host, "[]")):
		return refused("control paths answer to localhost, 127.0.0.1 and [::1] only")
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return refused("control paths answer no other site")
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || !strings.EqualFold(u.Host, r.Host) {
			return refused("control paths answer no other site")
		}
	}
	return nil
}

// loopback is whether a host is this machine, under a name that nobody else can give it.
func loopback(host string) bool {
	at, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && at.Unmap().IsLoopback()
}

// local is whether a remote address is this machine: loopback, or a pipe.
func local(remote string) bool {
	at, err := netip.ParseAddrPort(remote)
	return remote == "pipe" || err == nil && at.Addr().Unmap().IsLoopback()
}
