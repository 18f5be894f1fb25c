package brief

import (
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/text"
)

// What a job is, how far it came and what is told at its end.
func TestJobsInWords(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	w := Writer{Text: p, Wall: now}
	two := []fleet.Item{{Cost: 600_500_000}, {Cost: 603_500_000}}
	over := now.Add(-time.Minute)
	for _, c := range []struct {
		job  fleet.Job
		what string
		end  string // of a job that is over, else its state
	}{
		{fleet.Job{Action: fleet.ActionStart, Ended: over, Counts: fleet.JobCounts{Done: 2}}, "start 2", "start 2: 2 of 2 done"},
		{fleet.Job{Action: fleet.ActionStop, Options: fleet.ActionOptions{Force: true}, Counts: fleet.JobCounts{Done: 1, Sent: 1}}, "force stop 2", "1 of 2 done · 1 accepted"},
		{fleet.Job{Action: fleet.ActionRelease, HeldUntil: now.Add(time.Second), Counts: fleet.JobCounts{Queued: 2}}, "release 2", "can be undone"},
		{fleet.Job{Action: fleet.ActionRelease, HeldUntil: now, Ended: over, Counts: fleet.JobCounts{Cancelled: 2}}, "release 2", "release 2 was undone: nothing was sent."},
		{fleet.Job{Action: fleet.ActionRelease, HeldUntil: over.Add(-time.Minute), Ended: over, Counts: fleet.JobCounts{Cancelled: 1, Done: 1}}, "release 2", "release 2: 1 of 2 done · 1 cancelled · J tells why"},
		{fleet.Job{Action: fleet.ActionRenew, Currency: "CNY", Ended: over, Counts: fleet.JobCounts{Done: 2}}, "renew 2", "renew 2: 2 of 2 done · ¥ 1,204.00 · J shows the new expiries"},
		{fleet.Job{Action: fleet.ActionCreate, Order: &fleet.Order{Launch: ecsapi.Launch{Type: "ecs.c7.large"}}, Ended: over, Counts: fleet.JobCounts{Done: 1, Failed: 1}}, "create 2 c7.large", "create 2 c7.large: 1 of 2 done · 1 failed · 1,204.00 · J tells why"},
		{fleet.Job{Action: fleet.ActionAutoRelease, Options: fleet.ActionOptions{At: now}, Past: true, Elsewhere: true, Counts: fleet.JobCounts{Sent: 2}}, "auto-release 2", "0 of 2 done · 2 accepted · runs in another process"},
		{fleet.Job{Action: fleet.ActionAutoRelease, Past: true, Counts: fleet.JobCounts{Sent: 2}}, "cancel auto-release of 2", "0 of 2 done · 2 accepted · broken off, being looked into"},
		{fleet.Job{Action: fleet.ActionAutoRenew, Options: fleet.ActionOptions{On: true}, Trouble: message.New("disk full"), Ended: over, Counts: fleet.JobCounts{Cancelled: 2}}, "auto-renew 2", "auto-renew 2: nothing was sent: disk full"},
		{fleet.Job{Action: fleet.ActionAutoRenew, Trouble: message.New("disk full"), Ended: over, Counts: fleet.JobCounts{Done: 1, Cancelled: 1}}, "stop auto-renewing 2", "stop auto-renewing 2: 1 of 2 done · 1 cancelled · the journal failed: disk full"},
		{fleet.Job{Action: fleet.ActionAddress, Ended: over, Counts: fleet.JobCounts{Done: 2}}, "give an address to 2", "give an address to 2: 2 of 2 done · J shows the addresses"},
		{fleet.Job{Action: fleet.ActionRename, Ended: over, Counts: fleet.JobCounts{Done: 2}}, "rename 2", "rename 2: 2 of 2 done"},
		{fleet.Job{Action: fleet.ActionDrain, Ended: over, Counts: fleet.JobCounts{Done: 1, Failed: 1}}, "drain 2", "drain 2: 1 of 2 done · 1 failed · J tells why"},
		{fleet.Job{Action: fleet.ActionDrain, Counts: fleet.JobCounts{Done: 1, Sent: 1}}, "drain 2", "1 of 2 done · 1 at work"},
		{fleet.Job{Action: fleet.ActionScript, Ended: over, Counts: fleet.JobCounts{Done: 2}}, "run a script on 2", "run a script on 2: 2 of 2 done"},
		{fleet.Job{Action: fleet.ActionProtect, Ended: over, Counts: fleet.JobCounts{Done: 2}}, "unprotect 2", "unprotect 2: 2 of 2 done"},
		{fleet.Job{Action: fleet.ActionTag, Options: fleet.ActionOptions{Untag: []string{"env"}}, Ended: over, Counts: fleet.JobCounts{Done: 2}}, "untag 2", "untag 2: 2 of 2 done"},
	} {
		c.job.Items = two
		if got := w.Job(&c.job); got != c.what {
			t.Errorf("%q, want %q", got, c.what)
		}
		got := w.JobState(&c.job).Text
		if c.job.Over() {
			got = w.JobEnd(&c.job, "J").Text
		}
		if got != c.end {
			t.Errorf("%s: %q, want %q", c.what, got, c.end)
		}
	}
}

