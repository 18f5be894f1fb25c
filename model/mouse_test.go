package model_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// mouse sends what a terminal reports of a button at a cell: 0 is the left one, 64 and 65 are the
// wheel. What of the screen is there is found by its words.
func (r *rig) mouse(button, x, y int) {
	r.t.Helper()
	seq := fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1)
	if button < 64 {
		seq += fmt.Sprintf("\x1b[<%d;%d;%dm", button, x+1, y+1)
	}
	r.press(seq)
}

// find is the last cell of words on screen, and their line.
func (r *rig) find(words string) (x, y int) {
	r.t.Helper()
	for y, line := range strings.Split(r.screen(), "\n") {
		if before, _, ok := strings.Cut(line, words); ok {
			return len([]rune(before+words)) - 1, y
		}
	}
	r.t.Fatalf("%q is not on screen:\n%s", words, r.screen())
	return 0, 0
}

func (r *rig) click(words string) {
	r.t.Helper()
	x, y := r.find(words)
	r.mouse(0, x, y)
}

func (r *rig) doubleClick(words string) {
	r.t.Helper()
	x, y := r.find(words)
	one := fmt.Sprintf("\x1b[<0;%d;%dM\x1b[<0;%d;%dm", x+1, y+1, x+1, y+1)
	r.press(one + one)
}

// cursorAt is the row of the instances that the cursor is on, at 120 columns.
func (r *rig) cursorAt() string {
	for _, l := range strings.Split(r.screen(), "\n") {
		if l := []rune(l); len(l) > 34 && l[32] == '▌' {
			return string(l[34:])
		}
	}
	return ""
}

func TestMouseOnTheInstances(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.press("i") // all as sorted
		lines := strings.Split(r.screen(), "\n")
		row := string([]rune(lines[9])[34:])
		r.mouse(0, 40, 9)
		if r.cursorAt() != row {
			t.Errorf("a click on line 9 leaves the cursor elsewhere:\n%s", r.screen())
		}

		second := string([]rune(lines[5])[34:])
		r.mouse(65, 60, 12)
		if r.notSee(second); r.cursorAt() != row {
			t.Errorf("the wheel takes the cursor to %s", r.cursorAt())
		}
		r.mouse(64, 60, 12)
		r.see(second)

		r.click("ZONE")
		r.see("ZONE▲")
		r.click("ZONE▲")
		r.see("ZONE▼")
		r.click("NAME")
		r.see("NAME▲")

		name := strings.Fields(r.cursorAt())[0]
		r.doubleClick(name)
		r.see("┌ " + name + " · i-")
	})
}

func TestMouseOnPanesAndProblems(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.click("│  cn-beijing")
		r.see("▌ cn-beijing")
		r.doubleClick("▌ cn-beijing")
		r.see("Zones · cn-beijing")
		r.press("0", "/", "w")
		r.click("expiring")
		r.see("problem:expiring")
		r.click("expiring")
		r.notSee("problem:expiring")
	})
}

// A click answers no dialog, and beside it nothing is hit.
func TestMouseConfirmsNothing(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.press("/", "status:running", "enter", "T")
		r.pass(5 * time.Second)
		for y := range 35 {
			for x := 0; x < 120; x += 7 {
				r.mouse(0, x, y)
				if y%9 == 0 {
					r.mouse(65, x, y)
				}
			}
		}
		r.pass(5 * time.Second)
		r.see("Stop 1 instance")
		if n := r.calls("StopInstances"); n != 0 {
			t.Errorf("clicks sent %d calls", n)
		}
		r.press("esc")
		r.notSee("Stop 1 instance")
	})
}

func TestMouseOnPages(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.press("/", "status:running", "enter", "space", "space", "T")
		r.confirm()
		r.pass(90 * time.Second)
		r.press("J")
		r.see("2 of 2 done")
		x, y := r.find("Running → Stopped")
		r.mouse(0, x, y)
		r.press("G")
		if l := strings.Split(r.screen(), "\n")[y+1]; !strings.Contains(l, "▌") {
			t.Errorf("a click does not give the keys to the instances of the job:\n%s", r.screen())
		}
		r.press("?")
		r.see("↓", "more")
		before := r.screen()
		r.mouse(65, 60, 12)
		if r.screen() == before {
			t.Error("the wheel does not scroll help")
		}
	})
}

// A key that is named below a page can be clicked, but for the one that quits.
func TestMouseOnTheKeysBelow(t *testing.T) {
	long(t)
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		r.only(stoppable)
		r.click("T stop")
		r.see("Stop 1 instance")
		r.press("esc")
		r.click("/ filter")
		r.see("enter keep the filter")
		r.press("\x15", "web")
		r.click("enter keep")
		r.notSee("keep the filter")
		r.click("q quit")
		r.see("Instances", "web")
		r.click("? help")
		r.see("┌ Help")
		r.click("esc back")
		r.notSee("┌ Help")
		r.press("p")
		r.pass(5 * time.Second)
		r.press("enter")
		r.pass(5 * time.Second)
		bid := r.matched(`│ Bid +([0-9.]+)`)
		x, y := r.find("+ - bid")
		r.mouse(0, x-4, y) // on the minus
		if now := r.matched(`│ Bid +([0-9.]+)`); now >= bid {
			t.Errorf("a click on the minus takes the bid from %s to %s", bid, now)
		}
	})
}

// The menus of what to copy and of actions are wheeled and clicked; a second click is enter.
func TestMouseInMenus(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.only(stoppable)
		r.press("c")
		r.click("  names")
		r.see("▌ n  names")
		x, y := r.find("names")
		r.mouse(65, x, y)
		r.notSee("▌ n  names")
		r.mouse(64, x, y)
		r.see("▌ n  names")
		r.click("CSV of the columns")
		r.see("▌ v  CSV of the columns")
		r.doubleClick("  names")
		r.notSee("▌ n  names")
		r.see("1 name sent to the terminal")
		r.press("a")
		r.pass(time.Second)
		r.click("reboot, gently")
		r.see("▌ B  reboot")
		r.doubleClick("stop, gently")
		r.pass(time.Second)
		r.see("Stop 1 instance")
	})
}

func TestMouseOff(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		r.press("i", "M")
		r.see("mouse off: the terminal selects text")
		if sent := r.term.all(); strings.LastIndex(sent, "\x1b[?1002l") < strings.LastIndex(sent, "\x1b[?1002h") {
			t.Error("the terminal was not told to report no clicks any more")
		}
		before := r.cursorAt()
		r.mouse(0, 40, 12)
		if r.cursorAt() != before {
			t.Error("a click that was on its way moves the cursor")
		}
		r.press("M")
		r.see("mouse on")
		r.mouse(0, 40, 12)
		if r.cursorAt() == before {
			t.Error("a click does nothing after the mouse was switched on again")
		}
	})
}
