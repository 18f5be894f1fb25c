package engine

import (
	"strings"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// TestStopThatIsChargedOn: the cloud drops the wish to stop charging without a
// word where it can't be. Such an instance is stopped, and its item says so.
func TestStopThatIsChargedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, setup{sim: ecssim.Config{Regions: 1}})
		w.load()
		disks := func(in *ecsapi.Instance) bool { return strings.HasPrefix(in.Type, "ecs.i") }
		on := func(fit func(*ecsapi.Instance) bool) func(*ecsapi.Instance) bool {
			return func(in *ecsapi.Instance) bool { return running(in) && fit(in) }
		}
		ids := append(w.pickIf(1, "", on(disks)), w.pickIf(1, "", on(func(in *ecsapi.Instance) bool { return !disks(in) }))...)
		ids = append(ids, w.pickIf(1, "", func(in *ecsapi.Instance) bool { return prepaid(in) && in.Status == ecsapi.Running })...)
		j := w.finish(w.submit(fleet.ActionStop, ids, fleet.ActionOptions{Force: true, StoppedMode: ecsapi.StopCharging}), fleet.JobCounts{Done: 3})
		now := w.read(ids...)
		for n, it := range j.Items {
			charged := n == 0 // of the prepaid one nobody thought otherwise
			if said := it.Err != nil && strings.Contains(it.Err.Says().String(), "charged on"); said != charged {
				t.Errorf("%s (%s, %s): %v", now[it.ID].Type, now[it.ID].StoppedMode, now[it.ID].ChargeType, it.Err)
			}
		}
	})
}
