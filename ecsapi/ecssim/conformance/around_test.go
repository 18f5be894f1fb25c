package conformance

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"

	"ecsdeck/ecsapi/ecssim"
)

// worker is a running Linux machine that is not locked and has a disk no policy
// copies, and that disk.
func (a *account) worker() (machine ecs.Instance, disk ecs.Disk) {
	a.t.Helper()
	q := ecs.CreateDescribeInstancesRequest()
	q.Status, q.InstanceChargeType, q.PageSize = "Running", "PostPaid", requests.NewInteger(100)
	running, err := a.client().DescribeInstances(q)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, i := range running.Instances.Instance {
		if i.OSType != "linux" || i.SpotStrategy != "NoSpot" || len(i.OperationLocks.LockReason) > 0 {
			continue
		}
		d := ecs.CreateDescribeDisksRequest()
		d.InstanceId, d.DiskType = i.InstanceId, "system"
		disks, err := a.client().DescribeDisks(d)
		if err != nil || len(disks.Disks.Disk) != 1 {
			a.t.Fatalf("%v %v", disks, err)
		}
		if !disks.Disks.Disk[0].EnableAutomatedSnapshotPolicy {
			return i, disks.Disks.Disk[0]
		}
	}
	a.t.Fatal("no such machine")
	return ecs.Instance{}, ecs.Disk{}
}

func TestCatalogueIsUnderstood(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 100, Regions: 1})
	available := ecs.CreateDescribeAvailableResourceRequest()
	available.DestinationResource, available.InstanceType = "InstanceType", "ecs.g7.large"
	r, err := a.client().DescribeAvailableResource(available)
	if err != nil || len(r.AvailableZones.AvailableZone) == 0 {
		t.Fatalf("%v %v", r, err)
	}
	for _, z := range r.AvailableZones.AvailableZone {
		res := z.AvailableResources.AvailableResource
		if len(res) != 1 || res[0].SupportedResources.SupportedResource[0].Value != "ecs.g7.large" || z.Status == "" || z.StatusCategory == "" {
			t.Errorf("%+v", z)
		}
	}

	types := ecs.CreateDescribeInstanceTypesRequest()
	types.MinimumGPUAmount, types.MaxResults = requests.NewInteger(1), requests.NewInteger(5)
	page, err := a.client().DescribeInstanceTypes(types)
	if err != nil || len(page.InstanceTypes.InstanceType) != 5 || page.NextToken == "" || page.InstanceTypes.InstanceType[0].GPUSpec == "" {
		t.Errorf("types: %+v %v", page, err)
	}
	families, err := a.client().DescribeInstanceTypeFamilies(ecs.CreateDescribeInstanceTypeFamiliesRequest())
	if err != nil || len(families.InstanceTypeFamilies.InstanceTypeFamily) < 20 {
		t.Errorf("families: %v %v", families, err)
	}
	images := ecs.CreateDescribeImagesRequest()
	images.OSType, images.PageSize = "windows", requests.NewInteger(100)
	windows, err := a.client().DescribeImages(images)
	if err != nil || windows.TotalCount != 3 || windows.Images.Image[0].Size < 40 || windows.Images.Image[0].DiskDeviceMappings.DiskDeviceMapping[0].Type != "system" {
		t.Errorf("images: %+v %v", windows, err)
	}
}

func TestNetworksAreUnderstood(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 100, Regions: 1})
	machine, _ := a.worker()
	v := ecs.CreateDescribeVpcsRequest()
	v.VpcId = machine.VpcAttributes.VpcId
	vpcs, err := a.client().DescribeVpcs(v)
	if err != nil || len(vpcs.Vpcs.Vpc) != 1 || len(vpcs.Vpcs.Vpc[0].VSwitchIds.VSwitchId) == 0 || vpcs.Vpcs.Vpc[0].CidrBlock == "" {
		t.Errorf("VPC: %+v %v", vpcs, err)
	}
	s := ecs.CreateDescribeVSwitchesRequest()
	s.VSwitchId = machine.VpcAttributes.VSwitchId
	switches, err := a.client().DescribeVSwitches(s)
	if err != nil || len(switches.VSwitches.VSwitch) != 1 || switches.VSwitches.VSwitch[0].ZoneId != machine.ZoneId || switches.VSwitches.VSwitch[0].AvailableIpAddressCount == 0 {
		t.Errorf("vSwitch: %+v %v", switches, err)
	}
	g := ecs.CreateDescribeSecurityGroupsRequest()
	g.SecurityGroupIds = `["` + machine.SecurityGroupIds.SecurityGroupId[0] + `"]`
	groups, err := a.client().DescribeSecurityGroups(g)
	if err != nil || len(groups.SecurityGroups.SecurityGroup) != 1 || groups.SecurityGroups.SecurityGroup[0].EcsCount == 0 {
		t.Errorf("security group: %+v %v", groups, err)
	}
	k := ecs.CreateDescribeKeyPairsRequest()
	k.KeyPairName = "ops*"
	keys, err := a.client().DescribeKeyPairs(k)
	if err != nil || len(keys.KeyPairs.KeyPair) != 1 || keys.KeyPairs.KeyPair[0].KeyPairFingerPrint == "" {
		t.Errorf("key pairs: %+v %v", keys, err)
	}
}

