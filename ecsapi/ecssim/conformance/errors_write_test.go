package conformance

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

// provocation is a call that is to be refused.
type provocation struct {
	actions string // each of them, separated by spaces
	args    string // name=value&name=value on top of provokeBase; without a value, the name is left out
	code    string
	status  int
	before  func(p *provoker, action string) // happens to the cloud first
}

// provoker is a fresh cloud to provoke, and what is known of every such cloud:
// they are all alike.
type provoker struct {
	*account
	*provokeWorld
	named map[string]string // what a row made for itself, by $name
}

// provokeWorld is what the SDK tells of the fleet the calls refer to.
type provokeWorld struct {
	fleet  []ecs.Instance
	types  []ecs.InstanceType
	sold   map[string][]string // types by zone
	sample ecs.Instance        // others are made like it
}

// provokeSeed is of a fleet that lives in two networks.
const provokeSeed = 2

func provokeCloud(t *testing.T) *account {
	return open(t, ecssim.Config{Seed: provokeSeed, Instances: 5000, Regions: 1})
}

// provokeSurvey lists the fleet, the types and what the zones sell.
func provokeSurvey(t *testing.T) *provokeWorld {
	a, w := provokeCloud(t), &provokeWorld{sold: map[string][]string{}}
	for page := 1; len(w.fleet) == 100*(page-1); page++ {
		q := ecs.CreateDescribeInstancesRequest()
		q.PageSize, q.PageNumber = requests.NewInteger(100), requests.NewInteger(page)
		r, err := a.client().DescribeInstances(q)
		if err != nil {
			t.Fatal(err)
		}
		w.fleet = append(w.fleet, r.Instances.Instance...)
	}
	for token, begun := "", false; token != "" || !begun; begun = true {
		q := ecs.CreateDescribeInstanceTypesRequest()
		q.NextToken = token
		r, err := a.client().DescribeInstanceTypes(q)
		if err != nil {
			t.Fatal(err)
		}
		w.types, token = append(w.types, r.InstanceTypes.InstanceType...), r.NextToken
	}
	zones, err := a.client().DescribeZones(ecs.CreateDescribeZonesRequest())
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range zones.Zones.Zone {
		w.sold[z.ZoneId] = z.AvailableInstanceTypes.InstanceTypes
	}
	w.sample = a.model()
	return w
}

// provokeStates are instances of the fleet in the states that calls refer to.
var provokeStates = map[string]func(ecs.Instance) bool{
	"running":    func(i ecs.Instance) bool { return provokeHourly(i) && i.Status == "Running" },
	"stopped":    func(i ecs.Instance) bool { return provokeHourly(i) && i.Status == "Stopped" },
	"economical": func(i ecs.Instance) bool { return provokeHourly(i) && i.StoppedMode == "StopCharging" },
	"elastic": func(i ecs.Instance) bool {
		return provokeHourly(i) && i.Status == "Running" && i.EipAddress.IpAddress != ""
	},
	"unconnected": func(i ecs.Instance) bool {
		return provokeHourly(i) && i.Status == "Running" && i.EipAddress.IpAddress == "" && i.InternetMaxBandwidthOut == 0
	},
	"connected": func(i ecs.Instance) bool {
		return provokeHourly(i) && i.Status == "Running" && i.EipAddress.IpAddress == "" && i.InternetMaxBandwidthOut > 0
	},
	"protected":    func(i ecs.Instance) bool { return i.DeletionProtection && i.Status == "Running" },
	"secured":      func(i ecs.Instance) bool { return provokeLock(i) == "security" && i.InstanceChargeType == "PostPaid" },
	"subscribed":   func(i ecs.Instance) bool { return provokeLock(i) == "" && i.InstanceChargeType == "PrePaid" },
	"ownedSecured": func(i ecs.Instance) bool { return provokeLock(i) == "security" && i.InstanceChargeType == "PrePaid" },
	"expired":      func(i ecs.Instance) bool { return provokeLock(i) == "financial" && i.InstanceChargeType == "PrePaid" },
}

