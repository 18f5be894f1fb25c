package model_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/tty"
)

// files keeps in memory what a deck saves.
type files struct {
	mu  sync.Mutex
	all map[string]string
}

func (f *files) save(name string, write func(io.Writer) error) (string, error) {
	var out bytes.Buffer
	err := write(&out)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[name] = out.String()
	return "./" + name, err
}

func (f *files) setup(d *deck.Deps) {
	f.all = map[string]string{}
	d.Save = f.save
}

// only is the file that was saved.
func (f *files) only(t *testing.T) (name, text string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.all) != 1 {
		t.Fatalf("%d files were saved", len(f.all))
	}
	for name, text = range f.all {
	}
	clear(f.all)
	return name, text
}

// decoded reads JSON that was copied.
func decoded[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Errorf("%v in %.200q", err, text)
	}
	return v
}

func TestCopyTakesAllMarked(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "region:cn-qingdao", "enter", "*", "/", " db-replica", "enter")
		var marked []*ecsapi.Instance
		shown := 0
		for _, g := range r.engine.Snapshot().Regions {
			if g.ID == "cn-qingdao" {
				marked = g.Instances
			}
		}
		for _, i := range marked {
			shown += deck.Btoi(strings.Contains(i.Name, "db-replica"))
		}
		values := func(of func(*ecsapi.Instance) string) (all []string) {
			for _, i := range marked {
				if v := of(i); v != "" {
					all = append(all, v)
				}
			}
			slices.Sort(all)
			return all
		}
		r.press("c")
		of := fmt.Sprintf("Copy: %d marked (%d hidden)", len(marked), len(marked)-shown)
		r.see(of)
		r.see("1 row shown")
		r.golden("copy-120x35", `[0-9a-z]{12,}`)
		r.press("esc")
		r.notSee(of)
		id := func(i *ecsapi.Instance) string { return string(i.ID) }
		for _, c := range []struct {
			keys []string
			says string
			want []string
		}{
			{[]string{"c", "enter"}, "ids", values(id)},
			{[]string{"c", "c"}, "ids", values(id)},
			{[]string{"c", "i"}, "ids", values(id)},
			{[]string{"c", "n"}, "names", values(func(i *ecsapi.Instance) string { return i.Name })},
			{[]string{"c", "p"}, "private addresses", values((*ecsapi.Instance).PrivateIP)},
			{[]string{"c", "down", "down", "enter"}, "private addresses", values((*ecsapi.Instance).PrivateIP)},
		} {
			r.press(c.keys...)
			r.see(fmt.Sprintf("%d %s sent to the terminal's clipboard", len(c.want), c.says))
			got := strings.Split(strings.TrimSuffix(r.clipboard(), "\n"), "\n")
			if slices.Sort(got); !slices.Equal(got, c.want) {
				t.Errorf("%v copies %q, want %q", c.keys, got, c.want)
			}
			r.pass(10 * time.Second)
		}
		r.press("c", "k")
		r.see("1 command sent to the terminal's clipboard")
		if got := r.clipboard(); !strings.HasPrefix(got, "aliyun ecs DescribeInstances --RegionId cn-qingdao --InstanceIds '[\"i-") || strings.Count(got, "i-") != len(marked) {
			t.Errorf("copied %q", got)
		}
		r.press("c", "r")
		rows := strings.Split(strings.TrimSuffix(r.clipboard(), "\n"), "\n")
		if len(rows) != len(marked) || !strings.HasPrefix(rows[0], "db-replica-01\t● Running\t") {
			t.Errorf("copied %q", rows)
		}
		r.press("c", "j")
		for n, got := range decoded[[]record.Instance](t, r.clipboard()) {
			at := slices.IndexFunc(marked, func(i *ecsapi.Instance) bool { return string(i.ID) == got.ID })
			if at < 0 {
				t.Fatalf("record %d is of %s", n, got.ID)
			}
			want, _ := json.Marshal(record.NewInstance(marked[at]))
			if is, _ := json.Marshal(got); !bytes.Equal(is, want) {
				t.Errorf("copied %s, want %s", is, want)
			}
		}
		r.press("backspace", "c", "enter")
		at, _, _ := strings.Cut(strings.TrimSpace(r.clipboard()), "\n")
		if !strings.HasPrefix(at, "i-") || strings.Contains(r.clipboard(), "\n") {
			t.Errorf("without a mark, %q was copied", r.clipboard())
		}
		r.see("1 id sent to the terminal's clipboard")
	})
}

