package ecssim

import (
	"testing"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/world"
)

// A fault of any code and status refuses as many calls as it is told, and spares
// dry runs, which ask nothing of what is in the way.
func TestFaultsOfAnyCode(t *testing.T) {
	c := newClient(t, frozen(40))
	id := c.some(1, world.Running)[0]
	if w := control(c.cloud, "POST", "/_sim/faults", `[{"action":"StopInstance","kind":"error","code":"OperationConflict","status":409,"message":"Wait.","times":2}]`); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if a := c.call("StopInstance", "InstanceId", id, "DryRun", "true"); a.Code != "DryRunOperation" {
		t.Errorf("a dry run was answered %d %s", a.status, a.Code)
	}
	for range 2 {
		if a := c.call("StopInstance", "InstanceId", id); a.status != 409 || a.Code != "OperationConflict" || a.Message != "Wait." {
			t.Errorf("answered %d %s %q", a.status, a.Code, a.Message)
		}
	}
	if i, _ := c.find(id); i.Status != world.Running {
		t.Errorf("refused, and is %s", i.Status)
	}
	if a := c.call("StopInstance", "InstanceId", id); a.status != 200 {
		t.Errorf("after its two times: %d %s", a.status, a.Code)
	}
}

func TestFaultsThatAreDoneAllTheSame(t *testing.T) {
	c := newClient(t, frozen(40))
	id := c.some(1, world.Running)[0]
	if err := c.cloud.Inject(Fault{Action: "StopInstance", Kind: FaultError, Code: "IncorrectInstanceStatus", Status: 403, Done: true}); err != nil {
		t.Fatal(err)
	}
	if a := c.call("StopInstance", "InstanceId", id); a.status != 403 || a.Code != "IncorrectInstanceStatus" {
		t.Errorf("answered %d %s", a.status, a.Code)
	}
	if i, _ := c.find(id); i.Status != world.Stopping {
		t.Errorf("carried out, and is %s", i.Status)
	}
}

// Lists that lack rows count them all the same.
func TestFaultsOfLists(t *testing.T) {
	c := newClient(t, frozen(40))
	all := len(c.instances("PageSize", "100"))
	for _, test := range []struct {
		fault Fault
		rows  int
	}{
		{Fault{Kind: FaultEmpty}, 0},
		{Fault{Kind: FaultShort}, all - 1},
		{Fault{Kind: FaultShort, Rows: 3}, all - 3},
		{Fault{Kind: FaultShort, Rows: all + 3}, 0},
	} {
		test.fault.Action, test.fault.Times = "DescribeInstances", 1
		if err := c.cloud.Inject(test.fault); err != nil {
			t.Fatal(err)
		}
		var got struct {
			TotalCount int
			Instances  struct{ Instance []compute.WireInstance }
		}
		c.into(&got, "DescribeInstances", "PageSize", "100")
		if got.TotalCount != all || len(got.Instances.Instance) != test.rows {
			t.Errorf("%+v: %d rows of %d, want %d of %d", test.fault, len(got.Instances.Instance), got.TotalCount, test.rows, all)
		}
		if n := len(c.instances("PageSize", "100")); n != all {
			t.Errorf("the call after: %d rows, want %d", n, all)
		}
	}
	var zones, short struct {
		Zones struct{ Zone []struct{ ZoneId string } }
	}
	c.into(&zones, "DescribeZones")
	c.cloud.Inject(Fault{Action: "DescribeZones", Kind: FaultShort, Times: 1})
	if c.into(&short, "DescribeZones"); len(short.Zones.Zone) != len(zones.Zones.Zone)-1 {
		t.Errorf("%d zones of %d", len(short.Zones.Zone), len(zones.Zones.Zone))
	}
}
