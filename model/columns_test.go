package model_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/model/deck"
	"ecsdeck/ui/config"
)

// titles is the line of a list's column titles.
func (r *rig) titles() string { return r.line("STATUS") }

// inOrder reports whether a text has words in an order.
func inOrder(text string, words ...string) bool {
	for _, w := range words {
		_, rest, found := strings.Cut(text, w)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

// Columns are chosen, moved and sized while the table behind follows. Esc leaves all as it was,
// enter keeps it for the next deck, and for a screen of this width alone.
func TestColumnsAreChosen(t *testing.T) {
	file := config.Kept[deck.Views]{Path: filepath.Join(t.TempDir(), "views.json")}
	kept := func(d *deck.Deps) {
		var err error
		if d.Views, err = file.Load(); err != nil {
			t.Fatal(err)
		}
		d.ViewStore = file
	}
	run(t, setup{w: 80, h: 24, deps: kept}, func(r *rig) {
		shipped := r.titles()
		r.press("f")
		r.golden("columns-80x24")
		r.press("j", "j", "space", "j", "space") // neither type nor zone
		r.press("j", "j", "space", "<", "<", "<", "<", "<")
		r.press("+", "+", "-")
		r.see("VCPU", " 5 ", "vCPUs")
		if now := r.titles(); !inOrder(now, "VCPU", "NAME", "STATUS", "EXPIRES") || strings.Contains(now, "TYPE") || strings.Contains(now, "ZONE") {
			t.Errorf("the table behind has the columns %q", now)
		}
		r.press("esc")
		if now := r.titles(); now != shipped {
			t.Errorf("esc left the columns %q, not %q", now, shipped)
		}
		r.press("f", "j", "j", "space", "enter")
		if now := r.titles(); strings.Contains(now, "TYPE") || !inOrder(now, "NAME", "STATUS", "ZONE") {
			t.Errorf("enter left the columns %q", now)
		}
		r.pass(time.Second)
	})
	run(t, setup{w: 80, h: 24, deps: kept}, func(r *rig) {
		if now := r.titles(); strings.Contains(now, "TYPE") {
			t.Errorf("the next deck has the columns %q", now)
		}
		r.press("f", "r", "enter")
		if now := r.titles(); !strings.Contains(now, "TYPE") {
			t.Errorf("reset, the columns are %q", now)
		}
	})
	if err := file.Change(func(v *deck.Views) {
		v.Columns = map[string][]deck.ColumnChoice{"instances/narrow": {{Key: "name"}, {Key: "gone"}, {Key: "status"}, {Key: "name"}}}
	}); err != nil {
		t.Fatal(err)
	}
	run(t, setup{w: 120, h: 35, deps: kept}, func(r *rig) {
		if now := r.titles(); !strings.Contains(now, "TYPE") {
			t.Errorf("a wide screen has the columns of narrow ones: %q", now)
		}
	})
	run(t, setup{w: 80, h: 24, deps: kept}, func(r *rig) {
		if now := strings.Fields(r.titles()); fmt.Sprint(now) != "[NAME▲ STATUS]" {
			t.Errorf("the columns are %q", now)
		}
	})
}

// Settings have columns until others are kept; columns of tags are offered where the fleet has
// the tags.
func TestColumnsOfSettingsAndTags(t *testing.T) {
	preset := func(d *deck.Deps) {
		d.Presets.Columns = map[string][]deck.ColumnChoice{"instances": {{Key: "status"}, {Key: "tag:env"}, {Key: "os"}}}
	}
	run(t, setup{deps: preset}, func(r *rig) {
		if now := r.titles(); !inOrder(now, "STATUS", "ENV", "OS") || strings.Contains(now, "NAME") {
			t.Errorf("the columns are %q", now)
		}
		r.see("Running", "prod")
		r.press("f", "G")
		r.see("the value of the tag")
	})
}

// Rows are sorted by a second column where the first has equals, and the heading names the first
// where its column is out of sight.
func TestSortedByTwoColumns(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press(">") // by status
		r.press("f", "G", "g", "j", "j", "s", "s", "enter")
		titles := r.titles()
		if !inOrder(titles, "STATUS▲", "TYPE▾") {
			t.Errorf("the titles are %q", titles)
		}
		r.press("f")
		r.see("STATUS", "▲ 1")
		r.see("TYPE", "▼ 2")
		r.press("esc")
		for n := 0; n < 15 && r.line("Instances", "sorted by private ip") == ""; n++ {
			r.press(">")
		}
		r.see("Instances", "sorted by private ip ▲")
		r.press("o")
		r.see("Instances", "sorted by private ip ▼")
	})
}

