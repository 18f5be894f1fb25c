package fleet

import (
	"maps"
	"testing"
	"time"

	"ecsdeck/ecsapi"
)

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
		p := newPlan(s, c.action, []ecsapi.InstanceID{"i"}, c.o, now)
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
		p := newPlan(s, c.action, all, c.o, now)
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
		if p := newPlan(s, action, ids, c.o, time.Now()); p.Calls != c.want || p.N() != 230 {
			t.Errorf("%s: %d calls for %d", action, p.Calls, p.N())
		}
	}
}
