package ecssim

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/ecssim/world"
)

// control answers the paths under /_sim/, which are no part of ECS: they are
// unsigned, so only this machine may use them.
func (c *Cloud) control(w http.ResponseWriter, r *http.Request) {
	if !local(r.RemoteAddr) {
		controlError(w, http.StatusForbidden, "control paths answer this machine only")
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /_sim/stats":
		controlAnswer(w, http.StatusOK, c.Stats())
	case "POST /_sim/stats/reset":
		c.ResetStats()
		controlAnswer(w, http.StatusOK, struct{}{})
	case "GET /_sim/clock":
		controlAnswer(w, http.StatusOK, map[string]string{"now": c.Now().Format(time.RFC3339)})
	case "POST /_sim/clock":
		c.controlClock(w, r)
	case "GET /_sim/balance":
		controlAnswer(w, http.StatusOK, map[string]float64{"balance": c.Balance()})
	case "POST /_sim/balance":
		c.controlBalance(w, r)
	case "POST /_sim/faults":
		c.controlFaults(w, r)
	case "DELETE /_sim/faults":
		c.ClearFaults()
		controlAnswer(w, http.StatusOK, struct{}{})
	case "POST /_sim/scenario":
		c.controlScenario(w, r)
	case "GET /_sim/throttle":
		controlAnswer(w, http.StatusOK, c.throttling())
	case "POST /_sim/throttle":
		c.controlThrottle(w, r)
	case "DELETE /_sim/throttle":
		c.SetLimits(nil)
		c.SetRetryAfter(false)
		controlAnswer(w, http.StatusOK, c.throttling())
	case "POST /_sim/key":
		c.controlKey(w, r)
	case "GET /_sim/credentials": // as a credentials URI
		controlAnswer(w, http.StatusOK, sts.Issue(time.Hour))
	case "POST /_sim/save":
		c.controlSave(w)
	default:
		controlError(w, http.StatusNotFound, fmt.Sprintf("no such control: %s %s", r.Method, r.URL.Path))
	}
}

func (c *Cloud) controlClock(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Advance string `json:"advance"`
	}
	if !controlBody(w, r, &ask) {
		return
	}
	d, err := time.ParseDuration(ask.Advance)
	if err != nil || d < 0 {
		controlError(w, http.StatusBadRequest, fmt.Sprintf(`advance is %q, must be a duration such as "90s"`, ask.Advance))
		return
	}
	c.Advance(d)
	controlAnswer(w, http.StatusOK, map[string]string{"now": c.Now().Format(time.RFC3339)})
}

func (c *Cloud) controlFaults(w http.ResponseWriter, r *http.Request) {
	var list []Fault
	if !controlBody(w, r, &list) {
		return
	}
	if err := c.Inject(list...); err != nil {
		controlError(w, http.StatusBadRequest, err.Error())
		return
	}
	controlAnswer(w, http.StatusOK, map[string]int{"added": len(list)})
}

func (c *Cloud) controlScenario(w http.ResponseWriter, r *http.Request) {
	var s Story
	if !controlBody(w, r, &s) {
		return
	}
	if err := c.Play(s); err != nil {
		controlError(w, http.StatusBadRequest, err.Error())
		return
	}
	controlAnswer(w, http.StatusOK, map[string]string{"playing": s.Name})
}

// controlThrottle reads limits, the field retry_after, or both.
func (c *Cloud) controlThrottle(w http.ResponseWriter, r *http.Request) {
	var fields map[string]json.RawMessage
	if !controlBody(w, r, &fields) {
		return
	}
	retryAfter, limits := c.RetryAfter(), Limits(nil)
	var err error
	on, given := fields[retryAfterField]
	if delete(fields, retryAfterField); given {
		err = json.Unmarshal(on, &retryAfter)
	}
	if rest, e := json.Marshal(fields); err == nil && e == nil {
		err = json.Unmarshal(rest, &limits)
	}
	if err != nil {
		controlError(w, http.StatusBadRequest, "body: "+err.Error())
		return
	}
	if len(limits) > 0 || !given {
		c.SetLimits(limits)
	}
	c.SetRetryAfter(retryAfter)
	controlAnswer(w, http.StatusOK, c.throttling())
}

// controlKey makes a temporary key, answered as the token service answers one.
func (c *Cloud) controlKey(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		For string `json:"for"`
	}
	if !controlBody(w, r, &ask) {
		return
	}
	life, err := time.ParseDuration(ask.For)
	if err != nil || life <= 0 {
		controlError(w, http.StatusBadRequest, fmt.Sprintf(`for is %q, must be a duration such as "15m"`, ask.For))
		return
	}
	key := c.TemporaryKey(life)
	controlAnswer(w, http.StatusOK, map[string]string{
		"AccessKeyId": key.ID, "AccessKeySecret": key.Secret, "SecurityToken": key.Token,
		"Expiration": key.Expires.Format(rpc.SecondForm),
	})
}

// controlSave has the state saved now.
func (c *Cloud) controlSave(w http.ResponseWriter) {
	if c.onSave == nil {
		controlError(w, http.StatusConflict, "this cloud is kept in no file")
		return
	}
	if err := c.onSave(); err != nil {
		controlError(w, http.StatusInternalServerError, err.Error())
		return
	}
	controlAnswer(w, http.StatusOK, map[string]string{"saved": c.Now().Format(time.RFC3339)})
}

// controlBody reads a JSON body; false means that the refusal is written.
func controlBody(w http.ResponseWriter, r *http.Request, v any) bool {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, rpc.MaxBody))
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		controlError(w, http.StatusBadRequest, "body: "+err.Error())
	}
	return err == nil
}

func controlAnswer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func controlError(w http.ResponseWriter, status int, message string) {
	controlAnswer(w, status, map[string]string{"error": message})
}

// local is whether a remote address is this machine: loopback, or a pipe.
func local(remote string) bool {
	if remote == "pipe" {
		return true
	}
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// controlBalance sets the balance from outside.
func (c *Cloud) controlBalance(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Balance *float64 `json:"balance"`
	}
	if !controlBody(w, r, &ask) {
		return
	}
	if ask.Balance == nil || math.Abs(*ask.Balance) > world.MostBalance {
		controlError(w, http.StatusBadRequest, "balance must be a number of CNY, such as 99.5")
		return
	}
	c.SetBalance(*ask.Balance)
	controlAnswer(w, http.StatusOK, map[string]float64{"balance": c.Balance()})
}
