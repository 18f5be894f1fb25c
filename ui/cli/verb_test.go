package cli

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// client is a client of the same cloud that is none of the command line's.
func (w *world) client() *ecsapi.Client {
	w.Helper()
	key, _ := w.Keys()
	c, err := ecsapi.New(ecsapi.Options{
		Credentials: ecsapi.Credentials{KeyID: key.ID, Secret: key.Secret}, Endpoint: "http://127.0.0.1:80", Dial: w.env.Dial,
	})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(c.Close)
	return c
}

// instances reads instances of a region as they are now, by their ids.
func (w *world) instances(region string, ids ...string) map[string]*ecsapi.Instance {
	w.Helper()
	var wanted []ecsapi.InstanceID
	for _, id := range ids {
		wanted = append(wanted, ecsapi.InstanceID(id))
	}
	list, err := w.client().Instances(w.Context(), ecsapi.Query{Region: ecsapi.RegionID(region), IDs: wanted})
	if err != nil {
		w.Fatal(err)
	}
	found := map[string]*ecsapi.Instance{}
	for _, in := range list {
		found[string(in.ID)] = in
	}
	return found
}

// asReader has the commands that follow use the key that may only look.
func (w *world) asReader() {
	_, reader := w.Keys()
	w.env.Environ = append(slices.Clone(w.env.Environ), "ALIBABA_CLOUD_ACCESS_KEY_ID="+reader.ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+reader.Secret)
}

// answers runs a command at a terminal where somebody types an answer.
func (w *world) answers(answer string, args ...string) result {
	w.Helper()
	env := w.env
	env.Terminal = func(any) bool { return true }
	env.In = strings.NewReader(answer)
	return run(w.T, env, args...)
}

// What stands where is refused before anything is read.
func TestWordsBeforeTheIDs(t *testing.T) {
	for _, c := range []struct {
		args []string
		said string
	}{
		{[]string{"stop", "web-1", "--yes"}, `"web-1" is not the id of an instance`},
		{[]string{"release", "i-1", "of web", "--yes"}, `"of web" is not the id`},
		{[]string{"release", "i-1"}, "accepted: --yes, --dry-run"},
		{[]string{"release", "--filter", "web", "--yes"}, "needs --expect"},
		{[]string{"release", "i-1", "--yes", "--read-only"}, "--read-only forbids it"},
		{[]string{"auto-renew"}, "needs a word before the ids; accepted: on, off"},
		{[]string{"auto-renew", "i-1", "i-2"}, `auto-renew cannot be "i-1"; accepted: on, off`},
		{[]string{"auto-renew", "on"}, "needs the ids of instances or --filter"},
		{[]string{"auto-renew", "on", "web", "--yes"}, `"web" is not the id`},
		{[]string{"auto-renew", "on", "i-1", "--period", "4", "--yes"}, "--period with --unit month cannot be 4; accepted: 1, 2, 3, 6, 12"},
		{[]string{"auto-renew", "off", "i-1", "--period", "1", "--yes"}, "auto-renew off has no period"},
		{[]string{"protect", "maybe", "i-1"}, `protect cannot be "maybe"; accepted: on, off`},
		{[]string{"auto-release", "i-1", "--yes"}, "needs a time or off before the ids; accepted: off, in 2h30m"},
		{[]string{"auto-release", "soon", "i-1", "--yes"}, `auto-release cannot be "soon": that is no moment; accepted: in 2h30m`},
		{[]string{"auto-release", "in 2h", "web", "i-1", "--yes"}, `cannot be "in 2h web"`},
		{[]string{"auto-release", "in 2h", "i-1", "soon", "--yes"}, `"soon" is not the id`},
		{[]string{"rename", "i-1", "i-2", "--yes"}, "needs the new name before the ids"},
		{[]string{"rename", " ", "i-1", "--yes"}, "needs the new name before the ids"},
		{[]string{"rename", "web-1", "web-2", "--yes"}, `"web-2" is not the id`},
		{[]string{"tag", "i-1", "--yes"}, "needs something to set or to take away"},
		{[]string{"tag", "env", "i-1", "--yes"}, `"env" is neither a tag, written KEY=VALUE, nor the id`},
		{[]string{"tag", "env=a", "env=b", "i-1", "--yes"}, `the tag "env" is given twice`},
		{[]string{"tag", "env=a", "--remove", "env", "i-1", "--yes"}, `the tag "env" is given twice`},
		{[]string{"tag", "--remove", "", "i-1", "--yes"}, "--remove needs the key"},
		{[]string{"renew", "i-1", "--yes"}, "--period is missing"},
		{[]string{"renew", "i-1", "--period", "10", "--yes"}, "--period with --unit month cannot be 10; accepted: 1, 2"},
		{[]string{"renew", "i-1", "--period", "5", "--unit", "week", "--yes"}, "cannot be 5; accepted: 1, 2, 3, 4"},
		{[]string{"renew", "i-1", "--period", "1", "--unit", "year", "--yes"}, `--unit cannot be "year"; accepted: month, week`},
		{[]string{"renew", "--period", "1", "--expires-within", "soon", "--yes"}, `--expires-within cannot be "soon"; accepted: a time such as 30d`},
		{[]string{"renew", "--period", "1", "--filter", "web", "--expires-within", "", "--yes"}, `--expires-within cannot be ""`},
		{[]string{"renew", "i-1", "--period", "1", "--expires-within", "7d", "--yes"}, "takes ids or --filter, not both"},
		{[]string{"create"}, "accepted: --yes, --dry-run"},
		{[]string{"create", "web", "--yes"}, "create takes no argument"},
		{[]string{"types", "--spot"}, "--spot asks what a region sells"},
		{[]string{"prices"}, "prices needs the name of an instance type"},
		{[]string{"prices", "ecs.g7.large", "--image", "x", "--data-disk", "40"}, `--data-disk cannot be "40"; accepted: CATEGORY:GIB`},
		{[]string{"prices", "ecs.g7.large", "--system-disk", "cloud_essd:40"}, "--system-disk is priced with an image"},
		{[]string{"images", "--owner", "me"}, `--owner cannot be "me"; accepted: system, self`},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			run(t, alone(t), c.args...).refused(shell.StatusUsage, c.said)
		})
	}
}

