package cli

import (
	"strings"
	"testing"

	"ecsdeck/ui/cli/shell"
)

func TestRename(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(3, "status:running region:cn-hangzhou")
		rec := w.change(shell.StatusDone, append([]string{"rename", "job-[9,3]", "--yes", "--wait"}, ids...)...)
		got := w.instances("cn-hangzhou", ids...)
		for i, want := range []string{"job-009", "job-010", "job-011"} {
			if got[ids[i]].Name != want || rec.Results[i].Outcome != "done" {
				w.Errorf("%s is called %s, want %s", ids[i], got[ids[i]].Name, want)
			}
		}
		w.ResetStats()
		w.run("rename", "x", ids[0], "--yes").ended(shell.StatusFailed, "a name has 2 to 128 letters", "nothing was done")
		w.run("rename", "x", ids[0], "--dry-run").ended(shell.StatusFailed, "a name has 2 to 128 letters")
		w.sentNoWrite()
	})
}

func TestDescription(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "status:running region:cn-hangzhou")
		rec := w.change(shell.StatusDone, append([]string{"description", " owned by ops, ask first", "--yes", "--wait"}, ids...)...)
		got := w.instances("cn-hangzhou", ids...)
		for i, id := range ids {
			if got[id].Description != "owned by ops, ask first" || rec.Results[i].Outcome != "done" {
				w.Errorf("%s is described as %q: %+v", id, got[id].Description, rec.Results[i])
			}
		}
		w.ResetStats()
		if show := w.run("show", ids[0], "-o", "json").ended(shell.StatusDone); !strings.Contains(show.out, `"description": "owned by ops, ask first"`) {
			w.Errorf("show has no description: %s", show.out)
		}
		w.run("description", ids[0], "--yes").ended(shell.StatusUsage, "description needs the new description before the ids")
		w.run("description", "https://example.com", ids[0], "--yes").ended(shell.StatusFailed, "does not begin with http://", "nothing was done")
		w.run("description", "owned by ops, ask first", ids[0], "--yes").ended(shell.StatusDone)
		w.run("description", "owned by dev", ids[0], "--dry-run").ended(shell.StatusDone, "new description: owned by dev")
		w.sentNoWrite()
	})
}

func TestTag(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "status:running region:cn-hangzhou")
		value := func(id, key string) string {
			v, ok := w.instances("cn-hangzhou", id)[id].Tag(key)
			if !ok {
				return "none"
			}
			return v
		}
		w.ResetStats()
		w.change(shell.StatusDone, "tag", ids[0], "crew=night watch", ids[1], "empty=", "--yes", "--wait")
		if n := w.Stats().Calls["TagResources"]; n != 1 {
			w.Errorf("%d calls for two", n)
		}
		for _, id := range ids {
			if value(id, "crew") != "night watch" || value(id, "empty") != "" {
				w.Errorf("%s has crew %q, empty %q", id, value(id, "crew"), value(id, "empty"))
			}
		}
		w.change(shell.StatusDone, "tag", "crew=day", "--remove", "empty", ids[0], "--yes", "--wait")
		if value(ids[0], "crew") != "day" || value(ids[0], "empty") != "none" || value(ids[1], "empty") != "" {
			w.Error("the tags of one are not as asked, or those of another were touched")
		}
	})
}

func TestProtect(t *testing.T) {
	simulate(t, small, func(w *world) {
		id, prepaid := w.some(1, "status:stopped charge:hourly region:cn-hangzhou")[0], w.some(1, "charge:monthly")[0]
		w.change(shell.StatusDone, "protect", "on", id, "--yes", "--wait")
		if !w.instances("cn-hangzhou", id)[id].DeletionProtection {
			w.Error("is not protected")
		}
		w.ResetStats()
		rec := w.change(shell.StatusDone, "protect", "on", id, "--yes")
		if rec.Planned != 0 || rec.Skipped[0].Reason != "already as asked" {
			w.Errorf("%+v", rec)
		}
		w.change(shell.StatusFailed, "protect", "on", prepaid, "--yes")
		w.sentNoWrite()
		w.change(shell.StatusDone, "protect", "off", id, "--yes", "--wait")
		if w.instances("cn-hangzhou", id)[id].DeletionProtection {
			w.Error("is still protected")
		}
	})
}

func TestKeyPair(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(60, "status:running")[:3]
		rec := w.change(shell.StatusDone, append([]string{"key-pair", "prod-login", "--yes", "--wait"}, ids...)...)
		if len(rec.Results)+len(rec.Skipped) != 3 {
			w.Errorf("%+v", rec)
		}
		for _, r := range rec.Results {
			if got := w.instances(r.Region, *r.ID)[*r.ID].KeyPair; got != "prod-login" || r.Outcome != "done" {
				w.Errorf("%s has the key pair %q: %+v", *r.ID, got, r)
			}
		}
		w.ResetStats()
		w.run("key-pair", ids[0], "--yes").ended(shell.StatusUsage, "key-pair needs the name of a key pair before the ids")
		w.run(append([]string{"key-pair", "nobodys", "--dry-run"}, ids...)...).ended(shell.StatusDone, "no key pair of that name in its region")
		w.run(append([]string{"key-pair", "nobodys", "--yes"}, ids...)...).ended(shell.StatusFailed, "no key pair of that name in its region")
		w.run(append([]string{"key-pair", "deploy", "--dry-run"}, ids...)...).ended(shell.StatusDone,
			"key pair: deploy", "Logging in with a password is turned off.", "takes it after a reboot")
		w.sentNoWrite()
	})
}
