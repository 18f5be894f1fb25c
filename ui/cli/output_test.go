package cli

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// lines are those of the output.
func (r result) lines() []string {
	r.Helper()
	r.ended(shell.StatusDone)
	return strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
}

func TestColumns(t *testing.T) {
	simulate(t, small, func(w *world) {
		records := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusDone))
		rows, err := csv.NewReader(strings.NewReader(w.run("ls", "-o", "csv", "--columns", "zone, id,tag:env,charge,memory_mib").ended(shell.StatusDone).out)).ReadAll()
		if err != nil || !slices.Equal(rows[0], []string{"zone", "id", "tag:env", "charge", "memory_mib"}) {
			w.Fatal(err, rows[0])
		}
		charges := map[string]bool{}
		for i, r := range records {
			mib := shell.Number(r.MemoryMiB)
			if row := rows[i+1]; !slices.Equal(slices.Delete(slices.Clone(row), 3, 4), []string{*r.Zone, r.ID, r.Tags["env"], mib}) {
				w.Errorf("%q is not %s", row, r.ID)
			}
			charges[rows[i+1][3]] = true
		}
		if len(charges) < 2 || charges[""] {
			w.Errorf("charges are %v", charges)
		}
		// A table has titles, CSV the names of fields.
		for form, want := range map[string]string{"table": "PRIVATE IP", "csv": "private_ip"} {
			if got := w.run("ls", "--columns", "private", "-o", form).lines(); got[0] != want || len(got) != 301 {
				w.Errorf("%d lines begin with %q, want %q", len(got), got[0], want)
			}
			if got := w.run("ls", "--columns", "private", "-o", form, "--no-header").lines(); len(got) != 300 || got[0] != *records[0].PrivateIP {
				w.Errorf("%d lines without names begin with %q", len(got), got[0])
			}
		}
		usual, more := w.run("ls").lines(), w.run("ls", "--columns", "+os,tag:team").lines()
		for i, line := range usual {
			if i > 0 && !strings.HasPrefix(more[i], line) {
				w.Fatalf("%q does not begin as %q", more[i], line)
			}
		}
		if !strings.HasPrefix(more[0], usual[0]) || !strings.HasSuffix(more[0], "  tag:team") {
			w.Errorf("added columns are %q", more[0])
		}
		if got := w.run("ls", "-o", "json", "--columns", "id").out; got != w.run("ls", "-o", "json").out {
			w.Error("JSON was cut")
		}
	})
}

// Each list of things has columns and an order.
func TestColumnsOfEachCommand(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.run("stop", w.some(1, "status:running")[0], "--yes").ended(shell.StatusDone)
		for command, columns := range map[string]string{
			"regions": "id,name_zh", "zones": "region,types", "renewals": "id,auto_renew,tag:env", "types g7": "id,memory,gpu_name",
			"images --region cn-hangzhou": "id,created", "prices ecs.g7.large --region cn-hangzhou": "type,per_hour", "doctor": "check,state,code",
			"jobs": "job,key,calls", "jobs 1": "id,outcome,request_id", "spot --region cn-hangzhou --type ecs.g7.large": "zone,p95,sd",
			"stop --filter status:running --region cn-beijing --dry-run": "id,name,status",
		} {
			names := strings.Split(columns, ",")
			args := append(strings.Fields(command), "--columns", columns, "--sort", "-"+names[1]+","+names[0])
			for _, form := range []string{"table", "csv"} {
				if lines := strings.Split(w.run(append(args, "-o", form)...).out, "\n"); form == "csv" && strings.Count(lines[0], ",") != len(names)-1 || len(lines) < 3 {
					w.Errorf("%s -o %s: %q", command, form, lines)
				}
			}
		}
	})
}

