package model_test

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// only filters the fleet down to one instance that matches and marks nothing.
func (r *rig) only(match func(*ecsapi.Instance) bool) *ecsapi.Instance {
	r.t.Helper()
	for _, g := range r.engine.Snapshot().Regions {
		for _, i := range g.Instances {
			if len(i.Locks) == 0 && !i.DeletionProtection && match(i) {
				r.press("/", "id:"+string(i.ID), "enter")
				return i
			}
		}
	}
	r.t.Error("no instance matches")
	return &ecsapi.Instance{}
}

func monthly(i *ecsapi.Instance) bool {
	return i.ChargeType == ecsapi.PrePaid && i.Status == ecsapi.Running
}

func stopped(i *ecsapi.Instance) bool {
	return i.ChargeType == ecsapi.PostPaid && !i.Spot() && i.Status == ecsapi.Stopped
}

// renew opens the plan of renewing the instance under the cursor.
func (r *rig) renew() {
	r.press("W")
	r.pass(time.Second)
	r.press("enter")
}

// Where names leave no room for ids, one without a name still has its id.
func TestAPlanTellsTheUnnamedApart(t *testing.T) {
	run(t, setup{w: 80, h: 24, sim: ecssim.Config{Instances: 600}}, func(r *rig) {
		r.only(func(i *ecsapi.Instance) bool { return monthly(i) && len(i.Name) > 15 && i.Name != string(i.ID) })
		r.press("space", "esc")
		unnamed := r.only(func(i *ecsapi.Instance) bool { return monthly(i) && i.Name == string(i.ID) })
		r.press("space", "A")
		r.pass(time.Second)
		r.press("enter")
		r.pass(time.Second)
		r.see("Auto-renew 2 instances")
		r.see(string(unnamed.ID)[:6], "expires ", "charged ")
		r.notSee("│  –")
	})
}

func TestNothingIsConfirmedWhileThePriceIsRead(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeRenewalPrice", Kind: "latency", Delay: 5 * time.Second}); err != nil {
			t.Fatal(err)
		}
		r.only(monthly)
		r.renew()
		r.see("reading the price of 1 renewal")
		r.pass(time.Second)
		r.press("renew 1", "enter", "enter")
		r.see("reading the price of 1 renewal")
		r.notSee("enter renew 1")
		r.pass(5*time.Second - 1600*time.Millisecond)
		r.press("enter") // meant for what was there before the price
		r.see("charged at once: ¥")
		r.pass(time.Second)
		if n := r.calls("RenewInstance"); n != 0 {
			t.Fatalf("%d renewals before the price could be read", n)
		}
		r.press("enter")
		r.pass(time.Second)
		if n := r.calls("RenewInstance"); n != 1 {
			t.Errorf("%d renewals after the confirmation", n)
		}
		r.pass(3 * time.Minute)
		r.press("J")
		r.see("renew 1", "1 of 1 done · ¥")
	})
}

func TestAPriceThatCannotBeReadIsSaid(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeRenewalPrice", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.only(monthly)
		r.renew()
		r.pass(3 * time.Minute)
		r.see("price unknown", "InternalError")
		r.notSee("charged at once")
		r.press("renew 1", "enter")
		r.pass(time.Second)
		if n := r.calls("RenewInstance"); n != 1 {
			t.Errorf("%d renewals: who knows no price may still decide", n)
		}
	})
}

// What is read for a dialog is given up with it.
func TestLeavingTheDialogEndsWhatItReads(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeDisks", Kind: "latency", Delay: 20 * time.Second}); err != nil {
			t.Fatal(err)
		}
		ends := func() (n int) {
			for _, c := range r.client.Calls().Recent(100) {
				if c.API == "DescribeDisks" && c.Duration < 15*time.Second {
					n++
				}
			}
			return n
		}
		r.only(stopped)
		r.press("D")
		r.pass(time.Second)
		r.see("reading which disks go")
		r.press("tab", "right") // another plan: the old question is of no use
		r.see("reading which disks go")
		r.pass(time.Second)
		if ends() != 1 {
			t.Errorf("%d questions were given up with the plan they were for", ends())
		}
		r.press("esc")
		r.pass(time.Second)
		if ends() != 2 {
			t.Errorf("%d questions were given up, the last one with the dialog", ends())
		}
	})
}

