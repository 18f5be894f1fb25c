package model_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/gdamore/tcell/v3/vt"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// Every page tells times on the person's clock, and names its zone once where it is China's and
// not Chicago's CST.
func TestTimesAreOnThePersonsClock(t *testing.T) {
	long(t)
	for place, zone := range map[string]string{"Asia/Shanghai": "CST +08:00", "UTC": "UTC"} {
		local, err := time.LoadLocation(place)
		if err != nil {
			t.Fatal(err)
		}
		views := deck.Views{Columns: map[string][]deck.ColumnChoice{"instances/wide": {{Key: "name"}, {Key: "created"}}}}
		run(t, setup{w: 200, h: 50, deps: func(d *deck.Deps) { d.Local, d.Views = local, views }}, func(r *rig) {
			one := r.only(func(i *ecsapi.Instance) bool { return monthly(i) && time.Until(i.Expires) < 20*24*time.Hour })
			r.send(fleet.ActionReboot, fleet.ActionOptions{}, one.ID)
			r.pass(time.Minute)
			for _, page := range []struct {
				keys []string
				see  string // the time
			}{
				{nil, one.Created.In(local).Format("2006-01-02 15:04")},
				{[]string{"d"}, one.Expires.In(local).Format("2006-01-02 15:04")},
				{[]string{"J"}, r.engine.Snapshot().Jobs[0].Created.In(local).Format("01-02 15:04")},
				{[]string{"@"}, time.Now().In(local).Format("15:0")},
				{[]string{"e"}, one.Expires.In(local).Format(time.DateOnly)},
				{[]string{"p"}, r.client.Now().In(local).Format("15:04 ") + zone},
			} {
				r.press(page.keys...)
				r.pass(2 * time.Second)
				r.see(page.see)
				screen := r.screen()
				if n := len(regexp.MustCompile(`\b`+regexp.QuoteMeta(zone)).FindAllString(screen, -1)); n != 1 {
					t.Errorf("%s, %q: the zone is named %d times:\n%s", place, page.keys, n, screen)
				}
				if zone != "UTC" && regexp.MustCompile(`\bUTC\b|\dZ\b`).MatchString(screen) {
					t.Errorf("%s, %q: there is another zone:\n%s", place, page.keys, screen)
				}
				if page.keys != nil {
					r.press("esc")
				}
			}
		})
	}
}

// bold reports whether a text on screen is bold.
func (r *rig) bold(text string) bool {
	r.t.Helper()
	for y, l := range strings.Split(r.screen(), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			r.term.mu.Lock()
			defer r.term.mu.Unlock()
			return r.term.term.GetCell(vt.Coord{X: vt.Col(term.Width(before)), Y: vt.Row(y)}).S.Attr()&vt.Bold != 0
		}
	}
	r.t.Errorf("no %q on screen:\n%s", text, r.screen())
	return false
}

// What a page that was left no longer waits for was no failure: it is cancelled, in grey, and the
// filter of errors doesn't find it. What calls were for has the room there is.
func TestCallsThatWereGivenUpAreNoFailures(t *testing.T) {
	run(t, setup{w: 160, h: 50}, func(r *rig) {
		r.inject(ecssim.Fault{Action: "DescribeSpotPriceHistory", Kind: "latency", Delay: 20 * time.Second})
		r.press("p")
		r.pass(2 * time.Second)
		r.press("enter")
		r.pass(time.Second)
		r.press("esc", "esc")
		r.pass(5 * time.Second)
		r.press("@", "/")
		r.press(strings.Split("api:DescribeSpotPriceHistory", "")...)
		r.press("enter")
		r.see("DescribeSpotPriceHistory", "cancelled")
		if r.bold("cancelled") {
			t.Errorf("a call that was given up is as loud as one that failed:\n%s", r.screen())
		}
		r.press("/", "\x15")
		r.press(strings.Split("error:yes", "")...)
		r.press("enter")
		r.see("Nothing matches the filter error:yes.")
	})
}
