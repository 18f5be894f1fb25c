package cli

import (
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// A command waits for what is busy, says so once, and fails as that when its time
// is up.
func TestBusyCommands(t *testing.T) {
	busy := ecssim.Fault{Action: "StopInstances", Kind: ecssim.FaultError, Code: "OperationConflict", Status: 409}
	const says = "OperationConflict: Another operation on the instance is in progress. Trying again for up to"
	simulate(t, ecssim.Config{Instances: 60, Regions: 2}, func(w *world) {
		id := strings.Fields(w.run("ls", "-o", "csv", "--filter", "status:running charge:hourly").ended(0).out)[1]
		id, _, _ = strings.Cut(id, ",")
		for _, flags := range [][]string{nil, {"--wait"}} {
			busy.Times = 3
			w.Inject(busy)
			begun := time.Now()
			r := w.run(append([]string{"stop", id, "--yes"}, flags...)...).ended(0, says)
			if n := strings.Count(r.err, "OperationConflict"); n != 1 {
				w.Errorf("said %d times:\n%s", n, r.err)
			}
			if took := time.Since(begun); took < 15*time.Second {
				w.Errorf("took %v", took)
			}
			w.Advance(2 * time.Minute) // until it is stopped
			w.run("start", id, "--yes", "--wait").ended(0)
		}
		busy.Times = 0
		w.Inject(busy)
		r := w.run("stop", id, "--yes", "--timeout", "1m", "-o", "json").ended(1, says+" 1m0s", "gave up after 1m0s")
		if !strings.Contains(r.out, `"outcome": "failed"`) || !strings.Contains(r.out, `"code": "OperationConflict"`) {
			w.Error(r.out)
		}
	})
}
