package op

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

func TestCommands(t *testing.T) {
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	s := still(
		&ecsapi.Instance{ID: "i-1", Region: "cn-hangzhou", Status: ecsapi.Running, ChargeType: ecsapi.PostPaid},
		&ecsapi.Instance{ID: "i-2", Region: "cn-hangzhou", Status: ecsapi.Running, ChargeType: ecsapi.PostPaid},
		&ecsapi.Instance{ID: "i-3", Region: "eu-central-1", Status: ecsapi.Running, ChargeType: ecsapi.PostPaid, BandwidthOut: 1},
		&ecsapi.Instance{ID: "i-4", Region: "eu-central-1", Status: ecsapi.Stopped, ChargeType: ecsapi.PrePaid, Expires: at},
		&ecsapi.Instance{ID: "i-5", Region: "eu-central-1", Status: ecsapi.Stopped, ChargeType: ecsapi.PrePaid, Expires: at},
	)
	for _, c := range []struct {
		action fleet.Action
		o      fleet.ActionOptions
		IDs    []ecsapi.InstanceID
		want   []string
	}{
		{fleet.ActionStop, fleet.ActionOptions{Force: true, StoppedMode: ecsapi.KeepCharging}, []ecsapi.InstanceID{"i-1", "i-3", "i-2"}, []string{
			"aliyun ecs StopInstances --RegionId cn-hangzhou --InstanceId.1 i-1 --InstanceId.2 i-2 --ForceStop true --StoppedMode KeepCharging --BatchOptimization SuccessFirst",
			"aliyun ecs StopInstances --RegionId eu-central-1 --InstanceId.1 i-3 --ForceStop true --StoppedMode KeepCharging --BatchOptimization SuccessFirst",
		}},
		{fleet.ActionReboot, fleet.ActionOptions{Force: true}, []ecsapi.InstanceID{"i-1"}, []string{
			"aliyun ecs RebootInstances --RegionId cn-hangzhou --InstanceId.1 i-1 --ForceReboot true --BatchOptimization SuccessFirst",
		}},
		{fleet.ActionRelease, fleet.ActionOptions{Force: true}, []ecsapi.InstanceID{"i-1", "i-2"}, []string{
			"aliyun ecs DeleteInstances --RegionId cn-hangzhou --InstanceId.1 i-1 --InstanceId.2 i-2 --Force true --TerminateSubscription true",
		}},
		{fleet.ActionAutoRelease, fleet.ActionOptions{At: at.Add(59 * time.Second)}, []ecsapi.InstanceID{"i-1"}, []string{
			"aliyun ecs ModifyInstanceAutoReleaseTime --RegionId cn-hangzhou --InstanceId i-1 --AutoReleaseTime 2026-11-23T03:00:00Z",
		}},
		{fleet.ActionRenew, fleet.ActionOptions{Period: ecsapi.Period{N: 1, Unit: ecsapi.Year}}, []ecsapi.InstanceID{"i-4", "i-5"}, []string{
			"aliyun ecs RenewInstance --RegionId eu-central-1 --InstanceId i-4 --Period 12 --PeriodUnit Month",
			"aliyun ecs RenewInstance --RegionId eu-central-1 --InstanceId i-5 --Period 12 --PeriodUnit Month",
		}},
		{fleet.ActionAutoRenew, fleet.ActionOptions{On: true, Period: ecsapi.Period{N: 3, Unit: ecsapi.Month}}, []ecsapi.InstanceID{"i-4", "i-5"}, []string{
			"aliyun ecs ModifyInstanceAutoRenewAttribute --RegionId eu-central-1 --InstanceId i-4,i-5 --RenewalStatus AutoRenewal --Duration 3 --PeriodUnit Month",
		}},
		{fleet.ActionAutoRenew, fleet.ActionOptions{}, []ecsapi.InstanceID{"i-4"}, []string{
			"aliyun ecs ModifyInstanceAutoRenewAttribute --RegionId eu-central-1 --InstanceId i-4 --RenewalStatus Normal",
		}},
		{fleet.ActionAddress, fleet.ActionOptions{}, []ecsapi.InstanceID{"i-3"}, []string{
			"aliyun ecs AllocatePublicIpAddress --RegionId eu-central-1 --InstanceId i-3",
		}},
		{fleet.ActionRename, fleet.ActionOptions{Name: "网-[9,2]"}, []ecsapi.InstanceID{"i-2", "i-1"}, []string{
			"aliyun ecs ModifyInstanceAttribute --RegionId cn-hangzhou --InstanceId i-2 --InstanceName '网-09'",
			"aliyun ecs ModifyInstanceAttribute --RegionId cn-hangzhou --InstanceId i-1 --InstanceName '网-10'",
		}},
		{fleet.ActionDescription, fleet.ActionOptions{Description: "owned by ops"}, []ecsapi.InstanceID{"i-1"}, []string{
			"aliyun ecs ModifyInstanceAttribute --RegionId cn-hangzhou --InstanceId i-1 --Description 'owned by ops'",
		}},
		{fleet.ActionKeyPair, fleet.ActionOptions{KeyPair: "deploy"}, []ecsapi.InstanceID{"i-1", "i-2"}, []string{
			`aliyun ecs AttachKeyPair --RegionId cn-hangzhou --KeyPairName deploy --InstanceIds '["i-1","i-2"]'`,
		}},
		{fleet.ActionProtect, fleet.ActionOptions{On: true}, []ecsapi.InstanceID{"i-1"}, []string{
			"aliyun ecs ModifyInstanceAttribute --RegionId cn-hangzhou --InstanceId i-1 --DeletionProtection true",
		}},
		{fleet.ActionTag, fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "who", Value: "it's me; $HOME"}}, Untag: []string{"old"}}, []ecsapi.InstanceID{"i-1", "i-2"}, []string{
			`aliyun ecs TagResources --RegionId cn-hangzhou --ResourceType instance --ResourceId.1 i-1 --ResourceId.2 i-2 --Tag.1.Key who --Tag.1.Value 'it'\''s me; $HOME'`,
			"aliyun ecs UntagResources --RegionId cn-hangzhou --ResourceType instance --ResourceId.1 i-1 --ResourceId.2 i-2 --TagKey.1 old",
		}},
	} {
		p := NewPlan(s, c.action, c.IDs, c.o, at.Add(-time.Hour))
		if p.N() != len(c.IDs) {
			t.Errorf("%s skips %v", c.action, p.Skipped)
		}
		if got := Commands(p); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.action, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if len(Commands(p)) != p.Calls {
			t.Errorf("%s: %d commands for %d calls", c.action, len(Commands(p)), p.Calls)
		}
		j := &fleet.Job{Action: c.action, Options: c.o}
		for _, in := range p.Targets {
			j.Items = append(j.Items, fleet.Item{ID: in.ID, Region: in.Region})
		}
		if !slices.Equal(JobCommands(j), Commands(p)) {
			t.Errorf("the job says %q", JobCommands(j))
		}
	}
}

