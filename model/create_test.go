package model_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
)

// to takes the focus down the form to the field with the label.
func (r *rig) to(label string) {
	r.t.Helper()
	r.down(r.text.S(message.Key(label)))
}

// down takes the focus down the form to what begins with a text on screen.
func (r *rig) down(text string) {
	r.t.Helper()
	for range 60 {
		if strings.Contains(r.screen(), "▌ "+text) {
			return
		}
		r.press("down")
	}
	r.t.Fatalf("no field %q:\n%s", text, r.screen())
}

// set presses the button with the text.
func (r *rig) set(button string) {
	r.t.Helper()
	r.down(strings.Repeat(" ", 18) + "[ " + button + " ]")
	r.press("enter")
}

// seeRow looks for words in a row of the form and in the lines below it, where its note may stand.
func (r *rig) seeRow(label string, words ...string) {
	r.t.Helper()
	lines := strings.Split(r.screen(), "\n")
	for n, l := range lines {
		if !strings.Contains(l, label) {
			continue
		}
		row := strings.Join(lines[n:min(n+3, len(lines))], " ")
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(row, w) }) {
			return
		}
	}
	r.t.Errorf("no row %q with %q on screen:\n%s", label, words, r.screen())
}

// seeNote looks for all that is said of a field, which may stand on several lines. It knows the two
// columns of 120 cells.
func (r *rig) seeNote(label, text string) {
	r.t.Helper()
	lines := strings.Split(r.screen(), "\n")
	for n, l := range lines {
		before, _, ok := strings.Cut(l, " "+label+" ")
		if !ok {
			continue
		}
		from, to := 1, 56
		if len([]rune(before)) > to {
			from, to = 58, 118
		}
		said := ""
		for _, l := range lines[n:min(n+4, len(lines))] {
			if l := []rune(l); len(l) > to {
				said += string(l[from:to]) + " "
			}
		}
		if strings.Contains(strings.Join(strings.Fields(said), " "), text) {
			return
		}
	}
	r.t.Errorf("%q does not say %q:\n%s", label, text, r.screen())
}

// fill types a text into the field with the label, in place of what is there.
func (r *rig) fill(label string, texts ...string) {
	r.t.Helper()
	r.to(label)
	r.press("\x15") // ctrl+u
	r.press(texts...)
}

// form opens the create form; like the instance under the cursor, or from nothing.
func (r *rig) form(like bool) {
	r.t.Helper()
	if !like {
		r.press("tab") // from the regions
	}
	r.press("N")
	r.pass(3 * time.Second)
	r.see("Create instances")
}

// create reviews the form, confirms its plan and lets the job come to its end.
func (r *rig) create(n int) {
	r.t.Helper()
	r.set("Review")
	r.pass(5 * time.Second)
	r.see(fmt.Sprintf("Create %d instance", n))
	r.word(fmt.Sprintf("create %d", n))
	r.press("enter")
	r.pass(2 * time.Minute)
	r.notSee("Create instances")
}

// made are the instances that plans created, by name.
func (r *rig) made(regions ...ecsapi.RegionID) map[string]*ecsapi.Instance {
	r.t.Helper()
	out := map[string]*ecsapi.Instance{}
	for _, region := range regions {
		all, err := r.client.Instances(r.t.Context(), ecsapi.Query{Region: region, Tags: []ecsapi.Tag{{Key: fleet.PlanTag}}})
		if err != nil {
			r.t.Fatal(err)
		}
		for _, i := range all {
			out[i.Name] = i
		}
	}
	return out
}

func TestCreateFromDefaultsThatFit(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.see("Region", "cn-hangzhou")
		r.see("1 instance")
		r.notSee("put right")
		r.create(1)
		made := r.made("cn-hangzhou")
		if len(made) != 1 {
			t.Fatalf("made %v", slices.Collect(maps.Keys(made)))
		}
		for _, i := range made {
			if i.Status != ecsapi.Running || i.ChargeType != ecsapi.PostPaid || len(i.SecurityGroups) != 1 {
				t.Errorf("made %+v", i)
			}
		}
	})
}

