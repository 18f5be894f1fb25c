package op

import (
	"maps"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// TestFlaws: plans whose options can't be meant act on nothing.
func TestFlaws(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC)
	month := func(n int) ecsapi.Period { return ecsapi.Period{N: n, Unit: ecsapi.Month} }
	for _, c := range []struct {
		action fleet.Action
		o      fleet.ActionOptions
		ok     bool
	}{
		{fleet.ActionAutoRelease, fleet.ActionOptions{At: now.Add(31 * time.Minute)}, true},
		{fleet.ActionAutoRelease, fleet.ActionOptions{At: now.Add(30 * time.Minute)}, false}, // without its seconds that is sooner
		{fleet.ActionAutoRelease, fleet.ActionOptions{At: now.AddDate(3, 0, 0)}, true},
		{fleet.ActionAutoRelease, fleet.ActionOptions{At: now.AddDate(3, 0, 0).Add(time.Minute)}, false},
		{fleet.ActionAutoRelease, fleet.ActionOptions{}, true},
		{fleet.ActionRenew, fleet.ActionOptions{}, false},
		{fleet.ActionRenew, fleet.ActionOptions{Period: month(9)}, true},
		{fleet.ActionRenew, fleet.ActionOptions{Period: month(10)}, false},
		{fleet.ActionRenew, fleet.ActionOptions{Period: month(12)}, true},
		{fleet.ActionRenew, fleet.ActionOptions{Period: ecsapi.Period{N: 4, Unit: ecsapi.Week}}, true},
		{fleet.ActionRenew, fleet.ActionOptions{Period: ecsapi.Period{N: 5, Unit: ecsapi.Week}}, false},
		{fleet.ActionRenew, fleet.ActionOptions{Period: ecsapi.Period{N: 1, Unit: "Day"}}, false},
		{fleet.ActionAutoRenew, fleet.ActionOptions{On: true}, true},
		{fleet.ActionAutoRenew, fleet.ActionOptions{On: true, Period: month(4)}, false},
		{fleet.ActionAutoRenew, fleet.ActionOptions{Period: month(4)}, true}, // off, whatever the period
		{fleet.ActionRename, fleet.ActionOptions{}, false},
		{fleet.ActionRename, fleet.ActionOptions{Name: "web-[1,3]"}, true},
		{fleet.ActionRename, fleet.ActionOptions{Name: "web-[1;3]"}, false},
		{fleet.ActionRename, fleet.ActionOptions{Name: "1web"}, false},
		{fleet.ActionDescription, fleet.ActionOptions{}, false},
		{fleet.ActionDescription, fleet.ActionOptions{Description: "运维"}, true},
		{fleet.ActionDescription, fleet.ActionOptions{Description: "x"}, false},
		{fleet.ActionDescription, fleet.ActionOptions{Description: strings.Repeat("维", 256)}, true},
		{fleet.ActionDescription, fleet.ActionOptions{Description: strings.Repeat("维", 257)}, false},
		{fleet.ActionDescription, fleet.ActionOptions{Description: "https://example.com"}, false},
		{fleet.ActionDescription, fleet.ActionOptions{Description: "two\nlines"}, false},
		{fleet.ActionKeyPair, fleet.ActionOptions{}, false},
		{fleet.ActionKeyPair, fleet.ActionOptions{KeyPair: "deploy"}, true},
		{fleet.ActionTag, fleet.ActionOptions{}, false},
		{fleet.ActionTag, fleet.ActionOptions{Untag: []string{"env"}}, true},
		{fleet.ActionTag, fleet.ActionOptions{Untag: []string{""}}, false},
		{fleet.ActionTag, fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "acs:x"}}}, false},
		{fleet.ActionTag, fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "a"}}, Untag: []string{"a"}}, false},
		{"explode", fleet.ActionOptions{}, false},
	} {
		s := still(&ecsapi.Instance{ID: "i", Name: "x", Region: "a", Status: ecsapi.Running, Tags: []ecsapi.Tag{{Key: "env"}},
			AutoRelease: now.Add(time.Hour).Truncate(time.Minute), ChargeType: ecsapi.PostPaid})
		p := NewPlan(s, c.action, []ecsapi.InstanceID{"i"}, c.o, now)
		if ok := len(p.Flaws) == 0; ok != c.ok || !ok && p.N() != 0 {
			t.Errorf("%s %+v: %v, %d targets", c.action, c.o, p.Flaws, p.N())
		}
	}
}