// What failed is summed up by reason, and says the zone or the region where there is but one.
// A retry is offered where it may help.
func TestFailuresAreSummedUp(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	w := Writer{Text: p}
	stock := &ecsapi.Error{Kind: ecsapi.KindStock, Code: "OperationDenied.NoStock"}
	silent := &ecsapi.Error{Kind: ecsapi.KindState, Message: "fell back"}
	state := &ecsapi.Error{Kind: ecsapi.KindState, Code: "IncorrectInstanceStatus"}
	j := &fleet.Job{
		Launches: []ecsapi.Launch{{Region: "cn-beijing", Zone: "cn-beijing-l"}, {Region: "cn-hangzhou", Zone: "cn-hangzhou-h"}, {Region: "cn-hangzhou", Zone: "cn-hangzhou-j"}},
		Items: []fleet.Item{
			{Region: "cn-hangzhou", Outcome: fleet.Failed, Err: silent}, {Region: "cn-beijing", Outcome: fleet.Failed, Err: stock},
			{Region: "cn-beijing", Outcome: fleet.Failed, Err: stock}, {Region: "cn-hangzhou", Outcome: fleet.Done, Err: stock},
			{Region: "cn-beijing", Outcome: fleet.Failed, Err: state}, {Region: "cn-hangzhou", Outcome: fleet.Failed, Err: state}, {Region: "cn-qingdao", Outcome: fleet.Failed, Err: state},
		},
	}
	var got []string
	for _, f := range Failures(j) {
		got = append(got, w.Failure(f))
		if f.RetryHelps() != (f.err == stock) {
			t.Errorf("%s: to try again helps: %v", f.err.Code, f.RetryHelps())
		}
	}
	want := []string{
		"3 × IncorrectInstanceStatus in 3 regions: The instance is in a state that does not allow this.",
		"2 × OperationDenied.NoStock in cn-beijing-l: This instance type is sold out in the zone.",
		"1 × fell back in cn-hangzhou: The cloud accepted it, but the instance does not show that it worked.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What changed of each instance is said in the term of what was done, and nothing is said to
// have changed where it was refused.
func TestChangesInWords(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	w := Writer{Text: p, Local: time.FixedZone("CST", 8*60*60)}
	at := time.Date(2026, 11, 30, 22, 0, 0, 0, time.UTC)
	running := func(before string) fleet.Item {
		return fleet.Item{Name: "web-1", From: ecsapi.Running, Now: ecsapi.Running, Outcome: fleet.Done, Before: before}
	}
	for _, c := range []struct {
		action  fleet.Action
		options fleet.ActionOptions
		item    fleet.Item
		job     string
		change  string
	}{
		{fleet.ActionTag, fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "env", Value: "prod"}, {Key: "solo"}}, Untag: []string{"owner"}}, running(""), "tag 1 · +env=prod +solo -owner", "+env=prod +solo -owner"},
		{fleet.ActionTag, fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "env", Value: "prod"}}}, running("env=dev"), "tag 1 · +env=prod", "env=dev → prod"},
		{fleet.ActionTag, fleet.ActionOptions{Untag: []string{"owner"}}, running("owner=lin"), "untag 1 · -owner", "-owner=lin"},
		{fleet.ActionRename, fleet.ActionOptions{Name: "api-[7,2]"}, running(""), "rename 1 · → api-[7,2]", "web-1 → api-09"},
		{fleet.ActionDescription, fleet.ActionOptions{Description: "ask first"}, running("old words"), "change the description of 1 · → ask first", "old words → ask first"},
		{fleet.ActionDescription, fleet.ActionOptions{Description: "ask first"}, running(""), "change the description of 1 · → ask first", "ask first"},
		{fleet.ActionKeyPair, fleet.ActionOptions{KeyPair: "deploy"}, running("ops"), "attach a key pair to 1 · → deploy", "ops → deploy"},
		{fleet.ActionProtect, fleet.ActionOptions{On: true}, running("off"), "protect 1", "protection on"},
		{fleet.ActionProtect, fleet.ActionOptions{}, running("on"), "unprotect 1", "protection off"},
		{fleet.ActionAutoRelease, fleet.ActionOptions{At: at}, running(""), "auto-release 1 · → 2026-12-01 06:00", "no auto-release → 2026-12-01 06:00"},
		{fleet.ActionAutoRelease, fleet.ActionOptions{}, running("2026-11-30T22:00:00Z"), "cancel auto-release of 1", "2026-12-01 06:00 → no auto-release"},
		{fleet.ActionAutoRenew, fleet.ActionOptions{On: true, Period: ecsapi.Period{N: 3, Unit: ecsapi.Month}}, running(""), "auto-renew 1 · 3 months", "auto-renew on, 3 months"},
		{fleet.ActionAutoRenew, fleet.ActionOptions{Never: true}, running(""), "stop auto-renewing 1", "auto-renew off, no reminder"},
		{fleet.ActionReboot, fleet.ActionOptions{}, running(""), "reboot 1", "rebooted"},
		{fleet.ActionStop, fleet.ActionOptions{}, fleet.Item{From: ecsapi.Running, Now: ecsapi.Stopped, Outcome: fleet.Done}, "stop 1", "Running → Stopped"},
		{fleet.ActionRename, fleet.ActionOptions{Name: "api"}, fleet.Item{Name: "web-1", From: ecsapi.Running, Now: ecsapi.Running, Outcome: fleet.Failed}, "rename 1 · → api", ""},
		{fleet.ActionRename, fleet.ActionOptions{Name: "api"}, fleet.Item{Name: "web-1", From: ecsapi.Running, Outcome: fleet.Failed}, "rename 1 · → api", "Running → not listed"},
	} {
		j := &fleet.Job{Action: c.action, Options: c.options, Items: []fleet.Item{c.item}}
		if got := w.JobAndChange(j); got != c.job {
			t.Errorf("%q, want %q", got, c.job)
		}
		if got := w.Change(j, 2, &c.item); got != c.change {
			t.Errorf("%s: %q, want %q", c.job, got, c.change)
		}
	}
}

