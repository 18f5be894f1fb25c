package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// What ls prints makes a cloud of which ls prints the same.
func TestFleetComesBackAsItWas(t *testing.T) {
	if testing.Short() {
		t.Skip("a long test of what is printed")
	}
	dir := t.TempDir()
	frozen := []string{"--speed", "0", "--now", "2026-03-14T09:26:53Z"}
	first, env := smallSim(t, append(frozen, "--seed", "9", "--instances", "400", "--regions", "12")...)
	command(t, env, "stop", "--filter", "status:running charge:hourly", "--region", "cn-shanghai", "--yes", "--stopped-mode", "StopCharging").Run()
	was := listed(t, env)
	over(t, first, syscall.SIGTERM, shell.StatusDone)

	// Some of it the catalogue doesn't know.
	var records []map[string]any
	if err := json.Unmarshal([]byte(was), &records); err != nil {
		t.Fatal(err)
	}
	r := records[7]
	r["type"], r["cpu"], r["memory_mib"], r["zone"] = "ecs.g99a.3xlarge", 12, 49152, r["region"].(string)+"-x"
	records[8]["name"], records[8]["tags"] = "\x1b[2J名字", map[string]string{"": "", "键": "值 with blanks"}
	text, err := json.MarshalIndent(records, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	fleet := filepath.Join(dir, "fleet.json")
	if err := os.WriteFile(fleet, append([]byte("\ufeff"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	_, env = startSim(t, bytes.NewReader(text), append(frozen, "--fleet", "-")...)
	fromInput := listed(t, env)
	second, env := startSim(t, nil, append(frozen, "--fleet", fleet, "--state", filepath.Join(dir, "sim.json"))...)
	now := listed(t, env)
	if now != fromInput {
		t.Error("standard input and file give different fleets")
	}
	over(t, second, syscall.SIGTERM, shell.StatusDone)
	var again []map[string]any
	if err := json.Unmarshal([]byte(now), &again); err != nil {
		t.Fatal(err)
	}
	got := map[any]map[string]any{}
	for _, r := range again {
		got[r["id"]] = r
	}
	if len(got) != len(records) {
		t.Fatalf("%d of %d instances", len(got), len(records))
	}
	for _, want := range records {
		for _, r := range []map[string]any{want, got[want["id"]]} {
			maps.DeleteFunc(r, func(field string, _ any) bool { return madeUp[field] })
		}
		if n, ok := want["name"].(string); ok && strings.HasPrefix(n, "\x1b") {
			want["name"] = got[want["id"]]["name"] // is told without what moves a cursor
		}
		if x, y := fmt.Sprint(want), fmt.Sprint(got[want["id"]]); x != y {
			t.Errorf("\n was %s\n is  %s", x, y)
		}
	}

	// The state goes on with it, and with no other.
	_, env = startSim(t, nil, append(frozen, "--fleet", fleet, "--state", filepath.Join(dir, "sim.json"))...)
	if listed(t, env) != now {
		t.Error("another fleet after a restart")
	}
}

// madeUp are the fields of an instance that a simulated cloud of given ones makes up.
var madeUp = func() map[string]bool {
	fields := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[record.InstanceSetup]()) {
		fields[f.Tag.Get("json")] = true
	}
	return fields
}()

func TestFleetsThatCannotBeUsed(t *testing.T) {
	env, dir := alone(t), t.TempDir()
	file := filepath.Join(dir, "fleet.json")
	const good = `{"id":"i-bp1yours1","name":"a","region":"cn-hangzhou","zone":"cn-hangzhou-h","type":"ecs.g7.large","status":"Running"}`
	with := func(what string) string { return "[" + good + "," + strings.TrimSuffix(good, "}") + "," + what + "}]" }
	other := `"id":"i-bp1yours2"`
	for name, c := range map[string]struct{ fleet, said string }{
		"nothing":        {"", "it is empty; accepted: what `ecsdeck ls -o json` prints"},
		"no JSON":        {"i-bp1", "it is not a list"},
		"an object":      {`{"instances":[]}`, "it is not a list; accepted: what `ecsdeck ls -o json` prints"},
		"no instance":    {"[]", "it has no instance; --instances 0 makes a cloud without any"},
		"numbers":        {"[1, 2]", "record 1 is not an instance (number)"},
		"null":           {"[null]", "record 1 has no id; accepted: an id such as i-bp1example"},
		"half":           {with(other)[:200], "it breaks off after record 1"},
		"no end":         {"[" + good, "it breaks off after record 1"},
		"more":           {"[" + good + "] [", "something follows the list"},
		"twice":          {with(`"name":"b"`), `record 2: id cannot be "i-bp1yours1"; accepted: an id once; record 1 has it too`},
		"infinite":       {with(other + `,"spot_price_limit":1e999`), `record 2 (i-bp1yours2): spot_price_limit cannot be "1e999"`},
		"an infinity":    {with(other + `,"cpu":1e999`), "record 2: cpu has a value of the wrong kind: number 1e999"},
		"a wrong kind":   {with(other + `,"tags":[]`), "record 2: tags has a value of the wrong kind: array"},
		"no time":        {with(other + `,"created":"yesterday"`), `record 2 (i-bp1yours2): created cannot be "yesterday"; accepted: a time such as`},
		"status":         {with(other + `,"status":"Paused"`), `record 2 (i-bp1yours2): status cannot be "Paused"; accepted: Pending, Starting, Running, Stopping, Stopped`},
		"region":         {with(other + `,"region":"cn-hangzou"`), `region cannot be "cn-hangzou"; did you mean cn-hangzhou; accepted: cn-`},
		"no zone":        {with(other + `,"zone":null`), `record 2 (i-bp1yours2) has no zone; accepted: the id of a zone`},
		"unknown type":   {with(other + `,"type":"ecs.g99.large"`), `record 2 (i-bp1yours2) has no cpu; accepted: a number of vCPUs, which a type needs that the catalogue lacks`},
		"escapes":        {with(other + `,"status":"\u001b[2J\n"`), "status cannot be"},
		"price of words": {with(other + `,"spot_price_limit":"much"`), "record 2 cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, []byte(c.fleet), 0o600); err != nil {
				t.Fatal(err)
			}
			r := ended(t, env, "sim", "--listen", "127.0.0.1:0", "--fleet", file)
			r.refused(shell.StatusFailed, "cannot use the fleet "+file+": ", c.said)
			if strings.ContainsAny(r.err, "\x1b") {
				t.Errorf("%q", r.err)
			}
		})
	}
	ended(t, env, "sim", "--fleet", filepath.Join(dir, "none")).refused(shell.StatusFailed, "cannot read the fleet", "no such file")
	ended(t, env, "sim", "--fleet", dir).refused(shell.StatusFailed, "cannot read the fleet", "is a directory")
	ended(t, env, "sim", "--fleet", file, "--instances", "5").refused(shell.StatusUsage, "--fleet says which instances there are and cannot be joined with --instances")
}

func TestFleetAndState(t *testing.T) {
	env, dir := alone(t), t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const one = `{"id":"i-bp1yours%d","region":"cn-hangzhou","zone":"cn-hangzhou-h","type":"ecs.g7.large","status":"Running","auto_release":"2020-01-01T00:00:00Z"}`
	mine, others := write("mine.json", "["+fmt.Sprintf(one, 1)+"]"), write("others.json", "["+fmt.Sprintf(one, 2)+"]")
	sim := []string{"sim", "--listen", "127.0.0.1:0", "--state"}
	begun, plain := filepath.Join(dir, "begun"), filepath.Join(dir, "plain")
	r := ended(t, env, append(sim, begun, "--fleet", mine)...).ended(shell.StatusDone)
	if !regexp.MustCompile(`(?m)^1 instance of the fleet has ended by 20\S+Z; an earlier --now lets it live$`).MatchString(r.err) {
		t.Errorf("it said\n%s", r.err)
	}
	ended(t, env, append(sim, begun, "--fleet", mine)...).ended(shell.StatusDone, "going on with")
	ended(t, env, append(sim, begun)...).ended(shell.StatusDone, "going on with")
	ended(t, env, append(sim, begun, "--fleet", others)...).refused(shell.StatusUsage, "--fleet cannot be "+others+": the cloud in "+begun+" was begun with another one")
	ended(t, env, append(sim, plain, "--instances", "1")...).ended(shell.StatusDone)
	ended(t, env, append(sim, plain, "--fleet", mine)...).refused(shell.StatusUsage, "--fleet cannot be given: the cloud in "+plain+" was begun without one")
}
