package fleet

import (
	"context"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

func hourly(in *ecsapi.Instance) bool  { return in.ChargeType == ecsapi.PostPaid && !in.Spot() }
func prepaid(in *ecsapi.Instance) bool { return in.ChargeType == ecsapi.PrePaid }

// unprotected is what can be released at all.
func unprotected(in *ecsapi.Instance) bool { return hourly(in) && !in.DeletionProtection }

// deedCase is an action, the instances it is for, and what plain reads of the
// cloud must tell of them afterwards.
type deedCase struct {
	action  Action
	options func(w *world) ActionOptions
	fit     func(*ecsapi.Instance) bool
	reached func(o ActionOptions, n int, in *ecsapi.Instance) bool // n is the place among the items
}

func plainly(o ActionOptions) func(*world) ActionOptions {
	return func(*world) ActionOptions { return o }
}

// deedCases are all actions on instances that exist but the power ones, release
// and address.
var deedCases = []deedCase{
	{
		ActionAutoRelease,
		func(w *world) ActionOptions {
			return ActionOptions{At: w.client.Now().Add(3*time.Hour + 17*time.Second)}
		},
		func(in *ecsapi.Instance) bool { return hourly(in) && in.AutoRelease.IsZero() },
		func(o ActionOptions, _ int, in *ecsapi.Instance) bool {
			return in.AutoRelease.Equal(o.At.Truncate(time.Minute))
		},
	},
	{
		ActionAutoRelease, plainly(ActionOptions{}),
		func(in *ecsapi.Instance) bool { return !in.AutoRelease.IsZero() },
		func(_ ActionOptions, _ int, in *ecsapi.Instance) bool { return in.AutoRelease.IsZero() },
	},
	{
		ActionRename, plainly(ActionOptions{Name: "web-[7,3]"}), hourly,
		func(_ ActionOptions, n int, in *ecsapi.Instance) bool {
			return in.Name == []string{"web-007", "web-008", "web-009", "web-010"}[n]
		},
	},
	{
		ActionProtect, plainly(ActionOptions{On: true}), unprotected,
		func(_ ActionOptions, _ int, in *ecsapi.Instance) bool { return in.DeletionProtection },
	},
	{
		ActionProtect, plainly(ActionOptions{}),
		func(in *ecsapi.Instance) bool { return hourly(in) && in.DeletionProtection },
		func(_ ActionOptions, _ int, in *ecsapi.Instance) bool { return !in.DeletionProtection },
	},
	{
		ActionTag, plainly(ActionOptions{Tags: []ecsapi.Tag{{Key: "night", Value: "off"}, {Key: "who", Value: "lin"}}}), hourly,
		func(o ActionOptions, _ int, in *ecsapi.Instance) bool {
			night, _ := in.Tag("night")
			who, _ := in.Tag("who")
			return night == "off" && who == "lin"
		},
	},
	{
		ActionTag, plainly(ActionOptions{Tags: []ecsapi.Tag{{Key: "env", Value: "retired"}}, Untag: []string{"team"}}),
		func(in *ecsapi.Instance) bool { _, has := in.Tag("team"); return has },
		func(o ActionOptions, _ int, in *ecsapi.Instance) bool {
			env, _ := in.Tag("env")
			_, team := in.Tag("team")
			return env == "retired" && !team
		},
	},
}

func TestDeeds(t *testing.T) {
	for _, c := range deedCases {
		t.Run(string(c.action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
				w.load()
				ids := w.pickIf(4, "", c.fit)
				o := c.options(w)
				j := w.finish(w.submit(c.action, ids, o), JobCounts{Done: 4})
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

// TestDeedsLoseAnswers: what was done is not done again where that shows, and
// what was not is; either way it comes to its end.
func TestDeedsLoseAnswers(t *testing.T) {
	for _, fault := range []string{ecssim.FaultCut, ecssim.FaultReset} {
		for _, c := range deedCases {
			t.Run(string(c.action)+" "+fault, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, setup{sim: ecssim.Config{Latency: 50 * time.Millisecond}})
					w.load()
					ids := w.pickIf(3, "", c.fit)
					o := c.options(w)
					api := partsOf(deedOf(c.action, o))[0].nature().api
					w.cloud.Inject(ecssim.Fault{Action: api, Kind: fault, For: time.Second})
					w.finish(w.submit(c.action, ids, o), JobCounts{Done: 3})
					now := w.read(ids...)
					for n, id := range ids {
						if !c.reached(o, n, now[id]) {
							t.Errorf("%s is called done and is %+v", id, now[id])
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
			l := o.launches()[0]
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
			if p := w.Plan(ActionAddress, w.pickIf(1, "", func(in *ecsapi.Instance) bool { return in.PublicIP() != "" }), ActionOptions{}); p.N() != 0 || p.Skipped[0].Reason != HasAddress {
				t.Errorf("one that has an address: %+v", p)
			}
			if fault != "" {
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.AllocatePublicIPAddress, Kind: fault, For: time.Second})
			}
			j := w.finish(w.submit(ActionAddress, made.IDs, ActionOptions{}), JobCounts{Done: 1})
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
		s := w.until("the settings", func(s *Snapshot) bool { return len(s.AutoRenewals) == len(ids) })
		if n := len(w.calls("DescribeInstanceAutoRenewAttribute")); n != 2 {
			t.Errorf("read with %d calls", n)
		}
		before := s.AutoRenewals
		year := ecsapi.Period{N: 1, Unit: ecsapi.Year}
		p := w.Plan(ActionAutoRenew, ids, ActionOptions{On: true, Period: year})
		if p.Calls != 2 {
			t.Errorf("%d calls", p.Calls)
		}
		w.finish(w.begin(p), JobCounts{Done: 120})
		truth, err := w.client.AutoRenewals(t.Context(), "cn-hangzhou", ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			if got := truth[id]; !got.On || !sameLength(got.Period, year) {
				t.Errorf("%s renews itself %+v", id, got)
			}
		}
		if shown := w.Snapshot().AutoRenewals; !maps.Equal(shown, truth) || maps.Equal(shown, before) {
			t.Error("the snapshot does not show it")
		}
		w.finish(w.submit(ActionAutoRenew, ids, ActionOptions{}), JobCounts{Done: 120})
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
		s := w.until("the error", func(s *Snapshot) bool { return s.AutoRenewalsErr["cn-hangzhou"] != nil })
		if len(s.AutoRenewals) != 0 {
			t.Errorf("unknown, and told: %v", s.AutoRenewals)
		}
		w.until("the settings", func(s *Snapshot) bool {
			return len(s.AutoRenewals) == 3 && s.AutoRenewalsErr["cn-hangzhou"] == nil
		})
	})
}

// TestWhatTheCloudNeverGets: plans whose options can't be meant act on nothing.
func TestFlaws(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	month := func(n int) ecsapi.Period { return ecsapi.Period{N: n, Unit: ecsapi.Month} }
	for _, c := range []struct {
		action Action
		o      ActionOptions
		ok     bool
	}{
		{ActionAutoRelease, ActionOptions{At: now.Add(31 * time.Minute)}, true},
		{ActionAutoRelease, ActionOptions{At: now.Add(30 * time.Minute)}, false}, // without its seconds that is sooner
		{ActionAutoRelease, ActionOptions{At: now.AddDate(3, 0, 0)}, true},
		{ActionAutoRelease, ActionOptions{At: now.AddDate(3, 0, 0).Add(time.Minute)}, false},
		{ActionAutoRelease, ActionOptions{}, true},
		{ActionRenew, ActionOptions{}, false},
		{ActionRenew, ActionOptions{Period: month(9)}, true},
		{ActionRenew, ActionOptions{Period: month(10)}, false},
		{ActionRenew, ActionOptions{Period: month(12)}, true},
		{ActionRenew, ActionOptions{Period: ecsapi.Period{N: 4, Unit: ecsapi.Week}}, true},
		{ActionRenew, ActionOptions{Period: ecsapi.Period{N: 5, Unit: ecsapi.Week}}, false},
		{ActionRenew, ActionOptions{Period: ecsapi.Period{N: 1, Unit: "Day"}}, false},
		{ActionAutoRenew, ActionOptions{On: true}, true},
		{ActionAutoRenew, ActionOptions{On: true, Period: month(4)}, false},
		{ActionAutoRenew, ActionOptions{Period: month(4)}, true}, // off, whatever the period
		{ActionRename, ActionOptions{}, false},
		{ActionRename, ActionOptions{Name: "web-[1,3]"}, true},
		{ActionRename, ActionOptions{Name: "web-[1;3]"}, false},
		{ActionRename, ActionOptions{Name: "1web"}, false},
		{ActionTag, ActionOptions{}, false},
		{ActionTag, ActionOptions{Untag: []string{"env"}}, true},
		{ActionTag, ActionOptions{Untag: []string{""}}, false},
		{ActionTag, ActionOptions{Tags: []ecsapi.Tag{{Key: "acs:x"}}}, false},
		{ActionTag, ActionOptions{Tags: []ecsapi.Tag{{Key: "a"}}, Untag: []string{"a"}}, false},
		{"explode", ActionOptions{}, false},
	} {
		s := still(&ecsapi.Instance{ID: "i", Name: "x", Region: "a", Status: ecsapi.Running, Tags: []ecsapi.Tag{{Key: "env"}},
			AutoRelease: now.Add(time.Hour).Truncate(time.Minute), ChargeType: ecsapi.PostPaid})
		p := s.plan(c.action, []ecsapi.InstanceID{"i"}, c.o, now)
		if ok := len(p.Flaws) == 0; ok != c.ok || !ok && p.N() != 0 {
			t.Errorf("%s %+v: %v, %d targets", c.action, c.o, p.Flaws, p.N())
		}
	}
}

// TestHindrances: what the cloud would refuse is left out, with the reason.
func TestHindrances(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 26, 0, 0, time.UTC)
	later := now.Add(48 * time.Hour)
	locked := func(reason string) []ecsapi.Lock { return []ecsapi.Lock{{Reason: reason}} }
	s := still(
		&ecsapi.Instance{ID: "off", Status: ecsapi.Stopped, ChargeType: ecsapi.PostPaid, Name: "web"},
		&ecsapi.Instance{ID: "run", Status: ecsapi.Running, ChargeType: ecsapi.PostPaid, BandwidthOut: 5},
		&ecsapi.Instance{ID: "stopping", Status: ecsapi.Stopping, ChargeType: ecsapi.PostPaid, BandwidthOut: 5},
		&ecsapi.Instance{ID: "pending", Status: ecsapi.Pending, ChargeType: ecsapi.PostPaid},
		&ecsapi.Instance{ID: "safe", Status: ecsapi.Stopped, ChargeType: ecsapi.PostPaid, DeletionProtection: true, PublicIPs: []string{"1.2.3.4"}, BandwidthOut: 5},
		&ecsapi.Instance{ID: "paid", Status: ecsapi.Stopped, ChargeType: ecsapi.PrePaid, Expires: later},
		&ecsapi.Instance{ID: "expired", Status: ecsapi.Stopped, ChargeType: ecsapi.PrePaid, Expires: now, Locks: locked(ecsapi.LockFinancial)},
		&ecsapi.Instance{ID: "risk", Status: ecsapi.Stopped, ChargeType: ecsapi.PrePaid, Expires: later, Locks: locked(ecsapi.LockSecurity)},
		&ecsapi.Instance{ID: "reclaimed", Status: ecsapi.Running, ChargeType: ecsapi.PostPaid, Locks: locked(ecsapi.LockRecycling), AutoRelease: later},
		&ecsapi.Instance{ID: "mystery", Status: ecsapi.Running},
	)
	var all []ecsapi.InstanceID
	for _, in := range s.Regions[0].Instances {
		all = append(all, in.ID)
	}
	type skips map[ecsapi.InstanceID]Reason
	for _, c := range []struct {
		name   string
		action Action
		o      ActionOptions
		want   skips
	}{
		{"release", ActionRelease, ActionOptions{}, skips{
			"run": MustBeStopped, "stopping": IsChanging, "pending": IsChanging, "safe": IsProtected,
			"paid": IsPrepaid, "risk": IsPrepaid, "reclaimed": MustBeStopped, "mystery": MustBeStopped,
		}},
		{"release by force", ActionRelease, ActionOptions{Force: true}, skips{
			"pending": IsChanging, "safe": IsProtected, "paid": IsPrepaid, "risk": IsPrepaid,
		}},
		{"release by force after a snapshot", ActionRelease, ActionOptions{Force: true, Snapshot: true}, skips{
			"stopping": IsChanging, "pending": IsChanging, "safe": IsProtected, "paid": IsPrepaid, "risk": IsPrepaid,
		}},
		{"renew", ActionRenew, ActionOptions{Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}}, skips{
			"off": NotPrepaid, "run": NotPrepaid, "stopping": NotPrepaid, "pending": NotPrepaid, "safe": NotPrepaid,
			"reclaimed": NotPrepaid, "mystery": NotPrepaid, "risk": LockedSecurity,
		}},
		{"auto-renew", ActionAutoRenew, ActionOptions{On: true}, skips{
			"off": NotPrepaid, "run": NotPrepaid, "stopping": NotPrepaid, "pending": NotPrepaid, "safe": NotPrepaid,
			"reclaimed": NotPrepaid, "mystery": NotPrepaid, "expired": HasExpired,
		}},
		{"no auto-renew", ActionAutoRenew, ActionOptions{}, skips{
			"off": NotPrepaid, "run": NotPrepaid, "stopping": NotPrepaid, "pending": NotPrepaid, "safe": NotPrepaid,
			"reclaimed": NotPrepaid, "mystery": NotPrepaid,
		}},
		{"auto-release", ActionAutoRelease, ActionOptions{At: later}, skips{
			"paid": IsPrepaid, "expired": IsPrepaid, "risk": IsPrepaid, "reclaimed": AlreadySo,
		}},
		{"no auto-release", ActionAutoRelease, ActionOptions{}, skips{
			"paid": IsPrepaid, "expired": IsPrepaid, "risk": IsPrepaid, "off": AlreadySo, "run": AlreadySo,
			"stopping": AlreadySo, "pending": AlreadySo, "safe": AlreadySo, "mystery": AlreadySo,
		}},
		{"address", ActionAddress, ActionOptions{}, skips{
			"off": NoBandwidth, "stopping": IsChanging, "pending": NoBandwidth, "safe": HasAddress, "paid": NoBandwidth,
			"expired": LockedFinancial, "risk": LockedSecurity, "reclaimed": LockedRecycling, "mystery": NoBandwidth,
		}},
		{"rename", ActionRename, ActionOptions{Name: "web"}, skips{"off": AlreadySo, "risk": LockedSecurity, "reclaimed": LockedRecycling}},
		{"protect", ActionProtect, ActionOptions{On: true}, skips{
			"safe": AlreadySo, "paid": IsPrepaid, "expired": IsPrepaid, "risk": IsPrepaid, "reclaimed": LockedRecycling,
		}},
	} {
		p := s.plan(c.action, all, c.o, now)
		got := skips{}
		for _, skip := range p.Skipped {
			got[skip.ID] = skip.Reason
		}
		if !maps.Equal(got, c.want) || p.N() != len(all)-len(c.want) {
			t.Errorf("%s skips %v, want %v", c.name, got, c.want)
		}
	}
}

// TestDeedsCountCalls: as many as the API takes in one.
func TestDeedsCountCalls(t *testing.T) {
	var list []*ecsapi.Instance
	var ids []ecsapi.InstanceID
	for i := range 230 {
		id := ecsapi.InstanceID(rune('a'+i/26)) + ecsapi.InstanceID(rune('a'+i%26))
		list = append(list, &ecsapi.Instance{ID: id, Status: ecsapi.Stopped, ChargeType: ecsapi.PostPaid})
		ids = append(ids, id)
	}
	s := still(list...)
	for action, c := range map[Action]struct {
		o    ActionOptions
		want int
	}{
		ActionRelease: {want: 3},
		ActionProtect: {ActionOptions{On: true}, 230},
		ActionTag:     {ActionOptions{Tags: []ecsapi.Tag{{Key: "k"}}, Untag: []string{"old"}}, 10},
	} {
		if p := s.plan(action, ids, c.o, time.Now()); p.Calls != c.want || p.N() != 230 {
			t.Errorf("%s: %d calls for %d", action, p.Calls, p.N())
		}
	}
}

// TestRelease: all that is asked for goes, a hundred a call, and nothing else.
func TestRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		total := w.load().Counts.Total
		ids := w.pickIf(150, "", unprotected)
		p := w.Prepare(t.Context(), w.Plan(ActionRelease, ids, ActionOptions{Force: true}))
		if p.Open || len(p.Flaws) > 0 || len(p.Disks) != 150 {
			t.Fatalf("the plan knows %d instances' disks: %v", len(p.Disks), p.Flaws)
		}
		for id, disks := range p.Disks {
			if !slices.ContainsFunc(disks, func(d ecsapi.Disk) bool { return d.System && d.Goes && d.Instance == id }) {
				t.Errorf("%s has the disks %+v", id, disks)
			}
		}
		w.finish(w.begin(p), JobCounts{Done: 150})
		if left := w.read(ids...); len(left) != 0 {
			t.Errorf("%d are still there", len(left))
		}
		s := w.Snapshot()
		if s.Counts.Total != total-150 {
			t.Errorf("shows %d of %d after 150 were released", s.Counts.Total, total)
		}
		if n := len(w.calls(ecsapi.DeleteInstances)); n != 2 {
			t.Errorf("%d calls", n)
		}
		pass(2 * time.Minute)
		if n := w.Snapshot().Counts.Total; n != total-150 {
			t.Errorf("later it shows %d", n)
		}
	})
}

