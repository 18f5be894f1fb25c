package ecssim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
	"ecsdeck/ecsapi/randtest"
)

// Whatever was done and whatever is under way: a cloud that was saved and loaded
// answers as the one that went on, now and later, and to further writes.
func TestSavedCloudGoesOnTheSame(t *testing.T) {
	rng := randtest.New(t)
	cloud := New(Config{Seed: 7, Instances: 260, Regions: 3, Now: day, Frozen: true})
	u := &upheaval{client: newClient(t, cloud), rng: rng}
	done := map[string]int{}
	never := func() (out []string) { // succeeded
		for action := range actions {
			if !onlyReads(action) && done[action] == 0 &&
				!slices.Contains([]string{"StartInstances", "StopInstances", "RebootInstance"}, action) {
				out = append(out, action)
			}
		}
		return out
	}
	for n := 0; n < 600 || n < 6000 && len(never()) > 0; n++ {
		if p := u.write(u.region()); u.send(p).status == 200 {
			done[p["Action"]]++
		}
		if n%8 == 0 {
			cloud.Advance(time.Duration(rng.IntN(20000)) * time.Millisecond)
		}
		switch n {
		case 100:
			cloud.Play(Story{Name: SpotStorm})
			cloud.Play(Story{Name: ExpiryWave})
			cloud.Play(Story{Name: HostileNames, Region: "cn-beijing"})
			cloud.Advance(20 * time.Hour)
		case 300:
			cloud.Advance(17 * 24 * time.Hour)
			cloud.Play(Story{Name: StockShortage, Region: "cn-shanghai"})
		case 500:
			cloud.SetBalance(cloud.Balance() - 5000.125)
			cloud.SetRetryAfter(true)
			cloud.SetLimitHeader(true)
			cloud.SetLimits(Limits{"DescribeKeyPairs": {Calls: 3000, Per: time.Hour}})
		}
	}
	if left := never(); len(left) > 0 {
		t.Errorf("%v never succeeded", left)
	}
	underWay := func(what string) bool {
		for _, r := range cloud.world.Regions {
			for _, i := range slices.Concat(r.List, r.Fresh) {
				if i.Status == what || what == "task" && len(i.Tasks) > 0 || what == "renewal" && !i.Settles.IsZero() || what == "reclaim" && i.Lock == world.LockRecycling {
					return true
				}
			}
		}
		return false
	}
	cloud.Play(Story{Name: SpotStorm})
	for _, what := range []string{world.Pending, world.Starting, world.Stopping, "task", "renewal", "reclaim"} {
		for n := 0; !underWay(what); n++ {
			if u.send(u.write(u.region())); n > 2000 {
				t.Fatalf("nothing is %s", what)
			}
		}
	}

	a, b := newClient(t, cloud), newClient(t, twin(t, cloud))
	compare := func() {
		t.Helper()
		for _, region := range []string{"cn-hangzhou", "cn-shanghai", "cn-beijing"} {
			for _, p := range reads(t, a, region) {
				if same(t, a, b, p); t.Failed() {
					t.FailNow()
				}
			}
		}
		if x, y := a.cloud.Balance(), b.cloud.Balance(); x != y {
			t.Fatalf("balance %v and %v", x, y)
		}
		if x, y := a.cloud.Limits(), b.cloud.Limits(); !maps.Equal(x, y) || !b.cloud.RetryAfter() || !b.cloud.LimitHeader() {
			t.Fatalf("limits %v and %v", x, y)
		}
	}
	compare()
	for _, d := range []time.Duration{time.Second, 3 * time.Second, 20 * time.Second, 5 * time.Minute, time.Hour, 26 * time.Hour, 16 * 24 * time.Hour} {
		a.cloud.Advance(d)
		b.cloud.Advance(d)
		for range 20 {
			same(t, a, b, u.write(u.region()))
		}
		compare()
	}
	// And once more, from the one that was loaded.
	b = newClient(t, twin(t, b.cloud))
	compare()
}

