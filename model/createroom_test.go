package model_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gdamore/tcell/v3/vt"

	"ecsdeck/ecsapi/ecssim"
)

// What is said of a field is said in full, wherever there is room for a few lines of it.
func TestTheFormCutsNoNote(t *testing.T) {
	long(t)
	cut := regexp.MustCompile(`…\s*↓?│`)
	for _, s := range createSizes {
		run(t, setup{w: s[0], h: s[1], sim: ecssim.Config{Instances: 600}}, func(r *rig) {
			r.form(true)
			r.fill("Tags", "=prod")
			r.fill("Name", "7up")
			r.to("Region")
			for range 24 {
				for line := range strings.SplitSeq(r.screen(), "\n") {
					if cut.MatchString(line) && strings.HasPrefix(line, "│  ") {
						t.Errorf("%dx%d: %s", s[0], s[1], line)
					}
				}
				r.see("▌")
				r.press("down")
			}
		})
	}
}

// Where the form has room it says what will be there, and what that costs, before the plan does.
func TestTheFormSumsTheOrderUp(t *testing.T) {
	long(t)
	for _, s := range createSizes[1:] {
		run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
			r.form(false)
			r.fill("Amount", "3")
			r.pass(3 * time.Second)
			zone := r.matched(`Zone +any ▾ +(cn-[a-z0-9-]+):`)
			r.see("To be created")
			r.see(zone, "3 × ecs.")
			r.see("Instance, each", "¥ ")
			total := r.matched(`In total +¥ ([0-9.]+)/h with disks`)
			r.see("3 instances · ¥ " + total + "/h with disks")
			month := r.matched(`In 30 days +about ¥ ([0-9.,]+)`)
			r.set("Review")
			r.pass(5 * time.Second)
			r.see(fmt.Sprintf("in total ¥ %s an hour", total))
			r.see(fmt.Sprintf("about ¥ %s in 30 days", month))
		})
	}
}

// inkAt is the style of the last cell of words on screen.
func (r *rig) inkAt(words string) string {
	r.t.Helper()
	x, y := r.find(words)
	r.term.mu.Lock()
	defer r.term.mu.Unlock()
	return fmt.Sprint(r.term.term.GetCell(vt.Coord{X: vt.Col(x), Y: vt.Row(y)}).S)
}

// The button that reviews the order is dim while it would not.
func TestReviewIsDimWhileItDoesNotCount(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("i", "N")
		r.see("[ Review")
		early, key := r.inkAt("[ Review"), r.inkAt("esc")
		r.pass(5 * time.Second)
		lit := r.inkAt("[ Review")
		if early == lit || key == r.inkAt("esc") {
			t.Errorf("the button and its keys are drawn as %q and %q before and after they count", early, lit)
		}
		r.fill("Auto-release", "yesterday")
		if now := r.inkAt("[ Review"); now != early {
			t.Errorf("with a problem the button is drawn as %q, that which counts as %q", now, lit)
		}
		r.down(strings.Repeat(" ", 18) + "[ Review ]")
		r.see("enter to the first problem")
		r.press("enter")
		r.see("▌ Auto-release")
		r.press("\x15")
		if now := r.inkAt("[ Review"); now != lit {
			t.Errorf("without a problem the button is drawn as %q, not %q", now, lit)
		}
	})
}

// What is not taken over is said as long as nobody has filled it in.
func TestWhatIsNotTakenOverStaysOnScreen(t *testing.T) {
	run(t, setup{sim: ecssim.Config{Instances: 600}}, func(r *rig) {
		r.press("/", "tag:team", "enter")
		r.form(true)
		tags := r.matched(`(disks and \d tags? are) not taken over`)
		for range 12 {
			r.press("down")
		}
		r.see(tags, "not taken over")
		r.fill("Tags", "env=prod")
		r.notSee(tags)
		r.see("disks are not taken over")
		r.set("add a data disk")
		r.notSee("taken over")
		r.press("up", "down")
		r.down("Data disk 1")
		r.press("tab", "tab")
		r.press("enter")
	})
	run(t, setup{}, func(r *rig) {
		lost := r.storm("cn-hangzhou")
		r.alarmed(len(lost))
		r.press("!", "R")
		r.pass(5 * time.Second)
		r.press("down", "down", "up")
		r.see("disks are not taken over")
	})
}
