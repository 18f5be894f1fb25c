package conformance

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

// subscription is a running instance of the fleet that is paid for in advance.
func (a *account) subscription() ecs.Instance {
	a.t.Helper()
	q := ecs.CreateDescribeInstancesRequest()
	q.Status, q.InstanceChargeType, q.PageSize = "Running", "PrePaid", requests.NewInteger(100)
	r, err := a.client().DescribeInstances(q)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, i := range r.Instances.Instance {
		if len(i.OperationLocks.LockReason) == 0 {
			return i
		}
	}
	a.t.Fatal("there is no subscription")
	return ecs.Instance{}
}

func TestRenewal(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 300, Regions: 1})
	i := a.subscription()
	price := ecs.CreateDescribeRenewalPriceRequest()
	price.ResourceId, price.Period, price.PriceUnit = i.InstanceId, requests.NewInteger(1), "Month"
	quoted, err := a.client().DescribeRenewalPrice(price)
	if err != nil || quoted.PriceInfo.Price.TradePrice <= 0 || quoted.PriceInfo.Price.Currency != "CNY" {
		t.Fatalf("%v %v", quoted, err)
	}
	before := a.cloud.Balance()
	renew := ecs.CreateRenewInstanceRequest()
	renew.InstanceId, renew.Period, renew.PeriodUnit, renew.ClientToken = i.InstanceId, requests.NewInteger(1), "Month", "t-1"
	r, err := a.client().RenewInstance(renew)
	if err != nil || r.OrderId == "" {
		t.Fatalf("%v %v", r, err)
	}
	if paid := before - a.cloud.Balance(); paid < quoted.PriceInfo.Price.TradePrice-0.001 || paid > quoted.PriceInfo.Price.TradePrice+0.001 {
		t.Errorf("paid %v, quoted %v", paid, quoted.PriceInfo.Price.TradePrice)
	}
	a.cloud.Advance(10 * time.Second)
	q := ecs.CreateDescribeInstancesRequest()
	q.InstanceIds = `["` + i.InstanceId + `"]`
	after, err := a.client().DescribeInstances(q)
	if err != nil || after.Instances.Instance[0].ExpiredTime <= i.ExpiredTime {
		t.Errorf("from %s to %v, %v", i.ExpiredTime, after, err)
	}

	hourly := ecs.CreateRenewInstanceRequest()
	hourly.Period = requests.NewInteger(1)
	postpaid := ecs.CreateDescribeInstancesRequest()
	postpaid.InstanceChargeType, postpaid.Status = "PostPaid", "Running"
	list, err := a.client().DescribeInstances(postpaid)
	if err != nil {
		t.Fatal(err)
	}
	hourly.InstanceId = list.Instances.Instance[0].InstanceId
	_, err = a.client().RenewInstance(hourly)
	if code, status := refusal(err); code != "ChargeTypeViolation" || status != 403 {
		t.Errorf("%v", err)
	}
	a.cloud.SetBalance(1)
	poor := ecs.CreateRenewInstanceRequest()
	poor.InstanceId, poor.Period = i.InstanceId, requests.NewInteger(1)
	_, err = a.client().RenewInstance(poor)
	if code, status := refusal(err); code != "InsufficientBalance" || status != 400 {
		t.Errorf("%v", err)
	}
}

func TestAutoRenewal(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 300, Regions: 1})
	id := a.subscription().InstanceId
	set := ecs.CreateModifyInstanceAutoRenewAttributeRequest()
	set.InstanceId, set.RenewalStatus = id, "AutoRenewal"
	set.Duration, set.PeriodUnit = requests.NewInteger(3), "Month"
	if _, err := a.client().ModifyInstanceAutoRenewAttribute(set); err != nil {
		t.Fatal(err)
	}
	ask := ecs.CreateDescribeInstanceAutoRenewAttributeRequest()
	ask.InstanceId = id
	r, err := a.client().DescribeInstanceAutoRenewAttribute(ask)
	if err != nil || r.TotalCount != 1 {
		t.Fatalf("%v %v", r, err)
	}
	want := ecs.InstanceRenewAttribute{InstanceId: id, AutoRenewEnabled: true, Duration: 3, PeriodUnit: "Month", RenewalStatus: "AutoRenewal"}
	if got := r.InstanceRenewAttributes.InstanceRenewAttribute[0]; got != want {
		t.Errorf("%+v", got)
	}
	_, err = a.client().DescribeInstanceAutoRenewAttribute(ecs.CreateDescribeInstanceAutoRenewAttributeRequest())
	if code, status := refusal(err); code != "MissingParameter.InstanceId" || status != 403 {
		t.Errorf("%v", err)
	}
}

