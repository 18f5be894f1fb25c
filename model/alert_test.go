package model_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/model/deck"
)

// clocks are how long is left, which depends on when the cloud was asked.
const clocks = `\d?\d(:\d\d)+`

// storm lets a story take spot instances back, everywhere or in a region, and
// returns what the cloud says is locked.
func (r *rig) storm(region ecsapi.RegionID) []*ecsapi.Instance {
	r.t.Helper()
	if err := r.cloud.Play(ecssim.Story{Name: ecssim.SpotStorm, Region: string(region)}); err != nil {
		r.t.Fatal(err)
	}
	var out []*ecsapi.Instance
	for _, g := range r.engine.Snapshot().Regions {
		locked, err := r.client.Instances(r.t.Context(), ecsapi.Query{Region: g.ID, LockReason: ecsapi.LockRecycling})
		if err != nil {
			r.t.Fatal(err)
		}
		out = append(out, locked...)
	}
	return out
}

// alarmed waits for the banner to tell of n instances, within the half minute
// that it may take.
func (r *rig) alarmed(n int) {
	r.t.Helper()
	r.pass(32 * time.Second)
	r.see("▲", fmt.Sprintf("%d spot instance", n), "reclaimed")
}

func (r *rig) title() string {
	r.term.mu.Lock()
	defer r.term.mu.Unlock()
	return r.term.term.GetTitle()
}

func (r *rig) bells() int {
	r.term.mu.Lock()
	defer r.term.mu.Unlock()
	return r.term.term.Bells()
}

// wiretap keeps all that a terminal is sent.
type wiretap struct {
	io.Writer
	mu   sync.Mutex
	sent bytes.Buffer
}

func (t *wiretap) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent.Write(b)
	return t.Writer.Write(b)
}

// notes are the notifications of the desktop that were asked for.
func (t *wiretap) notes() (out []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range regexp.MustCompile("\x1b]9;([^\x1b\a]*)\x1b\\\\").FindAllSubmatch(t.sent.Bytes(), -1) {
		out = append(out, string(m[1]))
	}
	return out
}

// Whatever is on screen when spot instances are taken back, half a minute later
// the banner is, and it has not taken the keys away.
func TestTheBannerIsSeenWhereverOneIs(t *testing.T) {
	long(t)
	for _, c := range []struct {
		what string
		keys []string
		see  string
	}{
		{"the fleet", nil, "Instances"},
		{"a region without any", []string{"tab", "G", "enter"}, "Instances"},
		{"the filter line", []string{"/", "web"}, "/web"},
		{"an instance", []string{"d"}, "Private addresses"},
		{"renewals", []string{"e"}, "Renewals"},
		{"jobs", []string{"J"}, "No jobs yet"},
		{"calls", []string{"@"}, "API calls"},
		{"help", []string{"?"}, "Help"},
		{"the menu", []string{"a"}, "Actions on"},
		{"a plan", []string{"*", "T"}, "Stop "},
		{"a small dialog", []string{"L"}, "Auto-release ──"},
		{"the form", []string{"N"}, "Create instances"},
		{"a list over the form", []string{"N", "enter"}, "Create instances"},
	} {
		for _, s := range [][2]int{{40, 10}, {80, 24}, {120, 35}, {200, 50}} {
			if s[0] > 80 && c.what != "the fleet" && c.what != "a plan" && c.what != "the form" {
				continue
			}
			t.Run(fmt.Sprintf("%s-%dx%d", c.what, s[0], s[1]), func(t *testing.T) {
				run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
					r.press(c.keys...)
					r.pass(3 * time.Second)
					before := r.screen()
					lost := r.storm("cn-hangzhou")
					r.pass(32 * time.Second)
					line := 1
					if s[1] < 16 {
						line = 0
					}
					lines := strings.Split(r.screen(), "\n")
					got := lines[line]
					if !strings.Contains(got, "reclaimed") { // the problems are before it
						got = lines[line+1]
					}
					if !strings.Contains(got, "▲ ") || !strings.Contains(got, fmt.Sprintf("%d", len(lost))) || !strings.Contains(got, "reclaimed") {
						r.t.Fatalf("no banner over %s\n%s\nwas\n%s", c.what, r.screen(), before)
					}
					if strings.Contains(before, c.see) {
						r.see(c.see) // it is still there
					}
				})
			})
		}
	}
}

