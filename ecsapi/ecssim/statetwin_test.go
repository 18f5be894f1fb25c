package ecssim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
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
func asked(c *client, action string, args ...string) rpc.Params {
	return c.params(action, pairs(append([]string{"Version", versionNeeded(action)}, args...)))
}

// reads are calls of every action that reads, in a region, of what is there.
func reads(t *testing.T, c *client, region string) []rpc.Params {
	t.Helper()
	r := c.cloud.world.ByID[region]
	now := c.cloud.Now()
	at := func(d time.Duration) string { return now.Add(d).Format(rpc.SecondForm) }
	in := []string{"RegionId", region}
	all := map[string][][]string{
		"DescribeRegions": {{}}, "DescribeZones": {in}, "DescribeInstanceTypes": {in}, "DescribeInstanceTypeFamilies": {in},
		"DescribeInstances": {append(in, "PageSize", "100"), append(in, "MaxResults", "20"), append(in, "Tag.1.Key", "odd")}, "DescribeInstanceStatus": {append(in, "PageSize", "50")},
		"DescribeAvailableResource": {append(in, "DestinationResource", "InstanceType")}, "DescribeAccountAttributes": {in},
		"DescribeImages":         {append(in, "Usage", "instance", "PageSize", "50")},
		"DescribeSecurityGroups": {append(in, "PageSize", "50")}, "DescribeVpcs": {in}, "DescribeVSwitches": {append(in, "PageSize", "50")},
		"DescribeKeyPairs": {in}, "DescribeDisks": {append(in, "PageSize", "100"), append(in, "Status", "Available")},
		"DescribeSnapshots": {append(in, "PageSize", "100")}, "DescribeInstancesFullStatus": {append(in, "PageSize", "100")},
		"DescribeInstanceHistoryEvents":      {append(in, "PageSize", "100"), append(in, "InstanceEventCycleStatus.1", "Scheduled")},
		"DescribeInvocations":                {append(in, "PageSize", "50")},
		"DescribeInvocationResults":          {append(in, "PageSize", "50")},
		"DescribePrice":                      {append(in, "InstanceType", "ecs.g7.large", "PriceUnit", "Month", "Period", "3")},
		"DescribeSpotAdvice":                 {append(in, "Cores", "4", "Memory", "16")},
		"DescribeSpotPriceHistory":           {append(in, "NetworkType", "vpc", "InstanceType", "ecs.g7.large", "StartTime", at(-48*time.Hour))},
		"DescribeInstanceAutoRenewAttribute": {append(in, "RenewalStatus", world.AutoRenewal, "PageSize", "100"), append(in, "RenewalStatus", world.Normal)},
		"GetCallerIdentity":                  {{}}, "DescribeUserData": {}, "DescribeInstanceRamRole": {}, "DescribeInstanceMonitorData": {}, "DescribeRenewalPrice": {},
	}
	for n, i := range slices.Concat(r.List, r.Fresh) {
		if r.ByID[i.ID] != i {
			continue
		}
		if n%17 == 0 || i.UserData != "" {
			all["DescribeUserData"] = append(all["DescribeUserData"], append(in, "InstanceId", i.ID))
			all["DescribeInstanceRamRole"] = append(all["DescribeInstanceRamRole"], append(in, "InstanceIds", `["`+i.ID+`"]`))
			all["DescribeInstanceMonitorData"] = append(all["DescribeInstanceMonitorData"],
				append(in, "InstanceId", i.ID, "StartTime", at(-5*time.Hour), "EndTime", at(0), "Period", "600"))
		}
		if i.Prepaid && n%3 == 0 {
			all["DescribeRenewalPrice"] = append(all["DescribeRenewalPrice"], append(in, "ResourceId", i.ID, "Period", "1", "PriceUnit", "Month"))
		}
	}
	for _, v := range r.Invocations[:min(len(r.Invocations), 5)] {
		all["DescribeInvocations"] = append(all["DescribeInvocations"], append(in, "InvokeId", v.Tid, "IncludeOutput", "true"))
	}
	var out []rpc.Params
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
func same(t *testing.T, a, b *client, p rpc.Params) answer {
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

func (u *upheaval) one(region string) *world.Instance {
	list := u.cloud.world.ByID[region].List
	if len(list) == 0 {
		return &world.Instance{ID: "i-none", Place: &world.VSwitch{VPC: &world.VPC{}}}
	}
	return list[u.rng.IntN(len(list))]
}

// write is a random write: a call.
func (u *upheaval) write(region string) rpc.Params {
	i := u.one(region)
	u.n++
	token := fmt.Sprintf("token-%d", u.n)
	args := []string{"RegionId", region, "InstanceId", i.ID, "InstanceId.1", i.ID, "ResourceId.1", i.ID, "ResourceType", "instance"}
	with := func(action string, more ...string) rpc.Params {
		return asked(u.client, action, append(args, more...)...)
	}
	buy := func(action string, more ...string) rpc.Params {
		at := u.cloud.world.ByID[region].VPCs[0]
		place := at.Switches[u.rng.IntN(len(at.Switches))]
		typ := "ecs.g7.large"
		for n, sold := range place.Zone.Sells {
			if sold && u.cloud.world.Types[n].Architecture == "X86" && u.cloud.world.Types[n].CPU <= 8 && u.rng.IntN(4) == 0 {
				typ = u.cloud.world.Types[n].ID
			}
		}
		args = []string{
			"RegionId", region, "VSwitchId", place.ID, "SecurityGroupId", firstGroup(at), "InstanceType", typ,
			"ImageId", linuxImage(), "ClientToken", token, "InternetMaxBandwidthOut", "5", "SystemDisk.Size", "60",
			"DataDisk.1.Size", "100", "DataDisk.1.DeleteWithInstance", "false", "Tag.1.Key", "odd", "Tag.1.Value", "\xff<&>\x00", "UserData", "aGk=",
			"Description", "\xfe bytes", "InstanceName", fmt.Sprintf("made-%d-[1,2]", u.n), "HostName", "host-[1,2]", "ResourceGroupId", "rg-x",
		}
		return with(action, more...)
	}
	switch k := u.rng.IntN(25); k {
	case 0, 1:
		return with("StopInstance", "ForceStop", "true", "StoppedMode", []string{world.KeepCharging, world.StopCharging}[k])
	case 2:
		return with("StartInstance")
	case 3:
		return with("RebootInstances")
	case 4:
		return buy("RunInstances", "Amount", "3", "SpotStrategy", world.SpotAsPriceGo, "SpotInterruptionBehavior", "Stop")
	case 5:
		return buy("RunInstances", "Amount", "2", "InstanceChargeType", "PrePaid", "Period", "1", "PeriodUnit", "Week", "AutoRenew", "true")
	case 6:
		return buy("CreateInstance", "InternetChargeType", "PayByBandwidth", "DeletionProtection", "true")
	case 7:
		return buy("RunInstances", "AutoReleaseTime", u.cloud.Now().Add(40*time.Minute).Format(rpc.SecondForm))
	case 8, 9:
		return with("DeleteInstance", "Force", "true")
	case 10:
		return with("DeleteInstances", "Force", "true", "ClientToken", token)
	case 11:
		return with("ModifyInstanceAttribute", "InstanceName", fmt.Sprintf("名字-%d", u.n), "Description", "two words", "HostName", "h-1", "UserData", "eA==")
	case 12:
		return with("ModifyInstanceAttribute", "DeletionProtection", "true", "SecurityGroupIds.1", firstGroup(i.Place.VPC))
	case 13:
		return with("ModifyInstanceAutoReleaseTime", "AutoReleaseTime", u.cloud.Now().Add(time.Hour).Format(rpc.SecondForm))
	case 14:
		return with("TagResources", "Tag.1.Key", "k\xff", "Tag.1.Value", "\x00base64:v")
	case 15:
		return with("UntagResources", "All", "true")
	case 16, 17:
		return with("RenewInstance", "Period", "1", "ClientToken", token)
	case 18:
		return with("ModifyInstanceAutoRenewAttribute", "RenewalStatus", world.AutoRenewal, "Duration", "1", "PeriodUnit", "Week")
	case 19:
		return with("AllocatePublicIpAddress")
	case 22:
		return with("AttachKeyPair", "KeyPairName", "prod-login", "InstanceIds", fmt.Sprintf("[%q]", i.ID))
	case 20, 21:
		disk := world.DiskPlace{With: i}.ID()
		for id := range u.cloud.world.ByID[region].Kept {
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

// firstGroup is a security group of a VPC; an edited state may have left it none.
func firstGroup(v *world.VPC) string {
	if len(v.Security) == 0 {
		return "sg-none"
	}
	return v.Security[0]
}

func (u *upheaval) region() string {
	return []string{"cn-hangzhou", "cn-shanghai", "cn-beijing"}[u.rng.IntN(3)]
}

// linuxImage is one for X86.
func linuxImage() string {
	return catalog.Images()[slices.IndexFunc(catalog.Images(), func(m catalog.Image) bool { return m.OSType == "linux" && m.Architecture == "x86_64" })].ID
}