func TestSort(t *testing.T) {
	simulate(t, small, func(w *world) {
		sorted := func(by string) []record.Instance {
			return read[[]record.Instance](w.run("ls", "-o", "json", "--sort", by).ended(shell.StatusDone))
		}
		check := func(by string, less func(a, b record.Instance) bool) {
			list := sorted(by)
			for i := range list[1:] {
				if less(list[i+1], list[i]) {
					w.Errorf("--sort %s has %s before %s", by, list[i].ID, list[i+1].ID)
				}
			}
			if len(list) != 300 {
				w.Errorf("--sort %s has %d", by, len(list))
			}
		}
		check("name", func(a, b record.Instance) bool { return term.CompareNatural(a.Name, b.Name) < 0 })
		check("-memory_mib,id", func(a, b record.Instance) bool {
			return *a.MemoryMiB > *b.MemoryMiB || *a.MemoryMiB == *b.MemoryMiB && term.CompareNatural(a.ID, b.ID) < 0
		})
		check("-created", func(a, b record.Instance) bool { return *a.Created > *b.Created })
		for _, by := range []string{"expires", "-expires", "public", "-public"} { // what is unknown is last either way
			check(by, func(a, b record.Instance) bool {
				x, y := a.Expires, b.Expires
				if strings.HasSuffix(by, "public") {
					x, y = a.PublicIP, b.PublicIP
				}
				return x != nil && y == nil
			})
		}
	})
}

func TestForms(t *testing.T) {
	simulate(t, small, func(w *world) {
		records := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusDone))
		ids := shell.IDs(records, func(r record.Instance) string { return r.ID })
		if got := w.run("ls", "-o", "ids").lines(); !slices.Equal(got, ids) {
			w.Errorf("ids are %q", got)
		}
		for form, cell := range map[string]func(r record.Instance) string{
			"template={{.id}} {{.zone}}":                        func(r record.Instance) string { return r.ID + " " + *r.Zone },
			"go-template={{.id}}{{\"\\n\"}}":                    func(r record.Instance) string { return r.ID },
			"template={{.tags.env}}/{{index .tags `team`}}":     func(r record.Instance) string { return r.Tags["env"] + "/" + r.Tags["team"] },
			"template={{join .security_groups `+`}}":            func(r record.Instance) string { return strings.Join(r.SecurityGroups, "+") },
			"template={{range .security_groups}}<{{.}}>{{end}}": func(r record.Instance) string { return "<" + strings.Join(r.SecurityGroups, "><") + ">" },
			"template={{if gt .cpu 4}}big{{else}}{{.cpu}}{{end}}": func(r record.Instance) string {
				return map[bool]string{true: "big", false: shell.Number(r.CPU)}[*r.CPU > 4]
			},
			"template={{with .public_ip}}{{.}}{{else}}none{{end}}": func(r record.Instance) string {
				return map[bool]string{true: "none", false: shell.Deref(r.PublicIP)}[r.PublicIP == nil]
			},
			"template={{$n := len .tags}}{{$n}}":              func(r record.Instance) string { return shell.Number(new(len(r.Tags))) },
			"template={{(index .tags `env`) | upper | json}}": func(r record.Instance) string { return `"` + strings.ToUpper(r.Tags["env"]) + `"` },
		} {
			want := shell.IDs(records, cell)
			if got := w.run("ls", "-o", form).lines(); !slices.Equal(got, want) {
				w.Errorf("%s prints %q, want %q", form, got[0], want[0])
			}
		}
		// What is no list is one record.
		if got := w.run("stop", ids[0], ids[1], "--dry-run", "-o", "template={{.planned}}{{range .targets}} {{.id}}{{end}}").out; !strings.HasPrefix(got, "1 ") && !strings.HasPrefix(got, "2 ") && got != "0\n" {
			w.Errorf("a plan is %q", got)
		}
		// YAML says what JSON says.
		var fromYAML, fromJSON any
		if err := yaml.Unmarshal([]byte(w.run("ls", "-o", "yaml").ended(shell.StatusDone).out), &fromYAML); err != nil {
			w.Fatal(err)
		}
		if err := json.Unmarshal([]byte(w.run("ls", "-o", "json").out), &fromJSON); err != nil {
			w.Fatal(err)
		}
		var again any
		text, _ := json.Marshal(fromYAML)
		if json.Unmarshal(text, &again); !reflect.DeepEqual(again, fromJSON) {
			w.Error("YAML differs from JSON")
		}
	})
}

