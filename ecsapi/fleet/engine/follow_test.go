package engine

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// told is a frozen cloud that says of one instance what a test has it say. Each
// read after the action was accepted tells the next status, "" for not listed;
// the last one stays.
type told struct {
	status  []string
	wait    string // throttles the action first, for so many milliseconds
	answer  string // CurrentStatus of the action's answer; "" leaves it to the cloud
	restart bool   // the start time is new
}

// follow carries an action out on an instance of such a cloud and returns its
// item when it ended, and how long after it was accepted that was.
func (c told) follow(t *testing.T, a fleet.Action) (fleet.Item, time.Duration) {
	t.Helper()
	w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50, Frozen: true}})
	w.load()
	id := w.pick(1, "", ecsapi.Running)
	var accepted time.Time
	w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Query().Get("Action") != api(a):
			return false
		case c.wait != "" && len(w.calls(api(a))) == 1:
			throttle(rw, c.wait)
			return true
		}
		accepted = time.Now()
		if c.answer != "" {
			fmt.Fprintf(rw, `{"RequestId":"R","InstanceResponses":{"InstanceResponse":[{"InstanceId":%q,"Code":"200","CurrentStatus":%q}]}}`, id[0], c.answer)
		}
		return c.answer != ""
	})
	n := 0
	w.setEdit(func(r *http.Request, answer map[string]any) {
		ids := jsonIDs(r.URL.Query().Get("InstanceIds"))
		if accepted.IsZero() || len(ids) != 1 || ids[0] != string(id[0]) {
			return
		}
		n++
		list, set := rows(answer)
		list[0]["Status"] = c.status[min(n, len(c.status))-1]
		if c.restart {
			list[0]["StartTime"] = time.Now().UTC().Format("2006-01-02T15:04Z")
		}
		if list[0]["Status"] == "" {
			set(nil)
		}
	})
	j, err := w.WaitJob(t.Context(), w.submit(a, id, fleet.ActionOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	return j.Items[0], j.Items[0].Ended.Sub(accepted)
}

// throttle refuses a call for so many milliseconds, "" until the next minute.
func throttle(rw http.ResponseWriter, wait string) {
	if wait != "" {
		rw.Header().Set("x-acs-retry-after", wait)
	}
	rw.WriteHeader(http.StatusBadRequest)
	fmt.Fprint(rw, `{"RequestId":"R","Code":"Throttling.User","Message":"too many"}`)
}

// times repeats a status.
func times(n int, status string, then ...string) []string {
	var list []string
	for range n {
		list = append(list, status)
	}
	return append(list, then...)
}

// TestAccepted: the cloud says yes and nothing comes of it, the instance goes
// back, or it is no longer there. One answer that is a moment old ends nothing.
func TestAccepted(t *testing.T) {
	for _, c := range []struct {
		name string
		told told
		kind ecsapi.Kind
		want fleet.Outcome
	}{
		{"nothing happens", told{status: []string{"Running"}}, ecsapi.KindState, fleet.Failed},
		{"goes back", told{status: []string{"Stopping", "Running"}}, ecsapi.KindState, fleet.Failed},
		{"an old answer in between", told{status: []string{"Stopping", "Running", "Stopping", "Stopped"}}, "", fleet.Done},
		{"is released", told{status: []string{"Stopping", ""}}, ecsapi.KindNotFound, fleet.Failed},
		{"is missing once", told{status: []string{"Stopping", "", "Stopped"}}, "", fleet.Done},
		{"is missing once, then an old answer", told{status: []string{"Stopping", "", "Running", "Stopped"}}, "", fleet.Done},
		{"an old answer, then is missing once", told{status: []string{"Stopping", "Running", "", "Stopped"}}, "", fleet.Done},
		// Reads come after 1, 2.5, 4.8, 8.1 s, then every 5 s.
		{"an old answer after a minute", told{status: times(16, "Running", "Stopped")}, "", fleet.Done},
		{"waited long for its turn, then an old answer", told{status: []string{"Running", "Stopped"}, wait: "70000"}, "", fleet.Done},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				it, took := c.told.follow(t, fleet.ActionStop)
				if it.Outcome != c.want || (it.Err == nil) != (c.kind == "") || it.Err != nil && it.Err.Kind != c.kind {
					t.Errorf("%s: %v", it.Outcome, it.Err)
				}
				t.Log(it.Outcome, it.Err, took)
			})
		})
	}
}

// TestRebootSigns: a reboot ends where it began, so only a sign that it took
// place, seen or told, makes it done.
func TestRebootSigns(t *testing.T) {
	for _, c := range []struct {
		name string
		told told
		want fleet.Outcome
	}{
		{"stops and starts", told{status: []string{"Running", "Stopping", "Starting", "Running"}}, fleet.Done},
		{"starts", told{status: []string{"Running", "Starting", "Running"}}, fleet.Done},
		{"a new start time", told{status: []string{"Running"}, restart: true}, fleet.Done},
		{"was on its way when accepted", told{status: []string{"Running"}, answer: "Stopping"}, fleet.Done},
		{"no sign", told{status: []string{"Running"}, answer: "Running"}, fleet.Unknown},
		{"no sign after a long wait for its turn", told{status: []string{"Running"}, answer: "Running", wait: "50000"}, fleet.Unknown},
		{"does not come up", told{status: []string{"Stopping", "Stopped"}}, fleet.Failed},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				it, took := c.told.follow(t, fleet.ActionReboot)
				if it.Outcome != c.want || (it.Err == nil) != (c.want == fleet.Done) {
					t.Errorf("%s after %v: %v", it.Outcome, took, it.Err)
				}
				if it.Err != nil && !strings.Contains(string(it.Err.Hint()), "accepted") {
					t.Errorf("a person reads: %s", it.Err.Hint())
				}
				if c.want == fleet.Unknown && (took < time.Minute || took > 90*time.Second) {
					t.Errorf("%s after %v", it.Outcome, took)
				}
			})
		})
	}
}

// An answer that says neither yes nor no may have rebooted the machine: it is
// asked for once, and not called done.
func TestRebootIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 50}})
		w.load()
		w.setBend(func(rw http.ResponseWriter, r *http.Request) bool {
			odd := r.URL.Query().Get("Action") == ecsapi.RebootInstances
			if odd {
				fmt.Fprint(rw, `{"RequestId":"R","Code":"Throttling.User","Message":"with status 200"}`)
			}
			return odd
		})
		j := w.finish(w.submit(fleet.ActionReboot, w.pick(3, "", ecsapi.Running), fleet.ActionOptions{Force: true}), fleet.JobCounts{Unknown: 3})
		if n := len(w.calls(ecsapi.RebootInstances)); n != 1 || j.Items[0].Err == nil {
			t.Errorf("%d calls, %v", n, j.Items[0].Err)
		}
	})
}

func TestReboot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{})
		w.load()
		j := w.finish(w.submit(fleet.ActionReboot, w.pick(3, "", ecsapi.Running), fleet.ActionOptions{Force: true}), fleet.JobCounts{Done: 3})
		if d := j.Elapsed(time.Now()); d < 12*time.Second {
			t.Errorf("rebooted in %v, the cloud takes longer", d)
		}
	})
}