// Rows of one name carry the end of their ids where the ids are not in sight, and the status
// line tells of the row that the cursor rests on.
func TestNamesakesAreToldApart(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.pass(3 * time.Second)
		lines := strings.Split(r.screen(), "\n")
		id, _, _ := strings.Cut(strings.TrimSpace(lines[22]), " ")
		in, ok := r.engine.Snapshot().Instance(ecsapi.InstanceID(id))
		if !ok {
			t.Fatalf("the status line is %q", lines[22])
		}
		r.see("▌", in.Name)
		for _, g := range r.engine.Snapshot().Regions {
			for _, one := range g.Instances {
				tail := " …" + string(one.ID[len(one.ID)-4:])
				if r.line(tail) != "" {
					r.see(one.Name + tail)
				}
			}
		}
		r.see("api-001 …")
		r.see(id, in.Name, in.PrivateIP())
		r.press("a")
		r.see("Actions on " + in.Name + " · " + id)
		r.press("esc", "j")
		r.notSee(id + " ·") // it is another row now, and nobody rests on it yet
		r.pass(3 * time.Second)
		if now := strings.Split(r.screen(), "\n")[22]; !strings.Contains(now, " · ") || strings.Contains(now, id) {
			t.Errorf("the status line is %q", now)
		}
	})
	run(t, setup{w: 260, h: 50}, func(r *rig) { // the ids are in sight
		r.pass(3 * time.Second)
		r.see("api-001", "i-2ze")
		r.notSee("api-001 …")
	})
}

// The pane with the focus has the whole width, whichever it is, until z is pressed again.
func TestZoom(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("z")
		r.notSee("┌ Regions")
		r.see("┌ Instances")
		r.press("tab")
		r.see("┌ Regions")
		r.notSee("Instances ─")
		r.press("tab")
		r.see("┌ Zones")
		r.press("tab", "z")
		r.see("┌ Regions", "┌ Instances")
	})
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press("z")
		r.see("One pane is shown already")
	})
}

// Regions can be looked for and sorted, and a list that is cut says so.
func TestRegionsAreFoundAndSorted(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		r.press("tab")
		r.see("Regions", "↓", "more")
		r.press("/")
		r.press("s", "h", "e", "n")
		r.see("▌", "cn-shenzhen")
		r.notSee("cn-hangzhou")
		r.press("esc")
		r.see("cn-hangzhou")
		r.press("/", "z", "z", "z")
		r.see("no region matches")
		r.press("esc", ">")
		r.see("Regions · by count ▼")
		r.press("j")
		r.see("▌", "cn-hangzhou") // which has the most
		r.press("/", "g", "u", "a", "n", "g", "enter", "enter")
		r.see("cn-guangzhou", "ecsdeck")
	})
}

// A region that failed before it was read to its end says what is missing, wherever it stands.
func TestRegionReadInPart(t *testing.T) {
	later := func(cloud http.Handler) http.Handler { // pages of a region but for the first one
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			said, _ := url.ParseQuery(string(body) + "&" + r.URL.RawQuery)
			if page := said.Get("PageNumber"); said.Get("RegionId") == "cn-hangzhou" && page != "" && page != "1" {
				http.Error(w, "no", http.StatusInternalServerError)
				return
			}
			cloud.ServeHTTP(w, r)
		})
	}
	run(t, setup{sim: ecssim.Config{Instances: 1200}, h: 40, w: 120, handler: later}, func(r *rig) {
		r.pass(2 * time.Minute)
		r.see("ecsdeck", "+ instances")
		r.see("all", "+", "││")
		r.see("cn-hangzhou", "100+", "!")
		r.press("tab", "/", "hangzhou", "enter")
		r.see("never read completely: 100")
		r.press("tab", "tab", "/", "region:cn-hangzhou", "enter", "*", "T")
		r.pass(5 * time.Second)
		r.see("cn-hangzhou can't be read: never read completely")
		r.press("esc")
		r.see("cn-hangzhou")
		if strings.Contains(r.screen(), "292 y") {
			t.Errorf("a time that is not known has an age:\n%s", r.screen())
		}
	})
}
