package op

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var releaseSpec = Spec{
	Action:       fleet.ActionRelease,
	Options:      []string{"force", "snapshot"},
	APIs:         []string{ecsapi.CreateSnapshot, ecsapi.DeleteInstances},
	Inconclusive: []string{ecsapi.IncorrectInstanceStatus}, // it may be going
	Risk: Risk{
		Irreversible: always, Confirm: ConfirmName,
		Limit: func(l fleet.Limits) int { return l.Release },
	},
	New:           func(o fleet.ActionOptions) Operation { return release{force: o.Force, snapshot: o.Snapshot} },
	Prepare:       prepareRelease,
	ChangesStatus: true,
	ForceWidens:   true,
	Releases:      true,
}

// release releases instances for good, if asked after a snapshot of each disk
// that goes with them.
type release struct {
	anyOptions
	ByEffectTimeout
	force    bool
	snapshot bool // of each disk that goes, first
}

func (release) Traits() Traits {
	return Traits{API: ecsapi.DeleteInstances, MaxPerCall: ecsapi.MaxBatch, AllOrNone: true, Token: true, Settles: true, Removes: true}
}

// A lock does not keep an instance, and a subscription only until its end.
func (o release) SkipReason(in *ecsapi.Instance, now time.Time) fleet.Reason {
	switch {
	case in.DeletionProtection:
		return fleet.IsProtected
	case in.ChargeType == ecsapi.PrePaid && (in.Expires.IsZero() || now.Before(in.Expires)):
		return fleet.IsPrepaid
	}
	switch in.Status {
	case ecsapi.Stopped:
		return ""
	case ecsapi.Running:
		if o.force {
			return ""
		}
		return fleet.MustBeStopped
	case ecsapi.Stopping:
		if o.force && !o.snapshot { // of a disk at rest only
			return ""
		}
	}
	return unsteady(in)
}

func (o release) Params(items []*Target) []Param {
	list := listed("InstanceId", items)
	if o.force {
		list = append(list, Param{"Force", "true"})
	}
	return append(list, Param{"TerminateSubscription", "true"})
}

func (o release) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	list, err := c.Delete(ctx, call.Region, call.ids(), o.force, call.Token)
	return answers(list...), err
}

// What is listed was not released, and what is not listed has to stay so to count.
func (release) TookEffect(*Target, *ecsapi.Instance) bool { return false }

func (release) Evaluate(_ *Target, in *ecsapi.Instance, late bool) Verdict {
	switch {
	case in == nil:
		return Verdict{Reason: NotListed, Outcome: fleet.Done}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Failed, Kind: ecsapi.KindState, Text: message.New("accepted, but the instance is still listed")}
	}
	return Verdict{}
}

// prepareRelease reads the disks of the targets, those that stay too.
func prepareRelease(ctx context.Context, r Reads, p *fleet.Plan) {
	ids, secured := map[ecsapi.RegionID][]ecsapi.InstanceID{}, map[ecsapi.InstanceID]bool{}
	for _, in := range p.Targets {
		ids[in.Region] = append(ids[in.Region], in.ID)
		secured[in.ID] = in.Secured()
	}
	found, errs := make([][]ecsapi.Disk, len(p.Regions)), make([]error, len(p.Regions))
	r.Each(len(p.Regions), func(i int) {
		found[i], errs[i] = r.Client.Disks(ctx, p.Regions[i].Region, ids[p.Regions[i].Region])
	})
	p.Disks, p.Flaws = map[ecsapi.InstanceID][]ecsapi.Disk{}, p.Flaws[:len(p.Flaws):len(p.Flaws)]
	for i := range p.Regions {
		for _, d := range found[i] {
			d.Secured = secured[d.Instance]
			p.Disks[d.Instance] = append(p.Disks[d.Instance], d)
			if d.Goes() && p.Options.Snapshot {
				p.Calls++
			}
		}
		if errs[i] != nil {
			p.Flaws = append(p.Flaws, ecsapi.AsError(errs[i]))
		}
	}
}