func TestQuery(t *testing.T) {
	simulate(t, small, func(w *world) {
		records := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusDone))
		if got := read[int](w.run("ls", "--query", "length(@)").ended(shell.StatusDone)); got != 300 {
			w.Errorf("%d instances", got)
		}
		big := 0
		for _, r := range records {
			if *r.CPU >= 8 {
				big++
			}
		}
		if got := read[[]string](w.run("ls", "--query", "[?cpu >= `8`].id").ended(shell.StatusDone)); len(got) != big || big == 0 {
			w.Errorf("%d have 8 vCPUs or more, want %d", len(got), big)
		}
		if got := w.run("ls", "--query", "[0].{id: id, zone: zone}", "-o", "yaml").ended(shell.StatusDone).out; got != "id: "+records[0].ID+"\nzone: "+*records[0].Zone+"\n" {
			w.Errorf("the first is %q", got)
		}
		if got := w.run("ls", "--query", "[:2]", "-o", "template={{.id}}").lines(); !slices.Equal(got, []string{records[0].ID, records[1].ID}) {
			w.Errorf("the first two are %q", got)
		}
		plan := w.run("stop", "--filter", "status:running", "--region", "cn-beijing", "--dry-run", "--query", "targets[].id").ended(shell.StatusDone)
		if got := read[[]string](plan); len(got) == 0 {
			w.Errorf("a plan has %q", got)
		}
	})
}

// What is written wrong is refused before anything is asked, in one line.
func TestBadOutput(t *testing.T) {
	for _, c := range []struct {
		flag, value, said string
	}{
		{"--columns", "", "--columns needs names of columns; accepted: id, name"},
		{"--columns", "id,,zone", "--columns needs names"},
		{"--columns", "+", "--columns needs names"},
		{"--columns", "id,nme", `--columns: there is no column "nme"; did you mean name or mem or age; accepted: id, name, status`},
		{"--columns", "tag:", "--columns needs names"},
		{"--columns", "a\x00b\x1b[31m", `there is no column "a\x00b\x1b[31m"`},
		{"--columns", strings.Repeat("x", 100_000), "there is no column"},
		{"--sort", "", "--sort needs names of columns"},
		{"--sort", "-", "--sort needs names of columns"},
		{"--sort", "id,-zoen", `--sort: there is no column "zoen"; did you mean zone`},
		{"--output", "template", `--output cannot be "template"; accepted: table, json, yaml, csv, ids, template=TEXT`},
		{"--output", "json=x", `--output cannot be "json=x"`},
		{"--output", "template=", "--output template: it must be one template and print something"},
		{"--output", "template={{.id", "--output template: line 1: unclosed action"},
		{"--output", "template={{\n.id}}{{nothing .id}}", `--output template: line 2: function "nothing" not defined`},
		{"--output", "template={{call .id}}", `function "call" not defined`},
		{"--output", `template={{define "a"}}{{template "a"}}{{end}}{{template "a"}}`, "--output template: it must be one template"},
		{"--output", `template={{template "a"}}`, "is not possible"},
		{"--output", "template={{range .tags}}{{break}}{{end}}", "is not possible"},
		{"--output", "template=" + strings.Repeat("{{if 1}}", 10_000), "--output template: line 1"},
		{"--query", "", "--query needs a JMESPath expression"},
		{"--query", "[?cpu > `8`", "--query: at its end: "},
		{"--query", "[].id)", `--query: at character 6, ")": `},
		{"--query", "a#b", `--query: at character 2, "#b": `},
		{"--query", strings.Repeat("[", 100_000), "--query has 100,000 letters; accepted: at most 8,192"},
		{"--query", strings.Repeat("[", 8000), "--query: "},
		{"--query", "\x00", "--query: "},
	} {
		run(t, alone(t), "ls", c.flag, c.value).refused(shell.StatusUsage, c.said)
	}
	run(t, alone(t), "ls", "--query", "[]", "-o", "csv").refused(shell.StatusUsage, "--query prints JSON and cannot be joined with --output csv; accepted: json, yaml, template=TEXT")
	run(t, alone(t), "prices", "ecs.g7.large", "-o", "ids").refused(shell.StatusUsage, `--output cannot be "ids"; accepted: table, json, yaml, csv, template=TEXT`)
}

// What only turns out on the way ends the command in one line too.
func TestOutputFailsOnTheWay(t *testing.T) {
	simulate(t, small, func(w *world) {
		for _, c := range [][3]string{
			{"-o", "template={{.nme}}", `--output template: there is no field "nme"; did you mean name`},
			{"-o", "template={{.id.name}}", `there is no field "name"`},
			{"-o", "template={{range .cpu}}{{end}}", "range works on lists and tags"},
			{"-o", "template={{len}}", "len needs something to work on"},
			{"-o", "template={{.id .name}}", `".id" is no function`},
			{"-o", "template=" + strings.Repeat("{{range $k, $v := .tags}}{{range $.security_groups}}", 1) + strings.Repeat("{{range $.tags}}", 40) + "x" + strings.Repeat("{{end}}", 42), "it prints too much, or goes on for too long"},
			{"--query", "nothing(@)", "--query: unknown function: nothing"},
			{"--query", "[].abs(id)", "--query: "},
		} {
			w.run("ls", c[0], c[1]).refused(shell.StatusFailed, c[2])
		}
		// What was sent was sent, whatever can't be printed of it.
		id := w.some(1, "status:running")[0]
		w.run("stop", id, "--yes", "-o", "template={{.nothing}}").ended(shell.StatusPartly, `no field "nothing"`, "was sent all the same")
	})
}

