package engine

import (
	"context"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// rename gives instances names.
type rename struct {
	setting
	names fleet.Numbering
}

func newRename(name string) rename {
	d := rename{names: fleet.ParseNumbering(name)}
	d.shows = func(it *item, in *ecsapi.Instance) bool { return in.Name == d.names.Name(it.n) }
	return d
}

func (rename) Traits() Traits { return Traits{API: ecsapi.ModifyInstanceAttribute, MaxPerCall: 1} }

func (d rename) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.ModifyInstanceAttribute, CheckName(d.names.String()))
}

// CheckName says why instances can't be called so, or nil. Its text is English
// and a key of the message catalogue.
func CheckName(name string) error {
	switch first := fleet.ParseNumbering(name).Name(0); {
	case strings.ContainsAny(first, "[]"):
		return optionError("numbering is written as in web-[1,3]: from 1, three digits")
	case webAddress(first):
		return optionError("a name does not begin with http:// or https://")
	case !properName(first):
		return optionError("a name has 2 to 128 letters, digits or : _ . - and begins with a letter")
	}
	return nil
}

// One that a counter names is not left out, so that the numbers stay in the
// plan's order; it has no number yet when it is asked about.
func (d rename) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if !d.names.Counts && in.Name == d.names.Prefix {
		return fleet.AlreadySo
	}
	return attributeLock(in)
}

func (d rename) Params(items []*item) []Param {
	return []Param{{"InstanceId", string(items[0].ID)}, {"InstanceName", d.names.Name(items[0].n)}}
}

func (d rename) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	o, err := c.SetAttributes(ctx, k.Region, k.only(), ecsapi.Attributes{Name: d.names.Name(k.Items[0].n)})
	return answers([]ecsapi.Outcome{o}), err
}

// protect protects instances against release, or no longer.
type protect struct {
	setting
	on bool
}

func newProtect(on bool) protect {
	return protect{setting{func(_ *item, in *ecsapi.Instance) bool { return in.DeletionProtection == on }}, on}
}

func (protect) Traits() Traits { return Traits{API: ecsapi.ModifyInstanceAttribute, MaxPerCall: 1} }

func (protect) Validate(time.Time) *ecsapi.Error { return nil }

func (d protect) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	switch {
	case in.ChargeType == ecsapi.PrePaid:
		return fleet.IsPrepaid
	case in.DeletionProtection == d.on:
		return fleet.AlreadySo
	}
	return attributeLock(in)
}

func (d protect) Params(items []*item) []Param {
	value := "false"
	if d.on {
		value = "true"
	}
	return []Param{{"InstanceId", string(items[0].ID)}, {"DeletionProtection", value}}
}

func (d protect) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	o, err := c.SetAttributes(ctx, k.Region, k.only(), ecsapi.Attributes{Protected: &d.on})
	return answers([]ecsapi.Outcome{o}), err
}

// attributeLock is the lock that keeps attributes from being changed; a debt
// does not.
func attributeLock(in *ecsapi.Instance) fleet.Reason {
	if why := lockReason(in); why == fleet.LockedSecurity || why == fleet.LockedRecycling {
		return why
	}
	return ""
}
