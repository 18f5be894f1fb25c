package ecssim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"ecsdeck/ecsapi/catalog"
)

// twin is the cloud that was saved and loaded again.
func twin(t testing.TB, c *Cloud) *Cloud {
	t.Helper()
	var saved bytes.Buffer
	if _, err := c.Save(&saved); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(saved.Bytes()) {
		t.Fatalf("no JSON:\n%.2000s", saved.String())
	}
	other, err := Load(saved.Bytes(), Config{})
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// asked is a call as both twins get it: the same nonce and all.
func asked(c *client, action string, args ...string) params {
	return c.params(action, pairs(append([]string{"Version", versionNeeded(action)}, args...)))
}

// reads are calls of every action that reads, in a region, of what is there.
func reads(t *testing.T, c *client, region string) []params {
	t.Helper()
	r := c.cloud.byID[region]
	now := c.cloud.Now()
	at := func(d time.Duration) string { return now.Add(d).Format(secondForm) }
	in := []string{"RegionId", region}
	all := map[string][][]string{
		"DescribeRegions": {{}}, "DescribeZones": {in}, "DescribeInstanceTypes": {in}, "DescribeInstanceTypeFamilies": {in},
		"DescribeInstances": {append(in, "PageSize", "100"), append(in, "MaxResults", "20"), append(in, "Tag.1.Key", "odd")}, "DescribeInstanceStatus": {append(in, "PageSize", "50")},
		"DescribeAvailableResource": {append(in, "DestinationResource", "InstanceType")},
		"DescribeImages":            {append(in, "Usage", "instance", "PageSize", "50")},
		"DescribeSecurityGroups":    {append(in, "PageSize", "50")}, "DescribeVpcs": {in}, "DescribeVSwitches": {append(in, "PageSize", "50")},
		"DescribeKeyPairs": {in}, "DescribeDisks": {append(in, "PageSize", "100"), append(in, "Status", "Available")},
		"DescribeSnapshots": {append(in, "PageSize", "100")}, "DescribeInstancesFullStatus": {append(in, "PageSize", "100")},
		"DescribeInstanceHistoryEvents":      {append(in, "PageSize", "100"), append(in, "InstanceEventCycleStatus.1", "Scheduled")},
		"DescribeInvocations":                {append(in, "PageSize", "50")},
		"DescribeInvocationResults":          {append(in, "PageSize", "50")},
		"DescribePrice":                      {append(in, "InstanceType", "ecs.g7.large", "PriceUnit", "Month", "Period", "3")},
		"DescribeSpotAdvice":                 {append(in, "MinCores", "4")},
		"DescribeSpotPriceHistory":           {append(in, "NetworkType", "vpc", "InstanceType", "ecs.g7.large", "StartTime", at(-48*time.Hour))},
		"DescribeInstanceAutoRenewAttribute": {append(in, "RenewalStatus", autoRenewal, "PageSize", "100"), append(in, "RenewalStatus", normal)},
		"GetCallerIdentity":                  {{}}, "DescribeUserData": {}, "DescribeInstanceRamRole": {}, "DescribeInstanceMonitorData": {}, "DescribeRenewalPrice": {},
	}
	for n, i := range slices.Concat(r.list, r.fresh) {
		if r.byID[i.id] != i {
			continue
		}
		if n%7 == 0 || i.userData != "" {
			all["DescribeUserData"] = append(all["DescribeUserData"], append(in, "InstanceId", i.id))
			all["DescribeInstanceRamRole"] = append(all["DescribeInstanceRamRole"], append(in, "InstanceIds", `["`+i.id+`"]`))
			all["DescribeInstanceMonitorData"] = append(all["DescribeInstanceMonitorData"],
				append(in, "InstanceId", i.id, "StartTime", at(-5*time.Hour), "EndTime", at(0), "Period", "600"))
		}
		if i.prepaid && n%3 == 0 {
			all["DescribeRenewalPrice"] = append(all["DescribeRenewalPrice"], append(in, "ResourceId", i.id, "Period", "1", "PriceUnit", "Month"))
		}
	}
	for _, v := range r.invocations[:min(len(r.invocations), 5)] {
		all["DescribeInvocations"] = append(all["DescribeInvocations"], append(in, "InvokeId", v.tid, "IncludeOutput", "true"))
	}
	var out []params
	for action := range actions {
		asks, known := all[action]
		if reads := strings.HasPrefix(action, "Describe") || strings.HasPrefix(action, "Get"); reads && !known {
			t.Fatalf("%s is compared by nobody", action)
		}
		for _, args := range asks {
			out = append(out, asked(c, action, args...))
		}
	}
	return out
}

// same makes one call to both twins and compares the answers, RequestId and all.
func same(t *testing.T, a, b *client, p params) answer {
	t.Helper()
	x, y := a.send(p), b.send(maps.Clone(p))
	if x.status != y.status || x.body != y.body || x.header.Get("Date") != y.header.Get("Date") {
		n := 0
		for n < min(len(x.body), len(y.body)) && x.body[n] == y.body[n] {
			n++
		}
		t.Errorf("%s %v at %s:\n %d ...%.200s\n %d ...%.200s", p["Action"], p["RegionId"], a.cloud.Now(), x.status, x.body[max(n-100, 0):], y.status, y.body[max(n-100, 0):])
	}
	return x
}

// upheaval makes random writes that leave as much as possible behind, some of it
// under way.
type upheaval struct {
	*client
	rng *rand.Rand
	n   int
}

func (u *upheaval) one(region string) *instance {
	list := u.cloud.byID[region].list
	if len(list) == 0 {
		return &instance{id: "i-none", place: &vswitch{vpc: &vpc{}}}
	}
	return list[u.rng.IntN(len(list))]
}

// write is a random write: a call.
func (u *upheaval) write(region string) params {
	i := u.one(region)
	u.n++
	token := fmt.Sprintf("token-%d", u.n)
	args := []string{"RegionId", region, "InstanceId", i.id, "InstanceId.1", i.id, "ResourceId.1", i.id, "ResourceType", "instance"}
	with := func(action string, more ...string) params { return asked(u.client, action, append(args, more...)...) }
	buy := func(action string, more ...string) params {
		at := u.cloud.byID[region].vpcs[0]
		place := at.switches[u.rng.IntN(len(at.switches))]
		typ := "ecs.g7.large"
		for n, sold := range place.zone.sells {
			if sold && u.cloud.types[n].Architecture == "X86" && u.cloud.types[n].CPU <= 8 && u.rng.IntN(4) == 0 {
				typ = u.cloud.types[n].ID
			}
		}
		args = []string{
			"RegionId", region, "VSwitchId", place.id, "SecurityGroupId", at.security[0], "InstanceType", typ,
			"ImageId", catalog.Images()[slices.IndexFunc(catalog.Images(), func(m catalog.Image) bool { return m.OSType == "linux" && m.Architecture == "x86_64" })].ID, "ClientToken", token, "InternetMaxBandwidthOut", "5", "SystemDisk.Size", "60",
			"DataDisk.1.Size", "100", "DataDisk.1.DeleteWithInstance", "false", "Tag.1.Key", "odd", "Tag.1.Value", "\xff<&>\x00", "UserData", "aGk=",
			"Description", "\xfe bytes", "InstanceName", fmt.Sprintf("made-%d-[1,2]", u.n), "HostName", "host-[1,2]", "ResourceGroupId", "rg-x",
		}
		return with(action, more...)
	}
	switch k := u.rng.IntN(24); k {
	case 0, 1:
		return with("StopInstance", "ForceStop", "true", "StoppedMode", []string{keepCharging, stopCharging}[k])
	case 2:
		return with("StartInstance")
	case 3:
		return with("RebootInstances")
	case 4:
		return buy("RunInstances", "Amount", "3", "SpotStrategy", spotAsPriceGo, "SpotInterruptionBehavior", "Stop")
	case 5:
		return buy("RunInstances", "Amount", "2", "InstanceChargeType", "PrePaid", "Period", "1", "PeriodUnit", "Week", "AutoRenew", "true")
	case 6:
		return buy("CreateInstance", "InternetChargeType", "PayByBandwidth", "DeletionProtection", "true")
	case 7:
		return buy("RunInstances", "AutoReleaseTime", u.cloud.Now().Add(40*time.Minute).Format(secondForm))
	case 8, 9:
		return with("DeleteInstance", "Force", "true")
	case 10:
		return with("DeleteInstances", "Force", "true", "ClientToken", token)
	case 11:
		return with("ModifyInstanceAttribute", "InstanceName", fmt.Sprintf("名字-%d", u.n), "Description", "two words", "HostName", "h-1", "UserData", "eA==")
	case 12:
		return with("ModifyInstanceAttribute", "DeletionProtection", "true", "SecurityGroupIds.1", i.place.vpc.security[0])
	case 13:
		return with("ModifyInstanceAutoReleaseTime", "AutoReleaseTime", u.cloud.Now().Add(time.Hour).Format(secondForm))
	case 14:
		return with("TagResources", "Tag.1.Key", "k\xff", "Tag.1.Value", coded+"v")
	case 15:
		return with("UntagResources", "All", "true")
	case 16, 17:
		return with("RenewInstance", "Period", "1", "ClientToken", token)
	case 18:
		return with("ModifyInstanceAutoRenewAttribute", "RenewalStatus", autoRenewal, "Duration", "1", "PeriodUnit", "Week")
	case 19:
		return with("AllocatePublicIpAddress")
	case 20, 21:
		disk := diskID(i, 0)
		for id := range u.cloud.byID[region].kept {
			if u.rng.IntN(3) == 0 {
				disk = id
			}
		}
		return with("CreateSnapshot", "DiskId", disk, "SnapshotName", "copy", "Description", "of \xff", "RetentionDays", "2", "Tag.1.Key", "a", "ClientToken", token)
	}
	script := "echo \"\xff odd\"; sleep " + fmt.Sprint(u.rng.IntN(300)) + "; exit 3"
	return with("RunCommand", "Type", "RunShellScript", "ContentEncoding", "Base64", "Timeout", "200",
		"CommandContent", base64.StdEncoding.EncodeToString([]byte(script)), "ClientToken", token)
}

func (u *upheaval) region() string {
	return []string{"cn-hangzhou", "cn-shanghai", "cn-beijing"}[u.rng.IntN(3)]
}

// Whatever was done and whatever is under way: a cloud that was saved and loaded
// answers as the one that went on, now and later, and to further writes.
func TestSavedCloudGoesOnTheSame(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	cloud := New(Config{Seed: 7, Instances: 260, Regions: 3, Now: day, Frozen: true})
	u := &upheaval{client: newClient(t, cloud), rng: rng}
	done := map[string]int{}
	for n := range 600 {
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
			cloud.SetLimits(Limits{"DescribeKeyPairs": {Calls: 3000, Per: time.Hour}})
		}
	}
	for action := range actions {
		if !strings.HasPrefix(action, "Describe") && !strings.HasPrefix(action, "Get") && done[action] == 0 &&
			!slices.Contains([]string{"StartInstances", "StopInstances", "RebootInstance"}, action) {
			t.Errorf("%s never succeeded", action)
		}
	}
	underWay := func(what string) bool {
		for _, r := range cloud.regions {
			for _, i := range slices.Concat(r.list, r.fresh) {
				if i.status == what || what == "task" && len(i.tasks) > 0 || what == "renewal" && !i.settles.IsZero() || what == "reclaim" && i.lock == lockRecycling {
					return true
				}
			}
		}
		return false
	}
	cloud.Play(Story{Name: SpotStorm})
	for _, what := range []string{pending, starting, stopping, "task", "renewal", "reclaim"} {
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
		if x, y := a.cloud.Limits(), b.cloud.Limits(); !maps.Equal(x, y) || !b.cloud.RetryAfter() {
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
	u := &upheaval{client: newClient(t, cloud), rng: rand.New(rand.NewPCG(1, 1))}
	var buy params
	for buy["Action"] != "RunInstances" || buy["Amount"] != "2" {
		buy = u.write("cn-hangzhou")
	}
	first := u.send(buy)
	if first.status != 200 {
		t.Fatal(first.body)
	}
	was := cloud.Balance()
	b := newClient(t, twin(t, cloud))
	before := b.total()
	if again := b.send(buy); again.Code != "SignatureNonceUsed" {
		t.Errorf("the same request: %s", again.body)
	}
	ids := func(a answer) (ids []string) {
		var r runReply
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

func with(p params, more ...string) map[string]string {
	p = maps.Clone(p)
	maps.Copy(p, pairs(more))
	return p
}

func TestFaultsOutliveARestart(t *testing.T) {
	cloud := frozen(10)
	cloud.Inject(Fault{Kind: FaultThrottle, P: 0.5, For: time.Hour}, Fault{Kind: FaultHTTP500, Region: "cn-beijing"})
	a := newClient(t, cloud)
	for range 7 {
		a.call("DescribeRegions")
	}
	b := newClient(t, twin(t, cloud))
	for range 40 {
		same(t, a, b, asked(a, "DescribeRegions"))
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
		if err != nil || cloud.clock.speed != c.want || cloud.Now().Before(day) || cloud.Now().Sub(day) > time.Hour {
			t.Errorf("%+v: speed %v at %s: %v", c.config, cloud.clock.speed, cloud.Now(), err)
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