func TestTheWordMustBeRight(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.only(stopped)
		r.press("D")
		r.pass(5 * time.Second)
		r.see("Type " + i.Name + " or its id to go on")
		for _, wrong := range []string{"release 1", "x", " "} {
			r.press(wrong, "enter")
			r.see("exactly so")
			for range []rune(wrong) {
				r.press("backspace")
			}
		}
		if n := r.calls("DeleteInstances"); n != 0 {
			t.Fatalf("%d releases", n)
		}
		r.press(i.Name, "enter")
		r.pass(time.Second)
		if n := r.calls("DeleteInstances"); n != 1 {
			t.Errorf("%d releases after the name", n)
		}
	})
}

// Names can have blanks, Chinese letters, and 128 of either.
func TestAnyNameCanBeTyped(t *testing.T) {
	long(t)
	long := strings.Repeat("很长的名字-", 21) + "尾"
	for _, c := range []struct{ name, typed string }{
		{"order service 03", "order service 03"},
		{"cache", "cache"}, // its first letter is a key of the dialog
		{"订单 服务-03", "订单 服务-03"},
		{long, long},
		{long, ""}, // its id
	} {
		for _, s := range [][2]int{{80, 24}, {200, 50}} {
			t.Run(fmt.Sprintf("%.12s-%d", c.name, s[0]), func(t *testing.T) {
				run(t, setup{w: s[0], h: s[1], handler: named(c.name)}, func(r *rig) {
					i := r.only(stopped)
					r.press("D")
					r.pass(5 * time.Second)
					typed := c.typed
					if typed == "" {
						typed = string(i.ID)
					}
					r.press(typed)
					r.see("enter release 1")
					if s[0] > 80 {
						r.press("enter") // beside the dialog is more than it
						return
					}
					shown := regexp.MustCompile(`[│> \n]|   .*`).ReplaceAllString(r.screen(), "")
					if !strings.Contains(shown, strings.ReplaceAll(typed, " ", "")) {
						t.Errorf("what was typed is not on screen:\n%s", r.screen())
					}
					r.press("enter")
					r.pass(time.Second)
					if n := r.calls("DeleteInstances"); n != 1 {
						t.Errorf("%d releases", n)
					}
				})
			})
		}
	}
}

func TestWhatTheCloudRefusesCannotBeConfirmed(t *testing.T) {
	var r *rig
	run(t, ordering(setup{}, &r, func(o *fleet.Order) { o.Places[0].Image = "m-nothere" }, 2, "cn-hangzhou"), func(now *rig) {
		r = now
		r.press("§")
		r.pass(5 * time.Second)
		r.see("! cn-hangzhou: InvalidImageId.NotFound:")
		r.notSee("Type create")
		r.press("create 2", "enter")
		r.pass(time.Second)
		r.see("Create 2 instances")
		if n := r.calls("RunInstances"); n != 0 {
			t.Errorf("%d creations", n)
		}
		r.golden("plan-refused-120x35")
	})
}