// An item and the count of its kind are called the same.
func TestRowsAndCountsUseOneTerm(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	w, sent := Writer{Text: p}, time.Unix(1e9, 0)
	refused := &ecsapi.Error{Kind: ecsapi.KindBusy}
	for _, c := range []struct {
		item       fleet.Item
		row, count string
	}{
		{fleet.Item{Outcome: fleet.Queued}, "queued", "1 queued"},
		{fleet.Item{Outcome: fleet.Queued, Sent: sent}, "no answer", "1 without an answer"},
		{fleet.Item{Outcome: fleet.Sent, Sent: sent, Step: fleet.StepLost}, "no answer", "1 without an answer"},
		{fleet.Item{Outcome: fleet.Queued, Busy: 2, Err: refused}, "busy", "1 busy, try 3"},
		{fleet.Item{Outcome: fleet.Sent, Sent: sent}, "accepted", "1 accepted"},
		{fleet.Item{Outcome: fleet.Unknown, Sent: sent}, "unknown", "1 unknown"},
	} {
		j := &fleet.Job{Action: fleet.ActionStop, Items: []fleet.Item{c.item}}
		j.Counts.Count(c.item.Outcome)
		if row, count := w.ItemOutcome(j.Action, &c.item).Text, w.JobState(j).Text; row != c.row || count != "0 of 1 done · "+c.count {
			t.Errorf("%q and %q, want %q and %q", row, count, c.row, c.count)
		}
	}
}