// A token that was used before the restart answers as before after it, and a
// nonce can't be used again.
func TestTokensOutliveARestart(t *testing.T) {
	cloud := frozen(300)
	u := &upheaval{client: newClient(t, cloud), rng: randtest.New(t)}
	var buy rpc.Params
	var first answer
	for n := 0; first.status != 200; n++ { // a type can be sold out
		buy = u.write("cn-hangzhou")
		for buy["Action"] != "RunInstances" || buy["Amount"] != "2" {
			buy = u.write("cn-hangzhou")
		}
		if first = u.send(buy); n == 20 {
			t.Fatal(first.body)
		}
	}
	was := cloud.Balance()
	b := newClient(t, twin(t, cloud))
	before := b.total()
	if again := b.send(buy); again.Code != "SignatureNonceUsed" {
		t.Errorf("the same request: %s", again.body)
	}
	ids := func(a answer) (ids []string) {
		var r compute.RunReply
		json.Unmarshal([]byte(a.body), &r)
		return r.InstanceIdSets.InstanceIdSet
	}
	delete(buy, "Signature")
	again := b.send(b.params("RunInstances", with(buy, "SignatureNonce", "another")))
	if !slices.Equal(ids(first), ids(again)) || len(ids(again)) != 2 || b.total() != before || b.cloud.Balance() != was {
		t.Errorf("first %s\nagain %s, balance %v and %v", first.body, again.body, was, b.cloud.Balance())
	}
	other := b.send(b.params("RunInstances", with(buy, "SignatureNonce", "third", "Amount", "1")))
	if other.Code != "IdempotentParameterMismatch" {
		t.Errorf("another call with that token: %s", other.body)
	}
}

func with(p rpc.Params, more ...string) map[string]string {
	p = maps.Clone(p)
	maps.Copy(p, pairs(more))
	return p
}

func TestFaultsOutliveARestart(t *testing.T) {
	cloud := frozen(10)
	cloud.Inject(Fault{Kind: FaultThrottle, P: 0.5, For: time.Hour}, Fault{Kind: FaultHTTP500, Region: "cn-beijing"},
		Fault{Kind: FaultError, Action: "DescribeZones", Code: "OperationConflict", Message: "Wait.", Status: 409, Times: 30})
	a := newClient(t, cloud)
	for range 7 {
		a.call("DescribeRegions")
	}
	b := newClient(t, twin(t, cloud))
	for range 40 {
		same(t, a, b, asked(a, "DescribeRegions"))
		same(t, a, b, asked(a, "DescribeZones"))
	}
	if code := b.call("DescribeRegions", "RegionId", "cn-beijing").Code; code != "InternalError" && code != "Throttling.User" {
		t.Errorf("cn-beijing answers %q", code)
	}
}

func TestSpeedOfALoadedCloud(t *testing.T) {
	var saved bytes.Buffer
	New(Config{Instances: 3, Regions: 1, Now: day, Speed: 60}).Save(&saved)
	for _, c := range []struct {
		config Config
		want   float64
	}{{Config{}, 60}, {Config{Speed: 2}, 2}, {Config{Frozen: true}, 0}} {
		cloud, err := Load(saved.Bytes(), c.config)
		if err != nil || written(t, cloud).Speed != c.want || cloud.Now().Before(day) || cloud.Now().Sub(day) > time.Hour {
			t.Errorf("%+v: speed %v at %s: %v", c.config, written(t, cloud).Speed, cloud.Now(), err)
		}
	}
}

