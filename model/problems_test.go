package model_test

import (
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// rows counts the rows on screen with any of the words.
func (r *rig) rows(words ...string) (n int) {
	for _, l := range strings.Split(r.screen(), "\n") {
		for _, w := range words {
			if strings.Contains(l, w) {
				n++
				break
			}
		}
	}
	return n
}

// Who opens the deck sees what needs a person before all else, and one key shows it alone.
func TestProblemsComeFirst(t *testing.T) {
	for _, s := range sizes {
		run(t, setup{w: s[0], h: s[1], sim: ecssim.Config{Instances: 1200, Seed: 7}}, func(r *rig) {
			r.see("[1] 12 locked", "expiring")
			locked := r.rows("▲ Overdue", "▲ Secured", "▲ Reclaim")
			if want := min(12, s[1]-7); locked < want {
				t.Errorf("%dx%d: %d of the twelve locked are in sight\n%s", s[0], s[1], locked, r.screen())
			}
			if first := r.line("▌"); !strings.Contains(first, "▲") {
				t.Errorf("the cursor begins on %s", first)
			}
			r.press("1")
			r.see("12 of 1,200")
			r.see("problem:locked")
			r.notSee("● Running")
			r.press("*", "c", "enter")
			r.see("12 ids sent to the terminal's clipboard")
			if ids := strings.Fields(r.clipboard()); len(ids) != 12 || !strings.HasPrefix(ids[0], "i-") {
				t.Errorf("copied are %v", ids)
			}
			r.press("backspace", "n")
			r.notSee("problem:locked")
			r.see("problem:exp")
			r.press("esc")
			r.see("1,200", "●")
			r.notSee("problem:")
			r.see("api-006", "▲ Overdue") // the first of them

			r.press("i")
			r.press("g")
			if first := r.line("▌", "api"); !strings.Contains(first, "api-001") {
				t.Errorf("as sorted, the first is %s", first)
			}
			r.press("i", "g")
			if r.line("▌", "▲") == "" {
				t.Errorf("problems first again, the first is another:\n%s", r.screen())
			}
		})
	}
}

func TestHealthyFleetSaysSoInOneLine(t *testing.T) {
	run(t, setup{w: 80, h: 24, sim: ecssim.Config{Instances: 20, Seed: 1}}, func(r *rig) {
		r.see("✓ No problems: nothing is locked, failed, stuck, expiring or unread.")
		r.press("1")
		r.see("No instance has problem 1.")
		r.press("n")
		r.see("No problems.")
	})
}

// A job that failed is a problem until the instance's next one ends well; a lock is one as
// soon as its row is read.
func TestLocksAndFailedJobsAreCounted(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 20, Seed: 1}}, func(r *rig) {
		r.see("✓ No problems")
		r.press("/", "status:running", "enter")
		err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: ecssim.FaultError, Code: "Forbidden.RAM", Status: 403, Times: 1})
		if err != nil {
			t.Fatal(err)
		}
		r.press("T")
		r.confirm()
		r.pass(3 * time.Minute)
		r.see("[2] 1 with a failed job")
		r.press("2")
		r.see("problem:failed", "1 of 20")
		r.see("✗ Running")
		r.press("J", "esc") // the alarm goes
		r.pass(10 * time.Second)
		r.see("stop 1: failed", "Forbidden.RAM")
		r.press("T")
		r.confirm()
		r.pass(3 * time.Minute)
		r.see("✓ No problems")

		r.press("esc")
		for _, g := range r.engine.Snapshot().Regions {
			for _, i := range g.Instances {
				if i.Status == ecsapi.Running {
					if err := r.cloud.LockInstance(string(i.ID), ecsapi.LockSecurity); err != nil {
						t.Fatal(err)
					}
					r.press("f5")
					r.pass(5 * time.Second)
					r.see("[1] 1 locked")
					r.see("▲ Secured")
					return
				}
			}
		}
	})
}

