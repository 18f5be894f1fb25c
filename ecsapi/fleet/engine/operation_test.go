package engine

import (
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

func hourly(in *ecsapi.Instance) bool  { return in.ChargeType == ecsapi.PostPaid && !in.Spot() }
func prepaid(in *ecsapi.Instance) bool { return in.ChargeType == ecsapi.PrePaid }

// unprotected is what can be released at all.
func unprotected(in *ecsapi.Instance) bool { return hourly(in) && !in.DeletionProtection }

// operationCase is an action, the instances it is for, and what plain reads of the
// cloud must tell of them afterwards.
type operationCase struct {
	action  fleet.Action
	options func(w *world) fleet.ActionOptions
	fit     func(*ecsapi.Instance) bool
	reached func(o fleet.ActionOptions, n int, in *ecsapi.Instance) bool // n is the place among the items
}

func plainly(o fleet.ActionOptions) func(*world) fleet.ActionOptions {
	return func(*world) fleet.ActionOptions { return o }
}

// operationCases are all actions on instances that exist but the power ones, release
// and address.
var operationCases = []operationCase{
	{
		fleet.ActionAutoRelease,
		func(w *world) fleet.ActionOptions {
			return fleet.ActionOptions{At: w.client.Now().Add(3*time.Hour + 17*time.Second)}
		},
		func(in *ecsapi.Instance) bool { return hourly(in) && in.AutoRelease.IsZero() },
		func(o fleet.ActionOptions, _ int, in *ecsapi.Instance) bool {
			return in.AutoRelease.Equal(o.At.Truncate(time.Minute))
		},
	},
	{
		fleet.ActionAutoRelease, plainly(fleet.ActionOptions{}),
		func(in *ecsapi.Instance) bool { return !in.AutoRelease.IsZero() },
		func(_ fleet.ActionOptions, _ int, in *ecsapi.Instance) bool { return in.AutoRelease.IsZero() },
	},
	{
		fleet.ActionRename, plainly(fleet.ActionOptions{Name: "web-[7,3]"}), hourly,
		func(_ fleet.ActionOptions, n int, in *ecsapi.Instance) bool {
			return in.Name == []string{"web-007", "web-008", "web-009", "web-010"}[n]
		},
	},
	{
		fleet.ActionDescription, plainly(fleet.ActionOptions{Description: "owned by 运维, ask first"}), hourly,
		func(o fleet.ActionOptions, _ int, in *ecsapi.Instance) bool { return in.Description == o.Description },
	},
	{
		fleet.ActionProtect, plainly(fleet.ActionOptions{On: true}), unprotected,
		func(_ fleet.ActionOptions, _ int, in *ecsapi.Instance) bool { return in.DeletionProtection },
	},
	{
		fleet.ActionProtect, plainly(fleet.ActionOptions{}),
		func(in *ecsapi.Instance) bool { return hourly(in) && in.DeletionProtection },
		func(_ fleet.ActionOptions, _ int, in *ecsapi.Instance) bool { return !in.DeletionProtection },
	},
	{
		fleet.ActionKeyPair, plainly(fleet.ActionOptions{KeyPair: "prod-login"}),
		func(in *ecsapi.Instance) bool {
			return hourly(in) && in.KeyPair != "prod-login" && !strings.HasPrefix(in.OS, "Windows")
		},
		func(o fleet.ActionOptions, _ int, in *ecsapi.Instance) bool { return in.KeyPair == o.KeyPair },
	},
	{
		fleet.ActionTag, plainly(fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "night", Value: "off"}, {Key: "who", Value: "lin"}}}), hourly,
		func(o fleet.ActionOptions, _ int, in *ecsapi.Instance) bool {
			night, _ := in.Tag("night")
			who, _ := in.Tag("who")
			return night == "off" && who == "lin"
		},
	},
	{
		fleet.ActionTag, plainly(fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "env", Value: "retired"}}, Untag: []string{"team"}}),
		func(in *ecsapi.Instance) bool { _, has := in.Tag("team"); return has && hourly(in) },
		func(o fleet.ActionOptions, _ int, in *ecsapi.Instance) bool {
			env, _ := in.Tag("env")
			_, team := in.Tag("team")
			return env == "retired" && !team
		},
	},
}

