package wiretest

import (
	"context"
	"time"

	"ecsdeck/ecsapi"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

// actions change instances.
func actions() []exchange {
	protected := true
	return []exchange{
		{name: "Start", call: func(ctx context.Context, c *ecsapi.Client) { c.Start(ctx, region, ids) },
			typed: []requests.AcsRequest{with(ecs.CreateStartInstancesRequest(), func(r *ecs.StartInstancesRequest) {
				r.RegionId, r.InstanceId, r.BatchOptimization = region, &texts, "SuccessFirst"
			})}},
		{name: "Stop", call: func(ctx context.Context, c *ecsapi.Client) {
			c.Stop(ctx, region, ids, ecsapi.StopOptions{Force: true, Mode: ecsapi.StopCharging})
		},
			typed: []requests.AcsRequest{with(ecs.CreateStopInstancesRequest(), func(r *ecs.StopInstancesRequest) {
				r.RegionId, r.InstanceId, r.BatchOptimization = region, &texts, "SuccessFirst"
				r.ForceStop, r.StoppedMode = requests.NewBoolean(true), "StopCharging"
			})}},
		{name: "Stop without options", call: func(ctx context.Context, c *ecsapi.Client) { c.Stop(ctx, region, ids, ecsapi.StopOptions{}) },
			typed: []requests.AcsRequest{with(ecs.CreateStopInstancesRequest(), func(r *ecs.StopInstancesRequest) {
				r.RegionId, r.InstanceId, r.BatchOptimization, r.ForceStop = region, &texts, "SuccessFirst", requests.NewBoolean(false)
			})}},
		{name: "Reboot", call: func(ctx context.Context, c *ecsapi.Client) { c.Reboot(ctx, region, ids, true) },
			typed: []requests.AcsRequest{with(ecs.CreateRebootInstancesRequest(), func(r *ecs.RebootInstancesRequest) {
				r.RegionId, r.InstanceId, r.BatchOptimization, r.ForceReboot = region, &texts, "SuccessFirst", requests.NewBoolean(true)
			})}},
		{name: "Delete", call: func(ctx context.Context, c *ecsapi.Client) { c.Delete(ctx, region, ids, true, "token") },
			typed: []requests.AcsRequest{with(ecs.CreateDeleteInstancesRequest(), func(r *ecs.DeleteInstancesRequest) {
				r.RegionId, r.InstanceId, r.ClientToken = region, &texts, "token"
				r.Force, r.TerminateSubscription = requests.NewBoolean(true), requests.NewBoolean(true)
			})}},
		{name: "SetAutoRelease", call: func(ctx context.Context, c *ecsapi.Client) { c.SetAutoRelease(ctx, region, "i-1", at) },
			typed: []requests.AcsRequest{with(ecs.CreateModifyInstanceAutoReleaseTimeRequest(), func(r *ecs.ModifyInstanceAutoReleaseTimeRequest) {
				r.RegionId, r.InstanceId, r.AutoReleaseTime = region, "i-1", "2026-03-09T04:05:06Z"
			})}},
		{name: "SetAutoRelease to never", call: func(ctx context.Context, c *ecsapi.Client) { c.SetAutoRelease(ctx, region, "i-1", time.Time{}) },
			typed: []requests.AcsRequest{with(ecs.CreateModifyInstanceAutoReleaseTimeRequest(), func(r *ecs.ModifyInstanceAutoReleaseTimeRequest) {
				r.RegionId, r.InstanceId = region, "i-1"
			})}},
		{name: "SetAttributes", call: func(ctx context.Context, c *ecsapi.Client) {
			c.SetAttributes(ctx, region, "i-1", ecsapi.Attributes{Name: "web ~*+/中", Protected: &protected})
		},
			typed: []requests.AcsRequest{with(ecs.CreateModifyInstanceAttributeRequest(), func(r *ecs.ModifyInstanceAttributeRequest) {
				r.RegionId, r.InstanceId, r.InstanceName, r.DeletionProtection = region, "i-1", "web ~*+/中", requests.NewBoolean(true)
			})}},
		{name: "SetAttributes of a description", call: func(ctx context.Context, c *ecsapi.Client) {
			c.SetAttributes(ctx, region, "i-1", ecsapi.Attributes{Description: "owned by ops & 运维, ask first"})
		},
			typed: []requests.AcsRequest{with(ecs.CreateModifyInstanceAttributeRequest(), func(r *ecs.ModifyInstanceAttributeRequest) {
				r.RegionId, r.InstanceId, r.Description = region, "i-1", "owned by ops & 运维, ask first"
			})}},
		{name: "Address", call: func(ctx context.Context, c *ecsapi.Client) { c.Address(ctx, region, "i-1") },
			typed: []requests.AcsRequest{with(ecs.CreateAllocatePublicIpAddressRequest(), func(r *ecs.AllocatePublicIpAddressRequest) {
				r.RegionId, r.InstanceId = region, "i-1"
			})}},
		{name: "Renew for years", call: func(ctx context.Context, c *ecsapi.Client) {
			c.Renew(ctx, region, "i-1", ecsapi.Period{N: 2, Unit: ecsapi.Year}, "token")
		},
			typed: []requests.AcsRequest{with(ecs.CreateRenewInstanceRequest(), func(r *ecs.RenewInstanceRequest) {
				r.RegionId, r.InstanceId, r.ClientToken, r.Period, r.PeriodUnit = region, "i-1", "token", requests.NewInteger(24), "Month"
			})}},
		{name: "SetAutoRenewal on", call: func(ctx context.Context, c *ecsapi.Client) {
			c.SetAutoRenewal(ctx, region, ids, ecsapi.AutoRenewal{On: true, Period: month})
		},
			typed: []requests.AcsRequest{with(ecs.CreateModifyInstanceAutoRenewAttributeRequest(), func(r *ecs.ModifyInstanceAutoRenewAttributeRequest) {
				r.RegionId, r.InstanceId, r.RenewalStatus = region, "i-1,i-2", "AutoRenewal"
				r.Duration, r.PeriodUnit = requests.NewInteger(1), "Month"
			})}},
		{name: "SetAutoRenewal off", call: func(ctx context.Context, c *ecsapi.Client) {
			c.SetAutoRenewal(ctx, region, ids, ecsapi.AutoRenewal{})
		},
			typed: []requests.AcsRequest{with(ecs.CreateModifyInstanceAutoRenewAttributeRequest(), func(r *ecs.ModifyInstanceAutoRenewAttributeRequest) {
				r.RegionId, r.InstanceId, r.RenewalStatus = region, "i-1,i-2", "Normal"
			})}},
		{name: "SetAutoRenewal never", call: func(ctx context.Context, c *ecsapi.Client) {
			c.SetAutoRenewal(ctx, region, ids, ecsapi.AutoRenewal{Never: true})
		},
			typed: []requests.AcsRequest{with(ecs.CreateModifyInstanceAutoRenewAttributeRequest(), func(r *ecs.ModifyInstanceAutoRenewAttributeRequest) {
				r.RegionId, r.InstanceId, r.RenewalStatus = region, "i-1,i-2", "NotRenewal"
			})}},
		{name: "AttachKeyPair", call: func(ctx context.Context, c *ecsapi.Client) { c.AttachKeyPair(ctx, region, ids, "deploy") },
			typed: []requests.AcsRequest{with(ecs.CreateAttachKeyPairRequest(), func(r *ecs.AttachKeyPairRequest) {
				r.RegionId, r.InstanceIds, r.KeyPairName = region, `["i-1","i-2"]`, "deploy"
			})}},
		{name: "Tag", call: func(ctx context.Context, c *ecsapi.Client) {
			c.Tag(ctx, region, ids, []ecsapi.Tag{{Key: "a", Value: "b c"}, {Key: "empty"}})
		},
			typed: []requests.AcsRequest{with(ecs.CreateTagResourcesRequest(), func(r *ecs.TagResourcesRequest) {
				r.RegionId, r.ResourceType, r.ResourceId = region, "instance", &texts
				r.Tag = &[]ecs.TagResourcesTag{{Key: "a", Value: "b c"}, {Key: "empty"}}
			})}},
		{name: "Untag", call: func(ctx context.Context, c *ecsapi.Client) { c.Untag(ctx, region, ids, []string{"a", "b"}) },
			typed: []requests.AcsRequest{with(ecs.CreateUntagResourcesRequest(), func(r *ecs.UntagResourcesRequest) {
				r.RegionId, r.ResourceType, r.ResourceId, r.TagKey = region, "instance", &texts, &[]string{"a", "b"}
			})}},
		{name: "RunScript", call: func(ctx context.Context, c *ecsapi.Client) {
			c.RunScript(ctx, region, ids, ecsapi.Script{Name: "drain", Text: "echo 1\n", Limit: time.Minute}, "token")
		},
			typed: []requests.AcsRequest{with(ecs.CreateRunCommandRequest(), func(r *ecs.RunCommandRequest) {
				r.RegionId, r.InstanceId, r.Name, r.Type = region, &texts, "drain", "RunShellScript"
				r.CommandContent, r.ContentEncoding = "echo 1\n", "PlainText"
				r.Timeout, r.ClientToken = requests.NewInteger(60), "token"
			})}},
		{name: "CreateSnapshot", call: func(ctx context.Context, c *ecsapi.Client) { c.CreateSnapshot(ctx, region, "d-1", "kept", "token") },
			typed: []requests.AcsRequest{with(ecs.CreateCreateSnapshotRequest(), func(r *ecs.CreateSnapshotRequest) {
				r.RegionId, r.DiskId, r.SnapshotName, r.ClientToken = region, "d-1", "kept", "token"
			})}},
	}
}
