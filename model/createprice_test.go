package model_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// matched is the first group of an expression in the screen.
func (r *rig) matched(expr string) string {
	r.t.Helper()
	m := regexp.MustCompile(expr).FindStringSubmatch(r.screen())
	if m == nil {
		r.t.Fatalf("no %s on screen:\n%s", expr, r.screen())
	}
	return m[1]
}

// inked reports whether a text was drawn in an ink.
func (r *rig) inked(text string, ink term.Ink) bool {
	r.term.mu.Lock()
	defer r.term.mu.Unlock()
	return strings.Contains(r.term.sent.String(), ink.Open+text)
}

// What the form says an order costs is what its plan says.
func TestTheFormSaysThePriceOfThePlan(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		alone := r.matched(`¥ ([0-9.]+)/h · \d`)
		r.to("System disk")
		r.press("right", "tab", "tab", "\x15", "500")
		r.set("add a data disk")
		r.fill("Public network", "100")
		r.press("tab", "right")
		r.see("pay by bandwidth")
		r.fill("Amount", "3")
		r.pass(3 * time.Second)
		price := r.matched(`3 instances · ¥ ([0-9.]+)/h with disks and bandwidth`)
		r.set("Review")
		r.pass(5 * time.Second)
		if plan := r.matched(`in total ¥ ([0-9.]+) an hour`); plan != price {
			t.Errorf("the form says %s, the plan %s", price, plan)
		}
		if price == alone {
			t.Errorf("the disks cost nothing: %s", price)
		}
	})
}

func TestATypedNumberIsSeenWhole(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.fill("Public network", "100")
		r.see("Public network", "100▏")
		r.fill("Amount", "12345")
		r.see("Amount", "12345▏")
		r.press("6") // as wide as the field: what is to the left of the caret is what is typed
		r.see("Amount", "23456▏")
	})
}

func TestAWrongAmountHasNoTotal(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.see("1 instance · ¥ ")
		for _, wrong := range []string{"-5", "none", "0"} {
			r.fill("Amount", wrong)
			r.see("1 thing to put right")
			r.notSee("instance ·")
			r.notSee("instances ·")
			r.notSee("with disks")
		}
		r.fill("Amount", "5")
		r.see("5 instances · ¥ ")
		r.to("System disk")
		r.press("tab", "4o")
		r.see("1 thing to put right")
		r.notSee("with disks")
		r.see("5 instances ·")
	})
}

func TestALimitBesideThePrices(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		demand := r.matched(`¥ ([0-9.]+)/h · \d`)
		r.to("Charge")
		r.press("right", "right")
		r.to("Bid")
		r.press("right")
		r.pass(time.Second)
		r.fill("Limit", "99")
		r.seeRow("Limit", "above the on-demand price ¥ "+demand+"/h")
		r.notSee("put right") // it can be ordered all the same
		if theme := term.NewTheme("dark", true); !r.inked("above the on-demand", theme.Warn) {
			t.Error("it is no warning")
		}
		r.fill("Limit", "0.001")
		r.see("would not start now: spot costs ¥ ")
		r.fill("Limit", demand)
		r.notSee("above the on-demand")
		r.notSee("would not start")
	})
}

func TestASavedTemplateLeadsToTheReview(t *testing.T) {
	run(t, setup{deps: func(d *deck.Deps) { d.Templates = templateList{} }}, func(r *rig) {
		r.form(false)
		r.fill("Keep as template", "nightly")
		r.press("tab", "enter")
		r.see("kept as template nightly")
		r.press("enter")
		r.pass(5 * time.Second)
		r.see("Create 1 instance")
	})
}

func TestAReplacementWarnsOfItsDisks(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		lost := r.storm("cn-hangzhou")
		r.alarmed(len(lost))
		r.press("!", "R")
		r.pass(5 * time.Second)
		if theme := term.NewTheme("dark", true); !r.inked("disks are not taken over", theme.Warn) {
			t.Errorf("it is no warning:\n%s", r.screen())
		}
	})
}

// A list says how much of it a search leaves, nothing too, and the zones that a type is in stock in
// are those that are shown.
func TestATypesZonesAreThoseThatAreShown(t *testing.T) {
	for _, s := range createSizes {
		run(t, setup{w: s[0], h: s[1], sim: ecssim.Config{Instances: 600}}, func(r *rig) {
			r.form(false)
			r.to("Zone")
			r.press("any", "enter")
			r.to("Type")
			r.press("enter", "nothing such")
			total := r.matched(`0 of (\d+)`)
			r.press("\x15", "2c")
			r.see(" of " + total)
			for line := range strings.SplitSeq(r.screen(), "\n") {
				var zones int
				_, after, ok := strings.Cut(line, "● ")
				ok = ok && strings.Contains(line, "│")
				if n, _ := fmt.Sscanf(after, "%d zone", &zones); !ok || n == 0 {
					continue
				}
				if shown := strings.Count(after, "●"); shown != zones {
					t.Errorf("%dx%d: %d zones, %d shown: %s", s[0], s[1], zones, shown, line)
				}
			}
		})
	}
}
