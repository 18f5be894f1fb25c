package brief

import (
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
		{fleet.Job{Action: fleet.ActionStop, Options: fleet.ActionOptions{Force: true}, Counts: fleet.JobCounts{Done: 1, Sent: 1}}, "force stop 2", "1 of 2 done · 1 changing"},
		{fleet.Job{Action: fleet.ActionRelease, HeldUntil: now.Add(time.Second), Counts: fleet.JobCounts{Queued: 2}}, "release 2", "can be taken back"},
		{fleet.Job{Action: fleet.ActionRelease, HeldUntil: now, Ended: over, Counts: fleet.JobCounts{Cancelled: 2}}, "release 2", "release 2 was taken back: nothing was sent."},
		{fleet.Job{Action: fleet.ActionRelease, HeldUntil: over.Add(-time.Minute), Ended: over, Counts: fleet.JobCounts{Cancelled: 1, Done: 1}}, "release 2", "release 2: 1 of 2 done · 1 cancelled · J tells why"},
		{fleet.Job{Action: fleet.ActionRenew, Currency: "CNY", Ended: over, Counts: fleet.JobCounts{Done: 2}}, "renew 2", "renew 2: 2 of 2 done · ¥ 1,204.00 · J shows the new expiries"},
		{fleet.Job{Action: fleet.ActionCreate, Order: &fleet.Order{Launch: ecsapi.Launch{Type: "ecs.c7.large"}}, Ended: over, Counts: fleet.JobCounts{Done: 1, Failed: 1}}, "create 2 c7.large", "create 2 c7.large: 1 of 2 done · 1 failed · 1,204.00 · J tells why"},
		{fleet.Job{Action: fleet.ActionAutoRelease, Options: fleet.ActionOptions{At: now}, Past: true, Elsewhere: true, Counts: fleet.JobCounts{Sent: 2}}, "auto-release 2", "0 of 2 done · 2 changing · runs in another process"},
		{fleet.Job{Action: fleet.ActionAutoRelease, Past: true, Counts: fleet.JobCounts{Sent: 2}}, "cancel auto-release of 2", "0 of 2 done · 2 changing · broken off, being looked into"},
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

// What failed is summed up by reason and region, and says the zone where there
// is but one.
func TestFailuresAreSummedUp(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	w := Writer{Text: p}
	stock := &ecsapi.Error{Kind: ecsapi.KindStock, Code: "OperationDenied.NoStock"}
	silent := &ecsapi.Error{Kind: ecsapi.KindState, Message: "fell back"}
	j := &fleet.Job{
		Launches: []ecsapi.Launch{{Region: "cn-beijing", Zone: "cn-beijing-l"}, {Region: "cn-hangzhou", Zone: "cn-hangzhou-h"}, {Region: "cn-hangzhou", Zone: "cn-hangzhou-j"}},
		Items: []fleet.Item{
			{Region: "cn-hangzhou", Outcome: fleet.Failed, Err: silent}, {Region: "cn-beijing", Outcome: fleet.Failed, Err: stock},
			{Region: "cn-beijing", Outcome: fleet.Failed, Err: stock}, {Region: "cn-hangzhou", Outcome: fleet.Done, Err: stock},
		},
	}
	var got []string
	for _, f := range Failures(j) {
		got = append(got, w.Failure(f))
	}
	want := []string{
		"2 × OperationDenied.NoStock in cn-beijing-l: This instance type is sold out in the zone.",
		"1 × fell back in cn-hangzhou: The cloud accepted it, but the instance does not show that it worked.",
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%q, want %q", got, want)
	}
}
