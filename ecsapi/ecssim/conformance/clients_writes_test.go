package conformance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// An instance is created, stopped, started and released, and each state waited for.
func foreignLife(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	c, m := a.by(p), a.model()
	a.cloud.ResetStats()
	made := c.call("RunInstances", with{
		"RegionId": hangzhou, "ImageId": m.ImageId, "InstanceType": m.InstanceType,
		"VSwitchId": m.VpcAttributes.VSwitchId, "SecurityGroupId": m.SecurityGroupIds.SecurityGroupId[0],
		"Amount": 2, "InstanceName": "外来-[7,3]", "ClientToken": "once",
		"Tag": []with{{"Key": "made by", "Value": t.Name()}},
	})
	ids := made.texts("InstanceIdSets", "InstanceIdSet")
	if len(ids) != 2 {
		t.Fatalf("%v were made", ids)
	}

	// wait asks until both have a status; "" is for gone.
	wait := func(status string) {
		t.Helper()
		for range 20 {
			s := c.call("DescribeInstances", with{"RegionId": hangzhou, "InstanceIds": `["` + strings.Join(ids, `","`) + `"]`})
			got := s.texts("Instances", "Instance", "Status")
			if status == "" && len(got) == 0 || slices.Equal(got, []string{status, status}) {
				return
			}
			a.cloud.Advance(5 * time.Second)
		}
		t.Fatalf("never %q", status)
	}
	wait("Running")
	for n, id := range ids {
		i := a.instance(id)
		if i.Status != "Running" || i.InstanceName != []string{"外来-007", "外来-008"}[n] || i.Tags.Tag[0].TagValue != t.Name() {
			t.Errorf("%s %q %+v", i.Status, i.InstanceName, i.Tags)
		}
	}

	stopped := c.call("StopInstances", with{"RegionId": hangzhou, "InstanceId": ids, "ForceStop": true})
	same(t, "codes", stopped.texts("InstanceResponses", "InstanceResponse", "Code"), []string{"200", "200"})
	same(t, "before", stopped.texts("InstanceResponses", "InstanceResponse", "PreviousStatus"), []string{"Running", "Running"})
	wait("Stopped")
	if e := c.refused("RebootInstance", with{"InstanceId": ids[0]}); e.Code != "IncorrectInstanceStatus" || e.Status != 403 {
		t.Errorf("%+v", e)
	}
	c.call("StartInstance", with{"InstanceId": ids[0]})
	c.call("StartInstance", with{"InstanceId": ids[1]})
	wait("Running")
	if e := c.refused("DeleteInstance", with{"InstanceId": ids[0]}); e.Code != "IncorrectInstanceStatus" || e.Status != 403 {
		t.Errorf("%+v", e)
	}
	c.call("StopInstance", with{"InstanceId": ids[0]})
	c.call("StopInstance", with{"InstanceId": ids[1], "StoppedMode": "StopCharging"})
	wait("Stopped")
	c.call("DeleteInstance", with{"InstanceId": ids[0]})
	c.call("DeleteInstances", with{"RegionId": hangzhou, "InstanceId": ids[1:]})
	wait("")

	calls := a.cloud.Stats().Calls
	for action, n := range map[string]int64{
		"RunInstances": 1, "StopInstances": 1, "RebootInstance": 1, "StartInstance": 2, "StopInstance": 2, "DeleteInstance": 2, "DeleteInstances": 1,
	} {
		if calls[action] != n {
			t.Errorf("%s was called %d times, not %d", action, calls[action], n)
		}
	}
	for _, i := range a.list() {
		if slices.Contains(ids, i.InstanceId) {
			t.Errorf("%s is still there", i.InstanceId)
		}
	}
}