// Whatever the command: a dry run plans and sends no write.
func TestDryRunsOfAllCommands(t *testing.T) {
	simulate(t, small, func(w *world) {
		running, stopped := w.some(1, "status:running charge:hourly")[0], w.some(1, "status:stopped charge:hourly")[0]
		prepaid := w.some(1, "charge:monthly status:running")[0]
		bare := ""
		for _, r := range read[[]record.Instance](w.run("ls", "-o", "json", "--filter", "status:running")) {
			if r.PublicIP == nil && len(r.Locks) == 0 {
				bare = r.ID
			}
		}
		w.ResetStats()
		for _, args := range [][]string{
			{"start", stopped},
			{"stop", running},
			{"reboot", running},
			{"release", stopped, "--snapshot"},
			{"release", running, "--force"},
			{"release", "--filter", "id:" + stopped, "--all-regions"},
			{"auto-release", "in 2h", running},
			{"renew", prepaid, "--period", "1"},
			{"auto-renew", "on", prepaid},
			{"rename", "another-name", running},
			{"tag", "a=b", running},
			{"protect", "on", running},
		} {
			rec := w.change(shell.StatusDone, append(args, "--dry-run")...)
			if !rec.DryRun || rec.Planned != 1 || rec.Calls < 1 || len(rec.Targets) != 1 || len(rec.Results) > 0 || rec.Action != args[0] {
				w.Errorf("%v: %+v", args, rec)
			}
			w.run(append(args, "--dry-run")...).ended(shell.StatusDone, "1 instance would be acted on; nothing was sent")
		}
		w.change(shell.StatusDone, "address", bare, "--dry-run")
		w.sentNoWrite()
	})
}

// A key that may only look changes nothing, and is told so in plain words.
func TestReadOnlyKey(t *testing.T) {
	simulate(t, small, func(w *world) {
		running, stopped := w.some(1, "status:running charge:hourly")[0], w.some(1, "status:stopped charge:hourly")[0]
		prepaid := w.some(1, "charge:monthly status:running")[0]
		before := w.run("ls", "-o", "json").out
		w.asReader()
		for _, args := range [][]string{
			{"start", stopped},
			{"release", stopped},
			{"auto-release", "in 2h", running},
			{"renew", prepaid, "--period", "1"},
			{"auto-renew", "on", prepaid},
			{"rename", "another-name", running},
			{"tag", "a=b", running},
			{"protect", "on", running},
		} {
			rec := w.change(shell.StatusFailed, append(args, "--yes", "--wait")...)
			if len(rec.Results) != 1 {
				w.Fatalf("%v: %+v", args, rec)
			}
			if r := rec.Results[0]; r.Outcome != "failed" || r.Code == nil || *r.Code != "Forbidden.RAM" || r.Hint == nil || r.RequestID == nil {
				w.Errorf("%v: %+v", args, r)
			}
		}
		if after := w.run("ls", "-o", "json").out; after != before {
			w.Error("something changed")
		}
	})
}

