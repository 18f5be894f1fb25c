package op

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var keyPairSpec = Spec{
	Action:  fleet.ActionKeyPair,
	Options: []string{"key_pair"},
	Text:    func(o *fleet.ActionOptions) *string { return &o.KeyPair },
	APIs:    []string{ecsapi.AttachKeyPair},
	New:     func(o fleet.ActionOptions) Operation { return newKeyPair(o.KeyPair) },
	Sample:  func(time.Time) fleet.ActionOptions { return fleet.ActionOptions{KeyPair: "sample"} },
	After:   func(o fleet.ActionOptions, _ int) string { return o.KeyPair },
	Before:  func(in *ecsapi.Instance, _ fleet.ActionOptions) string { return in.KeyPair },
	Prepare: prepareKeyPair,
}

// keyPair attaches a key pair to instances, in place of the one that they have.
type keyPair struct {
	setting
	name string
}

func newKeyPair(name string) keyPair {
	return keyPair{name: name, setting: setting{shows: func(_ *Target, in *ecsapi.Instance) bool { return in.KeyPair == name }}}
}

func (keyPair) Traits() Traits {
	return Traits{API: ecsapi.AttachKeyPair, MaxPerCall: ecsapi.MaxKeyPaired}
}

func (o keyPair) Validate(time.Time) *ecsapi.Error {
	if o.name == "" {
		return invalidOptions(ecsapi.AttachKeyPair, message.Errorf("name a key pair"))
	}
	return nil
}

func (o keyPair) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	switch {
	case strings.HasPrefix(in.OS, "Windows"):
		return fleet.RunsWindows
	case in.KeyPair == o.name:
		return fleet.AlreadySo
	}
	if why := lockReason(in); why != "" {
		return why
	}
	return unsteady(in)
}

func (o keyPair) Params(items []*Target) []Param {
	return []Param{{"KeyPairName", o.name}, {"InstanceIds", jsonIDs(items)}}
}

func (o keyPair) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	list, err := c.AttachKeyPair(ctx, call.Region, call.ids(), o.name)
	return answers(list...), err
}

// jsonIDs is a list of ids in one parameter, as JSON.
func jsonIDs(items []*Target) string {
	ids := make([]string, len(items))
	for i, it := range items {
		ids[i] = strconv.Quote(string(it.ID))
	}
	return "[" + strings.Join(ids, ",") + "]"
}

// prepareKeyPair leaves out the targets whose region lacks the key pair.
func prepareKeyPair(ctx context.Context, r Reads, p *fleet.Plan) {
	lacks, errs := make([]bool, len(p.Regions)), make([]error, len(p.Regions))
	r.Each(len(p.Regions), func(i int) {
		pairs, err := r.Client.KeyPairs(ctx, p.Regions[i].Region)
		lacks[i], errs[i] = err == nil && !slices.Contains(pairs, ecsapi.KeyPair{Name: p.Options.KeyPair}), err
	})
	operation, without := newKeyPair(p.Options.KeyPair), map[ecsapi.RegionID]bool{}
	regions := p.Regions
	p.Regions, p.Calls, p.Flaws = nil, 0, slices.Clone(p.Flaws)
	for i, region := range regions {
		if errs[i] != nil {
			p.Flaws = append(p.Flaws, ecsapi.AsError(errs[i]))
		}
		if without[region.Region] = lacks[i]; !lacks[i] {
			p.Regions, p.Calls = append(p.Regions, region), p.Calls+calls(operation, region.N)
		}
	}
	targets := p.Targets
	p.Targets, p.Skipped = nil, slices.Clone(p.Skipped)
	for _, in := range targets {
		if without[in.Region] {
			p.Skipped = append(p.Skipped, fleet.Skip{ID: in.ID, Name: in.Name, Region: in.Region, Reason: fleet.NoKeyPair})
		} else {
			p.Targets = append(p.Targets, in)
		}
	}
}
