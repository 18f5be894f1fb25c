package conformance

import (
	"slices"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

// list is every instance of cn-hangzhou, a hundred at most.
func (a *account) list() []ecs.Instance {
	a.t.Helper()
	q := ecs.CreateDescribeInstancesRequest()
	q.PageSize = requests.NewInteger(100)
	r, err := a.client().DescribeInstances(q)
	if err != nil {
		a.t.Fatal(err)
	}
	return r.Instances.Instance
}

// instance is one by id, as it is listed.
func (a *account) instance(id string) ecs.Instance {
	a.t.Helper()
	for _, i := range a.list() {
		if i.InstanceId == id {
			return i
		}
	}
	a.t.Fatalf("%s is not listed", id)
	return ecs.Instance{}
}

// model is an instance to make others like.
func (a *account) model() ecs.Instance {
	a.t.Helper()
	for _, i := range a.list() {
		if i.OSType == "linux" && i.GPUAmount == 0 && i.Cpu <= 8 && len(i.OperationLocks.LockReason) == 0 {
			return i
		}
	}
	a.t.Fatal("nothing to make others like")
	return ecs.Instance{}
}

func like(i ecs.Instance) *ecs.RunInstancesRequest {
	q := ecs.CreateRunInstancesRequest()
	q.ImageId, q.InstanceType, q.VSwitchId = i.ImageId, i.InstanceType, i.VpcAttributes.VSwitchId
	q.SecurityGroupId = i.SecurityGroupIds.SecurityGroupId[0]
	return q
}

func TestRunInstances(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	m := a.model()
	order := func() *ecs.RunInstancesRequest {
		q := like(m)
		q.Amount, q.MinAmount = requests.NewInteger(2), requests.NewInteger(1)
		q.InstanceName, q.UniqueSuffix = "sdk-", requests.NewBoolean(true)
		q.ClientToken = "the-one-and-only"
		q.InternetMaxBandwidthOut = requests.NewInteger(5)
		q.SystemDiskCategory, q.SystemDiskSize = "cloud_essd", "60"
		q.Tag = &[]ecs.RunInstancesTag{{Key: "env", Value: "test"}}
		q.DataDisk = &[]ecs.RunInstancesDataDisk{{Category: "cloud_ssd", Size: "100", DeleteWithInstance: "false"}}
		q.DeletionProtection = requests.NewBoolean(true)
		q.AutoReleaseTime = "2026-03-14T12:00:00Z"
		return q
	}
	r, err := a.client().RunInstances(order())
	if err != nil || len(r.InstanceIdSets.InstanceIdSet) != 2 || r.TradePrice <= 0 {
		t.Fatalf("%+v %v", r, err)
	}
	again, err := a.client().RunInstances(order())
	if err != nil || !slices.Equal(again.InstanceIdSets.InstanceIdSet, r.InstanceIdSets.InstanceIdSet) {
		t.Fatalf("%+v %v", again, err)
	}
	other := order()
	other.InstanceName = "another-"
	if _, err := a.client().RunInstances(other); err == nil {
		t.Error("a token was good for two orders")
	} else if code, status := refusal(err); code != "IdempotentParameterMismatch" || status != 400 {
		t.Error(err)
	}
	a.cloud.Advance(time.Minute)
	for n, id := range r.InstanceIdSets.InstanceIdSet {
		i := a.instance(id)
		if i.InstanceName != []string{"sdk-001", "sdk-002"}[n] || i.Status != "Running" || !i.DeletionProtection ||
			len(i.PublicIpAddress.IpAddress) != 1 || i.Tags.Tag[0].TagKey != "env" || i.AutoReleaseTime != "2026-03-14T12:00Z" {
			t.Errorf("%+v", i)
		}
	}
}

func TestCreationsRefused(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1, Quota: 100})
	m := a.model()
	for _, test := range []struct {
		code   string
		status int
		ask    func(q *ecs.RunInstancesRequest)
	}{
		{"DryRunOperation", 400, func(q *ecs.RunInstancesRequest) { q.DryRun = requests.NewBoolean(true) }},
		{"InvalidParam.Amount", 403, func(q *ecs.RunInstancesRequest) { q.Amount = requests.NewInteger(101) }},
		{"QuotaExceed.AfterpayInstance", 400, func(q *ecs.RunInstancesRequest) { q.Amount = requests.NewInteger(99) }},
		{"InvalidSpotPriceLimit.LowerThanPublicPrice", 400, func(q *ecs.RunInstancesRequest) {
			q.SpotStrategy, q.SpotPriceLimit = "SpotWithPriceLimit", requests.NewFloat(0.001)
		}},
		{"InvalidInstanceType.ValueNotSupported", 400, func(q *ecs.RunInstancesRequest) { q.InstanceType = "ecs.none" }},
	} {
		q := like(m)
		test.ask(q)
		_, err := a.client().RunInstances(q)
		if code, status := refusal(err); code != test.code || status != test.status {
			t.Errorf("%v, want %d %s", err, test.status, test.code)
		}
	}
}

