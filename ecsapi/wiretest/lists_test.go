package wiretest

import (
	"context"
	"fmt"

	"ecsdeck/ecsapi"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

// twoPages answers a question with two rows, one in each page.
func twoPages(list, row, id string) []string {
	page := func(n int) string {
		return fmt.Sprintf(`{"RequestId":"R","TotalCount":2,"PageSize":1,%q:{%q:[{%q:"i-%d"}]}}`, list, row, id, n)
	}
	return []string{page(1), page(2)}
}

// pair is the typed requests of two pages.
func pair[T requests.AcsRequest](create func() T, set func(r T, page requests.Integer)) []requests.AcsRequest {
	first, second := create(), create()
	set(first, "1")
	set(second, "2")
	return []requests.AcsRequest{first, second}
}

// unnumbered is the page's number of a question by ids, which the first page
// goes without.
func unnumbered(page requests.Integer) requests.Integer {
	if page == "1" {
		return ""
	}
	return page
}

// lists come in pages.
func lists() []exchange {
	const size = "100"
	query := ecsapi.Query{
		Region: region, Status: ecsapi.Running, Zone: "cn-beijing-h", ChargeType: ecsapi.PrePaid, SecurityGroup: "sg-1",
		LockReason: ecsapi.LockRecycling, Tags: []ecsapi.Tag{{Key: "a", Value: "b"}, {Key: "empty"}},
		ExpiresFrom: at, ExpiresTo: at.AddDate(0, 1, 0),
	}
	addresses := &[]string{"NETWORK_PRIMARY_ENI_IP"}
	filter := func(r *ecs.DescribeInstancesRequest) {
		r.AdditionalAttributes = addresses
		r.RegionId, r.Status, r.ZoneId, r.InstanceChargeType, r.SecurityGroupId, r.LockReason = region, "Running", "cn-beijing-h", "PrePaid", "sg-1", "Recycling"
		r.Tag = &[]ecs.DescribeInstancesTag{{Key: "a", Value: "b"}, {Key: "empty"}}
		r.Filter3Key, r.Filter3Value = "ExpiredStartTime", "2026-03-09T04:05Z"
		r.Filter4Key, r.Filter4Value = "ExpiredEndTime", "2026-04-09T04:05Z"
	}
	instancesFrom := func(token string) requests.AcsRequest {
		return with(ecs.CreateDescribeInstancesRequest(), func(r *ecs.DescribeInstancesRequest) {
			r.RegionId, r.MaxResults, r.NextToken, r.AdditionalAttributes = region, size, token, addresses
		})
	}
	disksFrom := func(token string) requests.AcsRequest {
		return with(ecs.CreateDescribeDisksRequest(), func(r *ecs.DescribeDisksRequest) {
			r.RegionId, r.MaxResults, r.NextToken = region, "500", token
		})
	}
	var many []ecsapi.InstanceID
	for n := range 9 {
		many = append(many, ecsapi.InstanceID(fmt.Sprintf("i-%d", n)))
	}
	return []exchange{
		{name: "Instances", call: func(ctx context.Context, c *ecsapi.Client) { c.Instances(ctx, query) },
			answers: twoPages("Instances", "Instance", "InstanceId"),
			typed: pair(ecs.CreateDescribeInstancesRequest, func(r *ecs.DescribeInstancesRequest, page requests.Integer) {
				filter(r)
				r.PageSize, r.PageNumber = size, page
			})},
		{name: "Instances by ids", call: func(ctx context.Context, c *ecsapi.Client) {
			c.Instances(ctx, ecsapi.Query{Region: region, IDs: ids})
		},
			answers: twoPages("Instances", "Instance", "InstanceId"),
			typed: pair(ecs.CreateDescribeInstancesRequest, func(r *ecs.DescribeInstancesRequest, page requests.Integer) {
				r.RegionId, r.InstanceIds, r.PageSize, r.PageNumber = region, `["i-1","i-2"]`, size, unnumbered(page)
				r.AdditionalAttributes = addresses
			})},
		{name: "CountInstances", call: func(ctx context.Context, c *ecsapi.Client) {
			c.CountInstances(ctx, region)
		}, answers: []string{`{"RequestId":"R","TotalCount":7,"PageSize":1,"Instances":{"Instance":[{"InstanceId":"i-1"}]}}`}, typed: []requests.AcsRequest{
			with(ecs.CreateDescribeInstancesRequest(), func(r *ecs.DescribeInstancesRequest) {
				r.RegionId, r.PageSize, r.PageNumber, r.AdditionalAttributes = region, "1", "1", addresses
			}),
		}},
		{name: "InstancePages by token", call: func(ctx context.Context, c *ecsapi.Client) {
			c.InstancePages(ctx, ecsapi.Query{Region: region}, nil)
		},
			answers: []string{`{"RequestId":"R","Code":"InvalidParameter.PageNumber"}`, `{"RequestId":"R","NextToken":"n","Instances":{"Instance":[]}}`},
			typed: []requests.AcsRequest{instancesFrom(""), instancesFrom("n"), with(ecs.CreateDescribeInstancesRequest(), func(r *ecs.DescribeInstancesRequest) {
				r.RegionId, r.PageSize, r.PageNumber, r.AdditionalAttributes = region, size, "1", addresses
			})}},
		{name: "AutoRenewals", call: func(ctx context.Context, c *ecsapi.Client) { c.AutoRenewals(ctx, region, ids) },
			answers: twoPages("InstanceRenewAttributes", "InstanceRenewAttribute", "InstanceId"),
			typed: pair(ecs.CreateDescribeInstanceAutoRenewAttributeRequest, func(r *ecs.DescribeInstanceAutoRenewAttributeRequest, page requests.Integer) {
				r.RegionId, r.InstanceId, r.PageSize, r.PageNumber = region, "i-1,i-2", size, string(unnumbered(page))
			})},
		{name: "Disks", call: func(ctx context.Context, c *ecsapi.Client) { c.Disks(ctx, region, ids[:1]) },
			answers: twoPages("Disks", "Disk", "DiskId"),
			typed: pair(ecs.CreateDescribeDisksRequest, func(r *ecs.DescribeDisksRequest, page requests.Integer) {
				r.RegionId, r.InstanceId, r.PageSize, r.PageNumber = region, "i-1", size, unnumbered(page)
			})},
		{name: "Disks of many", call: func(ctx context.Context, c *ecsapi.Client) { c.Disks(ctx, region, many) },
			answers: []string{`{"RequestId":"R","TotalCount":20}`, `{"RequestId":"R","NextToken":"n","Disks":{}}`, `{"RequestId":"R","Disks":{}}`},
			typed: []requests.AcsRequest{disksFrom(""), disksFrom("n"), with(ecs.CreateDescribeDisksRequest(), func(r *ecs.DescribeDisksRequest) {
				r.RegionId = region
			})}},
		{name: "Snapshots", call: func(ctx context.Context, c *ecsapi.Client) { c.Snapshots(ctx, region, texts) },
			answers: twoPages("Snapshots", "Snapshot", "SnapshotId"),
			typed: pair(ecs.CreateDescribeSnapshotsRequest, func(r *ecs.DescribeSnapshotsRequest, page requests.Integer) {
				r.RegionId, r.SnapshotIds, r.PageSize, r.PageNumber = region, `["i-1","i-2"]`, size, unnumbered(page)
			})},
		{name: "Images", call: func(ctx context.Context, c *ecsapi.Client) {
			c.Images(ctx, ecsapi.ImageQuery{Region: region, ID: "img-1", Type: "ecs.g7.large", Owner: "self", Name: "*web*"})
		},
			answers: twoPages("Images", "Image", "ImageId"),
			typed: pair(ecs.CreateDescribeImagesRequest, func(r *ecs.DescribeImagesRequest, page requests.Integer) {
				r.RegionId, r.ImageId, r.InstanceType, r.ImageOwnerAlias, r.ImageName = region, "img-1", "ecs.g7.large", "self", "*web*"
				r.PageSize, r.PageNumber = size, page
			})},
		{name: "VSwitches", call: func(ctx context.Context, c *ecsapi.Client) { c.VSwitches(ctx, region, "vpc-1") },
			answers: twoPages("VSwitches", "VSwitch", "VSwitchId"),
			typed: pair(ecs.CreateDescribeVSwitchesRequest, func(r *ecs.DescribeVSwitchesRequest, page requests.Integer) {
				r.RegionId, r.VpcId, r.PageSize, r.PageNumber = region, "vpc-1", "50", page
			})},
		{name: "SecurityGroups", call: func(ctx context.Context, c *ecsapi.Client) { c.SecurityGroups(ctx, region, "vpc-1") },
			answers: twoPages("SecurityGroups", "SecurityGroup", "SecurityGroupId"),
			typed: pair(ecs.CreateDescribeSecurityGroupsRequest, func(r *ecs.DescribeSecurityGroupsRequest, page requests.Integer) {
				r.RegionId, r.VpcId, r.PageSize, r.PageNumber = region, "vpc-1", "50", page
			})},
		{name: "KeyPairs", call: func(ctx context.Context, c *ecsapi.Client) { c.KeyPairs(ctx, region) },
			answers: twoPages("KeyPairs", "KeyPair", "KeyPairName"),
			typed: pair(ecs.CreateDescribeKeyPairsRequest, func(r *ecs.DescribeKeyPairsRequest, page requests.Integer) {
				r.RegionId, r.PageSize, r.PageNumber = region, "50", page
			})},
	}
}
