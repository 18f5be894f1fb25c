package ecssim

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
	"unsafe"
)

// What was under way when it was saved is broken off afterwards as it would have
// been, and what was broken off stays so.
func TestSavedTasksCanBeBrokenOff(t *testing.T) {
	cloud := frozen(300)
	a := newClient(t, cloud)
	busy := a.some(3, running)
	for n, id := range busy {
		if r := a.call("CreateSnapshot", "DiskId", diskID(cloud.byID["cn-hangzhou"].byID[id], 0)); r.status != 200 {
			t.Fatal(r.body)
		}
		r := a.call("RunCommand", "InstanceId.1", id, "Type", "RunShellScript", "CommandContent", "sleep 50", "Timeout", "100")
		if r.status != 200 && n == 0 {
			t.Fatal(r.body)
		}
	}
	a.call("StopInstance", "InstanceId", busy[2], "ForceStop", "true")
	b := newClient(t, twin(t, cloud))
	lists := func(status string, want int) {
		t.Helper()
		same(t, a, b, asked(a, "DescribeInvocationResults", "PageSize", "50"))
		r := same(t, a, b, asked(a, "DescribeSnapshots", "PageSize", "100", "SnapshotType", "user", "Status", status))
		if got := fetchBody[snapshotsReply](t, r).TotalCount; got != want {
			t.Errorf("%d snapshots are %s, want %d", got, status, want)
		}
	}
	lists(failed, 1)
	same(t, a, b, asked(a, "StopInstance", "InstanceId", busy[0], "ForceStop", "true"))
	same(t, a, b, asked(a, "DeleteInstance", "InstanceId", busy[1], "Force", "true"))
	lists(failed, 3)
	a.cloud.Advance(20 * time.Minute)
	b.cloud.Advance(20 * time.Minute)
	lists(failed, 3)
	lists(accomplished, 0)
}

// fetchBody reads an answer as T.
func fetchBody[T any](t *testing.T, a answer) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSavedQuota(t *testing.T) {
	a := newClient(t, New(Config{Seed: 7, Instances: 300, Now: day, Frozen: true, Quota: 90}))
	b := newClient(t, twin(t, a.cloud))
	place := a.cloud.byID["cn-hangzhou"].vpcs[0]
	var codes []string
	for range 30 {
		r := same(t, a, b, asked(a, "RunInstances", "VSwitchId", place.switches[0].id, "SecurityGroupId", place.security[0],
			"InstanceType", "ecs.g7.large", "ImageId", linuxImage(), "Amount", "2"))
		codes = append(codes, r.Code)
	}
	if !slices.Contains(codes, "") || !slices.Contains(codes, errInstanceQuota.code) {
		t.Errorf("answers %q", codes)
	}
}

// What is due at one moment comes in the same order: it shows where money is
// short.
func TestSavedOrderOfWhatIsDue(t *testing.T) {
	cloud := New(Config{Seed: 7, Instances: 300, Regions: 2, Now: day, Frozen: true})
	a := newClient(t, cloud)
	r := cloud.byID["cn-hangzhou"]
	for _, i := range r.list {
		if i.prepaid && i.lock == "" {
			i.expires = day.Truncate(24 * time.Hour).Add(40*24*time.Hour + 16*time.Hour)
			i.renewal = renewal{status: autoRenewal, duration: 1, unit: "Month"}
			i.schedule(day)
			r.plan(i)
		}
	}
	cloud.SetBalance(3000)
	b := newClient(t, twin(t, cloud))
	for range 90 {
		a.cloud.Advance(12 * time.Hour)
		b.cloud.Advance(12 * time.Hour)
		same(t, a, b, asked(a, "DescribeInstances", "PageSize", "100", "InstanceChargeType", "PrePaid"))
		if t.Failed() {
			return
		}
	}
	if left := a.cloud.Balance(); left >= 3000 || left != b.cloud.Balance() {
		t.Errorf("%v and %v are left", left, b.cloud.Balance())
	}
}

// Whoever adds a field to an instance must say how it is saved.
func TestEveryFieldOfAnInstanceIsSaved(t *testing.T) {
	c := frozen(50)
	r := c.regions[0]
	i := *r.list[0]
	rng := rand.New(rand.NewPCG(2, 2))
	v := reflect.ValueOf(&i).Elem()
	for n := range v.NumField() {
		f := v.Field(n)
		f = reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem()
		switch v.Type().Field(n).Name {
		case "id", "hash", "typ", "image", "place", "status", "tasks", "slot", "booked":
			continue // known, or found anew
		}
		switch x := f.Addr().Interface().(type) {
		case *string:
			*x = fmt.Sprint("s", n)
		case *bool:
			*x = true
		case *int:
			*x = 1 + rng.IntN(100)
		case *uint64:
			*x = 1 + rng.Uint64N(100)
		case *float64:
			*x = rng.Float64()
		case *addr:
			*x = addr(1 + rng.Uint32())
		case *time.Time:
			*x = day.Add(time.Duration(rng.Int64N(1e18)))
		case *[]string:
			*x = []string{"a", "b"}
		case *[]tag:
			*x = []tag{{"k", "v"}, {"\xff", ""}}
		case *[]diskSpec:
			*x = []diskSpec{{"cloud_essd", "PL1", 40, "n", "d", true}}
		case *renewal:
			*x = renewal{autoRenewal, 3, "Month", day}
		default:
			t.Fatalf("%s is of a type that nobody saves", v.Type().Field(n).Name)
		}
	}
	line, err := json.Marshal(i.state())
	if err != nil {
		t.Fatal(err)
	}
	var s instanceState
	if err := json.Unmarshal(line, &s); err != nil {
		t.Fatal(err)
	}
	var got instance
	if err := s.load(&got, r, map[string]*vswitch{i.place.id: i.place}); err != nil {
		t.Fatal(err)
	}
	got.tasks, got.slot, got.booked = i.tasks, i.slot, i.booked
	if !reflect.DeepEqual(i, got) {
		t.Errorf("\n%+v\n%+v", i, got)
	}
}