func TestPrices(t *testing.T) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	q := ecs.CreateDescribePriceRequest()
	q.InstanceType, q.PriceUnit, q.Period = "ecs.g7.large", "Year", requests.NewInteger(1)
	q.ImageId, q.SystemDiskCategory, q.SystemDiskSize = "aliyun_3_x64_20G_alibase_20250117.vhd", "cloud_essd", requests.NewInteger(100)
	q.DataDisk = &[]ecs.DescribePriceDataDisk{{Category: "cloud_ssd", Size: "200"}}
	q.Amount = requests.NewInteger(2)
	r, err := a.client().DescribePrice(q)
	if err != nil {
		t.Fatal(err)
	}
	p := r.PriceInfo.Price
	if p.TradePrice <= 0 || p.TradePrice >= p.OriginalPrice || len(p.DetailInfos.DetailInfo) != 3 ||
		len(r.PriceInfo.Rules.Rule) != 1 || r.PriceInfo.Rules.Rule[0].RuleId == 0 {
		t.Errorf("%+v", r.PriceInfo)
	}
	spot := ecs.CreateDescribePriceRequest()
	spot.InstanceType, spot.SpotStrategy = "ecs.g7.large", "SpotAsPriceGo"
	r, err = a.client().DescribePrice(spot)
	if err != nil || r.PriceInfo.Price.TradePrice >= r.PriceInfo.Price.OriginalPrice {
		t.Errorf("%v %v", r, err)
	}
	_, err = a.client().DescribePrice(ecs.CreateDescribePriceRequest())
	if code, status := refusal(err); code != "InvalidInstanceType.Missing" || status != 404 {
		t.Errorf("%v", err)
	}
}

func TestQuotaOfVCPUs(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 200, Regions: 1})
	read := func(names ...string) map[string]int {
		q := ecs.CreateDescribeAccountAttributesRequest()
		q.RegionId = hangzhou
		if len(names) > 0 {
			q.AttributeName = &names
		}
		r, err := a.client().DescribeAccountAttributes(q)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, item := range r.AccountAttributeItems.AccountAttributeItem {
			for _, v := range item.AttributeValues.ValueItem {
				if got[item.AttributeName], err = strconv.Atoi(v.Value); err != nil {
					t.Error(err)
				}
			}
		}
		return got
	}
	list := ecs.CreateDescribeInstancesRequest()
	list.RegionId, list.PageSize = hangzhou, requests.NewInteger(100)
	want := map[string]int{}
	for page := 1; ; page++ {
		list.PageNumber = requests.NewInteger(page)
		r, err := a.client().DescribeInstances(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range r.Instances.Instance {
			switch {
			case i.InstanceChargeType == "PrePaid":
			case i.SpotStrategy == "NoSpot":
				want["used-postpaid-instance-vcpu-count"] += i.Cpu
			default:
				want["used-spot-instance-vcpu-count"] += i.Cpu
			}
		}
		if page*100 >= r.TotalCount {
			break
		}
	}
	all := read()
	for name, n := range want {
		if n == 0 || all[name] != n || all[strings.Replace(name, "used", "max", 1)] <= n {
			t.Errorf("%s is %d, want %d", name, all[name], n)
		}
	}
	if one := read("max-spot-instance-vcpu-count"); len(all) != 4 || len(want) != 2 || len(one) != 1 || one["max-spot-instance-vcpu-count"] != all["max-spot-instance-vcpu-count"] {
		t.Errorf("%v of %v", one, all)
	}
}

func TestAdvice(t *testing.T) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	q := ecs.CreateDescribeSpotAdviceRequest()
	q.InstanceTypes = &[]string{"ecs.g7.large", "ecs.g7.xlarge"}
	r, err := a.client().DescribeSpotAdvice(q)
	if err != nil || len(r.AvailableSpotZones.AvailableSpotZone) == 0 {
		t.Fatalf("%v %v", r, err)
	}
	for _, z := range r.AvailableSpotZones.AvailableSpotZone {
		for _, s := range z.AvailableSpotResources.AvailableSpotResource {
			if s.AverageSpotDiscount < 1 || s.AverageSpotDiscount > 100 || s.InterruptRateDesc == "" {
				t.Errorf("%s: %+v", z.ZoneId, s)
			}
		}
	}
	q = ecs.CreateDescribeSpotAdviceRequest()
	q.InstanceTypes, q.Cores = &[]string{"ecs.g7.large"}, requests.NewInteger(2)
	_, err = a.client().DescribeSpotAdvice(q)
	if code, status := refusal(err); code != "InvalidParam.TypeAndCpuMem.Conflict" || status != 403 {
		t.Errorf("%v", err)
	}
}