// The banner counts down in steps until the last minute, and goes when all of
// them are gone. What went unseen is told until it is looked at.
func TestTheBannerCountsDownAndGoes(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		lost := r.storm("cn-hangzhou")
		r.alarmed(len(lost))
		left := func() string {
			m := regexp.MustCompile(`(\d:\d\d)`).FindString(r.line("spot instances will be reclaimed"))
			return m
		}
		seen := map[string]bool{}
		for range 60 {
			r.pass(time.Second)
			seen[left()] = true
		}
		if len(seen) > 13 {
			t.Errorf("a minute before the last showed %d times", len(seen))
		}
		r.pass(2*time.Minute + 40*time.Second)
		r.see("reclaimed", "0:")
		r.pass(5 * time.Minute)
		r.notSee("will be reclaimed")
		r.see(fmt.Sprintf("%d spot instances were taken back", len(lost)), "! shows them")
		r.press("!")
		r.see("Reclaims of spot instances", fmt.Sprintf("%d gone", len(lost)))
		r.notSee("were taken back")
	})
}

// The title tells of it, and changes with the minutes, not with the seconds; the
// bell rings once, and one notification is asked for, whatever is announced in
// the same half minute.
func TestTitleBellAndNotification(t *testing.T) {
	long(t)
	tap := &wiretap{}
	run(t, setup{deps: func(d *deck.Deps) {
		d.Bell, d.Notify = true, true
		tap.Writer, d.Out = d.Out, tap
	}}, func(r *rig) {
		if got := r.title(); got != "ecsdeck prod" {
			t.Errorf("the title is %q", got)
		}
		lost := r.storm("cn-hangzhou")
		r.alarmed(len(lost))
		r.pass(gather)
		if n := r.bells(); n != 1 {
			t.Errorf("the bell rang %d times", n)
		}
		names := func(note string) bool {
			return slices.ContainsFunc(lost, func(i *ecsapi.Instance) bool { return strings.Contains(note, i.Name) })
		}
		if notes := tap.notes(); len(notes) != 1 || !strings.HasPrefix(notes[0], "ecsdeck prod: ") || !names(notes[0]) || !strings.Contains(notes[0], "reclaimed") {
			t.Errorf("notified of %q", notes)
		}
		if got, want := r.title(), fmt.Sprintf("▲ %d reclaimed within 5 min · ecsdeck prod", len(lost)); got != want {
			t.Errorf("the title is %q, want %q", got, want)
		}
		tap.mu.Lock()
		tap.sent.Reset()
		tap.mu.Unlock()
		r.pass(2 * time.Minute)
		tap.mu.Lock()
		titles := bytes.Count(tap.sent.Bytes(), []byte("\x1b]2;"))
		tap.mu.Unlock()
		if titles > 2 {
			t.Errorf("in two minutes the title changed %d times", titles)
		}
		if n, notes := r.bells(), tap.notes(); n != 1 || len(notes) != 0 {
			t.Errorf("the bell rang %d times, and then came %q", n, notes)
		}
		r.storm("cn-shanghai")
		r.pass(37 * time.Second)
		if n, notes := r.bells(), tap.notes(); n != 2 || len(notes) != 1 {
			t.Errorf("with another storm the bell rang %d times, and told was %q", n, notes)
		}
		r.press("!", "*", "K")
		r.pass(time.Second)
		if got := r.title(); got != "ecsdeck prod" {
			t.Errorf("once acknowledged the title is %q", got)
		}
	})
}

// gather is how long a bell waits at most for what is announced together.
const gather = 3 * time.Second

// Nobody who does not want them is given a bell or a notification.
func TestNoBellUnasked(t *testing.T) {
	tap := &wiretap{}
	run(t, setup{deps: func(d *deck.Deps) { tap.Writer, d.Out = d.Out, tap }}, func(r *rig) {
		lost := r.storm("cn-hangzhou")
		r.alarmed(len(lost))
		r.pass(gather)
		if n, notes := r.bells(), tap.notes(); n != 0 || len(notes) != 0 {
			t.Errorf("the bell rang %d times, and told was %q", n, notes)
		}
	})
}