func TestIDsOfTheInput(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(3, "status:running")
		given := func(text string) {
			w.env.In = strings.NewReader(text)
		}
		given(ids[0] + ",\n" + ids[1] + " \t" + ids[2] + "\r\n" + ids[0])
		if got := w.run("show", "-", "-o", "ids").lines(); !slices.Equal(got, ids) {
			w.Errorf("shown are %q, want %q", got, ids)
		}
		given(ids[1] + "\n")
		if rec := w.change(shell.StatusDone, "stop", ids[0], "-", "--yes", "--wait"); len(rec.Results) != 2 {
			w.Errorf("stopped are %+v", rec.Results)
		}
		given("")
		if rec := w.change(shell.StatusDone, "start", "-", "--yes"); rec.Planned != 0 {
			w.Errorf("no ids are %d", rec.Planned)
		}
		given("\n ,\n")
		if got := read[[]record.DetailedInstance](w.run("show", "-").ended(shell.StatusDone)); len(got) != 0 {
			w.Errorf("no ids show %d", len(got))
		}
		given(ids[2])
		w.run("tag", "env=x", "-", "--yes", "--wait").ended(shell.StatusDone, "1 of 1 done")
		given(ids[2])
		w.run("rename", "-", "--yes").refused(shell.StatusUsage, "name")

		for text, said := range map[string]string{
			"i-a\x00b": `"i-a\x00b" is not the id of an instance`, "i-a web-1": `"web-1" is not the id`, "订单": "is not the id",
			strings.Repeat("x", 5000): "too long to be the id", "i-" + strings.Repeat("x", 3000) + "!": "xxx… is not the id", `"i-a"`: "is not the id",
		} {
			for _, command := range [][]string{{"show", "-"}, {"stop", "-", "--yes"}} {
				given(text)
				if said == "xxx… is not the id" {
					said = `x…" is not the id`
				}
				w.run(command...).refused(shell.StatusUsage, said)
			}
		}
		w.env.In = io.MultiReader(strings.NewReader(strings.Repeat("i-a ", 200_001)), endless{})
		w.run("stop", "-", "--yes").refused(shell.StatusUsage, "the standard input has more than 200,000 ids")
		w.env.In = endless{}
		w.run("stop", "-", "--yes").refused(shell.StatusUsage, "too long")
		given(ids[0])
		w.run("stop", "-", "-", "--yes").refused(shell.StatusUsage, "the standard input can be named once")
		given(ids[0])
		w.run("stop", "-", "--filter", "web", "--yes").refused(shell.StatusUsage, "takes ids or --filter, not both")
		given(ids[0])
		w.run("release", "-", "--yes").refused(shell.StatusUsage, "needs --expect with their number")
		given(ids[0])
		w.run("stop", "-").refused(shell.StatusUsage, "nobody can be asked here; accepted: --yes")
		many := make([]string, 50)
		for i := range many {
			many[i] = "i-none" + shell.Number(new(i))
		}
		given(strings.Join(many, "\n"))
		w.run("stop", "-", "--yes").refused(shell.StatusFailed, "i-none9 and 40 more in the 4 regions")
	})
}

// endless is zeros without an end.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func TestColumnsAreCompleted(t *testing.T) {
	for typed, want := range map[string]string{
		"": "zone\tprinted by default", "id,": "id,zone\tprinted by default", "+": "+zone\t", "+id,desc": "+id,description\t",
	} {
		if r := run(t, alone(t), "__complete", "ls", "--columns", typed).ended(shell.StatusDone); !strings.Contains(r.out, want) {
			t.Errorf("%q is completed by\n%s", typed, r.out)
		}
	}
	if r := run(t, alone(t), "__complete", "jobs", "--sort", "state,-").ended(shell.StatusDone); !strings.Contains(r.out, "state,-begun\t") {
		t.Errorf("columns to sort by are\n%s", r.out)
	}
}
