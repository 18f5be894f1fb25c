package cli

import (
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

// What the listing doesn't tell is read when a filter asks for it, and what stays unknown is
// said: it is not simply missing.
func TestFilterOfWhatTheListingLacks(t *testing.T) {
	simulate(t, small, func(w *world) {
		ids := func(filter string) []string {
			return strings.Fields(w.run("ls", "--filter", filter, "-o", "ids").ended(shell.StatusDone).out)
		}
		prepaid, on, off := ids("charge:monthly"), ids("autorenew:yes"), ids("autorenew:no")
		if len(on) == 0 || len(off) == 0 || len(on)+len(off)+len(ids("autorenew:never")) != len(prepaid) {
			w.Errorf("of %d subscriptions %d are renewed by themselves and %d are not", len(prepaid), len(on), len(off))
		}
		soon := ids("expires<7d and expires>0h and autorenew:no and not expires<0h")
		if got := ids("problem:expiring"); strings.Join(got, " ") != strings.Join(soon, " ") {
			w.Errorf("expiring are %v, and end within a week without being renewed %v", got, soon)
		}
		if spots := ids("room<0 or room>=0"); len(spots) == 0 {
			w.Errorf("no instance has a known room")
		}
		w.Inject(ecssim.Fault{Action: "DescribeInstanceAutoRenewAttribute", Kind: ecssim.FaultHTTP500})
		w.run("ls", "--filter", "autorenew:yes", "-o", "ids").ended(shell.StatusPartly, "instances are left out")
		for _, more := range []string{"--yes", "--dry-run"} {
			w.run("auto-renew", "on", "--filter", "autorenew:no", "--all-regions", more).
				ended(shell.StatusFailed, "not known", "nothing was done")
		}
		// What doesn't end soon enough is out of the question whatever its setting: here one has ended.
		w.run("auto-renew", "on", "--filter", "autorenew:no", "--all-regions", "--expires-within", "1m", "--dry-run").
			ended(shell.StatusFailed, "may match 1 instance of which")
	})
}