// What is asked of instances is a call for each region and each hundred.
func TestDescribeCommands(t *testing.T) {
	list := []*ecsapi.Instance{{ID: "i-1", Region: "cn-hangzhou"}, {ID: "i-2", Region: "eu-central-1"}, {ID: "i-3", Region: "cn-hangzhou"}}
	if got, want := DescribeCommands(list), []string{
		`aliyun ecs DescribeInstances --RegionId cn-hangzhou --InstanceIds '["i-1","i-3"]' --PageSize 100`,
		`aliyun ecs DescribeInstances --RegionId eu-central-1 --InstanceIds '["i-2"]' --PageSize 100`,
	}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for range 200 {
		list = append(list, &ecsapi.Instance{ID: "i-4", Region: "cn-hangzhou"})
	}
	if got := DescribeCommands(list); len(got) != 4 || strings.Count(got[0], "i-") != 100 || strings.Count(got[2], "i-") != 2 {
		t.Errorf("%d commands for 202 instances of a region and one of another", len(got))
	}
}

// TestCommandsOfAnOrder: what is created one by one is followed by its steps, for
// the instance that the line before answered.
func TestCommandsOfAnOrder(t *testing.T) {
	o := twelve()
	o.OneByOne, o.Places[0].Amount = true, 2
	o.Launch.BandwidthOut, o.Launch.AutoRelease = 5, time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	p := &fleet.Plan{Action: fleet.ActionCreate, Order: &o, Launches: o.Launches(), Calls: 2 * o.Writes()}
	lines := Commands(p)
	calls := slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return strings.HasPrefix(s, "#") })
	if len(calls) != p.Calls || len(lines) != p.Calls+2 || strings.Contains(calls[0], "AutoReleaseTime") {
		t.Fatalf("%d lines, %d commands for %d calls:\n%s", len(lines), len(calls), p.Calls, strings.Join(lines, "\n"))
	}
	for k, want := range []string{
		"# INSTANCE_ID: the InstanceId that the next line answers. Wait until it is Stopped before going on.",
		"aliyun ecs CreateInstance --RegionId cn-hangzhou ",
		`aliyun ecs ModifyInstanceAutoReleaseTime --RegionId cn-hangzhou --InstanceId "$INSTANCE_ID" --AutoReleaseTime 2026-11-23T03:00:00Z`,
		`aliyun ecs AllocatePublicIpAddress --RegionId cn-hangzhou --InstanceId "$INSTANCE_ID"`,
		`aliyun ecs StartInstances --RegionId cn-hangzhou --InstanceId.1 "$INSTANCE_ID" --BatchOptimization SuccessFirst`,
		"# INSTANCE_ID: ",
		"aliyun ecs CreateInstance --RegionId cn-hangzhou ",
	} {
		if !strings.HasPrefix(lines[k], want) {
			t.Errorf("line %d is %s, want %s", k, lines[k], want)
		}
	}
	if j := (&fleet.Job{Action: fleet.ActionCreate, Order: &o, Launches: p.Launches}); !slices.Equal(JobCommands(j), lines) {
		t.Errorf("the job says %q", JobCommands(j))
	}
	o.OneByOne = false
	for _, l := range Commands(&fleet.Plan{Action: fleet.ActionCreate, Order: &o, Launches: o.Launches()}) {
		if !strings.HasPrefix(l, "aliyun ecs RunInstances ") {
			t.Error(l)
		}
	}
}

// TestQuoted: a shell reads back what was meant.
func TestQuoted(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	words := []string{"plain-1.2_x", "", "it's", "$HOME `id` \"x\" \\", "a\nb", "网 关", "*", "~", "#x", "a;b|c&d<e>f(g)", "!x", "[1,3]", "{a,b}"}
	line := "printf '%s\\0'"
	for _, w := range words {
		line += " " + quoted(w)
	}
	out, err := exec.Command(sh, "-c", line).Output()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); !slices.Equal(got, words) {
		t.Errorf("%q, want %q", got, words)
	}
}