func TestAllShownIsExported(t *testing.T) {
	var f files
	run(t, setup{w: 200, h: 50, deps: f.setup}, func(r *rig) {
		r.press("/", "status:stopped", "enter")
		n := 0
		for _, g := range r.engine.Snapshot().Regions {
			n += g.Counts.Stopped
		}
		r.press("c", "v")
		r.see(fmt.Sprintf("%d rows sent to the terminal's clipboard", n))
		rows, err := csv.NewReader(strings.NewReader(r.clipboard())).ReadAll()
		if err != nil || len(rows) != n+1 || !slices.Contains(rows[0], "PRIVATE IP") || !slices.Contains(rows[1], "○ Stopped") {
			t.Errorf("%v in %q", err, rows[:min(2, len(rows))])
		}
		r.press("c", "tab")
		r.see("To a file:")
		r.see("write to a file")
		r.press("J")
		name, text := f.only(t)
		r.see("./" + name + " has " + fmt.Sprint(n) + " rows")
		if !strings.HasPrefix(name, "ecsdeck-instances-20") || !strings.HasSuffix(name, ".json") {
			t.Errorf("the file is %s", name)
		}
		if list := decoded[[]record.Instance](t, text); len(list) != n || *list[0].Status != "Stopped" {
			t.Errorf("%d records", len(list))
		}
	})
}

// What is more than a clipboard takes goes to a file; where none can be written, it says so.
func TestTooMuchForAClipboard(t *testing.T) {
	long(t)
	var f files
	run(t, setup{sim: ecssim.Config{Instances: 1500}, deps: f.setup}, func(r *rig) {
		r.term.bytes()
		r.press("c", "J")
		r.pass(5 * time.Second)
		name, text := f.only(t)
		if list := decoded[[]record.Instance](t, text); len(list) != 1500 {
			t.Errorf("%d records", len(list))
		}
		r.press("c", "v") // again, since the toast has gone
		r.pass(time.Second)
		r.see(" has 1,500 rows: more than a clipboard takes")
		if name, _ := f.only(t); !strings.HasSuffix(name, ".csv") {
			t.Errorf("the file is %s", name)
		}
		if r.clipboard() != "" {
			t.Errorf("%s was copied as well", name)
		}
	})
	run(t, setup{sim: ecssim.Config{Instances: 1500}}, func(r *rig) {
		r.press("c", "tab")
		r.see("Here no file can be written.")
		r.press("J")
		r.pass(2 * time.Second)
		r.see("1,500 rows: more than a clipboard takes, and here no file can be written")
		r.press("c", "v")
		r.pass(2 * time.Second)
		r.see("1,500 rows sent to the terminal's clipboard")
		if rows := strings.Count(r.clipboard(), "\n"); rows != 1501 {
			t.Errorf("%d lines were copied", rows)
		}
	})
}

// Every page with rows can be copied and exported.
func TestPagesAreCopied(t *testing.T) {
	long(t)
	run(t, setup{w: 200, h: 50, undo: time.Second}, func(r *rig) {
		one := func(keys []string, says string, check func(text string) bool) {
			t.Helper()
			r.press(keys...)
			r.pass(time.Second)
			r.see(says)
			if got := r.clipboard(); !check(got) {
				t.Errorf("%v copied %.300q", keys, got)
			}
			r.pass(10 * time.Second)
		}
		records := func(least int, has ...string) func(string) bool {
			return func(text string) bool {
				list := decoded[[]map[string]any](t, text)
				for _, h := range has {
					if _, ok := list[0][h]; !ok {
						return false
					}
				}
				return len(list) >= least
			}
		}
		table := func(title string) func(string) bool {
			return func(text string) bool {
				rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
				return err == nil && len(rows) > 1 && slices.Contains(rows[0], title)
			}
		}
		begins := func(with string) func(string) bool { return func(s string) bool { return strings.HasPrefix(s, with) } }
		r.press("shift+tab", "shift+tab") // regions
		one([]string{"c", "J"}, "rows sent", records(25, "endpoint", "name_zh"))
		one([]string{"down", "c", "enter"}, "1 id sent", begins("cn-"))
		r.press("esc", "d")
		one([]string{"c", "enter"}, "1 id sent", begins("i-"))
		one([]string{"c", "j"}, "1 row sent", records(1, "id", "security_groups"))
		r.press("esc", "e")
		one([]string{"c", "v"}, "sent to", table("AUTO-RENEW"))
		one([]string{"space", "space", "c", "j"}, "2 rows sent", records(2, "auto_renew", "next_charge"))
		r.press("backspace", "esc", "@")
		one([]string{"c", "enter"}, "1 request id sent", func(s string) bool { return len(s) == 36 })
		one([]string{"c", "J"}, "rows sent", records(10, "api", "ms", "status"))
		r.press("esc", "p")
		r.pass(5 * time.Second)
		one([]string{"c", "enter"}, "1 instance type sent", begins("ecs."))
		one([]string{"c", "v"}, "rows sent", table("AVG/CPU"))
		one([]string{"c", "J"}, "rows sent", records(5, "zone", "price", "suggested_bid"))
		r.press("esc", "/", "region:cn-qingdao", "enter", "*", "T")
		r.confirm()
		r.press("J")
		one([]string{"c", "enter"}, "ids sent", begins("i-"))
		one([]string{"tab", "c", "v"}, "rows sent", table("OUTCOME"))
	})
}

