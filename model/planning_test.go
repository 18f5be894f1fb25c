package model_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model"
	"ecsdeck/model/deck"
)

// ordering is a setup where the key § plans an order of g7.large that is in
// stock in each of the regions.
func ordering(s setup, r **rig, change func(*fleet.Order), amount int, regions ...ecsapi.RegionID) setup {
	deps := s.deps
	s.deps = func(d *deck.Deps) {
		d.Options = append(d.Options, model.OrderFilter("§", func() fleet.Order {
			o := (*r).order(amount, regions...)
			if change != nil {
				change(&o)
			}
			return o
		}))
		if deps != nil {
			deps(d)
		}
	}
	return s
}

// order is one for amount instances in each of the regions, where there is stock.
func (r *rig) order(amount int, regions ...ecsapi.RegionID) fleet.Order {
	out := fleet.Order{Launch: ecsapi.Launch{Type: "ecs.g7.large", Name: "web"}}
	for _, region := range regions {
		o := r.engine.Offers(r.t.Context(), fleet.OffersQuery{Region: region})
		t := slices.IndexFunc(o.Types, func(t fleet.TypeOffer) bool { return t.ID == out.Launch.Type })
		image := slices.IndexFunc(o.Images, func(i ecsapi.Image) bool { return i.OSType == "linux" && o.Types[t].Runs(i) })
		v := slices.IndexFunc(o.VSwitches, func(v ecsapi.VSwitch) bool { return o.Types[t].Available(v.Zone) })
		g := slices.IndexFunc(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.VPC == o.VSwitches[v].VPC })
		out.Places = append(out.Places, fleet.Place{
			Region: region, Zone: o.VSwitches[v].Zone, VSwitch: o.VSwitches[v].ID, Image: o.Images[image].ID,
			SecurityGroups: []string{o.SecurityGroups[g].ID}, Amount: amount,
		})
	}
	return out
}

// dialogSizes are where the dialogs were looked at.
var dialogSizes = [][2]int{{80, 24}, {200, 50}}

// planDialogs are the plans that were looked at, and the keys that lead to them,
// see rig.walk.
var planDialogs = []struct {
	name string
	keys []string
}{
	{"release", []string{"/", "charge:hourly dev", "enter", "*", "D"}},
	{"release-force", []string{"/", "charge:hourly dev", "enter", "*", "D", "+", "tab", "right", "tab", "right"}},
	{"renew", append(slices.Clone(monthlyKeys), "W", "+", "enter")},
	{"auto-renew", append(slices.Clone(monthlyKeys), "A", "+", "enter")},
	{"auto-release", append(slices.Clone(hourlyKeys), "L", "+", "in 2h", "enter")},
	{"rename", append(slices.Clone(hourlyKeys), "a", "r", "+", "shop-[7,2]", "enter")},
	{"tag", append(slices.Clone(hourlyKeys), "a", "t", "+", "env=prod,team=pay", "enter")},
	{"protect", append(slices.Clone(hourlyKeys), "a", "p", "+", "enter")},
	{"address", []string{"/", "@bandwidth", "enter", "a", "i"}},
	{"reboot", []string{"B"}},
	{"stop", []string{"/", "status:running web", "enter", "space", "space", "space", "T", "+", "tab", "right"}},
	{"create", []string{"§"}},
}

var (
	monthlyKeys = []string{"/", "charge:monthly status:running", "enter", "space", "space", "space"}
	hourlyKeys  = []string{"/", "charge:hourly", "enter", "space", "space", "space"}
)

// walk presses keys; "+" waits until a dialog takes them, and "@bandwidth" is a
// filter for an instance that can be given an address.
func (r *rig) walk(keys []string) {
	r.t.Helper()
	for _, k := range keys {
		switch k {
		case "+":
			r.ready()
		case "@bandwidth":
			r.press("id:" + string(r.unaddressed()))
		default:
			r.press(k)
		}
	}
	r.pass(10 * time.Second)
}

func TestPlanDialogs(t *testing.T) {
	long(t)
	for _, c := range planDialogs {
		for _, s := range dialogSizes {
			t.Run(fmt.Sprintf("%s-%dx%d", c.name, s[0], s[1]), func(t *testing.T) {
				var r *rig
				run(t, ordering(setup{w: s[0], h: s[1], undo: 3 * time.Second}, &r, nil, 120, "cn-hangzhou", "cn-beijing"), func(now *rig) {
					r = now
					r.walk(c.keys)
					r.golden(fmt.Sprintf("plan-%s-%dx%d", c.name, s[0], s[1]))
				})
			})
		}
	}
}

// A plan of a creation says all that each instance will be.
func TestACreationIsDescribed(t *testing.T) {
	var r *rig
	run(t, ordering(setup{w: 80, h: 24}, &r, func(o *fleet.Order) {
		l := &o.Launch
		l.Tags, l.Protected, l.BandwidthOut = []ecsapi.Tag{{Key: "env", Value: "test"}, {Key: "night"}}, true, 5
		o.OneByOne = true
	}, 2, "cn-hangzhou"), func(now *rig) {
		r = now
		r.press("§")
		r.pass(5 * time.Second)
		for _, words := range []string{"ecs.g7.large", "5 Mbit/s", "pay as you go", "against release", "env=test · night", "one by one, started"} {
			r.see(words)
		}
	})
	run(t, ordering(setup{}, &r, func(o *fleet.Order) { o.AnyStock = true }, 2, "cn-hangzhou"), func(now *rig) {
		r = now
		r.press("§")
		r.pass(5 * time.Second)
		r.see("ecs.g7.large · default system disk · no public address")
		r.see("pay as you go · fewer if stock is short")
	})
}

// unaddressed makes an instance that has bandwidth and no public address yet.
func (r *rig) unaddressed() ecsapi.InstanceID {
	r.t.Helper()
	o := r.order(1, "cn-hangzhou")
	l, p := o.Launch, o.Places[0]
	l.Region, l.Zone, l.VSwitch, l.Image, l.SecurityGroups = p.Region, p.Zone, p.VSwitch, p.Image, p.SecurityGroups
	l.Amount, l.BandwidthOut = 1, 5
	made, err := r.client.Create(r.t.Context(), l, "token")
	if err != nil {
		r.t.Error(err)
		return ""
	}
	r.pass(time.Minute)
	r.engine.Refresh(l.Region)
	r.pass(5 * time.Second)
	return made.IDs[0]
}
