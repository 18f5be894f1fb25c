package model_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// TestMain lets this program stand in for the one that saves the work of an
// instance: run as that, it notes down for which.
func TestMain(m *testing.M) {
	if id := os.Getenv("ECSDECK_INSTANCE_ID"); id != "" && len(os.Args) == 2 {
		f, err := os.OpenFile(os.Args[1], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = fmt.Fprintln(f, id)
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Printf("moving %s\nall of it is safe\n", os.Getenv("ECSDECK_INSTANCE_NAME"))
		os.Exit(0)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // a quarter of the time went into collecting garbage
	}
	os.Exit(m.Run())
}

// saver is a command that notes down in a file which instances it ran for, and
// what it noted.
func saver(t *testing.T) (command []string, saved func() []string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "saved")
	return []string{exe, file}, func() []string {
		b, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			t.Error(err)
		}
		return strings.Fields(string(b))
	}
}

func idsOf(list []*ecsapi.Instance) []string {
	out := make([]string, len(list))
	for n, i := range list {
		out[n] = string(i.ID)
	}
	slices.Sort(out)
	return out
}

// cheapest is the zone where an instance's type costs least as a spot instance,
// of those that have it in stock and a vSwitch of its VPC, as the cloud tells a
// program that asks it plainly.
func (r *rig) cheapest(i *ecsapi.Instance) ecsapi.ZoneID {
	r.t.Helper()
	ctx := r.t.Context()
	offers, err := r.client.Offers(ctx, ecsapi.OfferQuery{Region: i.Region, ChargeType: ecsapi.PostPaid, SpotStrategy: ecsapi.SpotAsPriceGo})
	if err != nil {
		r.t.Fatal(err)
	}
	switches, err := r.client.VSwitches(ctx, i.Region, "")
	if err != nil {
		r.t.Fatal(err)
	}
	rows, err := r.client.SpotPrices(ctx, i.Region, i.Type, r.client.Now().Add(-24*time.Hour), r.client.Now())
	if err != nil {
		r.t.Fatal(err)
	}
	newest := map[ecsapi.ZoneID]ecsapi.SpotPrice{}
	for _, p := range rows {
		if !p.At.Before(newest[p.Zone].At) {
			newest[p.Zone] = p
		}
	}
	var zones []ecsapi.ZoneID
	for _, o := range offers {
		if o.Value == i.Type && o.Stock.Available() && slices.ContainsFunc(switches, func(v ecsapi.VSwitch) bool { return v.Zone == o.Zone && v.VPC == i.VPC && v.Addresses > 0 }) {
			zones = append(zones, o.Zone)
		}
	}
	if len(zones) == 0 {
		return ""
	}
	return slices.MinFunc(zones, func(a, b ecsapi.ZoneID) int {
		return cmp.Or(cmp.Compare(newest[a].Price, newest[b].Price), cmp.Compare(a, b))
	})
}

// on takes the cursor of the page of reclaims to an instance.
func (r *rig) on(i *ecsapi.Instance) {
	r.t.Helper()
	r.press("g")
	for range 40 {
		if strings.Contains(r.screen(), string(i.ID)+" · announced") {
			return
		}
		r.press("j")
	}
	r.t.Fatalf("%s is not on the page\n%s", i.ID, r.screen())
}

