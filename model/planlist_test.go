package model_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// A plan names every instance that it is about, at every size.
func TestAPlanListsEveryTarget(t *testing.T) {
	for _, s := range sizes {
		run(t, setup{w: s[0], h: s[1], sim: ecssim.Config{Instances: 400}}, func(r *rig) {
			want := map[string]bool{}
			for _, g := range r.engine.Snapshot().Regions {
				for _, i := range g.Instances {
					if monthly(i) && len(i.Locks) == 0 {
						want[string(i.ID)] = true
					}
				}
			}
			r.press("/", "charge:monthly status:running", "enter", "*", "T")
			r.pass(time.Second)
			r.see("pgdown scroll", "/ filter")
			seen := map[string]bool{}
			ids := regexp.MustCompile(`i-[a-z0-9]{20}`)
			for range len(want) {
				// One that is on the page behind the dialog is on its left or right.
				for line := range strings.SplitSeq(r.screen(), "\n") {
					if parts := strings.Split(line, "│"); len(parts) > 2 {
						for _, part := range parts[1 : len(parts)-1] {
							for _, id := range ids.FindAllString(part, -1) {
								seen[id] = true
							}
						}
					}
				}
				if r.line("more", "↓") == "" {
					break
				}
				r.press("pgdown")
			}
			for id := range want {
				if !seen[id] {
					t.Errorf("%dx%d: %s of %d is never listed", s[0], s[1], id, len(want))
				}
			}
			r.see("↑")
		})
	}
}

// The filter of a plan's list finds its targets, and changes nothing of the plan.
func TestAPlanIsFiltered(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press("/", "charge:monthly status:running", "enter", "*", "T")
		r.pass(time.Second)
		var in *ecsapi.Instance
		for _, g := range r.engine.Snapshot().Regions {
			for _, i := range g.Instances {
				if monthly(i) && i.Name != string(i.ID) {
					in = i
				}
			}
		}
		r.press("/", "id:"+string(in.ID))
		r.see("/id:"+string(in.ID)+"▏", "lists 1")
		r.see(string(in.ID), string(in.Zone))
		r.press("enter")
		r.see("lists 1, the plan has all 50")
		r.see("Stop 50 instances")
		r.golden("plan-filtered-80x24")
		r.press("/", "esc", "/")
		for range 30 {
			r.press("backspace")
		}
		r.press("state:x")
		r.see("there is no field state; nearest: status")
		r.press("esc", "enter")
		r.pass(time.Second)
		if n := r.calls("StopInstances"); n == 0 {
			t.Error("nothing was stopped")
		}
	})
}

// The filter of a plan's list is completed with the values of what it lists.
func TestAPlansFilterIsCompleted(t *testing.T) {
	for _, s := range sizes {
		run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
			r.press("/", "charge:monthly status:running", "enter", "*", "T")
			r.pass(time.Second)
			r.press("/")
			r.see("tab complete")
			r.press("zon", "tab")
			r.see("/zone:▏")
			r.press("cn-", "tab", "tab")
			zone := r.matched(`/zone:(cn-[a-z0-9-]+)▏`)
			r.see("▌ "+zone, " ")
			r.press("enter")
			r.see("/zone:"+zone+"▏", "lists ")
			r.press("enter")
			r.see(zone, "i-")
			r.see("Stop 50 instances")
		})
	}
}

// Where a word is asked for, letters are the word's, and the list still scrolls.
func TestAPlanWithAWordScrolls(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press("/", "charge:monthly status:running", "enter", "*", "W")
		r.pass(time.Second)
		r.press("enter")
		r.pass(10 * time.Second)
		r.see("Renew 50 instances")
		before := r.screen()
		r.press("pgdown")
		r.see("↑", "↓")
		if r.screen() == before {
			t.Error("it did not scroll")
		}
		x, y := r.find("Type renew 50")
		r.mouse(64, x, y-8)
		r.mouse(64, x, y-8)
		r.mouse(64, x, y-8)
		r.mouse(64, x, y-8)
		r.notSee("↑")
		r.press("j")
		r.see("Type renew 50", "j▏")
		r.press("backspace", "/", "web")
		r.see("/web▏", "lists ")
		r.press("enter", "renew 50")
		r.see("enter renew 50")
	})
}

