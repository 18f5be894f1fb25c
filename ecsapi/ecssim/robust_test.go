package ecssim

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/world"
)

// A client that sends ten megabytes hears what is wrong with that, instead of
// a connection that closes while it is still sending.
func TestHugeBodyIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := overPipes(t, New(Config{Instances: NoInstances}))
		for _, media := range []string{"application/x-www-form-urlencoded", "application/octet-stream"} {
			resp, err := h.Post("http://ecs/?Format=JSON", media, bytes.NewReader(bytes.Repeat([]byte("a=b&"), 10<<20/4)))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if resp.StatusCode != 413 || err != nil || !json.Valid(body) || !strings.Contains(string(body), `"Code":"InvalidParameter"`) {
				t.Errorf("%d %s %v", resp.StatusCode, body, err)
			}
		}
	})
}

// Whatever is sent as whatever parameter of whatever action: an answer in
// JSON with a RequestId, and if it says no, an error of the caller's.
func TestGarbageForEveryAction(t *testing.T) {
	garbage := []string{
		"", " ", "-1", "0", "1e9", "99999999999999999999", "NaN", "\x00", "\xff\xfe", "null", "{}", "[]", `["`, `[1]`, `[null]`,
		"true", "TRUE", "2026-13-45T99:99:99Z", "2026-03-14T00:00Z", "*", "%s%n", "../..", "中文", strings.Repeat("x", 5000),
		strings.Repeat("[", 3000), "i-1,i-2", "cn-hangzhou", "2026-03-14T10:00:00Z",
	}
	names := []string{
		"RegionId", "ZoneId", "InstanceId", "InstanceId.1", "InstanceIds", "InstanceType", "InstanceTypes.1", "PageSize", "PageNumber",
		"MaxResults", "NextToken", "DryRun", "Force", "ForceStop", "StoppedMode", "Amount", "MinAmount", "Period", "PeriodUnit",
		"AutoReleaseTime", "SpotStrategy", "SpotPriceLimit", "SpotDuration", "SystemDisk.Size", "DataDisk.1.Size", "Tag.1.Key",
		"Tag.1.Value", "StartTime", "EndTime", "Offset", "NetworkType", "DiskId", "DiskIds", "SnapshotIds", "ResourceId",
		"ResourceType", "DestinationResource", "ClientToken", "UserData", "Cores", "Memory", "CommandContent", "Type", "InvokeId",
		"InternetMaxBandwidthOut", "ImageId", "VSwitchId", "SecurityGroupId", "InstanceName", "HostName", "Status", "LockReason",
		"Filter.1.Key", "Filter.1.Value", "RenewalStatus", "Duration", "AutoRenew", "RetentionDays", "Timeout", "Frequency",
	}
	cloud := New(Config{Seed: 7, Instances: 300, Regions: 2, Now: day, Frozen: true})
	c := newClient(t, cloud)
	id := c.some(1, world.Running)[0]
	place := c.instances()[0]
	for action := range actions {
		ask := func(over map[string]string) {
			over["Version"] = versionNeeded(action)
			a := c.send(c.params(action, over))
			if a.RequestId == "" || a.status >= 500 || a.status >= 400 && (a.Code == "" || a.Message == "" || a.HostId == "") {
				t.Errorf("%s %.200q: %d %.300s", action, over, a.status, a.body)
			}
		}
		// A call that makes sense, so that one bad parameter is reached.
		whole := func() map[string]string {
			return map[string]string{
				"InstanceId": id, "InstanceId.1": id, "ResourceId": id, "InstanceType": place.InstanceType, "NetworkType": "vpc",
				"ImageId": place.ImageId, "VSwitchId": place.VpcAttributes.VSwitchId, "SecurityGroupId": place.SecurityGroupIds.SecurityGroupId[0],
				"DestinationResource": "InstanceType", "Cores": "2", "Memory": "8", "Type": "RunShellScript", "CommandContent": "dHJ1ZQ==",
				"StartTime": "2026-03-14T08:00:00Z", "EndTime": "2026-03-14T09:00:00Z", "Period": "1", "ResourceType": "instance",
				"DryRun": "true",
			}
		}
		for n, name := range names {
			for k, value := range garbage {
				if (n+k+int(hash.Of(action)%32))%32 != 0 {
					continue // each name meets each value with some action
				}
				over := whole()
				over[name] = value
				ask(over)
			}
		}
		for _, value := range garbage {
			all := map[string]string{}
			for _, name := range names {
				all[name] = value
			}
			ask(all)
		}
	}
}

func TestStrangeRequests(t *testing.T) {
	cloud := frozen(0)
	signed := newClient(t, cloud)
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "BREW", "get"} {
		r := httptest.NewRequest(method, "/?Action=DescribeRegions", nil)
		if a := signed.serve(r); a.Code != "UnsupportedHTTPMethod" || a.status != 403 {
			t.Errorf("%s: %s", method, a.body)
		}
	}
	// The path says nothing, known or not.
	for _, path := range []string{"/index.php", "/a/b/../c", "//", "/%2e%2e/x", "/" + strings.Repeat("x", 4000)} {
		r := httptest.NewRequest(http.MethodPost, path, nil)
		if a := signed.serve(r); a.Code != "MissingParameter" {
			t.Errorf("%.40s: %s", path, a.body)
		}
		p := signed.params("DescribeRegions", nil)
		r = httptest.NewRequest(http.MethodPost, path+"?"+encodeQuery(p), nil)
		if a := signed.serve(r); a.status != 200 {
			t.Errorf("%.40s, signed: %s", path, a.body)
		}
	}
	// Half of the parameters in the query, half in the form.
	p := signed.params("DescribeRegions", nil)
	query, form := url.Values{}, url.Values{}
	for k, v := range p {
		if len(k)%2 == 0 {
			query.Set(k, v)
		} else {
			form.Set(k, v)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "/?"+query.Encode(), strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	if a := signed.serve(r); a.status != 200 {
		t.Error(a.body)
	}
}
