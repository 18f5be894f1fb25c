package cli

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

// A plan tells what is left of the quota where it is carried out, and is refused by nothing of it.
func TestQuotaOfCreations(t *testing.T) {
	simulate(t, small, func(w *world) {
		p, other := w.site("cn-hangzhou"), w.site("cn-beijing")
		plain := func(args ...string) string { return w.run(args...).ended(shell.StatusDone).err }
		dry := func(args ...string) []string { return append(slices.Clone(args), "--dry-run") }

		rec := w.change(shell.StatusDone, dry(there(2, other, p)...)...)
		said := plain(dry(there(2, other, p)...)...)
		if len(rec.Quota) != 2 || rec.Quota[0].Region != "cn-beijing" || rec.Quota[1].Region != "cn-hangzhou" {
			w.Fatalf("%+v", rec.Quota)
		}
		for _, q := range rec.Quota {
			if q.Spot || q.Error != nil || *q.Takes != 4 || *q.Used == 0 || *q.Left != *q.Max-*q.Used || *q.Left < 8000 {
				w.Errorf("%+v", q)
			}
			if left := fmt.Sprintf("vCPU quota in %s: 8,%03d of ", q.Region, *q.Left-8000); !strings.Contains(said, left) || !strings.Contains(said, " left, this order takes 4\n") {
				w.Errorf("%s is not in\n%s", left, said)
			}
		}

		spot := dry(append(here(p), "--amount", "3", "--spot", "as-price-goes")...)
		if q := w.change(shell.StatusDone, spot...).Quota; len(q) != 1 || !q[0].Spot || *q[0].Takes != 6 || *q[0].Used == *rec.Quota[1].Used {
			w.Errorf("%+v", q)
		}
		w.run(spot...).ended(shell.StatusDone, "spot vCPU quota in cn-hangzhou: 8,", " left, this order takes 6")
		monthly := w.run(dry(append(here(p), "--charge-type", "prepaid", "--period", "1", "-o", "json")...)...).ended(shell.StatusDone)
		if !strings.Contains(monthly.out, `"quota": []`) {
			w.Error(monthly.out)
		}

		// Each place fits, all of them don't.
		w.run(dry(there(900, p, p, p, p, p)...)...).ended(shell.StatusDone, "vCPU quota in cn-hangzhou: only 8,", " left, this order takes 9,000")

		w.Inject(ecssim.Fault{Action: "DescribeAccountAttributes", Kind: ecssim.FaultError, Code: "NoPermission", Status: 403})
		w.run(dry(here(p)...)...).ended(shell.StatusDone, "in total ¥ ", "vCPU quota in cn-hangzhou unknown: NoPermission")
		q := w.change(shell.StatusDone, append(here(p), "--yes")...).Quota
		if len(q) != 1 || q[0].Max != nil || q[0].Used != nil || q[0].Left != nil || *q[0].Takes != 2 || q[0].Error == nil {
			w.Errorf("%+v", q)
		}
	})
}