// TestReleaseAllOrNone: the cloud refuses a hundred for the sake of three that
// changed under way; the others go, and each of the three says why not.
func TestReleaseAllOrNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
		w.load()
		ids := w.pickIf(100, "", unprotected)
		bad := []ecsapi.InstanceID{ids[0], ids[41], ids[99]}
		on, first := true, true
		w.setBend(hook(w, ecsapi.DeleteInstances, func() {
			if first { // after the states were read, before the call arrives
				first = false
				for _, id := range bad {
					if _, err := w.client.SetAttributes(context.Background(), "cn-hangzhou", id, ecsapi.Attributes{Protected: &on}); err != nil {
						t.Error(err)
					}
				}
			}
		}))
		j := w.finish(w.submit(ActionRelease, ids, ActionOptions{Force: true}), JobCounts{Done: 97, Failed: 3})
		left := w.read(ids...)
		for _, it := range j.Items {
			switch {
			case !slices.Contains(bad, it.ID):
				if left[it.ID] != nil {
					t.Errorf("%s was good and is still there", it.ID)
				}
			case left[it.ID] == nil || it.Err.Code != "InvalidOperation.DeletionProtection":
				t.Errorf("%s: %+v", it.ID, it)
			}
		}
		if n := len(w.calls(ecsapi.DeleteInstances)); n > 45 {
			t.Errorf("%d calls to find three of a hundred", n)
		}
	})
}

// TestReleaseLosesAnswers: carried out or not, it is asked for once more at most
// and ends as it should.
func TestReleaseLosesAnswers(t *testing.T) {
	for _, fault := range []string{ecssim.FaultCut, ecssim.FaultMalformed, ecssim.FaultReset, ecssim.FaultHTTP500} {
		t.Run(fault, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, setup{sim: ecssim.Config{Regions: 1, Latency: 50 * time.Millisecond}})
				w.load()
				ids := w.pickIf(5, "", unprotected)
				w.cloud.Inject(ecssim.Fault{Action: ecsapi.DeleteInstances, Kind: fault, For: time.Second})
				w.finish(w.submit(ActionRelease, ids, ActionOptions{Force: true}), JobCounts{Done: 5})
				if left := w.read(ids...); len(left) != 0 {
					t.Errorf("%d are still there", len(left))
				}
				tokens := map[string]bool{}
				for _, c := range w.calls(ecsapi.DeleteInstances) {
					tokens[c.values["ClientToken"]] = true
				}
				if len(tokens) != 1 || tokens[""] {
					t.Errorf("the tokens of one call: %v", tokens)
				}
			})
		})
	}
}