// What a ticket needs is copied from wherever the cursor is.
func TestTicket(t *testing.T) {
	run(t, setup{w: 200, h: 50, sim: ecssim.Config{Instances: 20, Seed: 1}}, func(r *rig) {
		r.press("/", "status:running", "enter")
		err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: ecssim.FaultError, Code: "Forbidden.RAM", Status: 403})
		if err != nil {
			t.Fatal(err)
		}
		r.press("T")
		r.confirm()
		r.pass(time.Minute)
		want := []string{"Instance: i-", "Region: ", "Time: 20", "Error code: Forbidden.RAM", "Request ID: "}
		for _, keys := range [][]string{{"x"}, {"d", "x"}, {"J", "x"}} {
			r.press(keys...)
			r.see("text for a ticket sent to the terminal's clipboard")
			for _, line := range want {
				if got := r.clipboard(); !strings.Contains("\n"+got, "\n"+line) {
					t.Errorf("%v: no line %q in\n%s", keys, line, got)
				}
			}
			r.press("esc")
			r.pass(10 * time.Second)
		}
		r.press("@", "x")
		for _, line := range []string{"API: DescribeInstances", "Time: 20", "HTTP status: 200", "Request ID: "} {
			if got := r.clipboard(); !strings.Contains("\n"+got, "\n"+line) {
				t.Errorf("of a call there is no line %q in\n%s", line, got)
			}
		}
	})
}

// What the listing of instances doesn't tell is never simply "no rows": the line says what it
// takes to know, and enter reads it.
func TestFilterReadsWhatTheListingLacks(t *testing.T) {
	run(t, setup{w: 120, h: 35, sim: ecssim.Config{Instances: 200}}, func(r *rig) {
		before := r.calls("DescribeInstanceAutoRenewAttribute")
		r.press("/")
		r.press("autorenew:no")
		r.see("unknown of", "enter reads that with", "calls")
		r.pass(10 * time.Second)
		if n := r.calls("DescribeInstanceAutoRenewAttribute"); n != before {
			t.Errorf("%d calls before anybody confirmed", n-before)
		}
		r.press("enter")
		r.pass(10 * time.Second)
		r.notSee("unknown of")
		r.see("autorenew:no", "of 200")
		if n := r.calls("DescribeInstanceAutoRenewAttribute"); n == before || n > before+26 {
			t.Errorf("it took %d calls", n-before)
		}
		r.press("esc", "/")
		r.press("room<0 or room>=0", "enter")
		r.pass(2 * time.Minute)
		r.see("room<0 or room>=0", "of 200")
		r.see("spot")
	})
}

// What a filter wants and can't be read is not said to be on its way.
func TestFilterSaysWhyAFieldIsUnread(t *testing.T) {
	run(t, setup{w: 160, h: 35, sim: ecssim.Config{Instances: 200}}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeInstanceAutoRenewAttribute", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("/", "autorenew:no", "enter")
		r.pass(30 * time.Second)
		r.see("unknown of", "which can't be read: InternalError")
		r.cloud.ClearFaults()
		r.pass(5 * time.Minute)
		r.notSee("unknown of")
	})
}

// A region that can't be read is counted, and its key leads to it and to why.
func TestUnreadRegionIsAProblem(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 20, Seed: 1}}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-hangzhou", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("f5")
		r.pass(time.Minute)
		r.see("[7] 1 region unread")
		r.press("7")
		r.see("▌ cn-hangzhou", "!")
		r.see("last read completely")
		r.see("! InternalError: The cloud")
		r.press("/", "shang", "enter")
		r.notSee("▌ cn-hangzhou ")
		r.press("7") // whatever the pane is filtered by
		r.see("▌ cn-hangzhou", "!")
		r.cloud.ClearFaults()
		r.press("f5")
		r.pass(time.Minute)
		r.see("✓ No problems")
	})
}