func TestSnapshotOfADisk(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 100, Regions: 1})
	machine, disk := a.worker()
	if disk.InstanceId != machine.InstanceId || disk.Device != "/dev/xvda" || len(disk.Attachments.Attachment) != 1 || !disk.DeleteWithInstance {
		t.Errorf("disk %+v", disk)
	}
	c := ecs.CreateCreateSnapshotRequest()
	c.DiskId, c.SnapshotName, c.ClientToken = disk.DiskId, "by-sdk", "token"
	c.Tag = &[]ecs.CreateSnapshotTag{{Key: "why", Value: "test"}}
	made, err := a.client().CreateSnapshot(c)
	if err != nil || made.SnapshotId == "" {
		t.Fatalf("%v %v", made, err)
	}
	if code, status := refusal(func() error {
		c := ecs.CreateCreateSnapshotRequest()
		c.DiskId = disk.DiskId
		_, err := a.client().CreateSnapshot(c)
		return err
	}()); code != "IncorrectDiskStatus.CreatingSnapshot" || status != http.StatusForbidden {
		t.Errorf("%s %d", code, status)
	}
	for _, want := range []string{"progressing", "accomplished"} {
		q := ecs.CreateDescribeSnapshotsRequest()
		q.SnapshotIds = `["` + made.SnapshotId + `"]`
		r, err := a.client().DescribeSnapshots(q)
		if err != nil || len(r.Snapshots.Snapshot) != 1 || r.Snapshots.Snapshot[0].Status != want ||
			r.Snapshots.Snapshot[0].SourceDiskId != disk.DiskId || r.Snapshots.Snapshot[0].Tags.Tag[0].TagValue != "test" {
			t.Errorf("%+v %v, want %s", r, err, want)
		}
		a.cloud.Advance(time.Hour)
	}
}

func TestActivityIsUnderstood(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 100, Regions: 1})
	machine, _ := a.worker()
	m := ecs.CreateDescribeInstanceMonitorDataRequest()
	m.InstanceId, m.Period = machine.InstanceId, requests.NewInteger(600)
	m.StartTime, m.EndTime = "2026-03-14T08:00:00Z", "2026-03-14T09:00:00Z"
	data, err := a.client().DescribeInstanceMonitorData(m)
	if err != nil || len(data.MonitorData.InstanceMonitorData) == 0 || data.MonitorData.InstanceMonitorData[0].IntranetBandwidth == 0 {
		t.Errorf("monitoring: %+v %v", data, err)
	}
	full := ecs.CreateDescribeInstancesFullStatusRequest()
	full.InstanceId = &[]string{machine.InstanceId}
	status, err := a.client().DescribeInstancesFullStatus(full)
	if err != nil || len(status.InstanceFullStatusSet.InstanceFullStatusType) != 1 || status.InstanceFullStatusSet.InstanceFullStatusType[0].Status.Name != "Running" {
		t.Errorf("full status: %+v %v", status, err)
	}
	past := ecs.CreateDescribeInstanceHistoryEventsRequest()
	past.InstanceEventCycleStatus = &[]string{"Scheduled", "Executed"}
	events, err := a.client().DescribeInstanceHistoryEvents(past)
	if err != nil || len(events.InstanceSystemEventSet.InstanceSystemEventType) == 0 || events.InstanceSystemEventSet.InstanceSystemEventType[0].EventType.Name == "" {
		t.Errorf("events: %+v %v", events, err)
	}
	u := ecs.CreateDescribeUserDataRequest()
	u.InstanceId = machine.InstanceId
	if user, err := a.client().DescribeUserData(u); err != nil || user.InstanceId != machine.InstanceId {
		t.Errorf("user data: %+v %v", user, err)
	}
}

func TestCommandAndItsResult(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 100, Regions: 1})
	machine, _ := a.worker()
	c := ecs.CreateRunCommandRequest()
	c.Type, c.CommandContent, c.InstanceId, c.ClientToken = "RunShellScript", "echo hello", &[]string{machine.InstanceId}, "token"
	made, err := a.client().RunCommand(c)
	if err != nil || made.InvokeId == "" || made.CommandId == "" {
		t.Fatalf("%v %v", made, err)
	}
	a.cloud.Advance(10 * time.Second)
	q := ecs.CreateDescribeInvocationResultsRequest()
	q.InvokeId = made.InvokeId
	r, err := a.client().DescribeInvocationResults(q)
	if err != nil || r.Invocation.TotalCount != 1 {
		t.Fatalf("%v %v", r, err)
	}
	result := r.Invocation.InvocationResults.InvocationResult[0]
	if out, _ := base64.StdEncoding.DecodeString(result.Output); string(out) != "hello\n" || result.InvocationStatus != "Success" {
		t.Errorf("%+v", result)
	}
	list, err := a.client().DescribeInvocations(ecs.CreateDescribeInvocationsRequest())
	if err != nil || len(list.Invocations.Invocation) != 1 || list.Invocations.Invocation[0].InvokeInstances.InvokeInstance[0].InstanceId != machine.InstanceId {
		t.Errorf("%+v %v", list, err)
	}
}

func TestCallerIdentity(t *testing.T) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	cfg := sdk.NewConfig()
	cfg.Transport = http.DefaultTransport.(*http.Transport).Clone()
	key, err := credentials.NewStaticAKCredentialsProviderBuilder().WithAccessKeyId(a.key.ID).WithAccessKeySecret(a.key.Secret).Build()
	if err != nil {
		t.Fatal(err)
	}
	c, err := sts.NewClientWithOptions("cn-hangzhou", cfg, key)
	if err != nil {
		t.Fatal(err)
	}
	c.Domain = a.host
	t.Cleanup(cfg.Transport.(*http.Transport).CloseIdleConnections)
	who, err := c.GetCallerIdentity(sts.CreateGetCallerIdentityRequest())
	if err != nil || who.AccountId == "" || !strings.HasPrefix(who.Arn, "acs:ram::"+who.AccountId) {
		t.Errorf("%+v %v", who, err)
	}
}
