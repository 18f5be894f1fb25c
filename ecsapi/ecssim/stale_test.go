package ecssim

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/world"
)

func TestStaleReadsCatchUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: 600, Frozen: true})
		c := newClient(t, cloud)
		id := c.some(1, world.Running)[0]
		stale := Fault{Action: "DescribeInstances", Region: "cn-hangzhou", Kind: FaultStale, Delay: 5 * time.Second}
		if err := cloud.Inject(stale); err != nil {
			t.Fatal(err)
		}
		c.find(id) // from now on what is told may be as old as this
		c.call("StopInstance", "InstanceId", id, "ForceStop", "true")
		cloud.Advance(time.Minute)
		if i, _ := c.find(id); i.Status != world.Running {
			t.Errorf("told at once: %s", i.Status)
		}
		var s struct {
			InstanceStatuses struct{ InstanceStatus []compute.InstanceStatus }
		}
		c.into(&s, "DescribeInstanceStatus", "InstanceId.1", id)
		if got := s.InstanceStatuses.InstanceStatus; got[0].Status != world.Stopped {
			t.Errorf("an action that isn't hit tells %v", got)
		}
		<-time.After(6 * time.Second)
		if i, _ := c.find(id); i.Status != world.Stopped {
			t.Errorf("told later: %s", i.Status)
		}
		if a := c.call("StartInstance", "InstanceId", id); a.status != 200 {
			t.Errorf("a write works on the past: %s", a.body)
		}
		cloud.ClearFaults()
		if i, _ := c.find(id); i.Status != world.Starting {
			t.Errorf("without the fault: %s", i.Status)
		}
	})
}

func TestShiftedPages(t *testing.T) {
	c := newClient(t, frozen(1200))
	page := func(n, size string) (ids []string) {
		for _, i := range c.instances("PageNumber", n, "PageSize", size) {
			ids = append(ids, i.InstanceId)
		}
		return ids
	}
	first, honest := page("1", "50"), page("2", "50")
	if err := c.cloud.Inject(Fault{Kind: FaultShift}); err != nil {
		t.Fatal(err)
	}
	if got := page("1", "50"); !slices.Equal(got, first) {
		t.Error("the first page has moved")
	}
	repeats, skips := 0, 0
	for range 40 {
		switch got := page("2", "50"); {
		case slices.Contains(first, got[0]):
			repeats++
		case got[0] == honest[0]:
			t.Error("the second page has not moved")
		default:
			skips++
		}
	}
	if repeats == 0 || skips == 0 {
		t.Errorf("%d pages repeat rows, %d skip some", repeats, skips)
	}
	// No page is too far off, none too small to be moved.
	if got := page("2", "1"); len(got) != 1 {
		t.Errorf("a small page has %d rows", len(got))
	}
	if got := page("900", "100"); len(got) > 3 {
		t.Errorf("a page behind the end has %d rows", len(got))
	}
	// A token names the row it goes on after.
	var l listed
	c.into(&l, "DescribeInstances", "MaxResults", "50", "PageSize", "")
	c.into(&l, "DescribeInstances", "MaxResults", "50", "NextToken", l.NextToken)
	if got := l.Instances.Instance[0].InstanceId; got != honest[0] {
		t.Error("a page by token has moved")
	}
}
