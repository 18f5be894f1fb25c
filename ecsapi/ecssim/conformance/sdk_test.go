package conformance

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/rpc"
)

// account is a simulated cloud behind a real socket, and a key to it.
type account struct {
	t     *testing.T
	cloud *ecssim.Cloud
	host  string
	key   rpc.Key
}

func open(t *testing.T, cfg ecssim.Config) *account {
	cfg.Now, cfg.Frozen = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC), true
	cloud := ecssim.New(cfg)
	srv := httptest.NewServer(cloud)
	t.Cleanup(srv.Close)
	key, _ := cloud.Keys()
	return &account{t, cloud, strings.TrimPrefix(srv.URL, "http://"), key}
}

// client is an SDK client for one call, which is how it is safe to use.
func (a *account) client() *ecs.Client {
	a.t.Helper()
	cfg := sdk.NewConfig()
	cfg.Transport = http.DefaultTransport.(*http.Transport).Clone()
	key, err := credentials.NewStaticAKCredentialsProviderBuilder().
		WithAccessKeyId(a.key.ID).WithAccessKeySecret(a.key.Secret).Build()
	if err != nil {
		a.t.Fatal(err)
	}
	c, err := ecs.NewClientWithOptions("cn-hangzhou", cfg, key)
	if err != nil {
		a.t.Fatal(err)
	}
	c.Domain = a.host
	a.t.Cleanup(cfg.Transport.(*http.Transport).CloseIdleConnections)
	return c
}

// refusal is the code and status of an error the SDK understood as the server's.
func refusal(err error) (code string, status int) {
	var e sdkerrors.Error
	if errors.As(err, &e) {
		return e.ErrorCode(), e.HttpStatus()
	}
	return "", 0
}

func TestRegionsAndZones(t *testing.T) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	regions := ecs.CreateDescribeRegionsRequest()
	regions.AcceptLanguage = "en-US"
	r, err := a.client().DescribeRegions(regions)
	if err != nil || len(r.Regions.Region) != 28 || r.Regions.Region[0].LocalName != "China (Qingdao)" {
		t.Fatalf("regions: %v %v", r, err)
	}
	z, err := a.client().DescribeZones(ecs.CreateDescribeZonesRequest())
	if err != nil || len(z.Zones.Zone) != 9 {
		t.Fatalf("zones: %v %v", z, err)
	}
	first := z.Zones.Zone[0]
	if len(first.AvailableInstanceTypes.InstanceTypes) == 0 ||
		len(first.AvailableResources.ResourcesInfo[0].InstanceTypes.SupportedInstanceType) == 0 ||
		len(first.AvailableResources.ResourcesInfo[0].SystemDiskCategories.SupportedSystemDiskCategory) == 0 {
		t.Errorf("zone %+v", first)
	}
}

func TestPagingBothWays(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 250, Regions: 1})
	byNumber := map[string]bool{}
	for number := 1; number <= 3; number++ {
		q := ecs.CreateDescribeInstancesRequest()
		q.PageNumber, q.PageSize = requests.NewInteger(number), requests.NewInteger(100)
		r, err := a.client().DescribeInstances(q)
		if err != nil || r.TotalCount != 250 {
			t.Fatalf("page %d: %v", number, err)
		}
		for _, i := range r.Instances.Instance {
			if byNumber[i.InstanceId] {
				t.Errorf("%s is on two pages", i.InstanceId)
			}
			byNumber[i.InstanceId] = true
		}
	}
	byToken := map[string]bool{}
	for token, first := "", true; first || token != ""; first = false {
		q := ecs.CreateDescribeInstancesRequest()
		q.MaxResults, q.NextToken = requests.NewInteger(60), token
		r, err := a.client().DescribeInstances(q)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range r.Instances.Instance {
			if byToken[i.InstanceId] || !byNumber[i.InstanceId] {
				t.Errorf("%s came twice, or from nowhere", i.InstanceId)
			}
			byToken[i.InstanceId] = true
		}
		token = r.NextToken
	}
	if len(byNumber) != 250 || len(byToken) != 250 {
		t.Errorf("%d by number, %d by token", len(byNumber), len(byToken))
	}
}

func TestInstanceIsUnderstood(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 300, Regions: 1})
	q := ecs.CreateDescribeInstancesRequest()
	q.PageSize = requests.NewInteger(100)
	r, err := a.client().DescribeInstances(q)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range r.Instances.Instance {
		if i.Cpu == 0 || i.Memory == 0 || i.ZoneId == "" || i.VpcAttributes.VpcId == "" || i.OSName == "" ||
			len(i.VpcAttributes.PrivateIpAddress.IpAddress) != 1 || len(i.SecurityGroupIds.SecurityGroupId) == 0 ||
			len(i.NetworkInterfaces.NetworkInterface) != 1 || i.SerialNumber == "" || i.CpuOptions.CoreCount == 0 {
			t.Errorf("%+v", i)
		}
	}
}