// The words to type are those of the deck.
func TestWordsToType(t *testing.T) {
	simulate(t, small, func(w *world) {
		var one record.Instance
		for _, r := range read[[]record.Instance](w.run("ls", "-o", "json", "--filter", "status:stopped charge:hourly")) {
			if len(r.Locks) == 0 && !r.DeletionProtection {
				one = r
			}
		}
		prepaid := w.some(2, "charge:monthly status:running")
		w.ResetStats()
		for _, wrong := range []string{"y\n", "yes\n", "release 1\n", one.ID + "\n", strings.ToUpper(one.Name) + "\n", one.Name} {
			w.answers(wrong, "release", one.ID).ended(shell.StatusFailed, "release 1 instance as environment", "type "+one.Name+" to go on", "nothing was done")
		}
		renew := append([]string{"renew", "--period", "1"}, prepaid...)
		w.answers("y\n", renew...).ended(shell.StatusFailed, "for 1 month", "charged at once: ¥ ", "type renew 2 to go on")
		w.answers("2\n", renew...).ended(shell.StatusFailed)
		w.answers("no\n", "protect", "off", one.ID).ended(shell.StatusDone, "was skipped: ", "nothing to do")
		w.sentNoWrite()

		w.answers(one.Name+"\n", "release", one.ID).ended(shell.StatusDone, "1 of 1 accepted")
		w.answers("renew 2\n", renew...).ended(shell.StatusDone, "2 of 2 accepted")
		w.answers("Y\n", "rename", "another-name", prepaid[0]).ended(shell.StatusDone, "new name: another-name", "go on? [y/N]", "1 of 1 accepted")
	})
}

// Above a ceiling --yes alone does not do, whatever picked the instances.
func TestCeilings(t *testing.T) {
	simulate(t, ecssim.Config{Instances: 300, Regions: 1}, func(w *world) {
		region := read[[]record.Region](w.run("regions", "-o", "json"))[0].ID
		ids := w.some(101, "status:running")
		tag := append([]string{"tag", "a=b"}, ids...)
		w.ResetStats()
		w.run(append(tag, "--yes")...).refused(shell.StatusFailed, "101 instances are beyond a ceiling", "accepted: --yes --expect 101")
		w.run(append(tag, "--yes", "--expect", "100")...).refused(shell.StatusFailed, "--expect wants 100")
		w.sentNoWrite()
		w.answers("y\n", tag...).ended(shell.StatusFailed, "type 101 to go on")
		w.change(shell.StatusDone, append(tag, "--yes", "--expect", "101", "--wait")...)
		if n := len(w.some(101, "tag:a=b region:"+region)); n != 101 {
			w.Errorf("%d are tagged", n)
		}
	})
}

// Nothing is sent that could not be put on record first.
func TestNoJournalNoWrite(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "status:running")[0]
		w.env.Environ = append(slices.Clone(w.env.Environ), "ECSDECK_STATE=/dev/null/nowhere")
		w.ResetStats()
		w.run("stop", id, "--yes").refused(shell.StatusFailed, "nothing can be sent", "ECSDECK_STATE")
		w.change(shell.StatusDone, "stop", id, "--dry-run")
		w.sentNoWrite()
	})
}

func TestExpiresWithin(t *testing.T) {
	simulate(t, small, func(w *world) {
		now := w.Now()
		all := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusDone))
		want := map[string]bool{}
		for _, r := range all {
			if r.Expires != nil && *r.Expires <= now.Add(30*24*time.Hour).UTC().Format(time.RFC3339) {
				want[r.ID] = true
			}
		}
		soon := read[[]record.Instance](w.run("ls", "-o", "json", "--expires-within", "30d").ended(shell.StatusDone))
		if len(soon) != len(want) || len(soon) == 0 {
			w.Fatalf("%d expire within 30 days, want %d", len(soon), len(want))
		}
		groups := map[string]int{}
		for _, r := range soon {
			if !want[r.ID] {
				w.Errorf("%s expires %s", r.ID, *r.Expires)
			}
			groups[r.SecurityGroups[0]]++
		}
		for sg, n := range groups {
			if got := read[[]record.Instance](w.run("ls", "-o", "json", "--expires-within", "30d", "--filter", "sg:"+sg)); len(got) < n || len(got) == len(all) {
				w.Errorf("%d of them are in %s, at least %d should be", len(got), sg, n)
			}
		}
		rec := w.change(shell.StatusDone, "renew", "--period", "1", "--expires-within", "30d", "--all-regions", "--dry-run")
		if rec.Planned+len(rec.Skipped) != len(want) {
			w.Errorf("%d planned and %d left out of %d", rec.Planned, len(rec.Skipped), len(want))
		}
	})
}
