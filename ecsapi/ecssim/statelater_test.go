package ecssim

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/storage"
	"ecsdeck/ecsapi/ecssim/world"
	"ecsdeck/ecsapi/randtest"
)

// What was under way when it was saved is broken off afterwards as it would have
// been, and what was broken off stays so.
func TestSavedTasksCanBeBrokenOff(t *testing.T) {
	cloud := frozen(300)
	a := newClient(t, cloud)
	busy := a.some(3, world.Running)
	for n, id := range busy {
		if r := a.call("CreateSnapshot", "DiskId", world.DiskPlace{With: cloud.world.ByID["cn-hangzhou"].ByID[id]}.ID()); r.status != 200 {
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
		if got := fetchBody[storage.SnapshotsReply](t, r).TotalCount; got != want {
			t.Errorf("%d snapshots are %s, want %d", got, status, want)
		}
	}
	lists(world.Failed, 1)
	same(t, a, b, asked(a, "StopInstance", "InstanceId", busy[0], "ForceStop", "true"))
	same(t, a, b, asked(a, "DeleteInstance", "InstanceId", busy[1], "Force", "true"))
	lists(world.Failed, 3)
	a.cloud.Advance(20 * time.Minute)
	b.cloud.Advance(20 * time.Minute)
	lists(world.Failed, 3)
	lists(world.Accomplished, 0)
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
	place := a.cloud.world.ByID["cn-hangzhou"].VPCs[0]
	var codes []string
	for range 30 {
		r := same(t, a, b, asked(a, "RunInstances", "VSwitchId", place.Switches[0].ID, "SecurityGroupId", place.Security[0],
			"InstanceType", "ecs.g7.large", "ImageId", linuxImage(), "Amount", "2"))
		codes = append(codes, r.Code)
	}
	if !slices.Contains(codes, "") || !slices.Contains(codes, "QuotaExceed.AfterpayInstance") {
		t.Errorf("answers %q", codes)
	}
}

// What is due at one moment comes in the same order: it shows where money is
// short.
func TestSavedOrderOfWhatIsDue(t *testing.T) {
	cloud := New(Config{Seed: 7, Instances: 300, Regions: 2, Now: day, Frozen: true})
	a := newClient(t, cloud)
	r := cloud.world.ByID["cn-hangzhou"]
	for _, i := range r.List {
		if i.Prepaid && i.Lock == "" {
			i.Expires = day.Truncate(24 * time.Hour).Add(40*24*time.Hour + 16*time.Hour)
			i.Renewal = world.Renewal{Status: world.AutoRenewal, Duration: 1, Unit: "Month"}
			i.Schedule(day)
			r.Plan(i)
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

// Whoever edits a state by hand gets a refusal or a cloud that answers, however
// odd what they wrote.
func TestTamperedStates(t *testing.T) {
	rng := randtest.New(t)
	cloud := New(Config{Seed: 7, Instances: 40, Regions: 1, Now: day, Frozen: true})
	u := &upheaval{client: newClient(t, cloud), rng: rng}
	for range 150 {
		u.send(u.write("cn-hangzhou"))
		cloud.Advance(2 * time.Second)
	}
	var saved bytes.Buffer
	if _, err := cloud.Save(&saved); err != nil {
		t.Fatal(err)
	}
	odd := []any{nil, "", "x", "\x1b", "i-1", -1, 0, 1, 1e18, -1e18, 0.5, true, []any{}, map[string]any{}, "2026-13-45", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"}
	var tamper func(v any) any
	tamper = func(v any) any {
		if rng.IntN(6) == 0 {
			return odd[rng.IntN(len(odd))]
		}
		switch v := v.(type) {
		case map[string]any:
			if keys := slices.Sorted(maps.Keys(v)); len(keys) > 0 {
				k := keys[rng.IntN(len(keys))]
				if v[k] = tamper(v[k]); rng.IntN(20) == 0 {
					delete(v, k)
				}
			}
		case []any:
			if len(v) > 0 {
				n := rng.IntN(len(v))
				v[n] = tamper(v[n])
			}
		default:
			return odd[rng.IntN(len(odd))]
		}
		return v
	}
	loaded := 0
	rounds := 80
	if testing.Short() {
		rounds = 20
	}
	enough := rounds / 16
	for n := 0; n < rounds || loaded < enough && n < 20*rounds; n++ {
		var state map[string]any
		if err := json.Unmarshal(saved.Bytes(), &state); err != nil {
			t.Fatal(err)
		}
		region := state["regions"].([]any)[0].(map[string]any)
		for range 1 + rng.IntN(3) {
			if rng.IntN(3) == 0 {
				tamper(state)
			} else {
				tamper(region)
			}
		}
		text, err := json.Marshal(state)
		if err != nil {
			t.Fatal(err)
		}
		other, err := Load(text, Config{})
		if err != nil {
			if strings.Contains(err.Error(), "\n") || len(err.Error()) > 400 {
				t.Errorf("%.1000s", err)
			}
			continue
		}
		loaded++
		c := newClient(t, other)
		for range 2 {
			if other.world.ByID["cn-hangzhou"] == nil {
				break
			}
			for _, p := range reads(t, c, "cn-hangzhou") {
				c.send(p)
			}
			c.send((&upheaval{client: c, rng: rng}).write("cn-hangzhou"))
			other.Advance(26 * time.Hour)
		}
		if _, err := other.Save(io.Discard); err != nil {
			t.Errorf("can't be saved again: %v", err)
		}
	}
	if loaded < enough {
		t.Errorf("only %d were loaded", loaded)
	}
}