func TestStopAndFollow(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 300, Regions: 1})
	q := ecs.CreateDescribeInstancesRequest()
	q.Status, q.InstanceChargeType = "Running", "PostPaid"
	running, err := a.client().DescribeInstances(q)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, i := range running.Instances.Instance {
		if len(i.OperationLocks.LockReason) == 0 {
			ids = append(ids, i.InstanceId)
		}
	}
	stop := ecs.CreateStopInstancesRequest()
	stop.InstanceId, stop.BatchOptimization = &ids, "SuccessFirst"
	stop.ForceStop = requests.NewBoolean(true)
	r, err := a.client().StopInstances(stop)
	if err != nil || len(r.InstanceResponses.InstanceResponse) != len(ids) {
		t.Fatalf("%v %v", r, err)
	}
	for _, o := range r.InstanceResponses.InstanceResponse {
		if o.Code != "200" || o.PreviousStatus != "Running" || o.CurrentStatus != "Stopping" {
			t.Errorf("%+v", o)
		}
	}
	a.cloud.Advance(5 * time.Second)
	status := ecs.CreateDescribeInstanceStatusRequest()
	status.InstanceId = &ids
	s, err := a.client().DescribeInstanceStatus(status)
	if err != nil || len(s.InstanceStatuses.InstanceStatus) != len(ids) {
		t.Fatalf("%v %v", s, err)
	}
	for _, i := range s.InstanceStatuses.InstanceStatus {
		if i.Status != "Stopped" {
			t.Errorf("%+v", i)
		}
	}
	one := ecs.CreateRebootInstanceRequest()
	one.InstanceId = ids[0]
	if _, err := a.client().RebootInstance(one); err == nil {
		t.Error("a stopped instance was rebooted")
	} else if code, http := refusal(err); code != "IncorrectInstanceStatus" || http != 403 {
		t.Errorf("%v", err)
	}

	start := ecs.CreateStartInstancesRequest()
	start.InstanceId = &ids
	started, err := a.client().StartInstances(start)
	if err != nil || len(started.InstanceResponses.InstanceResponse) != len(ids) {
		t.Fatalf("%v %v", started, err)
	}
	reboot := func(dry bool) (*ecs.RebootInstancesResponse, error) {
		q := ecs.CreateRebootInstancesRequest()
		q.InstanceId, q.ForceReboot, q.DryRun = &ids, requests.NewBoolean(true), requests.NewBoolean(dry)
		return a.client().RebootInstances(q)
	}
	if _, err := reboot(false); err == nil {
		t.Error("instances that start were rebooted")
	} else if code, http := refusal(err); code != "IncorrectInstanceStatus" || http != 403 {
		t.Errorf("%v", err)
	}
	a.cloud.Advance(time.Minute)
	if _, err := reboot(true); err == nil {
		t.Error("a dry run answered as if it were none")
	} else if code, _ := refusal(err); code != "DRYRUN.SUCCESS" {
		t.Errorf("%v", err)
	}
	rebooted, err := reboot(false)
	if err != nil || len(rebooted.InstanceResponses.InstanceResponse) != len(ids) {
		t.Fatalf("%v %v", rebooted, err)
	}
	for _, o := range rebooted.InstanceResponses.InstanceResponse {
		if o.Code != "200" || o.PreviousStatus != "Running" || o.CurrentStatus != "Stopping" {
			t.Errorf("%+v", o)
		}
	}
}

func TestSpotHistory(t *testing.T) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	rows, calls := 0, 0
	for offset := 0; calls == 0 || offset != 0; calls++ {
		q := ecs.CreateDescribeSpotPriceHistoryRequest() // a request is good for one call
		q.InstanceType, q.NetworkType = "ecs.g7.large", "vpc"
		q.StartTime = a.cloud.Now().AddDate(0, 0, -30).Format(time.RFC3339)
		q.Offset = requests.NewInteger(offset)
		r, err := a.client().DescribeSpotPriceHistory(q)
		if err != nil {
			t.Fatal(err)
		}
		rows += len(r.SpotPrices.SpotPriceType)
		offset = r.NextOffset
		if r.Currency != "CNY" || r.SpotPrices.SpotPriceType[0].SpotPrice <= 0 {
			t.Errorf("%+v", r.SpotPrices.SpotPriceType[0])
		}
	}
	if calls < 2 || rows <= 1000 {
		t.Errorf("%d rows in %d calls", rows, calls)
	}
}

func TestRefusals(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 100, Regions: 1})
	_, readOnly := a.cloud.Keys()
	operator := a.key
	for _, test := range []struct {
		name   string
		key    rpc.Key
		code   string
		status int
	}{
		{"wrong secret", rpc.Key{ID: operator.ID, Secret: "x"}, "SignatureDoesNotMatch", 400},
		{"unknown key", rpc.Key{ID: "LTAI-unknown", Secret: "x"}, "InvalidAccessKeyId.NotFound", 404},
		{"read-only key", readOnly, "Forbidden.RAM", 403},
		{"no such instance", operator, "InvalidInstanceId.NotFound", 404},
	} {
		a.key = test.key
		q := ecs.CreateStartInstanceRequest()
		q.InstanceId = "i-none"
		_, err := a.client().StartInstance(q)
		if code, status := refusal(err); code != test.code || status != test.status {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	a.key = operator
	if err := a.cloud.Inject(ecssim.Fault{Kind: ecssim.FaultThrottle}); err != nil {
		t.Fatal(err)
	}
	_, err := a.client().DescribeRegions(ecs.CreateDescribeRegionsRequest())
	if code, status := refusal(err); code != "Throttling.User" || status != 400 {
		t.Errorf("throttled: %v", err)
	}
}
