package model_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"
	"github.com/gdamore/tcell/v3/vt"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// hits are the texts on screen that are underlined, line by line.
func (r *rig) hits() []string {
	r.term.mu.Lock()
	defer r.term.mu.Unlock()
	r.term.term.Drain()
	var out []string
	for y := range r.term.h - 2 { // the last lines have what is typed
		var run strings.Builder
		for x := range r.term.w + 1 {
			c := r.term.term.GetCell(vt.Coord{X: vt.Col(x), Y: vt.Row(y)})
			if x < r.term.w && c.S.Attr()&vt.Underline != 0 {
				run.WriteString(c.C)
			} else if run.Len() > 0 {
				out = append(out, run.String())
				run.Reset()
			}
		}
	}
	return out
}

// What a filter found is underlined in the cells, without colours too.
func TestHitsAreMarked(t *testing.T) {
	for _, profile := range []colorprofile.Profile{colorprofile.TrueColor, colorprofile.ASCII} {
		run(t, setup{w: 200, h: 50, profile: profile}, func(r *rig) {
			if hits := r.hits(); hits != nil {
				t.Errorf("without a filter %q", hits)
			}
			r.press("/", "WEB")
			found := r.hits()
			if len(found) == 0 {
				t.Errorf("nothing is marked:\n%s", r.screen())
			}
			for _, h := range found {
				if !strings.EqualFold(h, "web") {
					t.Errorf("%q is marked", h)
				}
			}
			r.press("\x15", "zone:h and not 0", "enter")
			for _, h := range r.hits() {
				if h != "h" && h != "cn-hangzhou-h" {
					t.Errorf("%q is marked", h)
				}
			}
			r.press("esc")
			if hits := r.hits(); hits != nil {
				t.Errorf("after the filter %q", hits)
			}
		})
	}
}

// Jobs and the instances of one have each a filter of their own, and are followed under it.
func TestJobsAreFiltered(t *testing.T) {
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		r.press("/", "region:cn-qingdao", "enter", "*", "B")
		r.confirm()
		r.pass(3 * time.Minute)
		r.press("backspace", "esc")
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		stopped := r.only(func(i *ecsapi.Instance) bool { return i.Status == ecsapi.Running && i.Region == "cn-beijing" })
		r.press("T")
		r.confirm()
		r.pass(8 * time.Minute)
		r.press("J")
		r.see("reboot 3", "3 of 3 done")
		r.see("stop 1", "1 failed")

		r.press("/", "status:failed")
		r.see("Jobs", "1 of 2")
		r.see(" /status:failed", "1 of 2")
		r.notSee("reboot 3")
		r.press("enter")
		r.see("Jobs status:failed ─ 1 of 2")
		r.press("esc")
		r.see("reboot 3")
		for src, job := range map[string]string{
			"reboot": "reboot 3", "action:stop": "stop 1", "count>1": "reboot 3", "job=2": "stop 1", "region:beijing": "stop 1",
			"id:" + string(stopped.ID): "stop 1", "error:InternalError": "stop 1", "not status:done": "stop 1", "began<5m or who:x or what:reboot": "reboot 3",
		} {
			r.press("/", "\x15", src, "enter")
			r.see("Jobs", "1 of 2")
			r.see(job)
			r.press("esc")
		}

		// The cursor stays on its job, and comes back to it.
		r.press("G", "/", "\x15", "reboot")
		r.see("▌    1", "reboot 3")
		r.press("\x15", "stop", "esc")
		r.see("▌    1", "reboot 3")

		// The instances of a job.
		names := r.names("cn-qingdao")
		r.press("tab", "/", names[1])
		r.see("reboot 3", "1 of 3")
		r.see("▌ "+names[1], "done")
		r.notSee("✓ done", names[0])
		r.press("enter")
		r.see("Job 1", names[1]+" ─ 1 of 3")
		r.press("\x15")
		r.press("/", "\x15", "outcome:failed", "enter")
		r.see("Nothing matches the filter outcome:failed.")
		r.press("esc")
		r.see("✓ done", names[0])
		r.press("esc") // the page
		r.notSee("Jobs ")
	})
}

