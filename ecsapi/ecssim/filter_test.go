package ecssim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/storage"
	"ecsdeck/ecsapi/ecssim/world"
)

func TestFilters(t *testing.T) {
	c := newClient(t, New(Config{Instances: 600, Regions: 1, Now: day, Frozen: true}))
	var all []compute.WireInstance
	for number := range 6 {
		all = append(all, c.instances("PageNumber", strconv.Itoa(number+1))...)
	}
	sample := all[slices.IndexFunc(all, func(i compute.WireInstance) bool {
		return len(i.PublicIpAddress.IpAddress) > 0 && i.KeyPairName != "" && i.ResourceGroupId != "" && len(i.Tags.Tag) > 1
	})]
	elastic := all[slices.IndexFunc(all, func(i compute.WireInstance) bool { return i.EipAddress.IpAddress != "" })]
	private := sample.VpcAttributes.PrivateIpAddress.IpAddress[0]
	group := sample.SecurityGroupIds.SecurityGroupId[0]
	tagged := sample.Tags.Tag[0]
	soon := day.AddDate(0, 1, 0).Format(rpc.MinuteForm)
	for _, test := range []struct {
		name string
		args []string
		want func(i compute.WireInstance) bool
	}{
		{"ids", []string{"InstanceIds", fmt.Sprintf(`["%s","i-none","%s"]`, sample.InstanceId, elastic.InstanceId)},
			func(i compute.WireInstance) bool {
				return i.InstanceId == sample.InstanceId || i.InstanceId == elastic.InstanceId
			}},
		{"no ids", []string{"InstanceIds", `[]`}, func(compute.WireInstance) bool { return false }},
		{"status", []string{"Status", world.Stopped}, func(i compute.WireInstance) bool { return i.Status == world.Stopped }},
		{"zone", []string{"ZoneId", sample.ZoneId}, func(i compute.WireInstance) bool { return i.ZoneId == sample.ZoneId }},
		{"charge type", []string{"InstanceChargeType", "PrePaid"}, func(i compute.WireInstance) bool { return i.InstanceChargeType == "PrePaid" }},
		{"security group", []string{"SecurityGroupId", group}, func(i compute.WireInstance) bool { return slices.Contains(i.SecurityGroupIds.SecurityGroupId, group) }},
		{"lock", []string{"LockReason", world.LockSecurity}, func(i compute.WireInstance) bool {
			return len(i.OperationLocks.LockReason) > 0 && i.OperationLocks.LockReason[0].LockReason == world.LockSecurity
		}},
		{"no such lock", []string{"LockReason", "Recycling"}, func(compute.WireInstance) bool { return false }},
		{"type", []string{"InstanceType", sample.InstanceType}, func(i compute.WireInstance) bool { return i.InstanceType == sample.InstanceType }},
		{"family", []string{"InstanceTypeFamily", sample.InstanceTypeFamily}, func(i compute.WireInstance) bool { return i.InstanceTypeFamily == sample.InstanceTypeFamily }},
		{"whole name", []string{"InstanceName", sample.InstanceName}, func(i compute.WireInstance) bool { return i.InstanceName == sample.InstanceName }},
		{"name pattern", []string{"InstanceName", "*服务*"}, func(i compute.WireInstance) bool { return strings.Contains(i.InstanceName, "服务") }},
		{"name beginning", []string{"InstanceName", "web-*1"}, func(i compute.WireInstance) bool {
			return strings.HasPrefix(i.InstanceName, "web-") && strings.HasSuffix(i.InstanceName, "1")
		}},
		{"vSwitch", []string{"VSwitchId", sample.VpcAttributes.VSwitchId}, func(i compute.WireInstance) bool { return i.VpcAttributes.VSwitchId == sample.VpcAttributes.VSwitchId }},
		{"VPC", []string{"VpcId", sample.VpcAttributes.VpcId}, func(i compute.WireInstance) bool { return i.VpcAttributes.VpcId == sample.VpcAttributes.VpcId }},
		{"key pair", []string{"KeyPairName", sample.KeyPairName}, func(i compute.WireInstance) bool { return i.KeyPairName == sample.KeyPairName }},
		{"resource group", []string{"ResourceGroupId", sample.ResourceGroupId}, func(i compute.WireInstance) bool { return i.ResourceGroupId == sample.ResourceGroupId }},
		{"image", []string{"ImageId", sample.ImageId}, func(i compute.WireInstance) bool { return i.ImageId == sample.ImageId }},
		{"classic network", []string{"InstanceNetworkType", "classic"}, func(compute.WireInstance) bool { return false }},
		{"private address", []string{"PrivateIpAddresses", `["` + private + `"]`}, func(i compute.WireInstance) bool { return i.InstanceId == sample.InstanceId }},
		{"public address", []string{"PublicIpAddresses", `["` + sample.PublicIpAddress.IpAddress[0] + `"]`}, func(i compute.WireInstance) bool { return i.InstanceId == sample.InstanceId }},
		{"elastic address", []string{"EipAddresses", `["` + elastic.EipAddress.IpAddress + `"]`}, func(i compute.WireInstance) bool { return i.InstanceId == elastic.InstanceId }},
		{"tag", []string{"Tag.1.Key", tagged.TagKey, "Tag.1.Value", tagged.TagValue}, func(i compute.WireInstance) bool { return slices.Contains(i.Tags.Tag, tagged) }},
		{"tag key", []string{"Tag.1.Key", "team", "Tag.2.Key", "env"}, func(i compute.WireInstance) bool {
			return slices.ContainsFunc(i.Tags.Tag, func(t world.WireTag) bool { return t.TagKey == "team" })
		}},
		{"expiry window", []string{"Filter.3.Key", "ExpiredStartTime", "Filter.3.Value", day.Format(rpc.MinuteForm), "Filter.4.Key", "ExpiredEndTime", "Filter.4.Value", soon},
			func(i compute.WireInstance) bool {
				return i.ExpiredTime >= day.Format(rpc.MinuteForm) && i.ExpiredTime <= soon
			}},
		{"creation window", []string{"Filter.1.Key", "CreationStartTime", "Filter.1.Value", sample.CreationTime, "Filter.2.Key", "CreationEndTime", "Filter.2.Value", sample.CreationTime},
			func(i compute.WireInstance) bool { return i.CreationTime == sample.CreationTime }},
		{"several", []string{"Status", world.Running, "InstanceChargeType", "PostPaid", "ZoneId", sample.ZoneId},
			func(i compute.WireInstance) bool {
				return i.Status == world.Running && i.InstanceChargeType == "PostPaid" && i.ZoneId == sample.ZoneId
			}},
	} {
		var want []string
		for _, i := range all {
			if test.want(i) {
				want = append(want, i.InstanceId)
			}
		}
		var l listed
		c.into(&l, "DescribeInstances", append(test.args, "PageSize", "100")...)
		var got []string
		for _, i := range l.Instances.Instance {
			got = append(got, i.InstanceId)
		}
		if l.TotalCount != len(want) || !slices.Equal(got, want[:min(len(want), 100)]) {
			t.Errorf("%s: %d of %d instances, want %d", test.name, len(got), l.TotalCount, len(want))
		}
	}
}