// One place that is refused doesn't keep the others from being created.
func TestAPartThatIsRefusedIsSaid(t *testing.T) {
	var r *rig
	run(t, ordering(setup{w: 80, h: 24}, &r, func(o *fleet.Order) { o.Places[1].Image = "m-nothere" }, 2, "cn-hangzhou", "cn-beijing"), func(now *rig) {
		r = now
		r.press("§")
		r.word("create 4")
		r.see("! cn-beijing: InvalidImageId.NotFound:")
		r.golden("plan-partly-80x24")
		r.press("enter")
		r.pass(3 * time.Minute)
		r.see("create 4 g7.large: 2 of 4 done · 2 failed")
		r.press("J")
		r.see("2 × InvalidImageId.NotFound in cn-beijing-d:")
		r.golden("jobs-create-80x24", uuid, id)
		r.press("R")
		r.pass(5 * time.Second)
		r.see("Create 2 instances")
		r.see("web-003 … web-004")
		r.press("esc")
		made := 0
		for _, i := range r.engine.Snapshot().Regions {
			for _, i := range i.Instances {
				if strings.HasPrefix(i.Name, "web-00") && slices.ContainsFunc(i.Tags, func(t ecsapi.Tag) bool { return t.Key == fleet.PlanTag }) {
					made++
				}
			}
		}
		if made != 2 {
			t.Errorf("%d instances were created", made)
		}
	})
}

// A dialog over a production profile must not look like every other, in colour
// and in words.
func TestProductionLooksDifferent(t *testing.T) {
	frames := map[bool]string{}
	for _, production := range []bool{false, true} {
		run(t, setup{w: 80, h: 24, deps: func(d *deck.Deps) { d.Production = production }}, func(r *rig) {
			r.term.bytes()
			r.press("T")
			if production {
				r.see("PRODUCTION", "Stop 1 instance")
				r.golden("plan-production-80x24")
				r.press("esc")
				r.see("PROD", "prod ·8fQ2")
				return
			}
			r.notSee("PROD")
		})
		run(t, setup{w: 80, h: 24, deps: func(d *deck.Deps) { d.Production = production }}, func(r *rig) {
			r.term.mu.Lock()
			r.term.sent.Reset()
			r.term.mu.Unlock()
			r.press("T")
			frames[production] = regexp.MustCompile(`(\x1b\[[0-9;]*m)+┌`).FindString(r.term.sent.String())
		})
	}
	if frames[false] == "" || frames[false] == frames[true] {
		t.Errorf("the frames are %q and %q", frames[false], frames[true])
	}
}

func TestPlansAreCopiedAsCommands(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.only(monthly)
		r.press("T")
		r.pass(time.Second)
		r.press("c")
		r.see("1 command copied")
		want := fmt.Sprintf("aliyun ecs StopInstances --RegionId %s", i.Region)
		if got := r.clipboard(); !strings.HasPrefix(got, want) || !strings.Contains(got, string(i.ID)) {
			t.Errorf("copied %q, want %q …", got, want)
		}
		r.press("esc")
		r.renew()
		r.pass(5 * time.Second)
		r.press("c") // the word has the keys
		r.see("Type renew 1 to go on: c")
		r.press("backspace", "tab", "c")
		r.see("1 command copied")
		if got := r.clipboard(); !strings.HasPrefix(got, "aliyun ecs RenewInstance") {
			t.Errorf("copied %q", got)
		}
	})
}

// clipboard is what was sent to the terminal's last.
func (r *rig) clipboard() string {
	r.term.mu.Lock()
	defer r.term.mu.Unlock()
	all := regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]*)`).FindAllStringSubmatch(r.term.sent.String(), -1)
	if len(all) == 0 {
		return ""
	}
	text, _ := base64.StdEncoding.DecodeString(all[len(all)-1][1])
	return string(text)
}

func TestEscGoesBackToWhereThePlanWasMade(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.only(monthly)
		r.press("W")
		r.pass(time.Second)
		before := r.screen()
		r.press("enter")
		r.pass(5 * time.Second)
		r.see("charged at once")
		r.press("esc")
		r.notSee("charged at once")
		if now := r.screen(); dialogOf(now) != dialogOf(before) {
			t.Errorf("it was\n%s\nand is\n%s", before, now)
		}
		r.press("esc", "T")
		r.see("Stop 1 instance")
	})
}

// dialogOf is the screen without its first line, which tells the time.
func dialogOf(screen string) string {
	_, rest, _ := strings.Cut(screen, "\n")
	return rest
}
