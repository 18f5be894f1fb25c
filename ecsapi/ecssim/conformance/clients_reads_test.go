package conformance

import (
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

const hangzhou = "cn-hangzhou"

// everything is every instance of cn-hangzhou, read by the SDK for Go.
func (a *account) everything() []ecs.Instance {
	a.t.Helper()
	var all []ecs.Instance
	for number, total := 1, 1; len(all) < total; number++ {
		q := ecs.CreateDescribeInstancesRequest()
		q.PageNumber, q.PageSize = requests.NewInteger(number), requests.NewInteger(100)
		r, err := a.client().DescribeInstances(q)
		if err != nil || len(r.Instances.Instance) == 0 {
			a.t.Fatalf("%d of %d: %v", len(all), total, err)
		}
		all, total = append(all, r.Instances.Instance...), r.TotalCount
	}
	return all
}

func foreignRegions(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	s := a.by(p).call("DescribeRegions", with{"AcceptLanguage": "en-US"})
	if a.asked("DescribeRegions") != 1 || len(a.cloud.Stats().Errors) != 0 {
		t.Errorf("%+v", a.cloud.Stats())
	}
	q := ecs.CreateDescribeRegionsRequest()
	q.AcceptLanguage = "en-US"
	r, err := a.client().DescribeRegions(q)
	if err != nil {
		t.Fatal(err)
	}
	var ids, names, hosts []string
	for _, region := range r.Regions.Region {
		ids, names, hosts = append(ids, region.RegionId), append(names, region.LocalName), append(hosts, region.RegionEndpoint)
	}
	same(t, "ids", s.texts("Regions", "Region", "RegionId"), ids)
	same(t, "names", s.texts("Regions", "Region", "LocalName"), names)
	same(t, "endpoints", s.texts("Regions", "Region", "RegionEndpoint"), hosts)
	if !requestID.MatchString(s.text("RequestId")) {
		t.Errorf("request id %q", s.text("RequestId"))
	}

	chinese := a.by(p).call("DescribeRegions", nil)
	if got := chinese.one(t, "RegionId", hangzhou, "Regions", "Region").text("LocalName"); got != "华东1（杭州）" {
		t.Errorf("cn-hangzhou is called %q", got)
	}
}

var requestID = regexp.MustCompile(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`)

// Pages by number and by token hold each instance once, in the same order.
func foreignPages(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: 250, Regions: 1})
	var want []string
	for _, i := range a.everything() {
		want = append(want, i.InstanceId)
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(want))); len(unique) != 250 {
		t.Fatalf("there are %d instances", len(unique))
	}
	c := a.by(p)

	a.cloud.ResetStats()
	var byNumber []string
	for number := 1; number <= 3; number++ {
		s := c.call("DescribeInstances", with{"RegionId": hangzhou, "PageNumber": number, "PageSize": 100})
		if s.text("TotalCount") != "250" || s.text("PageNumber") != strconv.Itoa(number) || s.text("PageSize") != "100" {
			t.Errorf("page %s of %s in %s", s.text("PageNumber"), s.text("PageSize"), s.text("TotalCount"))
		}
		byNumber = append(byNumber, s.texts("Instances", "Instance", "InstanceId")...)
	}
	same(t, "by number", byNumber, want)

	var byToken []string
	for next := ""; len(byToken) == 0 || next != ""; {
		ask := with{"RegionId": hangzhou, "MaxResults": 60}
		if next != "" {
			ask["NextToken"] = next
		}
		s := c.call("DescribeInstances", ask)
		byToken = append(byToken, s.texts("Instances", "Instance", "InstanceId")...)
		next = s.text("NextToken")
	}
	same(t, "by token", byToken, want)
	if a.asked("DescribeInstances") != 3+5 {
		t.Errorf("%+v", a.cloud.Stats().Calls)
	}
}

// Thirty days of prices take three pages, and have each step once.
func foreignSpotHistory(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	start := a.cloud.Now().AddDate(0, 0, -30).Format(time.RFC3339)
	row := func(zone, at string, price float64) string {
		return zone + " " + at + " " + strconv.FormatFloat(price, 'f', -1, 64)
	}
	var want []string
	for offset := 0; len(want) == 0 || offset != 0; {
		q := ecs.CreateDescribeSpotPriceHistoryRequest()
		q.InstanceType, q.NetworkType, q.StartTime, q.Offset = "ecs.c7.xlarge", "vpc", start, requests.NewInteger(offset)
		r, err := a.client().DescribeSpotPriceHistory(q)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range r.SpotPrices.SpotPriceType {
			want = append(want, row(s.ZoneId, s.Timestamp, s.SpotPrice))
		}
		offset = r.NextOffset
	}

	a.cloud.ResetStats()
	var got []string
	for offset := "0"; len(got) == 0 || offset != "0"; {
		n, _ := strconv.Atoi(offset)
		s := a.by(p).call("DescribeSpotPriceHistory", with{
			"RegionId": hangzhou, "InstanceType": "ecs.c7.xlarge", "NetworkType": "vpc", "StartTime": start, "Offset": n,
		})
		for _, r := range s.all("SpotPrices", "SpotPriceType") {
			price, err := strconv.ParseFloat(r.text("SpotPrice"), 64)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, row(r.text("ZoneId"), r.text("Timestamp"), price))
		}
		offset = s.text("NextOffset")
	}
	if n := a.asked("DescribeSpotPriceHistory"); n != 3 || !slices.Equal(got, want) {
		t.Errorf("%d pages, %d rows of %d", n, len(got), len(want))
	}
}