// Older clients write the reason in lower case.
func TestRecyclingInEitherCase(t *testing.T) {
	cloud := frozen(400)
	c := newClient(t, cloud)
	if err := cloud.Play(Story{Name: SpotStorm, Region: "cn-hangzhou"}); err != nil {
		t.Fatal(err)
	}
	locked := c.total("LockReason", "Recycling")
	if locked == 0 || c.total("LockReason", "recycling") != locked {
		t.Errorf("%d instances are Recycling, %d recycling", locked, c.total("LockReason", "recycling"))
	}
	disks := fetch[storage.DisksReply](c, "DescribeDisks", "LockReason", "Recycling").TotalCount
	if disks < locked || fetch[storage.DisksReply](c, "DescribeDisks", "LockReason", "recycling").TotalCount != disks {
		t.Errorf("%d disks of %d machines are Recycling", disks, locked)
	}
}

// Of several lists that are malformed it is always the same one that is named.
func TestTheFirstMalformedListIsNamed(t *testing.T) {
	c := newClient(t, frozen(0))
	for range 20 {
		a := c.call("DescribeInstances", "EipAddresses", "x", "InnerIpAddresses", "x", "PrivateIpAddresses", "x", "PublicIpAddresses", "x")
		if a.Code != "InvalidParameter" || !strings.Contains(a.Message, `"PrivateIpAddresses"`) {
			t.Fatal(a.body)
		}
	}
}