// What is skipped is listed too, after the targets, each with its reason.
func TestAPlanListsWhatIsSkipped(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "charge:hourly dev", "enter", "*", "D")
		r.pass(5 * time.Second)
		r.see("skipped 17:")
		r.see("↓ 18 more")
		r.press("tab", "/", "api-002")
		r.see("lists 0, the plan has all 1")
		r.see("api-002", "which takes force")
	})
}

// Enter that came too early is told from one that counts.
func TestAKeyThatDoesNotCountYetIsDim(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.only(stoppable)
		r.press("T")
		hint := func() string {
			r.term.mu.Lock()
			defer r.term.mu.Unlock()
			all := regexp.MustCompile(`(\x1b\[[0-9;]*m)?enter`).FindAllString(r.term.sent.String(), -1)
			if len(all) == 0 {
				return ""
			}
			return all[len(all)-1]
		}
		dim := hint()
		r.pass(time.Second)
		if lit := hint(); dim == "" || lit == dim {
			t.Errorf("the hint was drawn as %q and then as %q", dim, lit)
		}
		r.press("esc", "T", "enter")
		if n := r.calls("StopInstances"); n != 0 {
			t.Fatalf("%d calls by a key that was too early", n)
		}
		r.notSee("press it again")
		r.pass(time.Second)
		r.see("enter stop 1 (enter counts now: press it again)")
		r.press("enter")
		r.pass(time.Second)
		if n := r.calls("StopInstances"); n != 1 {
			t.Errorf("%d calls", n)
		}
	})
}

func stoppable(i *ecsapi.Instance) bool { return monthly(i) }

// What a question's keys do is said, and not the same of both.
func TestQuestionsSayWhatTheirKeysDo(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(true)
		r.fill("Name", "mine")
		r.press("esc")
		r.pass(time.Second)
		r.see("enter discard   esc keep editing")
		r.press("esc")
		r.see("Name", "mine")
		r.press("esc")
		r.confirm()
		r.notSee("Create instances")
		r.only(stoppable)
		r.press("T")
		r.confirm()
		r.press("q", "q", "q")
		r.pass(time.Second)
		r.see("enter quit   esc stay")
	})
}

// Marks that the filter hides are acted on, too: the plan names them.
func TestAPlanNamesTheHidden(t *testing.T) {
	for _, s := range sizes {
		run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
			one := r.only(func(i *ecsapi.Instance) bool { return monthly(i) && i.Name == "win-ad-01" })
			r.press("space")
			r.only(func(i *ecsapi.Instance) bool { return monthly(i) && strings.HasPrefix(i.Name, "db-main") })
			r.press("space", "T")
			r.pass(time.Second)
			r.see("1 of the marked is hidden by the filter or the scope: " + one.Name)
			r.press("esc", "esc", "*", "/", "\x15", "id:"+string(one.ID), "enter", "T")
			r.pass(time.Second)
			r.see("of the marked are hidden by the filter or the scope: ")
			if r.line("more", "↓") == "" || !strings.Contains(r.screen(), "… and ") {
				t.Errorf("it names all of them, or none:\n%s", r.screen())
			}
		})
	}
}

// A tag to take away that nothing has is said, in the form and in the plan.
func TestATagThatNothingHasIsSaid(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.only(func(i *ecsapi.Instance) bool { _, has := i.Tag("owner"); return monthly(i) && !has })
		r.press("a", "t")
		r.pass(time.Second)
		r.press("env=prod2", "tab", "owner")
		r.see("+ env=prod2   − owner, which is on none of them")
		r.press("enter")
		r.pass(time.Second)
		r.see("remove owner")
		r.see("owner is on none of them")
	})
}
