package model_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// pick is the instance that the deck shows first under a filter, with only that
// in view.
func (r *rig) pick(filter string) *ecsapi.Instance {
	r.t.Helper()
	r.press("/", "\x15", filter, "enter") // ctrl+u empties the line
	return r.under()
}

// now reads instances as the cloud has them, past the deck.
func (r *rig) now(i *ecsapi.Instance) *ecsapi.Instance {
	r.t.Helper()
	found, err := r.client.Instances(r.t.Context(), ecsapi.Query{Region: i.Region, IDs: []ecsapi.InstanceID{i.ID}})
	if err != nil || len(found) != 1 {
		r.t.Fatalf("%s: %v, %v", i.ID, found, err)
	}
	return found[0]
}

// ready lets the grace of a dialog that has just opened go by.
func (r *rig) ready() { r.pass(time.Second) }

// askingSizes are where the small dialogs were looked at.
var askingSizes = [][2]int{{80, 24}, {200, 50}}

var smallDialogs = []struct {
	name string
	keys []string
}{
	{"menu", []string{"/", "name:web", "enter", "space", "space", "space", "a"}},
	{"menu-one", []string{"/", "charge:monthly", "enter", "a"}},
	{"auto-release", []string{"/", "charge:hourly", "enter", "L", "tomorrow 06:00"}},
	{"auto-release-wrong", []string{"/", "charge:hourly", "enter", "L", "in 10m"}},
	{"renew", []string{"/", "charge:monthly", "enter", "space", "space", "space", "W", "right", "right"}},
	{"auto-renew", []string{"/", "charge:monthly", "enter", "*", "A", "tab", "right"}},
	{"rename", []string{"/", "charge:hourly", "enter", "space", "space", "space", "a", "r", "订单服务-[7,3]"}},
	{"rename-one", []string{"/", "charge:hourly", "enter", "a", "r", "-old"}},
	{"description", []string{"/", "charge:hourly", "enter", "space", "space", "space", "a", "e", "压测用, ask ops first"}},
	{"key-pair", []string{"/", "charge:hourly", "enter", "space", "space", "space", "a", "y"}},
	{"tags", []string{"/", "charge:hourly", "enter", "space", "space", "space", "a", "t", "env=test, owner=李雷", "tab", "app"}},
	{"protect", []string{"/", "charge:hourly", "enter", "space", "space", "a", "p"}},
	{"none-fits", []string{"/", "charge:hourly", "enter", "W"}},
}

func TestSmallDialogs(t *testing.T) {
	long(t)
	for _, c := range smallDialogs {
		for _, s := range askingSizes {
			t.Run(fmt.Sprintf("%s-%dx%d", c.name, s[0], s[1]), func(t *testing.T) {
				run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
					for _, k := range c.keys {
						r.press(k)
						r.pass(2 * time.Second)
					}
					r.golden(fmt.Sprintf("ask-%s-%dx%d", c.name, s[0], s[1]))
				})
			})
		}
	}
}

// Where it is as small as the deck goes, what is asked for and the keys are
// still there.
func TestSmallDialogsOnTheSmallestScreen(t *testing.T) {
	for _, c := range smallDialogs {
		t.Run(c.name, func(t *testing.T) {
			run(t, setup{w: 40, h: 10}, func(r *rig) {
				for _, k := range c.keys {
					r.press(k)
					r.pass(2 * time.Second)
				}
				r.see("esc c")
				r.notSee("Make the terminal larger")
				r.press("esc")
				r.notSee("esc c")
			})
		})
	}
}

// What has no room above the keys scrolls, with the field that has the keys in sight.
func TestASmallFormScrolls(t *testing.T) {
	run(t, setup{w: 40, h: 10}, func(r *rig) {
		r.pick("charge:hourly")
		r.press("a", "t")
		r.ready()
		r.press("env=test, owner=li, team=payments-of-the-north, cost=1234")
		r.see("▌ set")
		r.press("tab", "app, project")
		r.see("▌ take away")
		r.see("↓")
		r.press("pgdown", "pgdown")
		r.see("cost=1234")
		r.see("enter plan it")
		r.press("tab")
		r.see("▌ set")
		r.press("enter")
		r.pass(time.Second)
		r.see("Tag 1 instance")
	})
}