func provokeLock(i ecs.Instance) string {
	if len(i.OperationLocks.LockReason) == 0 {
		return ""
	}
	return i.OperationLocks.LockReason[0].LockReason
}

// provokeHourly is whether nothing but its status keeps a Linux machine from
// anything.
func provokeHourly(i ecs.Instance) bool {
	return i.InstanceChargeType == "PostPaid" && i.SpotStrategy == "NoSpot" && i.OSType == "linux" &&
		!i.DeletionProtection && provokeLock(i) == ""
}

// value is what a $name in a call stands for; some are made so on the way.
func (p *provoker) value(name string) string {
	p.t.Helper()
	first := func(fits func(ecs.Instance) bool) ecs.Instance {
		n := slices.IndexFunc(p.fleet, fits)
		if n < 0 {
			p.t.Fatalf("no instance is $%s", name)
		}
		return p.fleet[n]
	}
	typ := func(fits func(t ecs.InstanceType, sold bool) bool) string {
		sold := p.sold[p.sample.ZoneId]
		n := slices.IndexFunc(p.types, func(t ecs.InstanceType) bool { return fits(t, slices.Contains(sold, t.InstanceTypeId)) })
		if n < 0 {
			p.t.Fatalf("no type is $%s", name)
		}
		return p.types[n].InstanceTypeId
	}
	if made := p.named[name]; made != "" {
		return made
	}
	switch name {
	case "image":
		return p.sample.ImageId
	case "type":
		return p.sample.InstanceType
	case "vSwitch":
		return p.sample.VpcAttributes.VSwitchId
	case "zone":
		return p.sample.ZoneId
	case "group":
		return p.sample.SecurityGroupIds.SecurityGroupId[0]
	case "foreignGroup":
		running := first(provokeStates["running"]).VpcAttributes.VpcId
		return first(func(i ecs.Instance) bool { return i.VpcAttributes.VpcId != running }).SecurityGroupIds.SecurityGroupId[0]
	case "otherZone":
		return first(func(i ecs.Instance) bool { return i.ZoneId != p.sample.ZoneId }).ZoneId
	case "armType":
		return typ(func(t ecs.InstanceType, sold bool) bool { return sold && t.CpuArchitecture == "ARM" })
	case "unsoldType":
		return typ(func(t ecs.InstanceType, sold bool) bool { return !sold && t.CpuArchitecture == "X86" })
	case "localDiskType":
		return typ(func(t ecs.InstanceType, sold bool) bool {
			return sold && t.CpuArchitecture == "X86" && t.LocalStorageCategory != ""
		})
	case "largeType":
		return typ(func(t ecs.InstanceType, sold bool) bool {
			return sold && t.CpuArchitecture == "X86" && t.CpuCoreCount > 80
		})
	case "disk":
		_, d := p.worker()
		return d.DiskId
	case "securedDisk":
		return p.diskOf(p.value("secured"))
	case "starting":
		id := p.value("stopped")
		p.must("StartInstance", "InstanceId="+id)
		return id
	case "pending":
		return p.made("")
	case "pendingSubscription":
		return p.made("InstanceChargeType=PrePaid&Period=1")
	}
	fits := provokeStates[name]
	if fits == nil {
		p.t.Fatalf("$%s stands for nothing", name)
	}
	return first(fits).InstanceId
}

// made is an instance that was ordered just now.
func (p *provoker) made(args string) string {
	p.t.Helper()
	q := like(p.sample)
	for name, value := range provokeArgs(args) {
		switch name {
		case "InstanceChargeType":
			q.InstanceChargeType = value
		case "Period":
			q.Period = requests.Integer(value)
		}
	}
	r, err := p.client().RunInstances(q)
	if err != nil {
		p.t.Fatal(err)
	}
	return r.InstanceIdSets.InstanceIdSet[0]
}

