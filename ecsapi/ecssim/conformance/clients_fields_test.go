package conformance

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// Every field that is answered is one that Alibaba's typed client has, and of
// its type: it would drop another name and refuse another type.
func TestAnswersHaveTheFieldsOfTheAPI(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 100, Regions: 1})
	for _, story := range []string{ecssim.SpotStorm, ecssim.ExpiryWave} {
		if err := a.cloud.Play(ecssim.Story{Name: story}); err != nil {
			t.Fatal(err)
		}
	}
	plain, typed := a.by(foreign(t, popCore)), a.by(foreign(t, openAPI))
	i, disk := a.worker()
	now := a.cloud.Now()
	plain.call("CreateSnapshot", with{"DiskId": disk.DiskId, "SnapshotName": "one"})
	ran := plain.call("RunCommand", with{"RegionId": hangzhou, "Type": "RunShellScript", "CommandContent": "uptime", "InstanceId": []string{i.InstanceId}}).text("InvokeId")
	a.cloud.Advance(time.Hour)
	prepaid := a.subscription().InstanceId

	for _, ask := range []struct {
		action string
		params with
	}{
		{"DescribeRegions", nil},
		{"DescribeZones", nil},
		{"DescribeInstances", with{"PageSize": 100}},
		{"DescribeInstances", with{"MaxResults": 10}},
		{"DescribeInstanceStatus", nil},
		{"DescribeInstanceTypes", with{"MaxResults": 100}},
		{"DescribeInstanceTypeFamilies", nil},
		{"DescribeAvailableResource", with{"DestinationResource": "InstanceType"}},
		{"DescribeAvailableResource", with{"DestinationResource": "SystemDisk", "InstanceType": "ecs.g7.large"}},
		{"DescribeAccountAttributes", nil},
		{"DescribeImages", with{"PageSize": 100}},
		{"DescribeSecurityGroups", nil},
		{"DescribeVpcs", nil},
		{"DescribeVSwitches", nil},
		{"DescribeKeyPairs", nil},
		{"DescribeDisks", with{"PageSize": 100}},
		{"DescribeSnapshots", with{"PageSize": 100}},
		{"DescribeInstanceMonitorData", with{"InstanceId": i.InstanceId, "StartTime": now.Add(-time.Hour).Format(time.RFC3339), "EndTime": now.Format(time.RFC3339)}},
		{"DescribeInstancesFullStatus", nil},
		{"DescribeInstanceHistoryEvents", nil},
		{"DescribeInvocations", with{"InvokeId": ran, "IncludeOutput": true}},
		{"DescribeInvocationResults", with{"InvokeId": ran}},
		{"DescribeUserData", with{"InstanceId": i.InstanceId}},
		{"DescribeInstanceRamRole", with{"InstanceIds": `["` + i.InstanceId + `"]`}},
		{"DescribePrice", with{"ResourceType": "instance", "InstanceType": "ecs.g7.large"}},
		{"DescribeRenewalPrice", with{"ResourceId": prepaid, "Period": 1, "PriceUnit": "Month"}},
		{"DescribeSpotAdvice", with{"InstanceTypes": []string{"ecs.g7.large"}}},
		{"DescribeSpotPriceHistory", with{"InstanceType": "ecs.g7.large", "NetworkType": "vpc"}},
		{"DescribeInstanceAutoRenewAttribute", with{"InstanceId": prepaid}},
		{"RunInstances", with{"ImageId": i.ImageId, "InstanceType": i.InstanceType, "VSwitchId": i.VpcAttributes.VSwitchId, "SecurityGroupId": i.SecurityGroupIds.SecurityGroupId[0]}},
		{"StopInstances", with{"InstanceId": []string{i.InstanceId}, "ForceStop": true}},
	} {
		params := with{"RegionId": hangzhou}
		maps.Copy(params, ask.params)
		known := fields(typed.call(ask.action, params), "")
		if _, once := ask.params["InstanceId"].([]string); once {
			a.cloud.Advance(time.Minute)
			plain.call("StartInstances", params)
			a.cloud.Advance(time.Minute)
		}
		var unknown []string
		for name := range fields(plain.call(ask.action, params), "") {
			if !known[name] && name != "InstanceTypes.InstanceType.Generation" { // which the SDK for Go has

				unknown = append(unknown, name)
			}
		}
		if len(unknown) > 0 {
			slices.Sort(unknown)
			t.Errorf("%s: the client doesn't know %s", ask.action, strings.Join(unknown, ", "))
		}
	}
}

// fields are the names in an answer, each with those above it.
func fields(s seen, above string) map[string]bool {
	names := map[string]bool{}
	for _, part := range s.list() {
		object, _ := part.v.(map[string]any)
		for name, below := range object {
			names[above+name] = true
			maps.Copy(names, fields(seen{below}, above+name+"."))
		}
	}
	return names
}