// One instance by the old way: created, given an address, started, changed,
// released.
func TestLifeOfAnInstance(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	m := a.model()
	create := ecs.CreateCreateInstanceRequest()
	create.ImageId, create.InstanceType, create.VSwitchId = m.ImageId, m.InstanceType, m.VpcAttributes.VSwitchId
	create.SecurityGroupId = m.SecurityGroupIds.SecurityGroupId[0]
	create.InternetMaxBandwidthOut = requests.NewInteger(10)
	made, err := a.client().CreateInstance(create)
	if err != nil || made.InstanceId == "" || made.TradePrice <= 0 {
		t.Fatalf("%+v %v", made, err)
	}
	id := made.InstanceId
	a.cloud.Advance(time.Minute)
	if i := a.instance(id); i.Status != "Stopped" || i.InstanceName != id {
		t.Errorf("%+v", i)
	}
	address := ecs.CreateAllocatePublicIpAddressRequest()
	address.InstanceId = id
	got, err := a.client().AllocatePublicIpAddress(address)
	if err != nil || got.IpAddress == "" || a.instance(id).PublicIpAddress.IpAddress[0] != got.IpAddress {
		t.Fatalf("%+v %v", got, err)
	}
	start := ecs.CreateStartInstanceRequest()
	start.InstanceId = id
	if _, err := a.client().StartInstance(start); err != nil {
		t.Fatal(err)
	}
	a.cloud.Advance(time.Minute)

	modify := ecs.CreateModifyInstanceAttributeRequest()
	modify.InstanceId, modify.InstanceName, modify.DeletionProtection = id, "数据库-1", requests.NewBoolean(true)
	if _, err := a.client().ModifyInstanceAttribute(modify); err != nil {
		t.Fatal(err)
	}
	auto := ecs.CreateModifyInstanceAutoReleaseTimeRequest()
	auto.InstanceId, auto.AutoReleaseTime = id, "2026-04-01T00:00:00Z"
	if _, err := a.client().ModifyInstanceAutoReleaseTime(auto); err != nil {
		t.Fatal(err)
	}
	if i := a.instance(id); i.InstanceName != "数据库-1" || i.AutoReleaseTime != "2026-04-01T00:00Z" || !i.DeletionProtection {
		t.Errorf("%+v", i)
	}

	release := func() error {
		q := ecs.CreateDeleteInstanceRequest()
		q.InstanceId, q.Force = id, requests.NewBoolean(true)
		_, err := a.client().DeleteInstance(q)
		return err
	}
	if code, status := refusal(release()); code != "InvalidOperation.DeletionProtection" || status != 403 {
		t.Errorf("%d %s", status, code)
	}
	off := ecs.CreateModifyInstanceAttributeRequest()
	off.InstanceId, off.DeletionProtection = id, requests.NewBoolean(false)
	if _, err := a.client().ModifyInstanceAttribute(off); err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if code, status := refusal(release()); code != "InvalidInstanceId.NotFound" || status != 404 {
		t.Errorf("%d %s", status, code)
	}
}

func TestDeleteInstances(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	q := like(a.model())
	q.Amount = requests.NewInteger(3)
	r, err := a.client().RunInstances(q)
	if err != nil {
		t.Fatal(err)
	}
	a.cloud.Advance(time.Minute)
	release := func() error {
		q := ecs.CreateDeleteInstancesRequest()
		q.InstanceId, q.Force, q.ClientToken = &r.InstanceIdSets.InstanceIdSet, requests.NewBoolean(true), "t"
		_, err := a.client().DeleteInstances(q)
		return err
	}
	n := len(a.list())
	if err := release(); err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Errorf("the same token: %v", err)
	}
	if got := len(a.list()); got != n-3 {
		t.Errorf("%d left of %d", got, n)
	}
}
