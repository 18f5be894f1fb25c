package model_test

import (
	"strings"
	"testing"
	"time"

	"ecsdeck/model/deck"
)

// command types a command and runs it.
func (r *rig) command(name string) {
	r.t.Helper()
	r.press(":")
	r.see("Commands")
	for _, c := range name {
		r.press(string(c))
	}
	r.press("enter")
}

func TestPaletteShowsPagesAndPlaces(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35, deps: func(d *deck.Deps) { d.Presets.Filters = map[string]string{"night": "status:stopped"} }}, func(r *rig) {
		r.press(":")
		r.see("jobs and the outcome of each instance", "page", "J")
		r.golden("palette-120x35")
		r.press("esc")
		r.command("jobs")
		r.see("┌ Jobs")
		r.command("jobs") // shown already: it stays
		r.see("┌ Jobs")
		r.command("renewals")
		r.see("Renewals · all regions")
		r.command("region cn-hangzhou")
		r.see("Zones · cn-hangzhou")
		r.command("zone cn-shanghai-n")
		r.see("Zones · cn-shanghai")
		r.command("region all")
		r.see("all regions")
		r.command("@night")
		r.see("Instances @night")
		r.command("spot")
		r.see("Spot · cn-hangzhou")
		r.command("insts") // letters are enough
		r.see("Instances @night")
		r.press("[")
		r.see("Spot · cn-hangzhou")
		r.press(":")
		r.see("▌ instances") // what was run last comes first
		r.press("down")
		r.see("▌ spot")
		r.press("down")
		r.see("▌ @night")
		r.press("esc")
		r.command("q")
		select {
		case err := <-r.ended:
			r.ended <- err
		case <-time.After(time.Second):
			t.Error("q does not quit")
		}
	})
}

// An action of the palette is its key: it opens the plan and sends nothing.
func TestPaletteBeginsActions(t *testing.T) {
	long(t)
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press("/", "status:running", "enter")
		r.press(":")
		for _, c := range "start" {
			r.press(string(c))
		}
		r.pass(time.Second)
		r.see("▌ start", "already running")
		r.golden("palette-start-80x24")
		r.press("enter")
		r.see("Commands") // it says why and stays
		r.press("esc")
		r.command("stop")
		r.see("Stop 1 instance")
		if n := r.calls("StopInstances"); n != 0 {
			t.Errorf("the palette sent %d calls", n)
		}
		r.press("esc")
		r.command("rename") // which has a key in the menu only
		r.see("Rename")
		r.press("esc")
		r.notSee("Rename")
		r.command("mouse")
		r.see("mouse off")
		dark := r.term.all()
		r.term.bytes()
		r.command("theme light")
		if r.term.bytes(); !strings.Contains(dark, "38;2;122;162;247") { // the accent on dark
			t.Error("the screen was not dark before")
		}
		r.press("down")
		if sent := r.term.all(); !strings.Contains(sent, "38;2;29;79;196") { // … and on light
			t.Errorf("the theme stays: %q", sent)
		}
		r.press("J")
		r.command("stop")
		r.see(": stop▏", "esc goes back to the instances.")
		r.press("esc")
		r.command("problems-first")
		r.see(": problems-first▏", "esc goes back to the instances.")
		r.press("backspace")
		r.see(": problems-firs▏")
		r.press("tab")
		r.see(": problems-first▏")
	})
}

// Typing finds: letters with others between, words in any order, names in Chinese; nothing else.
func TestPaletteFinds(t *testing.T) {
	long(t)
	run(t, setup{w: 120, h: 35}, func(r *rig) {
		for typed, want := range map[string]string{
			"rnwl":            "▌ renewals",
			"hangzhou region": "▌ region cn-hangzhou",
			"cn-hangzhou":     "▌ region cn-hangzhou",
			"杭州":              "▌ region cn-hangzhou",
			":j":              "▌ jobs",
			"zone sha n":      "▌ zone cn-shanghai-n",
			"TAG":             "▌ tags",
			"xyzzy":           "no command has these letters",
		} {
			r.press(":")
			r.word(typed)
			r.see(want)
			r.press("enter", "esc", "esc", "esc", "0")
		}
	})
}
