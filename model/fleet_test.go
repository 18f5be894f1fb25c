package model_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/login"
	"ecsdeck/model/deck"
)

var sizes = [][2]int{{80, 24}, {120, 35}, {200, 50}}

func TestFleetScreens(t *testing.T) {
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
				r.golden(fmt.Sprintf("fleet-%dx%d", s[0], s[1]))
			})
		})
	}
}

func TestStopFollowedToTheEnd(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "status:running web", "enter")
		r.press("space", "space", "space", "space", "space")
		r.see("5 marked")
		r.press("T")
		r.see("Stop 5 instances", "prod", "LTAI…8fQ2")
		r.golden("plan-stop")
		r.confirm()
		r.press("esc", "j", "j") // the person goes on: filter off, scrolling
		r.see("stop 5", "0 of 5")
		r.notSee("marked")
		r.press("/", "status:stopping", "enter")
		r.see("5 of 200")
		r.press("esc")
		r.pass(90 * time.Second)
		r.press("J")
		r.see("stop 5", "5 of 5 done")
		r.see("Running → Stopped", "✓ done")
		if n := r.cloud.Stats().Calls["StopInstances"]; n > 5 {
			t.Errorf("%d StopInstances calls for five instances", n)
		}
	})
}

func TestPlanIsShieldedFromEarlyKeysAndPastes(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if _, err := r.keys.Write([]byte("T\r")); err != nil {
			t.Fatal(err)
		}
		r.pass(100 * time.Millisecond)
		r.see("Stop 1 instance")
		r.press("\x1b[200~\r\x1b[201~")
		r.pass(time.Second)
		r.press("\x1b[200~\r\n\x1b[201~")
		r.see("Stop 1 instance")
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 0 {
			t.Fatalf("%d StopInstances calls without a confirmation", n)
		}
		r.press("enter")
		r.pass(time.Second)
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 1 {
			t.Errorf("%d StopInstances calls after enter", n)
		}
	})
}

func TestForceWantsAWord(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("T")
		r.pass(500 * time.Millisecond)
		r.press("right")
		r.see("Force stop 1 instance")
		r.see("Type force 1 to go on")
		r.press("enter")
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 0 {
			t.Fatal("enter alone forced a stop")
		}
		r.press("f", "o", "r", "c", "e", " ", "2", "enter")
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 0 {
			t.Fatal("the wrong word forced a stop")
		}
		r.press("backspace", "1", "enter")
		r.pass(time.Second)
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 1 {
			t.Errorf("%d StopInstances calls after the word", n)
		}
	})
}

func TestManyWantTheirCountTyped(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		r.press("*", "T")
		r.see("Stop 175 instances")
		r.see("Type 175 to go on")
		r.confirm()
		r.see("Stop 175 instances")
		r.press("1", "7", "5", "enter")
		r.pass(3 * time.Minute)
		r.press("J")
		r.see("stop 175", "175 of 175 done")
	})
}

func TestSkippedAreSaidWithTheReason(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "status:stopped", "enter", "*", "T")
		r.see("Nothing to stop")
		r.see("already stopped")
		r.confirm()
		r.pass(time.Second)
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 0 {
			t.Errorf("%d StopInstances calls for stopped instances", n)
		}
	})
}

func TestHiddenMarksAreSaid(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("space", "space", "/", "status:stopped", "enter")
		r.see("2 marked (2 hidden)")
		r.press("T")
		r.see("2 of the marked are hidden")
		r.confirm()
		r.notSee("2 marked")
	})
}

func TestReadOnlyDeckSendsNothing(t *testing.T) {
	run(t, setup{readOnly: true}, func(r *rig) {
		r.see("prod", "read-only")
		r.press("T")
		r.see("read-only: nothing is sent")
		r.confirm()
		r.pass(time.Second)
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 0 {
			t.Errorf("%d StopInstances calls", n)
		}
	})
}

