package brief

import (
	"slices"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/text"
)

// What is the same everywhere is told once, what differs by place or, without room, in a line;
// what has no name that is known is told by its id.
func TestPlacesOfACreation(t *testing.T) {
	p, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"m-1": "golden", "sg-1": "web", "sg-3": "sg-3"}
	vswitches := map[string]ecsapi.VSwitch{
		"vsw-1": {ID: "vsw-1", Name: "production-h", VPC: "vpc-1", Zone: "cn-a-h", Addresses: 10},
		"vsw-2": {ID: "vsw-2", VPC: "vpc-2", Zone: "cn-b-d", Addresses: 9},
	}
	launch := func(zone, vswitch, image, key string, n int, groups ...string) ecsapi.Launch {
		return ecsapi.Launch{Region: "cn-a", Zone: ecsapi.ZoneID(zone), VSwitch: vswitch, Image: image, KeyPair: key, Amount: n, SecurityGroups: groups}
	}
	const noKey = "no key pair: nobody can log in before a password is set"
	for _, c := range []struct {
		launches    []ecsapi.Launch
		all, little []string // little: nil for the same
		warned      string
	}{
		{},
		{launches: []ecsapi.Launch{launch("cn-a-h", "vsw-1", "m-1", "ops", 10, "sg-1", "sg-2", "sg-3")}, all: []string{
			"image: golden (m-1)",
			"vSwitch: production-h (vsw-1) in cn-a-h, VPC vpc-1: 10 addresses free, this order takes 10",
			"security groups: web (sg-1), sg-2, sg-3",
			"key pair: ops",
		}},
		{launches: []ecsapi.Launch{launch("cn-a-h", "vsw-1", "m-1", "", 10, "sg-1"), launch("cn-b-d", "vsw-2", "m-1", "", 10, "sg-1")}, all: []string{
			"image: golden (m-1)",
			"vSwitch: production-h (vsw-1) in cn-a-h, VPC vpc-1: 10 addresses free, this order takes 10",
			"vSwitch: vsw-2 in cn-b-d, VPC vpc-2: 9 addresses free, this order takes 10",
			"security groups: web (sg-1)",
			noKey,
		}, little: []string{"image: golden (m-1)", "vSwitches: production-h, vsw-2", "security groups: web (sg-1)", noKey},
			warned: "vSwitch: vsw-2 in cn-b-d, VPC vpc-2: 9 addresses free, this order takes 10"},
		{launches: []ecsapi.Launch{launch("", "vsw-1", "m-1", "ops", 4, "sg-1"), launch("", "vsw-1", "m-2", "", 3, "sg-2")}, all: []string{
			"image in cn-a: golden (m-1)", "image in cn-a: m-2",
			"vSwitch: production-h (vsw-1) in cn-a-h, VPC vpc-1: 10 addresses free, this order takes 7",
			"security groups in cn-a: web (sg-1)", "security groups in cn-a: sg-2",
			"key pair in cn-a: ops", "key pair in cn-a: none",
		}, little: []string{
			"image: golden (m-1), m-2",
			"vSwitch: production-h (vsw-1) in cn-a-h, VPC vpc-1: 10 addresses free, this order takes 7",
			"security groups: web (sg-1), sg-2", "key pair: ops, none",
		}},
		{launches: []ecsapi.Launch{launch("", "vsw-9", "m-2", "", 1, "sg-2")}, all: []string{"image: m-2", "vSwitch: vsw-9", "security groups: sg-2", noKey}},
	} {
		w := Writer{Text: p}
		sum := Summarize(&fleet.Plan{Action: fleet.ActionCreate, Launches: c.launches, Names: names, VSwitches: vswitches})
		lines := w.Places(sum, true)
		if got := Texts(lines); !slices.Equal(got, c.all) {
			t.Errorf("%q, want %q", got, c.all)
		}
		for _, l := range lines {
			if (l.Severity == Warning) != (l.Text == c.warned) {
				t.Errorf("%q has severity %d", l.Text, l.Severity)
			}
		}
		want := c.little
		if want == nil {
			want = c.all
		}
		if got := Texts(w.Places(sum, false)); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
