package ecsapi

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

func TestRunScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		ids := s.run(60) // more than a page of results
		hostile := Script{Name: "drain", Text: "echo 'one\x1b[31m two\t\u202e'\nsleep 30\necho three\n", Limit: time.Minute}
		token := s.token()
		s.loses(RunCommand)
		_, _, err := s.c.RunScript(s.ctx, s.region, ids, hostile, token)
		lost(t, err)
		s.cloud.ClearFaults()
		run, o, err := s.c.RunScript(s.ctx, s.region, ids, hostile, token)
		s.must(err)
		if len(o) != 60 || o[59].ID != ids[59] || o[0].RequestID == "" || run == "" {
			t.Errorf("%q, %+v", run, o[0])
		}
		results := func() map[InstanceID]ScriptResult {
			t.Helper()
			list, err := s.c.ScriptResults(s.ctx, s.region, run)
			s.must(err)
			all := map[InstanceID]ScriptResult{}
			for _, r := range list {
				all[r.ID] = r
			}
			if len(list) != 60 || len(all) != 60 {
				t.Fatalf("%d results of %d instances", len(list), len(all))
			}
			return all
		}
		for _, r := range results() {
			if r.Over || r.Output != "" || r.Err != nil {
				t.Errorf("at once: %+v", r)
			}
		}
		s.cloud.Advance(10 * time.Second)
		_, err = s.c.Delete(s.ctx, s.region, ids[2:3], true, s.token())
		s.must(err)
		s.stop(ids[1])
		s.cloud.Advance(time.Minute)
		for id, r := range results() {
			switch id {
			case ids[1]:
				refused(t, r.Err, KindState, "ExecutionInterrupted")
			case ids[2]:
				refused(t, r.Err, KindState, "InstanceReleased")
			default:
				if !r.Over || r.Err != nil || r.Exit != 0 || r.Output != "one[31m two \nthree\n" {
					t.Errorf("at the end: %+v", r)
				}
			}
		}

		run, _, err = s.c.RunScript(s.ctx, s.region, ids[3:4], Script{Text: "exit 3", Limit: time.Second}, s.token())
		s.must(err)
		long, _, err := s.c.RunScript(s.ctx, s.region, ids[3:4], Script{Text: "sleep 100", Limit: 20 * time.Second}, s.token())
		s.must(err)
		s.cloud.Advance(time.Minute)
		list, err := s.c.ScriptResults(s.ctx, s.region, run)
		if err != nil || len(list) != 1 || !list[0].Over || list[0].Exit != 3 || list[0].Err != nil {
			t.Errorf("exit status: %+v, %v", list, err)
		}
		list, err = s.c.ScriptResults(s.ctx, s.region, long)
		s.must(err)
		if refused(t, list[0].Err, KindTimeout, "ExecutionTimeout"); !list[0].Over {
			t.Errorf("too long: %+v", list[0])
		}
	})
}

func TestScriptRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		ids := s.run(3)
		good := Script{Text: "true", Limit: time.Minute}
		for _, tt := range []struct {
			what   string
			ids    []InstanceID
			script Script
			token  string
			kind   Kind
			code   string
		}{
			{"no token", ids, good, "", KindInvalid, ""},
			{"an empty script", ids, Script{Limit: time.Minute}, "t", KindInvalid, ""},
			{"a long script", ids, Script{Text: strings.Repeat("#", MaxScript+1), Limit: time.Minute}, "t", KindInvalid, ""},
			{"no time", ids, Script{Text: "true", Limit: time.Millisecond}, "t", KindInvalid, ""},
			{"too many", make([]InstanceID, 101), good, "t", KindInvalid, ""},
			{"no id", []InstanceID{""}, good, "t", KindInvalid, ""},
			{"one that is not there", append(ids[:2:2], "i-none"), good, "t", KindNotFound, "InvalidInstance.NotFound"},
		} {
			run, o, err := s.c.RunScript(s.ctx, s.region, tt.ids, tt.script, tt.token)
			if refused(t, err, tt.kind, tt.code); run != "" || o != nil {
				t.Errorf("%s: %q, %v", tt.what, run, o)
			}
		}
		s.stop(ids[0])
		_, _, err := s.c.RunScript(s.ctx, s.region, ids, good, "t2")
		refused(t, err, KindState, "InvalidInstance.NotMatch")
		if e := AsError(err); e.Hint() != "The instance does not run, or its system does not run such a script." {
			t.Errorf("the hint is %q", e.Hint())
		}
		run, o, err := s.c.RunScript(s.ctx, s.region, nil, good, "t3")
		if run != "" || o != nil || err != nil {
			t.Errorf("nothing to do: %q, %v, %v", run, o, err)
		}
		_, err = s.c.ScriptResults(s.ctx, s.region, "")
		refused(t, err, KindInvalid, "")
	})
}

// What may only look runs nothing, whoever says so.
func TestScriptsOfWhoMayOnlyLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, cloud := simulate(t, ecssim.Config{Instances: 60, Regions: 1}, Options{ReadOnly: true})
		_, _, err := c.RunScript(context.Background(), "cn-hangzhou", []InstanceID{"i-1"}, Script{Text: "true", Limit: time.Minute}, "t")
		refused(t, err, KindReadOnly, "")
		if n := cloud.Stats().Calls["RunCommand"]; n != 0 {
			t.Errorf("%d calls left", n)
		}
	})
}

func TestCleanText(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		"plain":                             "plain",
		"one\ntwo\n":                        "one\ntwo\n",
		"one\r\ntwo\r\n":                    "one\ntwo\n",
		" 10%\r 50%\r100%\nnext":            "100%\nnext",
		"a\tb\x1b[2J\x00\u202ec\n\n\xffd\n": "a b[2Jc\n\n\uFFFDd\n",
	} {
		if got := CleanText(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if got := CleanText(fmt.Sprintf("%s\n", strings.Repeat("\r", 1000))); got != "\n" {
		t.Errorf("only returns became %q", got)
	}
}