func TestFilter(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/")
		r.press("status:stopped")
		r.see("of 200")
		r.notSee("● Running")
		r.press("esc")
		r.see("● Running")
		r.press("/", "status:nonsense ")
		r.see("accepted:")
		r.see("Instances (no filter in force)")
		r.golden("filter-problem")
		r.press("esc", "/", "sta", "tab")
		r.see("/status:")
		r.press("ctrl+c", "/", "zzz", "enter")
		r.see("No instance matches the filter zzz.")
		r.press("esc")
		r.see("200 instances")
		r.see("● Running")
	})
}

func TestSortSticksAndUnknownStaysLast(t *testing.T) {
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		// name → status → type → cpu → memory → zone → private → public → charge → spot → expires
		for range 10 {
			r.press(">")
		}
		r.see("EXPIRES▲")
		first := cursorRow(r)
		if !strings.Contains(first, "monthly") && !strings.Contains(first, "⌫") {
			t.Errorf("what never ends came first: %s", first)
		}
		r.press("o")
		r.see("EXPIRES▼")
		if last := cursorRow(r); last == first || !strings.Contains(last, "monthly") && !strings.Contains(last, "⌫") {
			t.Errorf("turned round, the first row is %s", last)
		}
	})
}

func TestCursorStaysOnItsInstance(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("j", "j", "j")
		at := cursorRow(r)
		r.press("/", "api", "enter", "esc")
		r.engine.Refresh()
		r.pass(5 * time.Second)
		if now := cursorRow(r); now != at {
			t.Errorf("the cursor was on\n%s\nand is on\n%s", at, now)
		}
	})
}

// cursorRow is the row of the instances with the cursor's sign, from its name
// to its zone.
func cursorRow(r *rig) string {
	for _, l := range strings.Split(r.screen(), "\n") {
		if _, row, ok := strings.Cut(l, "││▌"); ok {
			return row
		}
	}
	return ""
}

func TestScopes(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("tab", "j", "j", "enter")
		r.see("cn-beijing", "19 instances")
		r.see("Zones · cn-beijing")
		r.notSee("cn-hangzhou-")
		r.press("tab", "tab", "enter")
		r.see("cn-beijing-")
		r.press("0")
		r.see("all regions", "200 instances")
	})
}

func TestARegionThatFailsCostsOnlyItself(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "*", Region: "cn-beijing", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("\x1b[15~") // F5
		r.pass(20 * time.Second)
		r.see("cn-beijing", "!")
		r.see("! cn-beijing, retry in", "InternalError")
		r.see("200 instances") // the rows stay
		r.press("/", "region:cn-beijing", "enter")
		r.see("19 of 200")
		r.press("esc")
		r.cloud.ClearFaults()
		r.pass(3 * time.Minute)
		r.notSee("retry in")
	})
}

func TestSmallTerminalSaysWhatItNeeds(t *testing.T) {
	run(t, setup{w: 30, h: 6}, func(r *rig) {
		r.see("ecsdeck needs 40x10")
	})
}

func TestEmptyFleet(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: ecssim.NoInstances}}, func(r *rig) {
		r.see("No instances in any region.")
		r.press("T", "S", "B", "space", "*", "d", "enter")
		r.see("No instances in any region.")
	})
}

// Where there is little room a key is known by its end, and a role by its name.
func TestHeaderNamesWhoActs(t *testing.T) {
	for who, want := range map[string]string{"LTAI…8fQ2": "prod ·8fQ2", "role/ops": "prod ·role/ops"} {
		run(t, setup{w: 80, h: 24, deps: func(d *deck.Deps) { d.Account.KeyTail = who }}, func(r *rig) { r.see(want) })
	}
}

func TestWithoutCredentials(t *testing.T) {
	run(t, setup{deps: func(d *deck.Deps) {
		d.Engine, d.Client = nil, nil
		d.NoCredentials = &login.None{}
	}}, func(r *rig) {
		r.golden("welcome")
		r.press("T", "J", "tab", "?")
		r.see("ecsdeck --demo")
		r.press("q")
		select {
		case <-r.ended:
			r.ended <- nil
		default:
			t.Error("q does not quit")
		}
	})
}

func TestQuitAsksWhileJobsRun(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("T")
		r.confirm()
		r.press("q")
		r.see("1 job is running")
		r.press("esc")
		r.see("Instances")
		r.press("ctrl+c")
		r.see("1 job is running")
		r.confirm()
		select {
		case err := <-r.ended:
			if err != nil {
				t.Error(err)
			}
			r.ended <- nil
		default:
			t.Error("the deck goes on")
		}
	})
}