// A storm is seen, alerted of, drained once for each instance, and an instance is
// replaced in the cheapest zone with stock.
func TestAStormFromTheFirstSignToTheEnd(t *testing.T) {
	command, saved := saver(t)
	tap := &wiretap{}
	run(t, setup{w: 200, h: 50, journal: t.TempDir(), deps: func(d *deck.Deps) {
		d.Bell, d.Notify, d.Drain = true, true, fleet.DrainOrder{Command: command}
		tap.Writer, d.Out = d.Out, tap
	}}, func(r *rig) {
		lost := r.storm("")
		if len(lost) != 12 {
			t.Fatalf("%d were struck", len(lost))
		}
		r.alarmed(12)
		if len(tap.notes()) == 0 || r.bells() == 0 || !strings.HasPrefix(r.title(), "▲ 12 reclaimed") {
			t.Errorf("told %q by %d bells and the title %q", tap.notes(), r.bells(), r.title())
		}

		r.press("!")
		r.see("Reclaims of spot instances", "12 to go")
		r.press("*", "E")
		r.pass(time.Second)
		r.see("Drain 12 instances")
		r.see("ECSDECK_INSTANCE_ID")
		r.see(`"` + command[1] + `"`)
		r.press("enter")
		r.pass(5 * time.Second)
		r.notSee("Drain 12 instances")
		if got := saved(); !slices.Equal(slices.Sorted(slices.Values(got)), idsOf(lost)) {
			t.Errorf("saved %q, want %q", got, idsOf(lost))
		}
		r.see("✓ done")
		r.see("all of it is safe")
		r.press("E")
		r.pass(time.Second)
		r.see("There is nobody left to drain.")
		r.press("enter", "esc")
		r.pass(time.Second)
		if n := len(saved()); n != 12 {
			t.Errorf("the command ran %d times", n)
		}

		r.press("*") // none is marked now
		at := slices.IndexFunc(lost, func(i *ecsapi.Instance) bool {
			z := r.cheapest(i)
			return z != "" && z != i.Zone && i.SpotPriceLimit > 0
		})
		i := lost[max(0, at)]
		r.on(i)
		want := r.cheapest(i)
		r.press("R")
		r.pass(5 * time.Second)
		r.see("Replace " + i.Name)
		r.see("Zone", string(want))
		r.see("with stock")
		r.create(1)
		r.notSee("Replace " + i.Name)
		r.see(i.Name, "✓ job 2")
		made := r.made(i.Region)
		n := made[i.Name]
		if len(made) != 1 || n == nil {
			t.Fatalf("made %v", made)
		}
		if n.Zone != want || n.Type != i.Type || n.Image != i.Image || n.KeyPair != i.KeyPair || n.SpotStrategy != i.SpotStrategy ||
			n.SpotPriceLimit != i.SpotPriceLimit || !slices.Equal(n.SecurityGroups, i.SecurityGroups) || n.VPC != i.VPC || n.ID == i.ID {
			t.Errorf("made %+v in place of %+v; want it in %s", n, i, want)
		}
		for _, tag := range i.Tags {
			if v, ok := n.Tag(tag.Key); !ok || v != tag.Value {
				t.Errorf("the tag %v is lost", tag)
			}
		}

		r.press("*", "K")
		r.pass(time.Second)
		r.notSee("will be reclaimed")
		r.pass(5 * time.Minute)
		r.see("Reclaims of spot instances", "12 gone")
		left, err := r.client.Instances(r.t.Context(), ecsapi.Query{Region: i.Region, IDs: []ecsapi.InstanceID{i.ID}})
		if err != nil || len(left) != 0 {
			t.Errorf("left %v, %v", left, err)
		}
	})
}

// A script that was typed runs once on each instance, and what it said is kept.
func TestDrainByAScript(t *testing.T) {
	long(t)
	for _, s := range sizes {
		size := fmt.Sprintf("%dx%d", s[0], s[1])
		t.Run(size, func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
				lost := r.storm("cn-hangzhou")
				r.alarmed(len(lost))
				r.press("!", "*", "E")
				r.pass(time.Second)
				r.see("Write a command such as ")
				r.press("tab")
				r.press(strings.Split("echo bye", "")...)
				r.see("Run on the instances by Cloud Assistant")
				r.press("enter")
				r.pass(time.Minute)
				if n := r.calls("RunCommand"); n != 1 {
					t.Errorf("%d calls", n)
				}
				r.golden("reclaim-drained-"+size, clocks)
				r.press("enter")
				r.golden("reclaim-output-"+size, clocks)
				r.see("Drain on the instance: echo bye ─ done")
				r.press("esc", "J")
				r.see(fmt.Sprintf("run a script on %d", len(lost)))
			})
		})
	}
}

// Where there is no stock, or no vSwitch, the form says so and creates nothing.
func TestReplaceWithoutStock(t *testing.T) {
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		lost := r.storm("cn-hangzhou")
		if err := r.cloud.Play(ecssim.Story{Name: ecssim.StockShortage}); err != nil {
			t.Fatal(err)
		}
		r.alarmed(len(lost))
		r.press("!", "R")
		r.pass(5 * time.Second)
		r.seeRow("Zone", "no zone of cn-hangzhou has ecs.", "in stock")
		r.set("Review")
		r.pass(5 * time.Second)
		r.see("put right")
		r.notSee("Create 1 instance")
		if n := r.calls("RunInstances"); n != 0 {
			t.Errorf("%d creations", n)
		}
	})
}

