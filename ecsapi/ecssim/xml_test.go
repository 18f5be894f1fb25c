package ecssim

import (
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/storage"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/ecssim/world"
)

// node is an element of XML, read by the standard library.
type node struct {
	XMLName xml.Name
	Text    string `xml:",chardata"`
	Nodes   []node `xml:",any"`
}

// asks are calls of every action, in an order in which all but two are answered,
// with text that is hard to carry. What stands in braces is of the fleet.
func (c *client) asks() []string {
	here := c.instances("Status", world.Running)
	of := func(charge string) compute.WireInstance {
		return here[slices.IndexFunc(here, func(i compute.WireInstance) bool {
			return i.SpotStrategy == world.NoSpot && i.OSType == "linux" && i.InstanceChargeType == charge && len(i.OperationLocks.LockReason) == 0
		})]
	}
	vm, prepaid := of("PostPaid"), of("PrePaid").InstanceId
	place := []string{
		"InstanceType", vm.InstanceType, "ImageId", vm.ImageId, "VSwitchId", vm.VpcAttributes.VSwitchId,
		"SecurityGroupId", vm.SecurityGroupIds.SecurityGroupId[0], "InternetMaxBandwidthOut", "5",
	}
	var created [2]struct{ InstanceId string }
	for n := range created {
		c.into(&created[n], "CreateInstance", place...)
	}
	c.cloud.Advance(time.Hour)
	list := `DescribeRegions AcceptLanguage=zh-CN
DescribeZones
ModifyInstanceAttribute InstanceId={id} Description=a<b>&"c'\]]>中文
AttachKeyPair KeyPairName=deploy InstanceIds=["{id}"]
TagResources ResourceType=instance ResourceId.1={id} Tag.1.Key=k<1 Tag.1.Value=&amp;
DescribeInstances PageSize=100
DescribeInstances InstanceIds=[]
DescribeInstances MaxResults=20
DescribeInstanceStatus PageSize=50
DescribeSpotPriceHistory InstanceType=ecs.g7.large NetworkType=vpc
StopInstance InstanceId={id} DryRun=true
StopInstance InstanceId={id}
StartInstance InstanceId=i-none
StartInstance InstanceId={id}
RebootInstance InstanceId={pre}
StartInstances InstanceId.1={id} BatchOptimization=SuccessFirst
StopInstances InstanceId.1={id} InstanceId.2=i-none BatchOptimization=SuccessFirst
RebootInstances InstanceId.1={id} BatchOptimization=SuccessFirst
RunInstances InstanceType={type} ImageId={image} VSwitchId={vsw} SecurityGroupId={sg} Amount=2 Description=<&>
CreateInstance InstanceType={type} ImageId={image} VSwitchId={vsw} SecurityGroupId={sg}
AllocatePublicIpAddress InstanceId={new}
ModifyInstanceAutoReleaseTime InstanceId={new} AutoReleaseTime=2026-05-01T00:00:00Z
UntagResources ResourceType=instance ResourceId.1={id} TagKey.1=k<1
DescribeAvailableResource DestinationResource=InstanceType
DescribeAccountAttributes
DescribeInstanceTypes
DescribeInstanceTypeFamilies
DescribeImages PageSize=100
DescribeSecurityGroups
DescribeVpcs
DescribeVSwitches
DescribeKeyPairs
DescribeDisks PageSize=100
DescribeSnapshots PageSize=100
DescribeInstanceMonitorData InstanceId={pre} StartTime=2026-03-14T08:00:00Z EndTime=2026-03-14T09:00:00Z
DescribeInstancesFullStatus
DescribeInstanceHistoryEvents
RunCommand Type=RunShellScript CommandContent=ZWNobyAnPGI+JiInCg== InstanceId.1={pre} Description=<&>
DescribeInvocations
DescribeInvocationResults
DescribeUserData InstanceId={id}
DescribeInstanceRamRole InstanceIds=["{id}"]
DescribePrice InstanceType=ecs.g7.large
DescribeRenewalPrice ResourceId={pre}
DescribeSpotAdvice InstanceTypes.1=ecs.g7.large
RenewInstance InstanceId={pre} Period=1
DescribeInstanceAutoRenewAttribute InstanceId={pre}
ModifyInstanceAutoRenewAttribute InstanceId={pre} AutoRenew=true Duration=1
CreateSnapshot DiskId={disk} Description=<&>
DeleteInstance InstanceId={new} Force=true
DeleteInstances InstanceId.1={newer}
GetCallerIdentity`
	disk := fetch[storage.DisksReply](c, "DescribeDisks", "InstanceId", prepaid, "DiskType", "system").Disks.Disk[0].DiskId
	return strings.Split(strings.NewReplacer("{id}", vm.InstanceId, "{pre}", prepaid, "{new}", created[0].InstanceId,
		"{newer}", created[1].InstanceId, "{type}", vm.InstanceType, "{image}", vm.ImageId, "{vsw}", vm.VpcAttributes.VSwitchId,
		"{sg}", vm.SecurityGroupIds.SecurityGroupId[0], "{disk}", disk).Replace(list), "\n")
}