// A name cannot end the notification and begin something else.
func TestNotificationOfHostileNames(t *testing.T) {
	tap := &wiretap{}
	run(t, setup{sim: ecssim.Config{Instances: 300}, deps: func(d *deck.Deps) {
		d.Notify, d.Environ = true, append(d.Environ, "TMUX=/tmp/tmux-0/default,1,0")
		tap.Writer, d.Out = d.Out, tap
	}, handler: named("a\\u001b]0;b\\u0007c\\u009d9;d")}, func(r *rig) {
		lost := r.storm("cn-hangzhou")
		r.alarmed(len(lost))
		r.pass(gather)
		tap.mu.Lock()
		defer tap.mu.Unlock()
		m := regexp.MustCompile("(?s)\x1bPtmux;\x1b\x1b]9;(.*?)\x1b\x1b\\\\\x1b\\\\").FindSubmatch(tap.sent.Bytes())
		if m == nil {
			t.Fatal("nothing was handed through tmux")
		}
		if strings.ContainsFunc(string(m[1]), func(c rune) bool { return c < ' ' || c >= 0x7f && c < 0xa0 }) {
			t.Errorf("notified of %q", m[1])
		}
	})
}

func TestAcknowledge(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		lost := r.storm("cn-hangzhou")
		r.alarmed(len(lost))
		r.press("!", "K")
		r.pass(time.Second)
		r.see("▲", fmt.Sprintf("%d spot instance", len(lost)-1), "reclaimed")
		r.press("*", "K")
		r.pass(time.Second)
		r.notSee("will be reclaimed")
		r.notSee("new")
		r.see("▲", "left", "✓") // on the page they stay
		r.press("esc")
		r.pass(6 * time.Minute)
		r.notSee("taken back") // it was known
	})
}

func TestBannerScreens(t *testing.T) {
	long(t)
	for _, s := range [][2]int{{40, 10}, {80, 24}, {120, 35}, {200, 50}} {
		size := fmt.Sprintf("%dx%d", s[0], s[1])
		t.Run(size, func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
				r.storm("cn-hangzhou")
				r.pass(32 * time.Second)
				r.golden("reclaim-banner-"+size, clocks)
				r.press("T")
				r.pass(time.Second)
				r.golden("reclaim-banner-plan-"+size, clocks)
				r.press("esc", "!")
				r.golden("reclaim-page-"+size, clocks)
				r.press("R")
				r.pass(5 * time.Second)
				r.golden("reclaim-replace-"+size, clocks)
			})
		})
	}
}

// What the banner costs a thin line: with all else that an idle minute shows, it
// keeps to the budget of one, and to a third more while it counts the seconds of the
// last; with the rows that are about to go, to half as much again.
func TestBytesOfTheBanner(t *testing.T) {
	long(t)
	const idle = 3000
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%dx%d", s[0], s[1]), func(t *testing.T) {
			run(t, setup{w: s[0], h: s[1], handler: chinese}, func(r *rig) {
				r.storm("cn-hangzhou")
				r.press("tab", "G", "enter") // their rows are out of sight
				r.pass(40 * time.Second)
				r.see("will be reclaimed")
				r.term.bytes()
				r.pass(time.Minute)
				steps := r.term.bytes()
				r.press("!")
				r.pass(3 * time.Second)
				r.term.bytes()
				r.pass(time.Minute)
				rows := r.term.bytes()
				r.press("!")
				r.pass(time.Minute + 20*time.Second)
				r.see("in 0:")
				r.term.bytes()
				r.pass(30 * time.Second)
				seconds := 2 * r.term.bytes()
				t.Logf("a minute: %d B, with the page of twelve %d B, the last one %d B", steps, rows, seconds)
				if steps > idle || seconds > idle*4/3 || rows > 3*idle/2 {
					t.Errorf("a minute of the banner takes %d bytes, with the page %d, and the last one %d; budget %d", steps, rows, seconds, idle)
				}
			})
		})
	}
}