// names are those of a region's instances.
func (r *rig) names(region ecsapi.RegionID) (names []string) {
	g, _ := r.engine.Snapshot().Region(region)
	for _, i := range g.Instances {
		names = append(names, i.Name)
	}
	return names
}

// A job that its filter lets go is not what a key acts on.
func TestAJobThatLeavesTheListIsNotMistaken(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("T")
		r.confirm()
		r.pass(8 * time.Minute)
		r.press("B")
		r.confirm()
		r.press("J", "/", "not status:done", "enter", "G", "g")
		r.see("▌    2 reboot 1")
		r.pass(3 * time.Minute)
		r.notSee("reboot 1")
		r.see("▌    1 stop 1")
		r.press("R")
		r.see("Job 2 has left the list: look where the cursor is now.")
		r.notSee("Stop 1 instance")
		r.press("R")
		r.see("Stop 1 instance")
	})
}

// API calls are filtered while more are made.
func TestCallsAreFiltered(t *testing.T) {
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		r.press("@", "/", "api:DescribeRegions status:200", "enter")
		r.see("API calls api:DescribeRegions status:200 ─ 2 of")
		r.see("▌", "DescribeRegions", "200")
		r.notSee("DescribeInstances")
		r.press("/", "\x15", "DescribeInstances region:qingdao ms>=0 at<1h error:no kb<100000 try=1", "enter")
		r.see("DescribeInstances", "cn-qingdao")
		r.notSee("DescribeRegions ")
		r.press("f5")
		r.pass(10 * time.Second)
		elsewhere := regexp.MustCompile(`DescribeInstances +cn-beijing `)
		if elsewhere.MatchString(r.screen()) {
			t.Errorf("a call to another region is shown:\n%s", r.screen())
		}
		r.press("esc")
		if !elsewhere.MatchString(r.screen()) {
			t.Errorf("no call to another region is shown:\n%s", r.screen())
		}
		r.press("/", "error:yes")
		r.see("Nothing matches the filter error:yes.")
		r.press("esc", "esc")
		r.notSee("API calls")
	})
}

// Reclaims have the fields of instances and their own; marks that the filter hides are counted.
func TestReclaimsAreFiltered(t *testing.T) {
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		r.storm("")
		r.pass(40 * time.Second)
		r.press("!")
		r.see("12 to go")
		r.press("*", "/", "zone:d state:open")
		r.see("4 of 12")
		r.press("enter")
		r.see("Reclaims of spot instances zone:d state:open ─ 4 of 12 ─ 12 to go ─ 12 marked (8 hidden)")
		r.see("cn-hangzhou-d", "left")
		r.notSee("left", "cn-hangzhou-h")
		r.press("*")
		r.see("8 marked (8 hidden)")
		r.press("esc", "backspace", "/", "\x15", "batch", "enter", "K")
		r.press("/", "\x15", "seen:yes", "enter")
		r.see("1 of 12")
		r.see("batch-spot-001", "✓")
		r.press("/", "\x15", "state:spared drain:failed", "enter")
		r.see("Nothing matches the filter state:spared drain:failed.")
		r.press("esc")
		r.see("12 to go")
		r.press("esc")
		r.notSee("Reclaims of spot instances")
	})
}