// A copy says no more than what is known of where it went.
func TestCopyThroughAMultiplexer(t *testing.T) {
	for _, c := range []struct{ environ, says, sends string }{
		{"TERM=tmux-256color", "1 id sent to tmux, which passes it on after: set -s set-clipboard on", "\x1bPtmux;\x1b\x1b]52;c;"},
		{"STY=1.x", "1 id sent to the clipboard of screen's terminal", "\x1bP\x1b]52;c;"},
	} {
		run(t, setup{deps: func(d *deck.Deps) { d.Clipboard = tty.NewClipboard([]string{c.environ}, false) }}, func(r *rig) {
			r.press("c", "c")
			r.see(c.says)
			r.term.mu.Lock()
			defer r.term.mu.Unlock()
			if !strings.Contains(r.term.sent.String(), c.sends) {
				t.Errorf("%s: no %q was sent", c.environ, c.sends)
			}
		})
	}
}

// The page of an instance as JSON is what is copied of it, follows it, and is searched.
func TestInstanceAsJSON(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		i := r.only(func(i *ecsapi.Instance) bool { return i.Status == ecsapi.Running && i.ChargeType == ecsapi.PostPaid })
		before := r.calls("DescribeInstances")
		r.press("y")
		r.pass(time.Second)
		r.see(i.Name, "as JSON")
		r.see(`"id": "` + string(i.ID) + `",`)
		r.golden("json-120x35", `[0-9a-z]{16,}`, `20\d\d-\d\d-\d\dT[\d:]+Z`)
		r.press("c")
		r.see(string(i.ID) + " as JSON sent to the terminal's clipboard")
		got := decoded[record.DetailedInstance](t, r.clipboard())
		details, err := r.client.InstanceDetails(r.t.Context(), i.Region, []ecsapi.InstanceID{i.ID})
		if err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal(record.NewDetailedInstance(i, record.NewDetails(details[0])))
		if is, _ := json.Marshal(got); !bytes.Equal(is, want) || len(got.Details.Interfaces) == 0 {
			t.Errorf("copied %s\nwant %s", is, want)
		}
		r.press("/", "ip", "enter")
		r.see(" ─ 1 of ")
		first := r.line("▌", `"`)
		r.press("n")
		r.see(" ─ 2 of ")
		if now := r.line("▌", `"`); now == first || now == "" {
			t.Errorf("the next place is %q, as the first", now)
		}
		r.press("N", "N") // from the first to the last
		if r.line("▌", `"`) == first {
			t.Error("the place before the first is not the last")
		}
		r.press("esc")
		r.notSee("─ 1 of ")
		r.press("T")
		r.confirm()
		r.pass(time.Minute)
		r.press("g")
		r.see(`"status": "Stopped",`)
		r.press("c")
		if got := decoded[record.DetailedInstance](t, r.clipboard()); *got.Status != "Stopped" {
			t.Errorf("copied is the status %s", *got.Status)
		}
		r.press("y")
		r.see("Instances")
		if n := r.calls("DescribeInstances") - before; n > 60 {
			t.Errorf("%d calls were made", n)
		}
	})
}