// diskOf is the system disk of an instance.
func (p *provoker) diskOf(id string) string {
	p.t.Helper()
	q := ecs.CreateDescribeDisksRequest()
	q.InstanceId, q.DiskType = id, "system"
	r, err := p.client().DescribeDisks(q)
	if err != nil || len(r.Disks.Disk) != 1 {
		p.t.Fatalf("%v %v", r, err)
	}
	return r.Disks.Disk[0].DiskId
}

func provokeArgs(s string) map[string]string {
	m := map[string]string{}
	for pair := range strings.SplitSeq(s, "&") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			m[name] = value
		}
	}
	return m
}

// provokeMany names something n times: Tag.1.Key=k1&Tag.2.Key=k2.
func provokeMany(pattern string, n int) string {
	var all []string
	for k := range n {
		all = append(all, strings.ReplaceAll(pattern, "#", strconv.Itoa(k+1)))
	}
	return strings.Join(all, "&")
}

var provokeName = regexp.MustCompile(`\$\w+`)

// ask makes a call by the SDK.
func (p *provoker) ask(action, args string) error {
	p.t.Helper()
	q := requests.NewCommonRequest()
	q.Method, q.Scheme, q.Domain, q.Version, q.ApiName = "POST", "HTTP", p.host, "2014-05-26", action
	for _, from := range []string{provokeBase[action], args} {
		for name, value := range provokeArgs(from) {
			if name == "InstanceId" && strings.HasSuffix(action, "Instances") && action != "RunInstances" {
				name = "InstanceId.1"
			}
			if q.FormParams[name] = value; value == "" {
				delete(q.FormParams, name)
			}
		}
	}
	for name, value := range q.FormParams {
		q.FormParams[name] = provokeName.ReplaceAllStringFunc(value, func(s string) string { return p.value(s[1:]) })
	}
	_, err := p.client().ProcessCommonRequest(q)
	return err
}

func (p *provoker) must(action, args string) {
	p.t.Helper()
	if err := p.ask(action, args); err != nil {
		p.t.Fatal(err)
	}
}

// Every error that is modelled for an action that changes something reaches a
// program through the SDK, with its code and its status, and no other.
func TestErrorsOfWrites(t *testing.T) {
	world, wanted := provokeSurvey(t), ecssim.Refusals()
	seen := map[string]bool{}
	for _, row := range slices.Concat(provokeChanges, provokePurchases) {
		for action := range strings.FieldsSeq(row.actions) {
			seen[action+" "+row.code] = true // or the test fails
			if !slices.Contains(slices.Concat(wanted[action], wanted["all"]), row.code) {
				t.Errorf("%s: %s is not listed", action, row.code)
			}
			t.Run(action+" "+row.code, func(t *testing.T) {
				p := &provoker{provokeCloud(t), world, map[string]string{}}
				if row.before != nil {
					row.before(p, action)
				}
				err := p.ask(action, row.args)
				if code, status := refusal(err); code != row.code || status != row.status {
					t.Errorf("%.60s: %v, want %d %s", row.args, err, row.status, row.code)
				}
			})
		}
	}
	for action := range provokeBase {
		if len(wanted[action]) < 3 {
			t.Errorf("%s: only %v are listed", action, wanted[action])
		}
		for _, code := range wanted[action] {
			if !seen[action+" "+code] {
				t.Errorf("%s: %s is listed and was not provoked", action, code)
			}
		}
	}
}

// Nothing but what a row adds keeps its call from being accepted.
func TestProvocationsBeginWithWhatIsAccepted(t *testing.T) {
	world := provokeSurvey(t)
	for action := range provokeBase {
		p := &provoker{provokeCloud(t), world, map[string]string{}}
		if err := p.ask(action, ""); err != nil {
			t.Errorf("%s: %v", action, err)
		}
	}
}
