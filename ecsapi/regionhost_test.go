package ecsapi

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/catalog"
)

// What can't be a region would name another host than the cloud's, which would get a
// signed request.
func TestRegionsNameNoOtherHost(t *testing.T) {
	for _, vpc := range []bool{false, true} {
		c, err := New(Options{Credentials: testKey, VPC: vpc, Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
			t.Errorf("connects to %s", addr)
			return nil, net.ErrClosed
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, region := range []RegionID{"evil.example/x", "x.evil.example#", "a@evil.example", "cn hangzhou"} {
			var e *Error
			if _, err := c.Zones(t.Context(), region); !errors.As(err, &e) || e.Kind != KindInvalid || e.MayHaveApplied {
				t.Errorf("%s: %v", region, err)
			}
		}
		c.Close()
	}
}

// hostsAsked are those that a client connects to for a call about a region.
func hostsAsked(t *testing.T, vpc bool, region RegionID) (hosts []string) {
	c, err := New(Options{Credentials: testKey, VPC: vpc, Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
		if !slices.Contains(hosts, addr) {
			hosts = append(hosts, addr)
		}
		return nil, net.ErrClosed
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Zones(t.Context(), region); err == nil {
		t.Errorf("%s answers", region)
	}
	return hosts
}

// Each region is asked at the host that the endpoint page and the API's metadata have for
// it, those of finance and of the government too, and at no other.
func TestRegionsHaveTheirDocumentedHosts(t *testing.T) {
	public := map[string]string{
		"cn-shanghai-finance-1": "ecs-cn-hangzhou.aliyuncs.com", "cn-shenzhen-finance-1": "ecs-cn-hangzhou.aliyuncs.com",
		"cn-hangzhou-finance": "ecs.aliyuncs.com", "cn-beijing-finance-1": "ecs.cn-beijing-finance-1.aliyuncs.com",
		"cn-north-2-gov-1": "ecs.aliyuncs.com", "cn-beijing-gov-1": "ecs.aliyuncs.com", // by the SDKs alone
	}
	for _, r := range catalog.Regions() {
		public[r.ID] = r.Endpoint
	}
	public["cn-hangzhou"] = "ecs-cn-hangzhou.aliyuncs.com" // another name of ecs.cn-hangzhou
	for region, host := range public {
		synctest.Test(t, func(t *testing.T) {
			for vpc, want := range map[bool]string{false: host, true: "ecs-vpc." + region + ".aliyuncs.com"} {
				if got := hostsAsked(t, vpc, RegionID(region)); !slices.Equal(got, []string{want + ":443"}) {
					t.Errorf("%s, vpc %t, is asked at %v, want %s", region, vpc, got, want)
				}
			}
		})
	}
}