// TestSkipReasons: what the cloud would refuse is left out, with the reason.
func TestSkipReasons(t *testing.T) {
	now := time.Date(2026, 3, 14, 9, 26, 0, 0, time.UTC)
	later := now.Add(48 * time.Hour)
	locked := func(reason string) []ecsapi.Lock { return []ecsapi.Lock{{Reason: reason}} }
	s := still(
		&ecsapi.Instance{ID: "off", Status: ecsapi.Stopped, ChargeType: ecsapi.PostPaid, Name: "web", Description: "owned by ops"},
		&ecsapi.Instance{ID: "run", Status: ecsapi.Running, KeyPair: "deploy", OS: "Alibaba Cloud Linux", ChargeType: ecsapi.PostPaid, BandwidthOut: 5},
		&ecsapi.Instance{ID: "stopping", Status: ecsapi.Stopping, ChargeType: ecsapi.PostPaid, BandwidthOut: 5},
		&ecsapi.Instance{ID: "pending", Status: ecsapi.Pending, ChargeType: ecsapi.PostPaid},
		&ecsapi.Instance{ID: "safe", Status: ecsapi.Stopped, OS: "Windows Server 2022", ChargeType: ecsapi.PostPaid, DeletionProtection: true, PublicIPs: []string{"1.2.3.4"}, BandwidthOut: 5},
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
	type skips map[ecsapi.InstanceID]fleet.Reason
	for _, c := range []struct {
		name   string
		action fleet.Action
		o      fleet.ActionOptions
		want   skips
	}{
		{"release", fleet.ActionRelease, fleet.ActionOptions{}, skips{
			"run": fleet.MustBeStopped, "stopping": fleet.IsChanging, "pending": fleet.IsChanging, "safe": fleet.IsProtected,
			"paid": fleet.IsPrepaid, "risk": fleet.IsPrepaid, "reclaimed": fleet.MustBeStopped, "mystery": fleet.MustBeStopped,
		}},
		{"release by force", fleet.ActionRelease, fleet.ActionOptions{Force: true}, skips{
			"pending": fleet.IsChanging, "safe": fleet.IsProtected, "paid": fleet.IsPrepaid, "risk": fleet.IsPrepaid,
		}},
		{"release by force after a snapshot", fleet.ActionRelease, fleet.ActionOptions{Force: true, Snapshot: true}, skips{
			"stopping": fleet.IsChanging, "pending": fleet.IsChanging, "safe": fleet.IsProtected, "paid": fleet.IsPrepaid, "risk": fleet.IsPrepaid,
		}},
		{"renew", fleet.ActionRenew, fleet.ActionOptions{Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}}, skips{
			"off": fleet.NotPrepaid, "run": fleet.NotPrepaid, "stopping": fleet.NotPrepaid, "pending": fleet.NotPrepaid, "safe": fleet.NotPrepaid,
			"reclaimed": fleet.NotPrepaid, "mystery": fleet.NotPrepaid, "risk": fleet.LockedSecurity,
		}},
		{"auto-renew", fleet.ActionAutoRenew, fleet.ActionOptions{On: true}, skips{
			"off": fleet.NotPrepaid, "run": fleet.NotPrepaid, "stopping": fleet.NotPrepaid, "pending": fleet.NotPrepaid, "safe": fleet.NotPrepaid,
			"reclaimed": fleet.NotPrepaid, "mystery": fleet.NotPrepaid, "expired": fleet.HasExpired,
		}},
		{"no auto-renew", fleet.ActionAutoRenew, fleet.ActionOptions{}, skips{
			"off": fleet.NotPrepaid, "run": fleet.NotPrepaid, "stopping": fleet.NotPrepaid, "pending": fleet.NotPrepaid, "safe": fleet.NotPrepaid,
			"reclaimed": fleet.NotPrepaid, "mystery": fleet.NotPrepaid,
		}},
		{"auto-release", fleet.ActionAutoRelease, fleet.ActionOptions{At: later}, skips{
			"paid": fleet.IsPrepaid, "expired": fleet.IsPrepaid, "risk": fleet.IsPrepaid, "reclaimed": fleet.AlreadySo,
		}},
		{"no auto-release", fleet.ActionAutoRelease, fleet.ActionOptions{}, skips{
			"paid": fleet.IsPrepaid, "expired": fleet.IsPrepaid, "risk": fleet.IsPrepaid, "off": fleet.AlreadySo, "run": fleet.AlreadySo,
			"stopping": fleet.AlreadySo, "pending": fleet.AlreadySo, "safe": fleet.AlreadySo, "mystery": fleet.AlreadySo,
		}},
		{"address", fleet.ActionAddress, fleet.ActionOptions{}, skips{
			"off": fleet.NoBandwidth, "stopping": fleet.IsChanging, "pending": fleet.NoBandwidth, "safe": fleet.HasAddress, "paid": fleet.NoBandwidth,
			"expired": fleet.LockedFinancial, "risk": fleet.LockedSecurity, "reclaimed": fleet.LockedRecycling, "mystery": fleet.NoBandwidth,
		}},
		{"rename", fleet.ActionRename, fleet.ActionOptions{Name: "web"}, skips{"off": fleet.AlreadySo, "risk": fleet.LockedSecurity, "reclaimed": fleet.LockedRecycling}},
		{"description", fleet.ActionDescription, fleet.ActionOptions{Description: "owned by ops"}, skips{
			"off": fleet.AlreadySo, "risk": fleet.LockedSecurity, "reclaimed": fleet.LockedRecycling,
		}},
		{"key pair", fleet.ActionKeyPair, fleet.ActionOptions{KeyPair: "deploy"}, skips{
			"run": fleet.AlreadySo, "safe": fleet.RunsWindows, "stopping": fleet.IsChanging, "pending": fleet.IsChanging,
			"expired": fleet.LockedFinancial, "risk": fleet.LockedSecurity, "reclaimed": fleet.LockedRecycling,
		}},
		{"protect", fleet.ActionProtect, fleet.ActionOptions{On: true}, skips{
			"safe": fleet.AlreadySo, "paid": fleet.NotPostPaid, "expired": fleet.NotPostPaid, "risk": fleet.NotPostPaid, "reclaimed": fleet.LockedRecycling,
		}},
	} {
		p := NewPlan(s, c.action, all, c.o, now)
		got := skips{}
		for _, skip := range p.Skipped {
			got[skip.ID] = skip.Reason
		}
		if !maps.Equal(got, c.want) || p.N() != len(all)-len(c.want) {
			t.Errorf("%s skips %v, want %v", c.name, got, c.want)
		}
	}
}

// TestOperationsCountCalls: as many as the API takes in one.
func TestOperationsCountCalls(t *testing.T) {
	var list []*ecsapi.Instance
	var ids []ecsapi.InstanceID
	for i := range 230 {
		id := ecsapi.InstanceID(rune('a'+i/26)) + ecsapi.InstanceID(rune('a'+i%26))
		list = append(list, &ecsapi.Instance{ID: id, Status: ecsapi.Stopped, ChargeType: ecsapi.PostPaid})
		ids = append(ids, id)
	}
	s := still(list...)
	for action, c := range map[fleet.Action]struct {
		o    fleet.ActionOptions
		want int
	}{
		fleet.ActionRelease: {want: 3},
		fleet.ActionProtect: {fleet.ActionOptions{On: true}, 230},
		fleet.ActionKeyPair: {fleet.ActionOptions{KeyPair: "deploy"}, 5},
		fleet.ActionTag:     {fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "k"}}, Untag: []string{"old"}}, 10},
	} {
		if p := NewPlan(s, action, ids, c.o, time.Now()); p.Calls != c.want || p.N() != 230 {
			t.Errorf("%s: %d calls for %d", action, p.Calls, p.N())
		}
	}
}
