package ecsapi

import (
	"context"
	"reflect"
	"runtime/debug"
	"slices"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

// full is an answer as irregular as the real one: minutes without
// seconds, numbers as text, lists named twice, an expiry in 2099, hostile text.
const full = `{"RequestId":"R","TotalCount":"2","Instances":{"Instance":[
{"InstanceId":"i-1","InstanceName":"web\u001b[2J-1","HostName":"web\u001b[2J-1","Description":"d\u202e","RegionId":"cn-hangzhou","ZoneId":"cn-hangzhou-h",
 "InstanceType":"ecs.g7.large","Cpu":2,"Memory":"8192","GPUAmount":null,"ImageId":"img","OSName":"Alibaba Cloud Linux  3","OSNameEn":"","KeyPairName":"kp",
 "Status":"Running","StoppedMode":"Not-applicable","DeletionProtection":"true","InstanceChargeType":"PostPaid","SpotStrategy":"SpotWithPriceLimit","SpotPriceLimit":0.123,
 "CreationTime":"2026-01-02T03:04Z","StartTime":"2026-01-02T03:05:06Z","ExpiredTime":"2099-12-31T15:59Z","AutoReleaseTime":"",
 "OperationLocks":{"LockReason":[{"LockReason":"Recycling","LockMsg":"soon\n"}]},
 "VpcAttributes":{"VpcId":"vpc-1","VSwitchId":"vsw-1","PrivateIpAddress":{"IpAddress":["10.0.0.1"]}},
 "PublicIpAddress":{"IpAddress":["1.2.3.4"]},"EipAddress":{"IpAddress":"5.6.7.8","Bandwidth":"100"},"InternetMaxBandwidthOut":5,
 "NetworkInterfaces":{"NetworkInterface":[{"NetworkInterfaceId":"eni-1","MacAddress":"00:16:3e:00:00:01","Type":"Primary","PrivateIpSets":{"PrivateIpSet":[{"PrivateIpAddress":"10.0.0.1","Primary":true},{"PrivateIpAddress":"10.0.0.9","Primary":false}]},
  "Ipv6Sets":{"Ipv6Set":[{"Ipv6Address":"2408::1"}]}},{"NetworkInterfaceId":"eni-2\u001b"}]},
 "SecurityGroupIds":{"SecurityGroupId":["sg-1","sg-2"]},"ResourceGroupId":"rg","Tags":{"Tag":[{"TagKey":"env","TagValue":"prod"},{"TagKey":"empty","TagValue":""}]},"Unknown":{"x":[1]}},
{"InstanceId":"","InstanceName":"nobody"},
{"InstanceId":"i-2","InstanceChargeType":"PrePaid","ExpiredTime":"2026-05-01T16:00Z","AutoReleaseTime":"2026-06-01T00:00:00Z","CreationTime":"garbage","Status":"Running",
 "InnerIpAddress":{"IpAddress":["10.1.1.1",""]},"PublicIpAddress":{"IpAddress":[]},"EipAddress":{},"Tags":{},"SecurityGroupIds":{"SecurityGroupId":[]}}]}}`

func TestInstanceFromTheWire(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection parts a text from the copies made after it
	synctest.Test(t, func(t *testing.T) {
		c := serve(t, answers(200, "application/json", full), Options{})
		all, err := c.Instances(context.Background(), Query{Region: "cn-hangzhou"})
		if err != nil || len(all) != 2 {
			t.Fatalf("%d instances, %v", len(all), err)
		}
		at := func(s string) time.Time { v, _ := time.Parse(time.RFC3339, s); return v }
		want := []*Instance{{
			ID: "i-1", Name: "web[2J-1", HostName: "web[2J-1", Description: "d", Region: "cn-hangzhou", Zone: "cn-hangzhou-h",
			Type: "ecs.g7.large", CPU: 2, MemoryMiB: 8192, Image: "img", OS: "Alibaba Cloud Linux  3", KeyPair: "kp",
			Status: Running, StoppedMode: "Not-applicable", DeletionProtection: true, Elastic: true, ElasticBandwidth: 100, ChargeType: PostPaid, SpotStrategy: SpotWithPriceLimit, SpotPriceLimit: 123000,
			Created: at("2026-01-02T03:04:00Z"), Started: at("2026-01-02T03:05:06Z"),
			Locks: []Lock{{"Recycling", "soon "}}, VPC: "vpc-1", VSwitch: "vsw-1", PrivateIPs: []string{"10.0.0.1", "10.0.0.9", "2408::1"}, PublicIPs: []string{"1.2.3.4", "5.6.7.8"},
			BandwidthOut: 5, SecurityGroups: []string{"sg-1", "sg-2"}, NetworkInterfaces: "eni-1 eni-2", ResourceGroup: "rg", Tags: []Tag{{"env", "prod"}, {"empty", ""}},
		}, {
			ID: "i-2", Region: "cn-hangzhou", ChargeType: PrePaid, Status: Running, Expires: at("2026-05-01T16:00:00Z"), AutoRelease: at("2026-06-01T00:00:00Z"), PrivateIPs: []string{"10.1.1.1"},
		}}
		for n := range want {
			if !reflect.DeepEqual(all[n], want[n]) {
				t.Errorf("got  %+v\nwant %+v", all[n], want[n])
			}
		}
		if unsafe.StringData(string(all[0].Status)) != unsafe.StringData(string(all[1].Status)) {
			t.Error("a text that repeats is kept twice")
		}
	})
}

func TestPrices(t *testing.T) {
	for f, want := range map[float64]Price{0: 0, 0.1: 100000, 0.29: 290000, 1.005: 1005000, 123.456789: 123456789, 0.000001: 1, -1: -1000000, 1e300: 0} {
		if got := price(f); got != want {
			t.Errorf("price(%v) = %d, want %d", f, got, want)
		}
	}
}

// What the API spells otherwise than it documents is read all the same.
func TestLenientAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		row := Disk{ID: "d-1", SizeGiB: 40, DeleteWithInstance: true}
		for body, want := range map[string][]Disk{
			`{"TotalCount":"1","Disks":{"Disk":[{"DiskId":"d-1","Size":"40","DeleteWithInstance":"true"}]}}`: {row},
			`{"TotalCount":1.0,"Disks":{"Disk":[{"DiskId":"d-1","Size":40.0,"DeleteWithInstance":1}]}}`:      {row},
			`{"TotalCount":1,"Disks":{"Disk":[{"DiskId":"d-1","Size":"","DeleteWithInstance":""}]}}`:         {{ID: "d-1"}},
			`{"TotalCount":1,"Disks":{"Disk":[{"DiskId":"d-1","Size":null,"DeleteWithInstance":null}]}}`:     {{ID: "d-1"}},
			`{"TotalCount":1,"Disks":{"Disk":[{"DiskId":"d-1","DiskName":7,"Size":0}]}}`:                     {{ID: "d-1", Name: "7"}},
			`{"TotalCount":"","Disks":{"Disk":[]}}`:                                                          nil,
			`{"TotalCount":null,"Disks":null}`:                                                               nil,
			`{"TotalCount":0,"Disks":{"Disk":null}}`:                                                         nil,
		} {
			c := serve(t, answers(200, "application/json", `{"RequestId":"R",`+body[1:]), Options{})
			got, err := c.Disks(t.Context(), "r", []InstanceID{"i-1"})
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %+v, %v", body, got, err)
			}
		}
	})
}