func TestCreateLikeTheInstanceUnderTheCursor(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("j", "j")
		like := r.under()
		r.form(true)
		r.see("Create instances like " + like.Name)
		r.fill("Amount", "2")
		r.fill("Name", "twin-[7,2]")
		r.see("twin-07 … twin-08")
		r.create(2)
		made := r.made(like.Region)
		for _, name := range []string{"twin-07", "twin-08"} {
			i := made[name]
			if i == nil {
				t.Fatalf("made %v", slices.Collect(maps.Keys(made)))
			}
			if i.Type != like.Type || i.Image != like.Image || i.VSwitch != like.VSwitch || i.Zone != like.Zone ||
				!slices.Equal(i.SecurityGroups, like.SecurityGroups) || i.KeyPair != like.KeyPair {
				t.Errorf("%s is %+v, unlike %+v", name, i, like)
			}
		}
	})
}

func TestCreateSpotWithALimit(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.fill("Name", "batch")
		r.to("Charge")
		r.press("right", "right")
		r.see("Charge", "spot")
		r.to("Bid")
		r.pass(time.Second)
		r.seeRow("Bid", "now ¥ ")
		r.press("right")
		r.pass(time.Second)
		r.fill("Limit", "0.001")
		r.see("spot costs ¥ ")
		r.see("to put right")
		r.fill("Limit", "9.5")
		r.notSee("to put right")
		r.create(1)
		i := r.made("cn-hangzhou")["batch"]
		if i == nil || i.SpotStrategy != ecsapi.SpotWithPriceLimit || i.SpotPriceLimit != 9_500_000 {
			t.Fatalf("made %+v", i)
		}
	})
}

func TestCreatePaidInAdvance(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.fill("Name", "paid")
		r.fill("Auto-release", "in 3h")
		r.to("Charge")
		r.press("right")
		r.pass(time.Second)
		r.notSee("Auto-release")
		r.seeRow("Type", "/month")
		r.to("Period")
		r.press("right", "right")
		r.to("Then")
		r.press("right")
		r.pass(time.Second)
		r.seeRow("Type", "/3 months")
		r.create(1)
		i := r.made("cn-hangzhou")["paid"]
		if i == nil || i.ChargeType != ecsapi.PrePaid || i.Expires.Before(i.Created.AddDate(0, 3, -1)) {
			t.Fatalf("made %+v", i)
		}
		renewals, err := r.client.AutoRenewals(r.t.Context(), "cn-hangzhou", []ecsapi.InstanceID{i.ID})
		if err != nil || !renewals[i.ID].On || renewals[i.ID].Period.N != 3 {
			t.Errorf("renewed by itself: %+v, %v", renewals[i.ID], err)
		}
	})
}

func TestCreateInThreePlaces(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.fill("Name", "web-[1,3]")
		for _, region := range []string{"cn-beijing", "cn-shanghai"} {
			r.set("add another place")
			r.see("▌ Region")
			r.press(region, "enter")
			r.pass(3 * time.Second)
			r.see("Region", region)
			r.fill("Amount", "2")
		}
		r.see("3 places")
		r.see("5 instances in 3 places")
		r.see("web-001 … web-005")
		r.golden("create-places-120x35")
		r.create(5)
		for region, names := range map[ecsapi.RegionID][]string{
			"cn-hangzhou": {"web-001"}, "cn-beijing": {"web-002", "web-003"}, "cn-shanghai": {"web-004", "web-005"},
		} {
			made := r.made(region)
			if got := slices.Sorted(maps.Keys(made)); !slices.Equal(got, names) {
				t.Errorf("%s has %v, want %v", region, got, names)
			}
		}
	})
}

