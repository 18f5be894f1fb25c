package cli

import (
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

func TestRenew(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(3, "charge:monthly region:cn-hangzhou status:running")
		hourly := w.some(1, "charge:hourly region:cn-hangzhou status:running")[0]
		before := w.instances("cn-hangzhou", ids...)
		w.ResetStats()
		rec := w.change(shell.StatusPartly, append([]string{"renew", "--period", "2", "--yes", "--wait", hourly}, ids...)...)
		if len(rec.Skipped) != 1 || rec.Skipped[0].ID != hourly || rec.Skipped[0].Reason != "pay-as-you-go" {
			w.Errorf("left out: %v", rec.Skipped)
		}
		after := w.instances("cn-hangzhou", ids...)
		sum := 0.0
		for i, r := range rec.Results {
			old, now := before[*r.ID].Expires, after[*r.ID].Expires
			want := ecsapi.Period{N: 2, Unit: ecsapi.Month}.After(old)
			if r.Outcome != "done" || r.OrderID == nil || r.Cost == nil || r.RequestID == nil || r.Seconds == nil {
				w.Fatalf("%+v", r)
			}
			if !now.Equal(want) || *r.OldExpiry != *record.Stamp(old) || *r.NewExpiry != *record.Stamp(now) || *rec.Targets[i].NewExpiry != *record.Stamp(now) {
				w.Errorf("%+v is paid until %s, want %s", r, now, want)
			}
			cost, _ := r.Cost.Float64()
			sum += cost
		}
		table := w.run("jobs", "1").ended(shell.StatusDone).out
		for _, s := range []string{"COST", rec.Results[0].Cost.String(), "NEW EXPIRY", (*rec.Results[0].NewExpiry)[:10]} {
			if !strings.Contains(table, s) {
				w.Errorf("of the past it lacks %s:\n%s", s, table)
			}
		}
		if past := read[jobDetails](w.run("jobs", "1", "-o", "json")); past.Currency == nil || *past.Currency != "CNY" {
			w.Errorf("charged in %v", past.Currency)
		}
		if audit := w.run("jobs", "--audit").out; !strings.Contains(audit, `"token":"ecsdeck-`) || !strings.Contains(audit, `"Period":"2"`) {
			w.Errorf("the audit is\n%s", audit)
		}
		if total, err := rec.Bill.Once.Float64(); err != nil || total < sum-0.001 || total > sum+0.001 || *rec.Bill.Currency != "CNY" {
			w.Errorf("the bill is %v, its parts make %v", rec.Bill, sum)
		}
		if s := w.Stats(); s.Calls["RenewInstance"] != 3 {
			w.Errorf("%d calls for three", s.Calls["RenewInstance"])
		}
	})
}

// An answer that is lost is asked for again, and charges once.
func TestRenewLostAnswerChargesOnce(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly region:cn-hangzhou status:running")[0]
		old, money := w.instances("cn-hangzhou", id)[id].Expires, w.Balance()
		w.Inject(ecssim.Fault{Action: "RenewInstance", Kind: ecssim.FaultLostAnswer, For: 3 * time.Second})
		rec := w.change(shell.StatusDone, "renew", "--period", "1", "--yes", "--wait", id)
		if now, want := w.instances("cn-hangzhou", id)[id].Expires, (ecsapi.Period{N: 1, Unit: ecsapi.Month}).After(old); !now.Equal(want) {
			w.Errorf("paid until %s, want %s", now, want)
		}
		cost, _ := rec.Results[0].Cost.Float64()
		if paid := money - w.Balance(); paid < cost-0.01 || paid > cost+0.01 || cost == 0 {
			w.Errorf("%v was charged for %v", paid, cost)
		}
		if n := w.Stats().Calls["RenewInstance"]; n < 2 {
			w.Errorf("%d calls: no answer was lost", n)
		}
	})
}

// A region that is not read might hold what expires too.
func TestRenewOfAnUnreadRegion(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-beijing", Kind: ecssim.FaultHTTP500})
		w.ResetStats()
		w.run("renew", "--period", "1", "--expires-within", "90d", "--all-regions", "--yes").
			refused(shell.StatusFailed, "cn-beijing could not be read", "nothing was done")
		w.sentNoWrite()
	})
}

func TestRenewPrintsWhatItCosts(t *testing.T) {
	simulate(t, small, func(w *world) {
		id := w.some(1, "charge:monthly status:running")[0]
		r := w.run("renew", id, "--period", "1", "--unit", "week", "--dry-run").ended(shell.StatusDone, "charged at once: ¥ ", "nothing was sent")
		if head, _, _ := strings.Cut(r.out, "\n"); !strings.Contains(head, "COST") || !strings.Contains(head, "NEW EXPIRY") {
			w.Errorf("the table is\n%s", r.out)
		}
	})
}

func TestAutoRenew(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := w.some(2, "charge:monthly region:cn-hangzhou status:running")
		setting := func() map[ecsapi.InstanceID]ecsapi.AutoRenewal {
			got, err := w.client().AutoRenewals(w.Context(), "cn-hangzhou", []ecsapi.InstanceID{ecsapi.InstanceID(ids[0]), ecsapi.InstanceID(ids[1])})
			if err != nil || len(got) != 2 {
				w.Fatal(got, err)
			}
			return got
		}
		for _, c := range []struct {
			words []string
			want  ecsapi.AutoRenewal
		}{
			{[]string{"on", "--period", "3"}, ecsapi.AutoRenewal{On: true, Period: ecsapi.Period{N: 3, Unit: ecsapi.Month}}},
			{[]string{"on"}, ecsapi.AutoRenewal{On: true, Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}}},
			{[]string{"on", "--period", "2", "--unit", "week"}, ecsapi.AutoRenewal{On: true, Period: ecsapi.Period{N: 2, Unit: ecsapi.Week}}},
			{[]string{"off"}, ecsapi.AutoRenewal{}},
		} {
			w.ResetStats()
			w.change(shell.StatusDone, append(append([]string{"auto-renew", "--yes", "--wait"}, c.words...), ids...)...)
			for id, got := range setting() {
				if got.On != c.want.On || got.On && got.Period != c.want.Period {
					w.Errorf("%v: %s has %+v", c.words, id, got)
				}
			}
			if n := w.Stats().Calls["ModifyInstanceAutoRenewAttribute"]; n != 1 {
				w.Errorf("%v: %d calls for two", c.words, n)
			}
		}
	})
}