// Two clouds that are the same are asked the same, one for JSON and one for
// XML: every value is in both, and nothing else is.
func TestBothFormatsHoldTheSame(t *testing.T) {
	asJSON, asXML := newClient(t, frozen(600)), newClient(t, frozen(600))
	list := asJSON.asks()
	asXML.asks()
	left := maps.Clone(actions)
	for name := range sts.Actions {
		if strings.HasPrefix(name, "AssumeRole") { // whose keys follow from the moment, which is not the same twice
			delete(left, name)
		}
	}
	for _, ask := range list {
		words := strings.Split(ask, " ")
		action, over := words[0], map[string]string{"Version": versionNeeded(words[0])}
		delete(left, action)
		for _, w := range words[1:] {
			k, v, _ := strings.Cut(w, "=")
			over[k] = v
		}
		want := asJSON.send(asJSON.params(action, over))
		if refused := strings.HasSuffix(ask, "i-none") || strings.HasSuffix(ask, "DryRun=true"); refused == (want.status == 200) {
			t.Errorf("%s: %s", ask, want.body)
		}
		over["Format"] = "xml"
		got := asXML.send(asXML.params(action, over))
		if got.status != want.status || want.status == http.StatusOK && !strings.HasPrefix(got.body, `<?xml version="1.0" encoding="UTF-8"?><`+action+`Response><RequestId>`) ||
			got.header.Get("Content-Type") != "text/xml;charset=utf-8" {
			t.Errorf("%s: %d %.300s\nas JSON %d %.300s", ask, got.status, got.body, want.status, want.body)
		}
		var tree node
		var value map[string]any
		dec := json.NewDecoder(strings.NewReader(want.body))
		dec.UseNumber()
		if err := dec.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal([]byte(got.body), &tree); err != nil {
			t.Fatalf("%s: %v in %s", ask, err, got.body)
		}
		if (tree.XMLName.Local == "Error") != (value["Code"] != nil) {
			t.Errorf("%s: %s", ask, got.body)
		}
		differ(t, ask, value, tree)
		asJSON.cloud.Advance(10 * time.Minute)
		asXML.cloud.Advance(10 * time.Minute)
	}
	for action := range left {
		t.Errorf("%s isn't asked", action)
	}
}

// differ tells where a value of JSON and an element differ.
func differ(t *testing.T, at string, value any, n node) {
	t.Helper()
	switch v := value.(type) {
	case map[string]any:
		given := map[string][]node{}
		for _, child := range n.Nodes {
			given[child.XMLName.Local] = append(given[child.XMLName.Local], child)
		}
		for name, item := range v {
			list, repeated := item.([]any)
			if !repeated {
				list = []any{item}
			}
			if len(list) != len(given[name]) {
				t.Errorf("%s.%s: %v in JSON, %d elements", at, name, item, len(given[name]))
				continue
			}
			for k := range list {
				differ(t, at+"."+name, list[k], given[name][k])
			}
			delete(given, name)
		}
		for name := range given {
			t.Errorf("%s.%s: only in XML", at, name)
		}
	case json.Number:
		if n.Text != v.String() || len(n.Nodes) > 0 {
			t.Errorf("%s: %v in JSON, %q in XML", at, v, n.Text)
		}
	case bool:
		if n.Text != map[bool]string{true: "true", false: "false"}[v] {
			t.Errorf("%s: %v in JSON, %q in XML", at, v, n.Text)
		}
	case string:
		if n.Text != v || len(n.Nodes) > 0 {
			t.Errorf("%s: %q in JSON, %q in XML", at, v, n.Text)
		}
	default:
		t.Errorf("%s: %T in JSON", at, value)
	}
}
