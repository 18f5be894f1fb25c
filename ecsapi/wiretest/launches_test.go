package wiretest

import (
	"context"
	"time"

	"ecsdeck/ecsapi"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

// spot is a launch that says all that one by the hour can say.
var spot = ecsapi.Launch{
	Region: region, Zone: "cn-beijing-h", VSwitch: "vsw-1", SecurityGroups: []string{"sg-1", "sg-2"},
	Image: "img-1", Type: "ecs.g7.large", Name: "web-[1,3]", HostName: "web", Description: "d", KeyPair: "kp",
	System: ecsapi.DiskSpec{Category: "cloud_essd", Level: "PL1", SizeGiB: 60},
	Data:   []ecsapi.DiskSpec{{Category: "cloud_essd", Level: "PL0", SizeGiB: 100}, {Category: "cloud_auto"}},

	BandwidthOut: 5, BandwidthTerms: "PayByTraffic", ChargeType: ecsapi.PostPaid,
	SpotStrategy: ecsapi.SpotWithPriceLimit, SpotPriceLimit: 123456, SpotInterruption: "Stop",
	AutoRelease: at, Protected: true, Tags: []ecsapi.Tag{{Key: "a", Value: "b"}, {Key: "empty"}},
	Amount: 3, MinAmount: 2,
}

// paid is a subscription that leaves the rest to the cloud.
var paid = ecsapi.Launch{
	Region: region, SecurityGroups: []string{"sg-1"}, Image: "img-1", Type: "ecs.g7.large",
	ChargeType: ecsapi.PrePaid, Period: ecsapi.Period{N: 1, Unit: ecsapi.Year}, AutoRenew: true, Amount: 1,
}

func runSpot(r *ecs.RunInstancesRequest) {
	r.RegionId, r.ZoneId, r.VSwitchId, r.SecurityGroupIds = region, "cn-beijing-h", "vsw-1", &[]string{"sg-1", "sg-2"}
	r.ImageId, r.InstanceType, r.InstanceName, r.HostName, r.Description, r.KeyPairName = "img-1", "ecs.g7.large", "web-[1,3]", "web", "d", "kp"
	r.SystemDiskCategory, r.SystemDiskPerformanceLevel, r.SystemDiskSize = "cloud_essd", "PL1", "60"
	r.DataDisk = &[]ecs.RunInstancesDataDisk{{Category: "cloud_essd", PerformanceLevel: "PL0", Size: "100"}, {Category: "cloud_auto"}}
	r.InternetMaxBandwidthOut, r.InternetChargeType, r.InstanceChargeType = requests.NewInteger(5), "PayByTraffic", "PostPaid"
	r.SpotStrategy, r.SpotPriceLimit, r.SpotInterruptionBehavior = "SpotWithPriceLimit", "0.123456", "Stop"
	r.AutoReleaseTime, r.DeletionProtection = "2026-03-09T04:05:06Z", requests.NewBoolean(true)
	r.Tag = &[]ecs.RunInstancesTag{{Key: "a", Value: "b"}, {Key: "empty"}}
	r.Amount, r.MinAmount = requests.NewInteger(3), requests.NewInteger(2)
}

func createSpot(r *ecs.CreateInstanceRequest) {
	r.RegionId, r.ZoneId, r.VSwitchId, r.SecurityGroupId = region, "cn-beijing-h", "vsw-1", "sg-1"
	r.ImageId, r.InstanceType, r.InstanceName, r.HostName, r.Description, r.KeyPairName = "img-1", "ecs.g7.large", "web-[1,3]", "web", "d", "kp"
	r.SystemDiskCategory, r.SystemDiskPerformanceLevel, r.SystemDiskSize = "cloud_essd", "PL1", requests.NewInteger(60)
	r.DataDisk = &[]ecs.CreateInstanceDataDisk{{Category: "cloud_essd", PerformanceLevel: "PL0", Size: "100"}, {Category: "cloud_auto"}}
	r.InternetMaxBandwidthOut, r.InternetChargeType, r.InstanceChargeType = requests.NewInteger(5), "PayByTraffic", "PostPaid"
	r.SpotStrategy, r.SpotPriceLimit, r.SpotInterruptionBehavior = "SpotWithPriceLimit", "0.123456", "Stop"
	r.DeletionProtection = requests.NewBoolean(true)
	r.Tag = &[]ecs.CreateInstanceTag{{Key: "a", Value: "b"}, {Key: "empty"}}
}

// launches create instances, or ask what they cost.
func launches() []exchange {
	one := spot
	one.SecurityGroups, one.AutoRelease, one.Amount, one.MinAmount = one.SecurityGroups[:1], time.Time{}, 1, 0
	return []exchange{
		{name: "Run", call: func(ctx context.Context, c *ecsapi.Client) { c.Run(ctx, spot, "token") },
			typed: []requests.AcsRequest{with(ecs.CreateRunInstancesRequest(), func(r *ecs.RunInstancesRequest) {
				runSpot(r)
				r.ClientToken = "token"
			})}},
		{name: "Run a subscription", call: func(ctx context.Context, c *ecsapi.Client) { c.Run(ctx, paid, "token") },
			typed: []requests.AcsRequest{with(ecs.CreateRunInstancesRequest(), func(r *ecs.RunInstancesRequest) {
				r.RegionId, r.SecurityGroupId, r.ImageId, r.InstanceType, r.ClientToken = region, "sg-1", "img-1", "ecs.g7.large", "token"
				r.InstanceChargeType, r.Period, r.PeriodUnit = "PrePaid", requests.NewInteger(12), "Month"
				r.AutoRenew, r.AutoRenewPeriod, r.Amount = requests.NewBoolean(true), requests.NewInteger(12), requests.NewInteger(1)
			})}},
		{name: "CheckRun", call: func(ctx context.Context, c *ecsapi.Client) { c.CheckRun(ctx, spot) },
			typed: []requests.AcsRequest{with(ecs.CreateRunInstancesRequest(), func(r *ecs.RunInstancesRequest) {
				runSpot(r)
				r.DryRun = requests.NewBoolean(true)
			})}},
		{name: "Create", call: func(ctx context.Context, c *ecsapi.Client) { c.Create(ctx, one, "token") },
			typed: []requests.AcsRequest{with(ecs.CreateCreateInstanceRequest(), func(r *ecs.CreateInstanceRequest) {
				createSpot(r)
				r.ClientToken = "token"
			})}},
		{name: "Create a subscription", call: func(ctx context.Context, c *ecsapi.Client) { c.Create(ctx, paid, "token") },
			typed: []requests.AcsRequest{with(ecs.CreateCreateInstanceRequest(), func(r *ecs.CreateInstanceRequest) {
				r.RegionId, r.SecurityGroupId, r.ImageId, r.InstanceType, r.ClientToken = region, "sg-1", "img-1", "ecs.g7.large", "token"
				r.InstanceChargeType, r.Period, r.PeriodUnit = "PrePaid", requests.NewInteger(12), "Month"
				r.AutoRenew, r.AutoRenewPeriod = requests.NewBoolean(true), requests.NewInteger(12)
			})}},
		{name: "LaunchPrice", call: func(ctx context.Context, c *ecsapi.Client) { c.LaunchPrice(ctx, spot) },
			typed: []requests.AcsRequest{with(ecs.CreateDescribePriceRequest(), func(r *ecs.DescribePriceRequest) {
				r.RegionId, r.ZoneId, r.ResourceType, r.InstanceType, r.ImageId = region, "cn-beijing-h", "instance", "ecs.g7.large", "img-1"
				r.Amount, r.Period, r.PriceUnit, r.SpotStrategy = requests.NewInteger(1), requests.NewInteger(1), "Hour", "SpotWithPriceLimit"
				r.SystemDiskCategory, r.SystemDiskPerformanceLevel, r.SystemDiskSize = "cloud_essd", "PL1", requests.NewInteger(60)
				r.DataDisk = &[]ecs.DescribePriceDataDisk{{Category: "cloud_essd", PerformanceLevel: "PL0", Size: "100"}, {Category: "cloud_auto"}}
				r.InternetMaxBandwidthOut, r.InternetChargeType = requests.NewInteger(5), "PayByTraffic"
			})}},
		{name: "LaunchPrice of a subscription", call: func(ctx context.Context, c *ecsapi.Client) { c.LaunchPrice(ctx, paid) },
			typed: []requests.AcsRequest{with(ecs.CreateDescribePriceRequest(), func(r *ecs.DescribePriceRequest) {
				r.RegionId, r.ResourceType, r.InstanceType, r.ImageId = region, "instance", "ecs.g7.large", "img-1"
				r.Amount, r.Period, r.PriceUnit, r.SystemDiskSize = requests.NewInteger(1), requests.NewInteger(1), "Year", requests.NewInteger(40)
			})}},
		{name: "LaunchPrice without an image", call: func(ctx context.Context, c *ecsapi.Client) {
			c.LaunchPrice(ctx, ecsapi.Launch{Region: region, Type: "ecs.g7.large"})
		},
			typed: []requests.AcsRequest{with(ecs.CreateDescribePriceRequest(), func(r *ecs.DescribePriceRequest) {
				r.RegionId, r.ResourceType, r.InstanceType = region, "instance", "ecs.g7.large"
				r.Amount, r.Period, r.PriceUnit = requests.NewInteger(1), requests.NewInteger(1), "Hour"
			})}},
		{name: "RenewalPrice", call: func(ctx context.Context, c *ecsapi.Client) {
			c.RenewalPrice(ctx, region, "i-1", ecsapi.Period{N: 24, Unit: ecsapi.Month})
		},
			typed: []requests.AcsRequest{with(ecs.CreateDescribeRenewalPriceRequest(), func(r *ecs.DescribeRenewalPriceRequest) {
				r.RegionId, r.ResourceType, r.ResourceId = region, "instance", "i-1"
				r.Period, r.PriceUnit = requests.NewInteger(2), "Year"
			})}},
	}
}