// What nobody wrote, wrote whole, or can read yet is refused in a line.
func TestStatesThatAreNone(t *testing.T) {
	var saved bytes.Buffer
	New(Config{Instances: 30, Regions: 1, Now: day, Frozen: true}).Save(&saved)
	good := saved.String()
	for name, c := range map[string]struct {
		state string
		want  string
	}{
		"empty":         {"", "breaks off"},
		"half":          {good[:len(good)/2], "breaks off"},
		"all but a bit": {good[:len(good)-4], "breaks off"},
		"garbled":       {good[:3000] + "\x00\x01" + good[3002:], "line "},
		"a list":        {"[]", "not the state"},
		"a number":      {"1e999", "not the state"},
		"another's":     {`{"version":1,"serial":4,"resources":[]}`, "not the state"},
		"newer":         {strings.Replace(good, `"version": 1`, `"version": 2`, 1), "newer version"},
		"a wrong kind":  {strings.Replace(good, `"made": 0`, `"made": "x"`, 1), "made"},
		"a huge number": {strings.Replace(good, `"made": 0`, `"made": 1e999`, 1), "made"},
		"no region":     {strings.Replace(good, `"id": "cn-hangzhou"`, `"id": "cn-atlantis"`, 1), `region "cn-atlantis"`},
		"no type":       {strings.Replace(good, `"type":"ecs.`, `"type":"ecs.none.`, 1), `there is no type "ecs.none.`},
		"no status":     {strings.Replace(good, `"status":"Running"`, `"status":"Walking"`, 1), `there is no status "Walking"`},
		"no vSwitch":    {strings.Replace(good, `"vswitch":"vsw-`, `"vswitch":"x`, 1), `there is no vSwitch "x`},
		"no address":    {strings.Replace(good, `"private_ip":"10.`, `"private_ip":"10.0.`, 1), "no IPv4 address"},
		"long past":     {strings.Replace(good, `"spot_hours":1,`, `"spot_hours":1,"due":"1990-01-01T00:00:00Z",`, 1), "too long ago"},
		"too fast":      {strings.Replace(good, `"speed": 0`, `"speed": 1e300`, 1), "not the state"},
		"no seed":       {strings.Replace(good, `"seed":1`, `"seed":0`, 1), "not the state"},
	} {
		cloud, err := Load([]byte(c.state), Config{})
		if cloud != nil || err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 300 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load([]byte("[]"), Config{}); !errors.Is(err, ErrForeign) {
		t.Error(err)
	}
}

// written is what the state of a cloud says of it.
func written(t *testing.T, cloud *Cloud) (s struct {
	Orders  int
	Balance int64
	Speed   float64
}) {
	t.Helper()
	var state bytes.Buffer
	if _, err := cloud.Save(&state); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(state.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// A state that is saved amid calls has each of them whole or not at all: the
// machines, the token and the money.
func TestSavedAmidCalls(t *testing.T) {
	cloud := New(Config{Seed: 7, Instances: 300, Regions: 3, Now: day, Frozen: true})
	was := written(t, cloud)
	var calls sync.WaitGroup
	for w := range 4 {
		calls.Go(func() {
			u := newClient(t, cloud)
			place := cloud.world.ByID["cn-hangzhou"].VPCs[0]
			for n := range 60 {
				u.call("RunInstances", "VSwitchId", place.Switches[0].ID, "SecurityGroupId", place.Security[0], "InstanceType", "ecs.g7.large",
					"ImageId", linuxImage(), "Amount", "2", "InstanceChargeType", "PrePaid", "Period", "1", "ClientToken", fmt.Sprint(w, "-", n))
				u.call("DescribeInstances", "PageSize", "100")
			}
		})
	}
	check := func() (bought int) {
		var saved bytes.Buffer
		if _, err := cloud.Save(&saved); err != nil {
			t.Fatal(err)
		}
		got, err := Load(saved.Bytes(), Config{})
		if err != nil {
			t.Fatal(err)
		}
		paid := int64(0)
		now := written(t, got)
		for _, kept := range got.world.Tokens.State() {
			var r compute.RunReply
			if err := json.Unmarshal(kept.Answer, &r); err != nil {
				t.Fatal(err)
			}
			paid += int64(math.Round(r.TradePrice * 1000))
			for _, id := range r.InstanceIdSets.InstanceIdSet {
				if bought++; got.world.ByID["cn-hangzhou"].ByID[id] == nil {
					t.Errorf("%s was promised and is not there", id)
				}
			}
		}
		if got.world.ByID["cn-hangzhou"].Made != bought || was.Balance-now.Balance != paid || now.Orders != bought/2 {
			t.Errorf("%d made, %d promised, %d orders, %d paid of %d", got.world.ByID["cn-hangzhou"].Made, bought, now.Orders, was.Balance-now.Balance, paid)
		}
		return bought
	}
	for range 15 {
		check()
	}
	calls.Wait()
	if n := check(); n < 100 {
		t.Errorf("only %d were bought", n)
	}
}
