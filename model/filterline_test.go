package model_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gdamore/tcell/v3/vt"

	"ecsdeck/ecsapi"
)

// paste gives the deck a text as a terminal does that knows pastes.
func (r *rig) paste(text string) { r.press("\x1b[200~" + text + "\x1b[201~") }

// underlined is what is underlined on the line of the filter.
func (r *rig) underlined() string {
	r.term.mu.Lock()
	defer r.term.mu.Unlock()
	r.term.term.Drain()
	var out strings.Builder
	for x := range r.term.w {
		if c := r.term.term.GetCell(vt.Coord{X: vt.Col(x), Y: vt.Row(r.term.h - 2)}); c.S.Attr()&vt.Underline != 0 {
			out.WriteString(c.C)
		}
	}
	return out.String()
}

// found is how many instances of the fleet are such.
func (r *rig) found(is func(*ecsapi.Instance) bool) string {
	n := 0
	for _, g := range r.engine.Snapshot().Regions {
		for _, i := range g.Instances {
			if is(i) {
				n++
			}
		}
	}
	return fmt.Sprintf("%d of 200", n)
}

// and, or, not, comparisons, regular expressions and foreign habits do in the deck what they say.
func TestFilterOfTrees(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		spot := func(i *ecsapi.Instance) bool { return i.Spot() }
		for src, is := range map[string]func(*ecsapi.Instance) bool{
			"status=stopped or charge=spot": func(i *ecsapi.Instance) bool { return i.Status == ecsapi.Stopped || spot(i) },
			"not (status:stopped or charge:spot)": func(i *ecsapi.Instance) bool {
				return i.Status != ecsapi.Stopped && !spot(i)
			},
			"-status:running": func(i *ecsapi.Instance) bool { return i.Status != ecsapi.Running },
			"vcpu>=4 mem<=8":  func(i *ecsapi.Instance) bool { return i.CPU >= 4 && i.MemoryMiB <= 8192 },
			`name~"^(web|api)-\d+"`: func(i *ecsapi.Instance) bool {
				return strings.HasPrefix(i.Name, "web-") || strings.HasPrefix(i.Name, "api-")
			},
			"expires<30d": func(i *ecsapi.Instance) bool {
				return !i.Expires.IsZero() && i.Expires.Before(r.client.Now().AddDate(0, 0, 30))
			},
			"created>1y":    func(i *ecsapi.Instance) bool { return i.Created.Before(r.client.Now().AddDate(-1, 0, 0)) },
			"tag:env!=prod": func(i *ecsapi.Instance) bool { v, _ := i.Tag("env"); return v != "prod" },
			"protected:yes": func(i *ecsapi.Instance) bool { return i.DeletionProtection },
			"lock:any or os~ubuntu": func(i *ecsapi.Instance) bool {
				return len(i.Locks) > 0 || strings.Contains(strings.ToLower(i.OS), "ubuntu")
			},
		} {
			r.press("/", "\x15", src, "enter")
			r.pass(1e9)
			want := r.found(is)
			if want == "0 of 200" || want == "200 of 200" {
				t.Errorf("%s picks %s", src, want)
			}
			r.see("Instances", src, want)
			r.press("esc")
		}
	})
}

// Ids as they are pasted, each on its line, are a set.
func TestPastedIDsAreASet(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		var ids []string
		for _, g := range r.engine.Snapshot().Regions {
			for _, i := range g.Instances {
				ids = append(ids, string(i.ID))
			}
		}
		slices.Sort(ids)
		r.press("/")
		r.paste(strings.Join(ids[:150], "\n") + "\n")
		r.see("150 of 200")
		r.press("enter")
		r.see("150 of 200")
	})
}

// The place of an error is underlined; one that is too long for the line has lines of its own.
func TestTheFilterShowsWhereItIsWrong(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press("/", "web and state:running x")
		r.see("there is no field state; nearest: status")
		if got := r.underlined(); got != "state" {
			t.Errorf("%q is underlined", got)
		}
		r.press("\x15", "status:nonsense ")
		r.see("accepted: pending, starting, running, stopping,")
		r.see(" /status:nonsense")
		r.press("\x15", "web|api")
		r.see("nearest: web or api")
		r.see("(filter in force: \"web\")")
		r.press("enter") // stays
		r.see("nearest: web or api")
		r.press("esc")
		r.notSee("nearest")
	})
}

// A list of what fits opens on tab, says what each is, and is walked.
func TestCompletionsAreWalked(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press("/", "ex", "tab")
		r.see(" /expires:")
		r.press("\x15", "p", "tab") // as far as all agree
		r.see(" /pr ")
		r.see("   price:", "spot price an hour now")
		r.press("tab")
		r.see("▌ price:", "spot price an hour now")
		r.see("protected:", "deletion protection")
		r.see(" /price:")
		r.press("down")
		r.see("▌ problem:")
		r.see(" /problem:")
		r.press("shift+tab", "up")
		r.see("▌ profile:")
		r.press("esc")
		r.notSee("▌ protected:")
		r.see(" /pr ")
		r.press("tab", "tab", "enter")
		r.notSee("▌ problem:")
		r.see(" /problem:")
		r.press("\x15", "status:", "tab")
		r.see("   pending ")
		r.see(" /status: ")
		r.see("  running ", r.found(func(i *ecsapi.Instance) bool { return i.Status == ecsapi.Running })[:3])
		r.golden("filter-completions")
		r.press("down", "down", "down", "enter", "enter")
		r.see("status:running", " of 200")
	})
}

// What was kept comes back with the arrows, for each page its own; what was typed is not lost.
func TestFiltersHaveAHistory(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		for _, src := range []string{"web", "status:stopped", "api"} {
			r.press("/", src, "enter", "esc")
		}
		r.press("/", "up")
		r.see(" /api")
		r.press("up", "up", "up")
		r.see(" /web")
		r.press("down")
		r.see(" /status:stopped")
		r.see("of 200")
		r.press("down", "down", "down")
		r.notSee(" /api")
		r.press("k8s", "up")
		r.see(" /api")
		r.press("down")
		r.see(" /k8s")
		r.press("esc", "e", "/", "up") // renewals
		r.notSee(" /api")
		r.press("monthly", "enter", "esc", "esc", "e", "/", "up")
		r.see(" /monthly")
	})
}