func TestNoColorKeepsTheSigns(t *testing.T) {
	run(t, setup{profile: colorprofile.ASCII}, func(r *rig) {
		r.see("● Running")
		r.see("○ Stopped")
		r.press("space")
		r.see("✓")
		if c := regexp.MustCompile(`\x1b\[([0-9;]*;)?[349][0-9][0-9;]*m`).FindString(r.term.sent.String()); c != "" {
			t.Errorf("a colour was sent: %q", c)
		}
	})
}

func TestPages(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("d")
		r.see("State")
		r.see("Type")
		r.golden("describe")
		r.press("esc", "?")
		r.see("Help")
		r.golden("help")
		r.press("esc", "@")
		r.see("API calls")
		r.see("DescribeInstances", "200")
		r.press("J")
		r.see("No jobs yet.")
		r.press("q", "q")
		r.see("Instances")
	})
}

func TestProblemsAreSaidWhateverTheWidth(t *testing.T) {
	for _, s := range sizes {
		run(t, setup{w: s[0], h: s[1], sim: ecssim.Config{Instances: 1200}, readOnly: true, deps: func(d *deck.Deps) {
			d.Account.Profile, d.Production = "a-profile-with-a-long-name", true
		}}, func(r *rig) {
			lines := strings.SplitN(r.screen(), "\n", 3)
			if !strings.Contains(lines[0], "<5 s old") || !strings.Contains(lines[1], " locked") {
				t.Errorf("at %d columns the header is %q", s[0], lines[:2])
			}
			r.press("?") // a page has its line
			if header := strings.SplitN(r.screen(), "\n", 2)[0]; !strings.Contains(header, "▲9") && !strings.Contains(header, "▲ 9") {
				t.Errorf("at %d columns the header of a page is %q", s[0], header)
			}
		})
	}
}

func TestAZonesCountsAreItsOwn(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("tab", "tab", "enter")
		r.see("ecsdeck", "cn-hangzhou-d", "33 instances")
	})
}

// On a small screen the choices in force, what they cost, the word and the keys
// stay.
func TestSmallDialogKeepsWhatCounts(t *testing.T) {
	run(t, setup{w: 60, h: 14}, func(r *rig) {
		r.press("/", "status:running", "enter", "*", "T")
		r.pass(time.Second)
		r.press("tab", "right", "tab", "right")
		for _, want := range []string{"(•) force", "(•) stop charging", "not written to disk is lost", "Starting again can fail", "Type force 175", "esc cancel"} {
			r.see(want)
		}
	})
}

func TestEscRightBeforeAnotherKeyLeavesTheDialog(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("T")
		r.pass(time.Second)
		r.press("\x1b\r") // what a slow line makes of esc, enter
		r.notSee("Stop 1 instance")
		r.press("enter")
		if n := r.cloud.Stats().Calls["StopInstances"]; n != 0 {
			t.Errorf("%d StopInstances calls", n)
		}
	})
}

func TestJobsTellWhyAndWhatWasSkipped(t *testing.T) {
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Region: "cn-beijing", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("/", "region:cn-beijing", "enter", "*", "T")
		r.confirm()
		r.pass(5 * time.Minute)
		r.see("18 failed", "J tells why") // bad news stays
		r.press("J")
		r.see("api-001: It was not carried out and can be done again.")
		r.press("tab", "G")
		r.see("skipped", "already stopped")
		r.golden("jobs-failed")
		r.press("tab", "m", "esc")
		r.see("marked")
	})
}

func TestNarrowScreenHasThePricesToo(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		if n := r.cloud.Stats().Calls["DescribeSpotPriceHistory"]; n != 0 {
			t.Errorf("%d price calls while nobody sees them", n)
		}
		r.press("tab", "tab", "tab")
		r.pass(2 * time.Second)
		r.see("Spot prices · cn-hangzhou")
		r.golden("spot-80x24")
		r.press("esc")
		r.see("Instances")
	})
}