func TestOperations(t *testing.T) {
	for _, c := range operationCases {
		t.Run(string(c.action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.DefaultInstances, Latency: 50 * time.Millisecond}})
				w.load()
				ids := w.pickIf(4, "", c.fit)
				o := c.options(w)
				j := w.finish(w.submit(c.action, ids, o), fleet.JobCounts{Done: 4})
				now := w.read(ids...)
				for n, id := range ids {
					if !c.reached(o, n, now[id]) {
						t.Errorf("%s is called done and is %+v", id, now[id])
					}
					if shown, _ := w.Snapshot().Instance(id); !c.reached(o, n, shown) {
						t.Errorf("%s is shown as %+v", id, shown)
					}
				}
				if d := j.Elapsed(time.Now()); d > 5*time.Second {
					t.Errorf("took %v", d)
				}
				if j.Items[0].RequestID == "" || j.Items[0].Sent.IsZero() {
					t.Errorf("%+v", j.Items[0])
				}
			})
		})
	}
}

// TestOperationsLoseAnswers: what may have been done is not done again, for these have
// no tokens. The state tells what became of it.
func TestOperationsLoseAnswers(t *testing.T) {
	long(t)
	for _, fault := range []string{ecssim.FaultCut, ecssim.FaultReset} {
		for _, c := range operationCases {
			t.Run(string(c.action)+" "+fault, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, setup{sim: ecssim.Config{Instances: ecssim.DefaultInstances, Latency: 50 * time.Millisecond}})
					w.load()
					ids := w.pickIf(3, "", c.fit)
					o := c.options(w)
					api := op.PartsOf(op.New(c.action, o))[0].Traits().API
					w.cloud.Inject(ecssim.Fault{Action: api, Kind: fault, For: time.Second})
					want := fleet.JobCounts{Done: 3}
					if fault == ecssim.FaultReset {
						want = fleet.JobCounts{Unknown: 3}
					}
					job := w.submit(c.action, ids, o)
					j := w.finish(job, want)
					if fault == ecssim.FaultReset { // until it would have shown
						j = w.counted(job, fleet.JobCounts{Failed: 3})
					}
					now := w.read(ids...)
					for n, id := range ids {
						if c.reached(o, n, now[id]) != (j.Items[n].Outcome == fleet.Done) {
							t.Errorf("%s is called %s and is %+v", id, j.Items[n].Outcome, now[id])
						}
						if bad := j.Items[n].Err; fault == ecssim.FaultReset && bad.Hint() != "It was not carried out and can be done again." {
							t.Errorf("it is said to be %v", bad)
						}
					}
					calls := map[string]int{}
					for _, call := range w.calls(api) {
						for name, v := range call.values {
							if strings.HasPrefix(name, "InstanceId") || strings.HasPrefix(name, "ResourceId.") {
								calls[v]++
							}
						}
					}
					for list, n := range calls {
						if n != 1 {
							t.Errorf("%s was sent %d times for %s", api, n, list)
						}
					}
				})
			})
		}
	}
}

