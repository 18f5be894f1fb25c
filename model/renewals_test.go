package model_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// monthly are the instances paid in advance that expire within so many days,
// the first to expire first.
func (r *rig) monthly(days int) []*ecsapi.Instance {
	var out []*ecsapi.Instance
	for _, g := range r.engine.Snapshot().Regions {
		for _, i := range g.Instances {
			if i.ChargeType == ecsapi.PrePaid && !i.Expires.After(r.client.Now().AddDate(0, 0, days)) {
				out = append(out, i)
			}
		}
	}
	slices.SortFunc(out, func(a, b *ecsapi.Instance) int { return cmp.Or(a.Expires.Compare(b.Expires), cmp.Compare(a.ID, b.ID)) })
	return out
}

func TestRenewalScreens(t *testing.T) {
	for _, s := range [][2]int{{40, 10}, {80, 24}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1], sim: ecssim.Config{Instances: 400}}, func(r *rig) {
				r.press("e")
				r.pass(5 * time.Second)
				r.golden(fmt.Sprintf("renewals-%dx%d", s[0], s[1]))
			})
		})
	}
}

func TestRenewalsOfAllRegionsByExpiry(t *testing.T) {
	run(t, setup{h: 60, w: 160}, func(r *rig) {
		r.press("tab", "j", "enter") // a scope does not narrow the page
		for _, days := range []int{30, 90, 7} {
			if days == 30 {
				r.press("e")
			} else {
				r.press("w")
			}
			r.pass(5 * time.Second)
			want := r.monthly(days)
			r.see("Renewals · all regions", fmt.Sprintf("within %d days", days))
			if len(want) == 0 {
				r.see("looks further")
				continue
			}
			r.see(fmt.Sprintf("%d instance", len(want)), " by ")
			at := -1
			for _, i := range want[:min(20, len(want))] {
				line := slices.IndexFunc(strings.Split(r.screen(), "\n"), func(l string) bool {
					return strings.Contains(l, i.Expires.In(time.FixedZone("CET", 3600)).Format("2006-01-02 15:04")) && strings.Contains(l, string(i.Region))
				})
				if line < at {
					r.t.Fatalf("%s is in line %d, after %d\n%s", i.Name, line, at, r.screen())
				}
				at = line
			}
		}
	})
}

func TestRenewalsFilterBySecurityGroupAndActOnMarks(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 400}}, func(r *rig) {
		all := r.monthly(90)
		group := all[0].SecurityGroups[0]
		var want []*ecsapi.Instance
		for _, i := range all {
			if slices.Contains(i.SecurityGroups, group) {
				want = append(want, i)
			}
		}
		r.press("e", "w", "/", "\x15", "sg:"+group, "enter")
		r.see(fmt.Sprintf("%d of %d", len(want), len(all)), "sg:"+group)
		r.press("*", "W")
		r.ready()
		r.see(fmt.Sprintf("Renew ── %d instance", len(want)))
		r.press("enter")
		r.word(fmt.Sprintf("renew %d", len(want)))
		r.press("enter")
		r.pass(time.Minute)
		for _, i := range want {
			if got := r.now(i).Expires; !got.Equal(ecsapi.Period{N: 1, Unit: ecsapi.Month}.After(i.Expires)) {
				t.Errorf("%s expired %s and expires %s", i.Name, i.Expires, got)
			}
		}
		if n := r.calls(ecsapi.RenewInstance); int(n) != len(want) {
			t.Errorf("%d renewals of %d", n, len(want))
		}
		r.notSee("marked") // they are being acted on
		r.press("esc")
		r.notSee("sg:" + group)
		r.see("Renewals")
		r.press("esc")
		r.notSee("Renewals")
	})
}

func TestRenewalsShowTheSettingOnceItWasRead(t *testing.T) {
	long(t)
	run(t, setup{sim: oneRegion}, func(r *rig) {
		i := r.monthly(90)[0]
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeInstanceAutoRenewAttribute", Region: "*", Kind: "http500", For: time.Minute}); err != nil {
			r.t.Fatal(err)
		}
		r.press("e", "w")
		r.pass(3 * time.Second)
		r.see("? not read")
		r.see("not read yet")
		r.see("! auto-renewal in ", "can't be read")
		r.pass(3 * time.Minute)
		r.notSee("not read yet")
		r.notSee("can't be read")
		if _, err := r.client.SetAutoRenewal(r.t.Context(), i.Region, []ecsapi.InstanceID{i.ID},
			ecsapi.AutoRenewal{On: true, Period: ecsapi.Period{N: 6, Unit: ecsapi.Month}}); err != nil {
			r.t.Fatal(err)
		}
		r.pass(10 * time.Minute)
		r.see("▌", "on, 6 months")
	})
}

func TestWhatHasExpiredComesFirst(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		first := r.monthly(60)[0]
		r.cloud.Advance(first.Expires.Sub(r.client.Now()) + 26*time.Hour)
		r.engine.Refresh()
		r.pass(10 * time.Second)
		r.press("e")
		r.pass(2 * time.Second)
		r.see("▌", "▲ expired")
		r.see("2 expired") // the next one was due a day later
	})
}

// A row that leaves the page under the cursor does not make its neighbour the
// one that is renewed.
func TestAKeyOnTheRenewalsPageDoesNotHitTheNeighbour(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("e", "w")
		r.pass(2 * time.Second)
		i := r.monthly(90)[1]
		r.press("j")
		if _, _, err := r.client.Renew(r.t.Context(), i.Region, i.ID, ecsapi.Period{N: 12, Unit: ecsapi.Month}, "token"); err != nil {
			r.t.Fatal(err)
		}
		r.pass(20 * time.Second)
		r.engine.Refresh(i.Region)
		r.pass(2 * time.Second)
		r.press("W")
		r.see("has left the list")
		r.notSee("Renew ──")
		r.press("W")
		r.see("Renew ── 1 instance")
	})
}

func TestRenewalsSayWhichRegionsAreMissing(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 400}}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-beijing", Kind: "http500"}); err != nil {
			r.t.Fatal(err)
		}
		r.engine.Refresh()
		r.pass(2 * time.Minute)
		r.press("e")
		r.pass(time.Second)
		r.see("! cn-beijing can't be read", "old")
	})
}
