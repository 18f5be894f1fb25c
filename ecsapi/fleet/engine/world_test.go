package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ecsapi/spot/store"
)

// world is a simulated cloud, a client and an engine, joined by net.Pipe. In a
// synctest bubble all of it lives in fake time.
type world struct {
	*Engine
	t      testing.TB
	cloud  *ecssim.Cloud
	client *ecsapi.Client

	mu     sync.Mutex
	listen *pipenet.Listener
	server *http.Server
	bend   func(w http.ResponseWriter, r *http.Request) bool // answers instead of the cloud
	edit   func(r *http.Request, answer map[string]any)      // changes what the cloud answers
	asked  []call
}

// call is what the endpoint was asked.
type call struct {
	at     time.Time
	action string
	values map[string]string
}

type setup struct {
	sim     ecssim.Config
	client  ecsapi.Options
	regions []ecsapi.RegionID
	undo    time.Duration
	journal string // its directory; "" for none
	prices  *store.Store
}

// newWorld makes a world whose engine has not started yet.
func newWorld(t testing.TB, s setup) *world {
	if s.sim.Instances == 0 {
		s.sim.Instances = 240 // a test that needs more, or as many as the deck's demo, says so
	}
	w := &world{t: t, cloud: ecssim.New(s.sim)}
	key, _ := w.cloud.Keys()
	o := s.client
	o.Endpoint, o.Dial = "http://127.0.0.1", w.dial
	if o.Credentials.KeyID == "" {
		o.Credentials = ecsapi.Credentials{KeyID: key.ID, Secret: key.Secret, Source: "demo"}
	}
	c, err := ecsapi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.client = c
	w.serve()
	own := Options{Client: c, Regions: s.regions, Who: "lin", Undo: s.undo, Prices: s.prices}
	if s.journal != "" {
		if own.Journal, err = journal.Open(s.journal); err != nil {
			t.Fatal(err)
		}
	}
	w.Engine = New(own)
	t.Cleanup(func() {
		w.Close()
		own.Journal.Close()
		c.Close()
		w.kill()
	})
	return w
}

func (w *world) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	w.mu.Lock()
	l := w.listen
	w.mu.Unlock()
	return l.Dial(ctx, network, addr)
}

// serve brings the endpoint up, kill takes it down with all its connections.
func (w *world) serve() {
	l, s := pipenet.Listen(), &http.Server{Handler: w}
	w.mu.Lock()
	w.listen, w.server = l, s
	w.mu.Unlock()
	go s.Serve(l)
}

func (w *world) kill() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listen.Close()
	w.server.Close()
}

func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	values := map[string]string{}
	for k, v := range r.URL.Query() {
		values[k] = v[0]
	}
	w.mu.Lock()
	w.asked = append(w.asked, call{time.Now(), values["Action"], values})
	bend, edit := w.bend, w.edit
	w.mu.Unlock()
	if bend != nil && bend(rw, r) {
		return
	}
	if edit == nil {
		w.cloud.ServeHTTP(rw, r)
		return
	}
	rec := httptest.NewRecorder()
	w.cloud.ServeHTTP(rec, r)
	var answer map[string]any
	if json.Unmarshal(rec.Body.Bytes(), &answer) == nil {
		edit(r, answer)
		rec.Body.Reset()
		json.NewEncoder(rec.Body).Encode(answer)
	}
	maps.Copy(rw.Header(), rec.Header())
	rw.Header().Del("Content-Length")
	rw.WriteHeader(rec.Code)
	rw.Write(rec.Body.Bytes())
}

func (w *world) setBend(f func(rw http.ResponseWriter, r *http.Request) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bend = f
}

func (w *world) setEdit(f func(r *http.Request, answer map[string]any)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.edit = f
}

// calls lists what was asked of an action since the last reset.
func (w *world) calls(action string) []call {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []call
	for _, c := range w.asked {
		if c.action == action {
			out = append(out, c)
		}
	}
	return out
}

func (w *world) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = nil
}

// load starts the engine and waits for the whole fleet.
func (w *world) load() *fleet.Snapshot {
	w.t.Helper()
	w.Start(context.Background())
	s, err := w.Loaded(context.Background())
	if err != nil {
		w.t.Fatal("Loaded:", err)
	}
	return s
}

// until waits for a snapshot that holds, half an hour at most.
func (w *world) until(what string, holds func(*fleet.Snapshot) bool) *fleet.Snapshot {
	w.t.Helper()
	bell := w.Subscribe()
	defer bell.Close()
	late := time.After(30 * time.Minute)
	for {
		if s := w.Snapshot(); holds(s) {
			return s
		}
		select {
		case <-bell.C:
		case <-late:
			w.t.Fatal("never came: " + what)
		}
	}
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }

// pick returns n instances of a status, unlocked and not about to change by
// themselves, of one region or ("") of all.
func (w *world) pick(n int, region ecsapi.RegionID, status ecsapi.Status) []ecsapi.InstanceID {
	w.t.Helper()
	var ids []ecsapi.InstanceID
	for _, r := range w.Snapshot().Regions {
		for _, in := range r.Instances {
			if len(ids) < n && (region == "" || r.ID == region) && in.Status == status && len(in.Locks) == 0 {
				ids = append(ids, in.ID)
			}
		}
	}
	if len(ids) < n {
		w.t.Fatalf("the fleet has only %d %s", len(ids), status)
	}
	return ids
}