func TestAutoReleaseIsSetShownAndCancelled(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:hourly !tag:none")
		r.press("L")
		r.ready()
		r.press("in 2h30m")
		at := r.client.Now().Add(150 * time.Minute)
		r.see(at.In(time.FixedZone("CET", 3600)).Format("2006-01-02 15:04 CET +01:00"))
		r.press("enter")
		r.confirm()
		r.pass(10 * time.Second)
		got := r.now(i).AutoRelease
		if off := got.Sub(at).Abs(); off > 2*time.Minute || got.Second() != 0 {
			r.t.Fatalf("asked for %s, the cloud has %s", at, got)
		}
		r.see("▌", "⌫ 2 h")

		r.press("L")
		r.ready()
		r.see("now: 1 of 1 to be released")
		r.press("tab", "right")
		r.see("1 stays until somebody releases it")
		r.press("enter")
		r.confirm()
		r.pass(10 * time.Second)
		if got := r.now(i).AutoRelease; !got.IsZero() {
			t.Errorf("it is still to be released at %s", got)
		}
	})
}

func TestAutoReleaseSaysWhatIsWrongWhileTyped(t *testing.T) {
	long(t)
	for text, want := range map[string]string{
		"in 29m":                   "at least 30 minutes away",
		"2009-01-01":               "at most 3 years away",
		"soon":                     "that is no moment",
		"2000-02-30 06:00":         "there is no such day",
		"2000-01-05T06:00:30Z":     "seconds are dropped",
		"2000-01-05T06:00:00Z":     "2000-01-05 07:00 CET +01:00",
		"2000-01-05T23:30:00Z":     "2000-01-06 00:30 CET +01:00",
		"2000-01-05T06:00:00+0x00": "that is no moment",
	} {
		t.Run(text, func(t *testing.T) {
			run(t, setup{}, func(r *rig) {
				r.pick("charge:hourly")
				r.press("L")
				r.ready()
				r.press(text)
				r.see(want)
				r.press("enter")
				r.pass(2 * time.Second)
				ok := strings.HasPrefix(text, "2000-01-05") && !strings.Contains(text, "x")
				if planned := r.line("enter auto-release 1") != ""; planned != ok {
					t.Errorf("%q opened a plan: %v\n%s", text, planned, r.screen())
				}
			})
		})
	}
}

// What was typed before the dialog was seen was not meant for it; a paste into
// the text is welcome once it was.
func TestSmallDialogsAreShielded(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.pick("charge:hourly")
		if _, err := r.keys.Write([]byte("Lin 9d\r")); err != nil {
			r.t.Fatal(err)
		}
		r.pass(50 * time.Millisecond)
		r.see("Auto-release ── 1 instance")
		r.notSee("in 9d")
		r.press("\x1b[200~in 8d\x1b[201~")
		r.notSee("in 8d")
		r.ready()
		r.press("\x1b[200~in 8d\r\x1b[201~")
		r.see("when", "in 8d")
		r.notSee("auto-release 1")
		r.press("esc")
		r.notSee("Auto-release ──")
	})
}

func TestRenewShowsTheNewExpiryAndReachesIt(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:monthly status:running")
		r.press("W")
		r.ready()
		r.press("right")
		want := ecsapi.Period{N: 2, Unit: ecsapi.Month}.After(i.Expires)
		cet := time.FixedZone("CET", 3600)
		r.see(i.Expires.In(cet).Format(time.DateOnly) + " → " + want.In(cet).Format(time.DateOnly))
		r.press("enter")
		r.word("renew 1")
		r.press("enter")
		r.pass(time.Minute)
		if got := r.now(i).Expires; !got.Equal(want) {
			t.Errorf("it expired %s, should expire %s, and expires %s", i.Expires, want, got)
		}
		if n := r.calls(ecsapi.RenewInstance); n != 1 {
			t.Errorf("%d renewals", n)
		}
	})
}

func TestAutoRenewOnOffAndNever(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:monthly status:running")
		steps := []struct {
			keys []string
			want ecsapi.AutoRenewal
			see  string
		}{
			{[]string{"tab", "right", "right"}, ecsapi.AutoRenewal{On: true, Period: ecsapi.Period{N: 3, Unit: ecsapi.Month}}, "08:00 in Beijing"},
			{[]string{"right"}, ecsapi.AutoRenewal{}, "1 stops when it expires"},
			{[]string{"right", "right"}, ecsapi.AutoRenewal{Never: true}, "1 stops when it expires"},
		}
		for _, s := range steps {
			r.press("A")
			r.ready()
			r.press(s.keys...)
			r.see(s.see)
			r.press("enter")
			r.confirm()
			r.pass(20 * time.Second)
			got, err := r.client.AutoRenewals(r.t.Context(), i.Region, []ecsapi.InstanceID{i.ID})
			if err != nil || got[i.ID] != s.want {
				r.t.Fatalf("want %+v, got %+v, %v\n%s", s.want, got[i.ID], err, r.screen())
			}
			r.pass(time.Minute)
		}
	})
}