// TestAddress gives one to what was created without.
func TestAddress(t *testing.T) {
	for _, fault := range []string{"", ecssim.FaultCut} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
			w.load()
			o := w.order("cn-hangzhou")
			l := o.Launches()[0]
			l.Amount, l.BandwidthOut, l.Name = 1, 5, "lonely"
			made, err := w.client.Create(t.Context(), l, "token")
			if err != nil {
				t.Fatal(err)
			}
			pass(time.Minute)
			w.Refresh()
			pass(5 * time.Second)
			id := made.IDs[0]
			before, _ := w.Snapshot().Instance(id)
			if p := w.Plan(fleet.ActionAddress, w.pickIf(1, "", func(in *ecsapi.Instance) bool { return in.PublicIP() != "" }), fleet.ActionOptions{}); p.N() != 0 || p.Skipped[0].Reason != fleet.HasAddress {
				t.Errorf("one that has an address: %+v", p)
			}
			if fault != "" {
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.AllocatePublicIPAddress, Kind: fault, For: time.Second})
			}
			j := w.finish(w.submit(fleet.ActionAddress, made.IDs, fleet.ActionOptions{}), fleet.JobCounts{Done: 1})
			ip := w.read(id)[id].PublicIP()
			if ip == "" || j.Items[0].Address != ip || before.PublicIP() != "" {
				t.Errorf("it had %q, has %q and is said to have got %q", before.PublicIP(), ip, j.Items[0].Address)
			}
		})
	}
}

// TestAutoRenew sets it on and off again, a hundred a call, and shows it.
func TestAutoRenew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Instances: 1200, Latency: 50 * time.Millisecond}})
		w.load()
		now := w.client.Now()
		ids := w.pickIf(120, "", func(in *ecsapi.Instance) bool { return prepaid(in) && in.Expires.After(now) })
		w.WantAutoRenewals(ids...)
		w.WantAutoRenewals(ids[:50]...)
		s := w.until("the settings", func(s *fleet.Snapshot) bool { return len(s.AutoRenewals) == len(ids) })
		if n := len(w.calls("DescribeInstanceAutoRenewAttribute")); n != 2 {
			t.Errorf("read with %d calls", n)
		}
		before := s.AutoRenewals
		year := ecsapi.Period{N: 1, Unit: ecsapi.Year}
		p := w.Plan(fleet.ActionAutoRenew, ids, fleet.ActionOptions{On: true, Period: year})
		if p.Calls != 2 {
			t.Errorf("%d calls", p.Calls)
		}
		w.finish(w.begin(p), fleet.JobCounts{Done: 120})
		truth, err := w.client.AutoRenewals(t.Context(), "cn-hangzhou", ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if got := truth[id]; !got.On || got.Period != year && got.Period != (ecsapi.Period{N: 12, Unit: ecsapi.Month}) {
				t.Errorf("%s renews itself %+v", id, got)
			}
		}
		if shown := w.Snapshot().AutoRenewals; !maps.Equal(shown, truth) || maps.Equal(shown, before) {
			t.Error("the snapshot does not show it")
		}
		w.finish(w.submit(fleet.ActionAutoRenew, ids, fleet.ActionOptions{}), fleet.JobCounts{Done: 120})
		if w.Snapshot().AutoRenewals[ids[7]].On {
			t.Error("is still shown as on")
		}
		if n := len(w.calls(ecsapi.ModifyInstanceAutoRenewAttribute)); n != 4 {
			t.Errorf("%d calls", n)
		}
	})
}

// TestWantAutoRenewalsFails: the region's error is told, and another try made.
func TestWantAutoRenewalsFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		w.cloud.Inject(ecssim.Fault{Action: "DescribeInstanceAutoRenewAttribute", Kind: ecssim.FaultHTTP500, For: 20 * time.Second})
		ids := w.pickIf(3, "", prepaid)
		w.WantAutoRenewals(append(ids, w.pickIf(2, "", hourly)...)...)
		s := w.until("the error", func(s *fleet.Snapshot) bool { return s.AutoRenewalsErr["cn-hangzhou"] != nil })
		if len(s.AutoRenewals) != 0 {
			t.Errorf("unknown, and told: %v", s.AutoRenewals)
		}
		w.until("the settings", func(s *fleet.Snapshot) bool {
			return len(s.AutoRenewals) == 3 && s.AutoRenewalsErr["cn-hangzhou"] == nil
		})
	})
}
