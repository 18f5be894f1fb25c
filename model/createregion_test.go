package model_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// networks are the vSwitches and the security groups of a region, by id.
func (r *rig) networks(region ecsapi.RegionID) (map[string]ecsapi.VSwitch, map[string]ecsapi.SecurityGroup) {
	r.t.Helper()
	switches, err := r.client.VSwitches(r.t.Context(), region, "")
	if err != nil {
		r.t.Fatal(err)
	}
	groups, err := r.client.SecurityGroups(r.t.Context(), region, "")
	if err != nil {
		r.t.Fatal(err)
	}
	v, g := map[string]ecsapi.VSwitch{}, map[string]ecsapi.SecurityGroup{}
	for _, s := range switches {
		v[s.ID] = s
	}
	for _, s := range groups {
		g[s.ID] = s
	}
	return v, g
}

// fromVPC opens the form like an instance of a region whose vSwitch is of an environment.
func (r *rig) fromVPC(region ecsapi.RegionID, environment string, groups ...string) *ecsapi.Instance {
	r.t.Helper()
	switches, security := r.networks(region)
	like := r.only(func(i *ecsapi.Instance) bool {
		var names []string
		for _, g := range i.SecurityGroups {
			names = append(names, security[g].Name)
		}
		return i.Region == region && strings.HasPrefix(switches[i.VSwitch].Name, environment) && (groups == nil || slices.Equal(names, groups))
	})
	r.form(true)
	r.see("vSwitch", environment)
	return like
}

// toRegion picks another region in the form.
func (r *rig) toRegion(region string) {
	r.t.Helper()
	r.to("Region")
	r.press(region, "enter")
	r.pass(3 * time.Second)
	r.see("Region", region)
}

// What is chosen in a region is looked for by its name in another: an order goes to no other
// environment than the one that was chosen.
func TestAnotherRegionHasChoicesOfTheSameNames(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 600}}, func(r *rig) {
		like := r.fromVPC("cn-shanghai", "production")
		_, security := r.networks("cn-shanghai")
		r.toRegion("cn-beijing")
		r.see("vSwitch", "production-")
		r.notSee("has no vSwitch")
		r.fill("Name", "moved")
		r.create(1)
		switches, there := r.networks("cn-beijing")
		i := r.made("cn-beijing")["moved"]
		if i == nil {
			t.Fatal("nothing was made")
		}
		if !strings.HasPrefix(switches[i.VSwitch].Name, "production-") {
			t.Errorf("made in the vSwitch %s", switches[i.VSwitch].Name)
		}
		for n, g := range i.SecurityGroups {
			if there[g].Name != security[like.SecurityGroups[n]].Name {
				t.Errorf("made in the group %s, not %s", there[g].Name, security[like.SecurityGroups[n]].Name)
			}
		}
		if i.Image != like.Image || i.KeyPair != like.KeyPair {
			t.Errorf("made of %s with %s, not %s with %s", i.Image, i.KeyPair, like.Image, like.KeyPair)
		}
	})
}

func TestWhatHasNoNamesakeInTheRegionIsLeftEmpty(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 600}}, func(r *rig) {
		r.fromVPC("cn-shanghai", "office", "sg-office-app")
		r.toRegion("cn-hangzhou") // which has production only
		r.seeRow("vSwitch", "choose one", "cn-hangzhou has no vSwitch")
		r.seeRow("Security groups", "choose one", "cn-hangzhou has no security")
		r.set("Review")
		r.pass(3 * time.Second)
		r.see("▌ vSwitch", "choose one")
		r.notSee("Create 1 instance")
		r.seeNote("vSwitch", "cn-hangzhou has no vSwitch office-*: choose one")

		r.press("enter", "production", "enter") // it can be chosen, knowingly
		r.notSee("has no vSwitch")
		r.seeRow("Security groups", "choose one", "cn-hangzhou has no security group")
		r.set("Review")
		r.pass(3 * time.Second)
		r.see("▌ Security groups", "choose one")
		r.press("enter", "space", "enter")
		r.notSee("has no security group")
	})
}

// What was lost on the way comes back with the region.
func TestTheWayBackToARegionLosesNothing(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 600}}, func(r *rig) {
		r.fromVPC("cn-shanghai", "office", "sg-office-app")
		chosen := func() (out []string) {
			for _, label := range []string{"vSwitch", "Security groups", "Image"} {
				out = append(out, strings.Fields(strings.SplitAfter(r.line("  "+label), label)[1])[0])
			}
			return out
		}
		before := chosen()
		r.toRegion("cn-hangzhou")
		r.toRegion("cn-shanghai")
		if now := chosen(); !slices.Equal(now, before) {
			t.Errorf("was %v, is %v", before, now)
		}
		r.toRegion("cn-beijing")
		r.see("vSwitch", "office-")
		r.see("Security groups", "sg-office-app")
	})
}

// A vSwitch of another zone is of the same environment too.
func TestAnotherZoneHasAVSwitchOfTheSameName(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 600}}, func(r *rig) {
		like := r.fromVPC("cn-shanghai", "office")
		switches, _ := r.networks("cn-shanghai")
		for _, v := range switches {
			if v.Zone != like.Zone && strings.HasPrefix(v.Name, "office") {
				r.to("Zone")
				r.press(string(v.Zone), "enter")
				r.pass(time.Second)
				r.see("vSwitch", v.Name)
			}
		}
	})
}

func TestAGroupOfAnotherVPCIsSaid(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 600}}, func(r *rig) {
		r.fromVPC("cn-shanghai", "office", "sg-office-app")
		r.to("vSwitch")
		r.press("enter", "production", "enter")
		r.pass(time.Second)
		r.seeRow("Security groups", "sg-office-app belongs")
		r.set("Review")
		r.seeNote("Security groups", "sg-office-app belongs to another VPC than the vSwitch")
		r.notSee("Create 1 instance")
	})
}
