package ecssim

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/world"
)

// outcomes is the answer of a batch by instance.
func (c *client) outcomes(action string, args ...string) map[string]compute.InstanceResponse {
	c.t.Helper()
	var b struct {
		InstanceResponses struct{ InstanceResponse []compute.InstanceResponse }
	}
	c.into(&b, action, args...)
	m := map[string]compute.InstanceResponse{}
	for _, o := range b.InstanceResponses.InstanceResponse {
		m[o.InstanceId] = o
	}
	return m
}

func TestBatches(t *testing.T) {
	c := newClient(t, frozen(1200))
	up, down := c.some(5, world.Running), c.some(3, world.Stopped)
	for id, o := range c.outcomes("StopInstances", batch(up)...) {
		if o != (compute.InstanceResponse{InstanceId: id, PreviousStatus: world.Running, CurrentStatus: world.Stopping, Code: "200", Message: "success"}) {
			t.Errorf("stop: %+v", o)
		}
	}
	for id, o := range c.outcomes("StartInstances", batch(down)...) {
		if o != (compute.InstanceResponse{InstanceId: id, PreviousStatus: world.Stopped, CurrentStatus: world.Starting, Code: "200", Message: "success"}) {
			t.Errorf("start: %+v", o)
		}
	}
	c.cloud.Advance(time.Minute)
	for id, o := range c.outcomes("RebootInstances", batch(down, "ForceReboot", "true")...) {
		if o != (compute.InstanceResponse{InstanceId: id, PreviousStatus: world.Running, CurrentStatus: world.Stopping, Code: "200", Message: "success"}) {
			t.Errorf("reboot: %+v", o)
		}
	}
	c.cloud.Advance(4 * time.Second)
	if status, _ := c.cloudStatus(down[0]); status != world.Starting {
		t.Errorf("4 s into a forced reboot: %s", status)
	}
}

func TestAllTogetherIsAllOrNothing(t *testing.T) {
	c := newClient(t, frozen(1200))
	up, down := c.some(3, world.Running), c.some(1, world.Stopped)
	for _, mixed := range [][]string{append(slices.Clone(up), down[0]), append(slices.Clone(up), "i-none")} {
		want := map[string]int{down[0]: 403, "i-none": 404}[mixed[3]]
		if a := c.call("StopInstances", batch(mixed, "BatchOptimization", "AllTogether")...); a.status != want {
			t.Errorf("%d %s", a.status, a.body)
		}
	}
	for _, id := range up {
		if i, _ := c.find(id); i.Status != world.Running {
			t.Errorf("%s is %s after a refused batch", id, i.Status)
		}
	}
}

func TestSuccessFirstTellsEachOutcome(t *testing.T) {
	c := newClient(t, frozen(1200))
	up, down := c.some(2, world.Running), c.some(1, world.Stopped)
	ids := []string{up[0], down[0], "i-none", up[1], up[0]}
	got := c.outcomes("StopInstances", batch(ids, "BatchOptimization", "SuccessFirst")...)
	want := map[string]compute.InstanceResponse{
		up[0]:    {InstanceId: up[0], PreviousStatus: world.Running, CurrentStatus: world.Stopping, Code: "200", Message: "success"},
		up[1]:    {InstanceId: up[1], PreviousStatus: world.Running, CurrentStatus: world.Stopping, Code: "200", Message: "success"},
		down[0]:  {InstanceId: down[0], PreviousStatus: world.Stopped, CurrentStatus: world.Stopped, Code: "IncorrectInstanceStatus", Message: "The current status of the resource does not support this operation."},
		"i-none": {InstanceId: "i-none", PreviousStatus: "", CurrentStatus: "", Code: "InvalidInstanceId.NotFound", Message: world.ErrInstance.Message},
	}
	if len(got) != len(want) {
		t.Errorf("%d outcomes, want %d", len(got), len(want))
	}
	for id, o := range want {
		if got[id] != o {
			t.Errorf("%s: %+v, want %+v", id, got[id], o)
		}
	}
}

func TestBatchLimits(t *testing.T) {
	c := newClient(t, frozen(1200))
	ids := make([]string, 101)
	for n := range ids {
		ids[n] = fmt.Sprint("i-", n)
	}
	for _, test := range []struct {
		args   []string
		status int
		code   string
	}{
		{batch(ids), 403, "InvalidParameter.TooManyInstanceIds"},
		{batch(ids[:100]), 404, "InvalidInstanceIds.NotFound"},
		{batch([]string{"web-1"}), 403, "Abs.InvalidInstanceIds.MalFormed"},
		{nil, 403, "InvalidInstanceId.NotFound"},
		{batch(ids[:1], "BatchOptimization", "Sometimes"), 400, "InvalidParameter"},
		{batch(ids[:1], "ForceStop", "perhaps"), 400, "InvalidParameter"},
		{batch(ids[:1], "RegionId", ""), 400, "MissingParameter"},
	} {
		if a := c.call("StopInstances", test.args...); a.status != test.status || a.Code != test.code {
			t.Errorf("%d ids: %d %s, want %d %s", len(test.args)/2, a.status, a.Code, test.status, test.code)
		}
	}
}
