package cli

import (
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// What expires is listed by expiry, over all regions, with what happens then.
func TestRenewals(t *testing.T) {
	simulate(t, small, func(w *world) {
		all := read[[]record.Instance](w.run("ls", "-o", "json", "--expires-within", "90d").ended(shell.StatusDone))
		regions, byExpiry := map[string]bool{}, slices.IsSortedFunc(all, func(a, b record.Instance) int { return cmpTexts(a.Expires, b.Expires) })
		for _, r := range all {
			regions[r.Region] = true
		}
		if !byExpiry || len(regions) < 2 {
			w.Errorf("not by expiry, or of one region: %v", regions)
		}
		id := all[len(all)-1].ID
		w.change(shell.StatusDone, "auto-renew", "on", "--period", "3", id, "--yes", "--wait")
		w.ResetStats()
		got := read[[]record.Renewal](w.run("renewals", "-o", "json", "--expires-within", "90d").ended(shell.StatusDone))
		if len(got) != len(all) {
			w.Fatalf("%d renewals of %d", len(got), len(all))
		}
		soon := 0
		for i, r := range got {
			if r.ID != all[i].ID || *r.Expires != *all[i].Expires || r.AutoRenew == nil {
				w.Errorf("%d: %+v, want %s", i, r, all[i].ID)
			}
			if (*r.AutoRenew == "on") != (r.Period != nil) || r.NextCharge != nil && *r.NextCharge >= *r.Expires {
				w.Errorf("%+v", r)
			}
			if *r.Expires <= *record.Stamp(w.Now().Add(30 * 24 * time.Hour)) {
				soon++
			}
		}
		if last := got[len(got)-1]; *last.AutoRenew != "on" || *last.Period != 3 || *last.Unit != "month" || last.NextCharge == nil {
			w.Errorf("%+v", last)
		}
		if n := int(w.Stats().Calls["DescribeInstanceAutoRenewAttribute"]); n != len(regions) {
			w.Errorf("%d calls for %d regions", n, len(regions))
		}
		usual := read[[]record.Renewal](w.run("renewals", "-o", "json").ended(shell.StatusDone))
		if len(usual) != soon || soon == 0 || soon == len(got) {
			w.Errorf("%d within the usual 30 days, want %d", len(usual), soon)
		}
		sg := got[0].SecurityGroups[0]
		if some := read[[]record.Renewal](w.run("renewals", "-o", "json", "--expires-within", "90d", "--filter", "sg:"+sg).ended(shell.StatusDone)); len(some) == 0 || len(some) == len(got) {
			w.Errorf("%d are in %s", len(some), sg)
		}
		w.sentNoWrite()
	})
}

// What could not be read is null, not off.
func TestRenewalsThatCannotBeRead(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.Inject(ecssim.Fault{Action: "DescribeInstanceAutoRenewAttribute", Kind: ecssim.FaultHTTP500})
		for _, r := range read[[]record.Renewal](w.run("renewals", "-o", "json", "--expires-within", "90d").ended(shell.StatusPartly, "could not be read: ")) {
			if r.AutoRenew != nil || r.NextCharge != nil {
				w.Errorf("%+v", r)
			}
		}
	})
}

func cmpTexts(a, b *string) int {
	switch {
	case *a < *b:
		return -1
	case *a > *b:
		return 1
	}
	return 0
}