// pickIf returns n unlocked, settled instances that a condition holds for, of
// one region or ("") of all.
func (w *world) pickIf(n int, region ecsapi.RegionID, holds func(*ecsapi.Instance) bool) []ecsapi.InstanceID {
	w.t.Helper()
	var ids []ecsapi.InstanceID
	for _, r := range w.Snapshot().Regions {
		for _, in := range r.Instances {
			if len(ids) < n && (region == "" || r.ID == region) && len(in.Locks) == 0 && !in.Status.Changing() && holds(in) {
				ids = append(ids, in.ID)
			}
		}
	}
	if len(ids) < n {
		w.t.Fatalf("the fleet has only %d such instances", len(ids))
	}
	return ids
}

// read reads instances anew, past the engine, as a plain SDK call would tell.
func (w *world) read(ids ...ecsapi.InstanceID) map[ecsapi.InstanceID]*ecsapi.Instance {
	w.t.Helper()
	out := map[ecsapi.InstanceID]*ecsapi.Instance{}
	for _, r := range w.Snapshot().Regions {
		list, err := w.client.Instances(context.Background(), ecsapi.Query{Region: r.ID, IDs: ids})
		if err != nil {
			w.t.Fatal(err)
		}
		maps.Copy(out, byID(list))
	}
	return out
}

func (w *world) submit(a fleet.Action, ids []ecsapi.InstanceID, o fleet.ActionOptions) fleet.JobID {
	w.t.Helper()
	id, err := w.Submit(w.Plan(a, ids, o))
	if err != nil {
		w.t.Fatal("Submit:", err)
	}
	return id
}

// finish waits for a job and checks how many of its items came to each end.
func (w *world) finish(id fleet.JobID, want fleet.JobCounts) *fleet.Job {
	w.t.Helper()
	j, err := w.WaitJob(context.Background(), id)
	if err != nil {
		w.t.Fatal("WaitJob:", err)
	}
	if j.Counts != want {
		w.t.Errorf("%s: %+v, want %+v", j.Action, j.Counts, want)
		for _, it := range j.Items[:min(5, len(j.Items))] {
			w.t.Logf("%s %s → %s: %s %v", it.ID, it.From, it.Now, it.Outcome, it.Err)
		}
	}
	return j
}

// rows lists the rows of a DescribeInstances answer; set replaces them, and counts
// those that are not there any more no longer.
func rows(answer map[string]any) (list []map[string]any, set func([]map[string]any)) {
	outer, _ := answer["Instances"].(map[string]any)
	inner, _ := outer["Instance"].([]any)
	for _, v := range inner {
		list = append(list, v.(map[string]any))
	}
	return list, func(l []map[string]any) {
		outer["Instance"] = l
		if total, ok := answer["TotalCount"].(float64); ok && total > 0 {
			answer["TotalCount"] = total - float64(len(list)-len(l))
		}
	}
}

// listing reports whether a request lists a region, rather than some ids.
func listing(r *http.Request) bool {
	q := r.URL.Query()
	return q.Get("Action") == "DescribeInstances" && q.Get("InstanceIds") == ""
}

// jsonIDs reads a list of ids.
func jsonIDs(s string) []string {
	var ids []string
	json.NewDecoder(bytes.NewBufferString(s)).Decode(&ids)
	return ids
}

// sentIDs are the ids of a write.
func sentIDs(c call) []string {
	var ids []string
	for k, v := range c.values {
		if strings.HasPrefix(k, "InstanceId.") {
			ids = append(ids, v)
		}
	}
	slices.Sort(ids)
	return ids
}

// api is the API that carries an action.
func api(a fleet.Action) string { return op.New(a, fleet.ActionOptions{}).Traits().API }

// hook does something before each call of an action arrives.
func hook(w *world, action string, do func()) func(http.ResponseWriter, *http.Request) bool {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("Action") == action {
			do()
		}
		return false
	}
}

// deny refuses those calls of an action that a condition holds for, given their
// parameters.
func deny(w *world, action string, which func(q map[string]string) bool) func(http.ResponseWriter, *http.Request) bool {
	return refuseWith("OperationDenied", action, which)
}

// refuseWith is deny with another code.
func refuseWith(code, action string, which func(q map[string]string) bool) func(http.ResponseWriter, *http.Request) bool {
	return func(rw http.ResponseWriter, r *http.Request) bool {
		q := map[string]string{}
		for k, v := range r.URL.Query() {
			q[k] = v[0]
		}
		if q["Action"] != action || !which(q) {
			return false
		}
		rw.WriteHeader(http.StatusForbidden)
		rw.Write([]byte(`{"RequestId":"R","Code":"` + code + `","Message":"not this one"}`))
		return true
	}
}

// book is what the journal tells.
func (w *world) book() []journal.Job {
	w.t.Helper()
	jobs, problems, err := journal.Read(w.journal.Dir(), 0)
	if err != nil || len(problems) > 0 {
		w.t.Fatal(err, problems)
	}
	return jobs
}