// Several that are alike are replaced by one form, which numbers on from the
// highest number there is; those of other types stay marked for the next.
func TestReplaceSeveral(t *testing.T) {
	long(t)
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		var like *ecsapi.Instance
		for _, g := range r.engine.Snapshot().Regions {
			for _, i := range g.Instances {
				if i.Region == "cn-shenzhen" && i.SpotStrategy == ecsapi.SpotAsPriceGo {
					like = i
				}
			}
		}
		if like == nil {
			t.Fatal("no spot instance to take after")
		}
		_, err := r.client.Run(r.t.Context(), ecsapi.Launch{
			Region: like.Region, VSwitch: like.VSwitch, SecurityGroups: like.SecurityGroups, Image: like.Image, Type: like.Type,
			Name: "cruncher-[7,3]", SpotStrategy: ecsapi.SpotWithPriceLimit, SpotPriceLimit: 9_000_000,
			Tags: []ecsapi.Tag{{Key: "team", Value: "red"}, {Key: "owners", Value: "a,b"}}, Amount: 3,
		}, "token")
		if err != nil {
			t.Fatal(err)
		}
		r.pass(time.Minute)
		r.engine.Refresh(like.Region)
		r.pass(5 * time.Second)
		lost := r.storm(like.Region)
		r.alarmed(len(lost))
		r.press("!")
		at := slices.IndexFunc(lost, func(i *ecsapi.Instance) bool { return i.Name == "cruncher-007" })
		other := slices.IndexFunc(lost, func(i *ecsapi.Instance) bool { return !strings.HasPrefix(i.Name, "cruncher-") })
		for _, i := range lost {
			if strings.HasPrefix(i.Name, "cruncher-") || i == lost[other] {
				r.on(i)
				r.press("space")
			}
		}
		r.see("4 marked")
		want := r.cheapest(lost[at])
		r.press("R")
		r.pass(8 * time.Second)
		if r.line("Replace 3 instances") == "" { // the other one is the first in the list
			r.see("Replace "+lost[other].Name, "3 of other types stay marked")
			r.press("esc")
			r.on(lost[other])
			r.press("space", "R")
			r.pass(8 * time.Second)
		}
		r.see("Replace 3 instances")
		r.see("disks and 1 tag are not taken over")
		r.see("cruncher-010 … cruncher-012")
		r.create(3)
		made := r.made(like.Region)
		for _, name := range []string{"cruncher-010", "cruncher-011", "cruncher-012"} {
			i := made[name]
			if i == nil {
				t.Fatalf("made %v", made)
			}
			if team, _ := i.Tag("team"); i.Zone != want || i.Type != like.Type || i.SpotPriceLimit != 9_000_000 || i.VPC != like.VPC || team != "red" {
				t.Errorf("made %+v, want it in %s", i, want)
			}
		}
		r.notSee("3 marked")
		if n := strings.Count(r.screen(), "✓ job 1"); n != 3 {
			t.Errorf("%d are told to be replaced\n%s", n, r.screen())
		}
	})
}

// The dialog takes what is typed as a shell would split it, and runs nothing
// before it was read.
func TestDrainDialog(t *testing.T) {
	long(t)
	for _, s := range [][2]int{{40, 10}, {80, 24}, {120, 35}, {200, 50}} {
		size := fmt.Sprintf("%dx%d", s[0], s[1])
		t.Run(size, func(t *testing.T) {
			command, saved := saver(t)
			run(t, setup{w: s[0], h: s[1], deps: func(d *deck.Deps) {
				d.Drain = fleet.DrainOrder{Command: []string{"/usr/local/bin/drain", "--reason", "taken back"}, Script: "systemctl stop worker\nsync"}
			}}, func(r *rig) {
				lost := r.storm("cn-hangzhou")
				r.pass(32 * time.Second)
				r.press("!", "space", "space", "space")
				if _, err := r.keys.Write([]byte("E\r\r")); err != nil {
					t.Fatal(err)
				}
				r.pass(time.Second)
				r.golden("reclaim-drain-"+size, clocks)
				if s[0] == 40 {
					return // there is no room to see all that would run
				}
				r.see("Drain 3 instances")
				r.press("\x15", "a 'b c", "enter")
				r.see("a quote is not closed")
				r.press("'")
				r.see(`["a", "b c"]`)
				r.press("\x15")
				r.press("'" + command[0] + "' '" + command[1] + "'")
				r.press("tab", "right")
				r.notSee("Cloud Assistant")
				r.press("enter")
				r.pass(5 * time.Second)
				if got := saved(); len(got) != 3 || slices.ContainsFunc(got, func(id string) bool { return !slices.Contains(idsOf(lost), id) }) {
					t.Errorf("saved %q of %q", got, idsOf(lost))
				}
				r.press("g", "E")
				r.pass(time.Second)
				r.see("drained before", "leave out")
				r.see("There is nobody left to drain.")
				r.press("\x15", "/no/such/program", "tab", "tab", "right", "enter")
				r.pass(time.Second)
				r.see("✗ failed")
				r.press("enter")
				r.see("Drain here: /no/such/program ─ it could not run")
				r.see("all of it is safe") // the one before is kept
			})
		})
	}
}

// A region that can't be watched is told on the page.
func TestUnwatchedRegions(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-hangzhou", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.pass(3 * time.Minute)
		r.press("!")
		r.see("No spot instance was announced to be taken back.")
		r.see("! cn-hangzhou can't be watched")
	})
}