// Three hundred over three regions with one form, one of which runs out of stock
// between the plan and its confirmation.
func TestThreeHundredWithOneRegionOutOfStock(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.fill("Name", "web-[1,3]")
		r.fill("Amount", "100")
		for _, region := range []string{"cn-beijing", "cn-shanghai"} {
			r.set("add another place")
			r.press(region, "enter")
			r.pass(3 * time.Second)
		}
		r.see("300 instances in 3 places")
		r.set("Review")
		r.pass(5 * time.Second)
		r.see("Create 300 instances")
		if err := r.cloud.Play(ecssim.Story{Name: ecssim.StockShortage, Region: "cn-shanghai"}); err != nil {
			t.Fatal(err)
		}
		r.word("create 300")
		r.press("enter")
		r.pass(4 * time.Minute)
		for region, want := range map[ecsapi.RegionID]int{"cn-hangzhou": 100, "cn-beijing": 100, "cn-shanghai": 0} {
			if n := len(r.made(region)); n != want {
				t.Errorf("%s has %d, want %d", region, n, want)
			}
		}
		r.press("J")
		r.see("create 300", "200 of 300 done", "100 failed")
		r.see("100 × OperationDenied.NoStock in cn-shanghai")
	})
}

func TestAPlaceIsRemoved(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.set("add another place")
		r.press("cn-beijing", "enter")
		r.see("▸ place 2", "cn-beijing")
		r.to("  place 1")
		r.press("tab", "enter")
		r.notSee("place 1")
		r.see("Region", "cn-beijing")
		r.see("1 instance")
	})
}

func TestCreateAndLeaveStopped(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.fill("Name", "spare")
		r.fill("Public network", "5")
		r.to("Create ")
		r.press("\x1b[D")
		r.see("left stopped")
		r.notSee("If stock is short")
		r.create(1)
		i := r.made("cn-hangzhou")["spare"]
		if i == nil || i.Status != ecsapi.Stopped || i.PublicIP() == "" {
			t.Fatalf("made %+v", i)
		}
	})
}

// templateList keeps templates in memory.
type templateList map[string]fleet.Order

func (s templateList) List() []string { return slices.Sorted(maps.Keys(s)) }

func (s templateList) Load(name string) (fleet.Order, error) {
	o, ok := s[name]
	if !ok {
		return o, fmt.Errorf("no template %q", name)
	}
	return o, nil
}

func (s templateList) Save(name string, o fleet.Order) error { s[name] = o; return nil }
func (s templateList) Delete(name string) error              { delete(s, name); return nil }

func TestATemplateIsSavedLoadedAndDeleted(t *testing.T) {
	long(t)
	kept := templateList{}
	run(t, setup{deps: func(d *deck.Deps) { d.Templates = kept }}, func(r *rig) {
		r.form(false)
		r.fill("Name", "from-[1,3]")
		r.fill("Tags", "env=prod, team=pay")
		r.fill("Auto-release", "in 3h")
		r.set("add a data disk")
		r.see("Data disk 1")
		r.fill("Keep as template", "nightly")
		r.press("tab", "enter")
		r.see("kept as template nightly")
		r.press("esc") // nothing is lost: no question
		r.notSee("Create instances")
		if o := kept["nightly"]; !o.Launch.AutoRelease.IsZero() || len(o.Launch.Data) != 1 || len(o.Launch.Tags) != 2 {
			t.Fatalf("kept %+v", o)
		}

		r.press("N")
		r.pass(3 * time.Second)
		r.to("Template")
		r.press("enter", "night", "enter")
		r.see("Name", "from-[1,3]")
		r.see("Data disk 1", "100")
		r.create(1)
		i := r.made("cn-hangzhou")["from-001"]
		if i == nil {
			t.Fatal("nothing was made of the template")
		}
		if v, _ := i.Tag("team"); v != "pay" {
			t.Errorf("its tags are %v", i.Tags)
		}

		r.press("N")
		r.pass(time.Second)
		r.to("Template")
		r.press("enter", "enter")
		r.to("Keep as template")
		r.press("tab", "tab", "enter")
		r.see("Delete template nightly?")
		r.confirm()
		r.see("template nightly deleted")
		if len(kept) > 0 {
			t.Errorf("still kept: %v", kept.List())
		}
	})
}
