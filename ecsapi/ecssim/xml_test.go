package ecssim

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
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
	here := c.instances("Status", running)
	of := func(charge string) wireInstance {
		return here[slices.IndexFunc(here, func(i wireInstance) bool {
			return i.SpotStrategy == noSpot && i.OSType == "linux" && i.InstanceChargeType == charge && len(i.OperationLocks.LockReason) == 0
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
	disk := fetch[disksReply](c, "DescribeDisks", "InstanceId", prepaid, "DiskType", "system").Disks.Disk[0].DiskId
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

// Every kind of thing an answer may hold, as JSON has it.
func TestXMLFollowsTheTags(t *testing.T) {
	type inner struct {
		B string
		C int `json:"see,omitempty"`
	}
	type answer struct {
		Reply
		inner
		A       []inner `json:"List"`
		D       *inner
		E       *inner `json:",omitempty"`
		F       float64
		G       []float64
		H       map[string]string
		I       any
		J       [2]bool
		K       string `json:"-"`
		L       struct{ M []string }
		N       []byte
		Omitted struct {
			P string `json:"p,omitempty"`
		}
		hidden string
	}
	v := &answer{
		Reply: Reply{"R"}, inner: inner{B: "b"}, A: []inner{{"<&>\"'", 1}, {}}, E: nil, F: 0.0000001, G: []float64{1e21, 0.25, 3, -0},
		H: map[string]string{"z": "1", "a b": "2", "3": ""}, I: uint8(7), K: "no", N: []byte("abc"), hidden: "no",
	}
	v.L.M = []string{}
	want := `<?xml version="1.0" encoding="UTF-8"?><Root><RequestId>R</RequestId><B>b</B>` +
		`<List><B>&lt;&amp;&gt;&quot;'</B><see>1</see></List><List><B></B></List>` +
		`<F>1e-7</F><G>1e+21</G><G>0.25</G><G>3</G><G>0</G><H><_3></_3><a_b>2</a_b><z>1</z></H><I>7</I>` +
		`<J>false</J><J>false</J><L></L><N>YWJj</N><Omitted></Omitted></Root>`
	if got := string(appendXML(nil, "Root", v)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	asJSON, _ := json.Marshal(v)
	for _, number := range []string{`"F":1e-7`, `[1e+21,0.25,3,0]`} {
		if !bytes.Contains(asJSON, []byte(number)) {
			t.Errorf("no %s in %s", number, asJSON)
		}
	}
}

func TestTextInXML(t *testing.T) {
	for in, want := range map[string]string{
		"plain 中文 🙂": "plain 中文 🙂", "\x00\x1b[2J\x7f": "\ufffd\ufffd[2J\x7f", "a\tb\nc\r\n": "a\tb\nc&#xD;\n",
		"\xff\xfe": "\ufffd\ufffd", "\ufffe\uffff\ufffd": "\ufffd\ufffd\ufffd", "]]>": "]]&gt;", "\u2028\u202e\u0085": "\u2028\u202e\u0085",
	} {
		if got := string(appendText(nil, in)); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// Whatever an answer holds, XML is well-formed and reads back as what JSON says.
func FuzzXML(f *testing.F) {
	f.Add("name", "value", 1.5)
	f.Add("3<x", "\x00]]>&\r\n\xff\ufffe", -1e-9)
	f.Fuzz(func(t *testing.T, key, text string, number float64) {
		if number != number || number-number != 0 {
			number = 0 // JSON has no such numbers
		}
		v := struct {
			Text string
			Map  map[string]string
			List []string
			N    float64
		}{text, map[string]string{key: text}, []string{key, text}, number}
		b := appendXML(nil, "Root", &v)
		for dec := xml.NewDecoder(bytes.NewReader(b)); ; {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%v in %q", err, b)
			}
		}
		var back struct {
			Text string
			List []string
			N    json.Number
		}
		if err := xml.Unmarshal(b, &back); err != nil {
			t.Fatalf("%v in %q", err, b)
		}
		held := strings.Map(func(r rune) rune {
			if r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0xfffe || r == 0xffff {
				return unicode.ReplacementChar
			}
			return r
		}, strings.ToValidUTF8(text, "\x00"))
		if utf8.ValidString(text) && (back.Text != held || back.List[1] != held) {
			t.Fatalf("%q came back as %q", text, back.Text)
		}
		digits, _ := json.Marshal(number)
		if back.N.String() != string(digits) {
			t.Fatalf("%s came back as %s", digits, back.N)
		}
	})
}