// Help is searched: a search never runs what is typed, its hits are marked, and esc shows all again.
func TestHelpIsSearched(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 35}, {200, 50}} {
		run(t, setup{w: size[0], h: size[1]}, func(r *rig) {
			r.press("?")
			all := r.screen()
			r.press("/", "spot")
			r.see(" /spot")
			r.notSee("Stop") // no dialog of the letters
			r.press("enter")
			r.see("Help spot")
			r.see("spot prices: where, what and at which price")
			r.see("Everywhere")
			r.notSee("one page up")
			for _, h := range r.hits() {
				if !strings.EqualFold(h, "spot") {
					t.Errorf("%q is marked", h)
				}
			}
			if len(r.hits()) == 0 {
				t.Error("nothing is marked")
			}
			r.press("/", "\x15", "tag:env prod")
			r.see("tag:env=prod  tag:env")
			r.press("\x15", "@") // a key, and no saved filter
			r.see("API calls")
			r.press("\x15", "no such words")
			r.see("nothing has all these words")
			r.press("esc", "esc")
			if got := r.screen(); got != all {
				t.Errorf("esc leaves\n%s", got)
			}
			r.press("esc")
			r.notSee("Help")
		})
	}
}

var more = regexp.MustCompile(`↓ [0-9,]+ more`)

// How many lines follow is said at once, and no line of help loses its last words.
func TestHelpIsWhole(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 35}, {200, 50}} {
		run(t, setup{w: size[0], h: size[1]}, func(r *rig) {
			if _, err := r.keys.Write([]byte("?")); err != nil {
				t.Fatal(err)
			}
			r.pass(20 * time.Millisecond) // the first frame
			if r.see("↓"); size[0] == 40 {
				return // its headings are cut
			}
			var words strings.Builder
			for below := true; below; r.press("j", "j", "j") {
				below = more.MatchString(r.screen())
				words.WriteString(r.screen())
			}
			for _, last := range []string{"secured, or", "its newest job failed", "since when that is the price", "when it began"} {
				if !strings.Contains(words.String(), last) {
					t.Errorf("%q is not to be seen", last)
				}
			}
			for _, l := range strings.Split(words.String(), "\n") {
				if strings.HasSuffix(l, "…│") || strings.HasSuffix(l, "…") {
					t.Errorf("cut: %s", l)
				}
			}
		})
	}
}

// The regions have the language too.
func TestRegionsAreFiltered(t *testing.T) {
	run(t, setup{w: 120, h: 50}, func(r *rig) {
		r.press("tab", "/", "count>20")
		r.see("2 of 28")
		r.see("│▌ cn-", "hangzhou")
		r.press("enter")
		r.see("Regions /count>20")
		r.press("/", "\x15", "hang or 香港 or problems:>1 region:beijing", "enter", "j")
		r.see("▌ cn-hangzhou", "70")
		r.see("cn-beijing")
		r.see("cn-hongkong")
		r.notSee("cn-qingdao          3")
		if hits := r.hits(); len(hits) == 0 || hits[0] != "hang" && hits[0] != "beijing" {
			t.Errorf("marked are %q", hits)
		}
		r.press("/", "\x15", "status:failed", "enter")
		r.see("no region matches")
		r.press("esc")
		r.see("✓all", "200")
		r.press("/", "qingdao", "enter", "enter")
		r.see("cn-qingdao  3 instances")
		r.see("cn-beijing ")
	})
}

// Pickers take the words of filters: all of them, quoted ones, not and or.
func TestPickersTakeWordsOfFilters(t *testing.T) {
	run(t, setup{w: 200, h: 50}, func(r *rig) {
		r.press("i") // to one that has no problems
		r.form(true)
		r.to("Region")
		r.press("enter")
		for src, want := range map[string]string{
			"hangzhou or beijing":                "2 of 28",
			"cn- -(hangzhou or beijing) qingdao": "1 of 28",
			`"China (Beijing)" or us-east`:       "2 of 28",
			"us-w|x":                             "write or between alternatives",
			"no-such-region":                     "nothing has all these words",
		} {
			r.press("\x15", src)
			r.see("/ " + src)
			r.see(want)
		}
		r.press("\x15", "us- not east")
		r.see("▌", "us-west-1")
		r.notSee("us-east-1", "US (")
		if hits := r.hits(); !slices.Contains(hits, "us-") {
			t.Errorf("marked are %q", hits)
		}
		r.press("\x15", "hang", "enter")
		r.see("Region", "cn-hangzhou ▾")
	})
}
