package model_test

import (
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/login"
)

// A deck stays alive over twelve hours of keys that live for a quarter of one, and so do
// jobs that run while a key is replaced: one AssumeRole for each. STS is out of order for
// ten minutes in between: the deck goes on with the old key, then says whom it waits for,
// and goes on by itself.
func TestDeckOfShortKeys(t *testing.T) {
	long(t)
	home := t.TempDir()
	config := filepath.Join(home, ".aliyun", "config.json")
	if err := os.MkdirAll(filepath.Dir(config), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte(`{"profiles":[{"name":"ops","mode":"RamRoleArn","expired_seconds":900,
		"access_key_id":"LTAI-sim-operator","access_key_secret":"sim-operator-secret","ram_role_arn":"`+sts.RoleARN("ops")+`"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := login.Find(login.Lookup{Getenv: func(string) string { return "" }, Home: home, Profile: "ops"})
	if err != nil {
		t.Fatal(err)
	}
	var issued, tried atomic.Int32
	var down atomic.Bool
	var last atomic.Int64 // when a key was issued, ns of Unix
	s := setup{sim: ecssim.Config{Instances: 20, Regions: 2}, keys: l.Keys, journal: t.TempDir()}
	s.handler = func(cloud http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			switch assume := r.URL.Query().Get("Action") == ecsapi.AssumeRole; {
			case assume && down.Load():
				tried.Add(1)
				http.Error(rw, "out of order", http.StatusServiceUnavailable)
				return
			case assume:
				issued.Add(1)
				last.Store(time.Now().UnixNano())
			}
			cloud.ServeHTTP(rw, r)
		})
	}
	run(t, s, func(r *rig) {
		begun := time.Now().Add(-2 * time.Second)
		until := func(d time.Duration) { r.pass(time.Until(begun.Add(d))) }
		var jobs []fleet.JobID
		reboot := func() {
			for _, in := range r.engine.Snapshot().Regions[0].Instances {
				if p := r.engine.Plan(fleet.ActionReboot, []ecsapi.InstanceID{in.ID}, fleet.ActionOptions{}); p.N() == 1 {
					id, err := r.engine.Submit(p)
					if err != nil {
						t.Fatal(err)
					}
					jobs = append(jobs, id)
					return
				}
			}
			t.Error("nothing can be rebooted")
		}
		well := func(at time.Duration) {
			if r.line("ecsdeck", " old") == "" || r.line("retry in") != "" {
				t.Fatalf("after %v:\n%s", at, r.screen())
			}
		}
		for at := 10 * time.Minute; at <= 12*time.Hour; at += 10 * time.Minute {
			if at%time.Hour == 30*time.Minute {
				until(at - 5*time.Second)
				reboot() // while a key is replaced, some time
			}
			until(at)
			if at != 6*time.Hour {
				well(at)
				continue
			}
			// A key is replaced ten minutes after it came, and lives for a quarter of an hour.
			came := time.Unix(0, last.Load()).Sub(begun)
			until(came + 9*time.Minute)
			down.Store(true)
			until(came + 14*time.Minute + 30*time.Second)
			well(at) // with the old key
			reboot()
			until(came + 17*time.Minute)
			r.see("regions fail", "retry in")
			until(came + 19*time.Minute)
			down.Store(false)
			until(came + 21*time.Minute)
			at += 20 * time.Minute
			well(at)
		}
		for _, id := range jobs {
			if j, ok := r.engine.Snapshot().Job(id); !ok || j.Counts.Done != 1 {
				t.Errorf("job %d: %+v", id, j)
			}
		}
		if len(jobs) != 13 {
			t.Errorf("%d jobs", len(jobs))
		}
		if n := issued.Load(); n < 65 || n > 73 || tried.Load() == 0 {
			t.Errorf("%d calls of AssumeRole for some 70 keys, besides %d while STS was out of order", n, tried.Load())
		}
	})
}