func TestRenameOneFromItsOldNameAndManyByAPattern(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:hourly")
		r.press("a", "r")
		r.ready()
		r.see(i.Name)
		r.press("-2")
		r.see(i.Name + " → " + i.Name + "-2")
		r.press("enter")
		r.confirm()
		r.pass(10 * time.Second)
		if got := r.now(i).Name; got != i.Name+"-2" {
			t.Errorf("%q is called %q", i.Name, got)
		}

		r.press("/", "\x15", "charge:monthly", "enter", "space", "space", "space", "a", "r")
		r.ready()
		r.press("db-[9,2]")
		r.see("db-09 … db-11")
		r.press("enter")
		r.confirm()
		r.pass(20 * time.Second)
		var names []string
		for _, g := range r.engine.Snapshot().Regions {
			for _, i := range g.Instances {
				if n := r.now(i).Name; strings.HasPrefix(n, "db-09") || strings.HasPrefix(n, "db-1") {
					names = append(names, n)
				}
			}
		}
		slices.Sort(names)
		if !slices.Equal(names, []string{"db-09", "db-10", "db-11"}) {
			t.Errorf("the names are %q", names)
		}
	})
}

func TestADescriptionIsChanged(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:hourly")
		r.press("a", "e")
		r.ready()
		r.press("\x15", "x")
		r.see("a description has 2 to 256 characters")
		r.press("压测用, ask ops first", "enter")
		r.see("new description: x压测用, ask ops first")
		r.confirm()
		r.pass(10 * time.Second)
		if got := r.now(i).Description; got != "x压测用, ask ops first" {
			r.t.Fatalf("it is described as %q\n%s", got, r.screen())
		}
		r.press("a", "e")
		r.ready()
		r.see("That is the description.")
	})
}

func TestAKeyPairIsReplaced(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:hourly")
		want := "deploy"
		if i.KeyPair == want {
			want = "ops-2024"
		}
		r.press("a", "y")
		r.ready()
		r.see(want, "1 of 3")
		r.press("enter")
		r.ready()
		r.see("key pair: " + want)
		r.see("Logging in with a password is turned off.")
		r.confirm()
		r.pass(10 * time.Second)
		if got := r.now(i).KeyPair; got != want {
			r.t.Fatalf("it has the key pair %q, want %q\n%s", got, want, r.screen())
		}
	})
}

func TestTagsAreSetAndTakenAway(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:hourly tag:app")
		r.press("a", "t")
		r.ready()
		r.see("has", "app=")
		r.press("app=")
		r.see("app=")
		r.press("x, owner=李雷", "tab", "app")
		r.see("a tag is given twice")
		r.press("\x15")
		r.press("team")
		r.see("+ app=x", "+ owner=李雷", "− team")
		r.press("enter")
		r.confirm()
		r.pass(20 * time.Second)
		got := r.now(i)
		app, _ := got.Tag("app")
		owner, _ := got.Tag("owner")
		if _, has := got.Tag("team"); app != "x" || owner != "李雷" || has {
			t.Errorf("the tags are %v", got.Tags)
		}
	})
}

func TestProtectOnAndOff(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.pick("charge:hourly")
		before := i.DeletionProtection
		for _, want := range []bool{!before, before} {
			r.press("a", "p")
			r.ready()
			r.press("enter") // the change is what is proposed
			r.confirm()
			r.pass(10 * time.Second)
			if got := r.now(i).DeletionProtection; got != want {
				r.t.Fatalf("protection is %v, want %v\n%s", got, want, r.screen())
			}
		}
	})
}

func TestAnAddressIsGivenFromTheMenu(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Regions: 1}}, func(r *rig) {
		old := r.engine.Snapshot().Regions[0].Instances[0]
		made, err := r.client.Create(r.t.Context(), ecsapi.Launch{
			Region: old.Region, VSwitch: old.VSwitch, SecurityGroups: old.SecurityGroups, Image: old.Image, Type: old.Type,
			ChargeType: ecsapi.PostPaid, BandwidthOut: 5, Name: "lonely", Amount: 1,
		}, "token")
		if err != nil {
			r.t.Fatal(err)
		}
		r.pass(time.Minute)
		r.engine.Refresh()
		r.pass(2 * time.Second)
		r.press("/", "name:lonely", "enter", "a")
		r.pass(time.Second)
		r.press("i")
		r.confirm()
		r.pass(20 * time.Second)
		if ip := r.now(&ecsapi.Instance{ID: made.IDs[0], Region: old.Region}).PublicIP(); ip == "" {
			t.Errorf("it has no address\n%s", r.screen())
		}
	})
}
