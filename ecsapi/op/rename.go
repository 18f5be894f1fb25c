package op

import (
	"context"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var renameSpec = Spec{
	Action:  fleet.ActionRename,
	Options: []string{"name"},
	Text:    func(o *fleet.ActionOptions) *string { return &o.Name },
	APIs:    []string{ecsapi.ModifyInstanceAttribute},
	New:     func(o fleet.ActionOptions) Operation { return newRename(o.Name) },
	After:   func(o fleet.ActionOptions, n int) string { return fleet.NthName(o.Name, n) },
	Sample:  func(time.Time) fleet.ActionOptions { return fleet.ActionOptions{Name: "sample"} },
}

// rename gives instances names.
type rename struct {
	setting
	names fleet.Numbering
}

func newRename(name string) rename {
	o := rename{names: fleet.ParseNumbering(name)}
	o.shows = func(it *Target, in *ecsapi.Instance) bool { return in.Name == o.names.Name(it.N) }
	return o
}

func (rename) Traits() Traits { return Traits{API: ecsapi.ModifyInstanceAttribute, MaxPerCall: 1} }

func (o rename) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.ModifyInstanceAttribute, CheckName(o.names.String()))
}

// CheckName says why instances can't be called so, or nil. Its text is English
// and a key of the message catalogue.
func CheckName(name string) error {
	switch first := fleet.ParseNumbering(name).Name(0); {
	case strings.ContainsAny(first, "[]"):
		return message.Errorf("numbering is written as in web-[1,3]: from 1, three digits")
	case webAddress(first):
		return message.Errorf("a name does not begin with http:// or https://")
	case !properName(first):
		return message.Errorf("a name has 2 to 128 letters, digits or : _ . - and begins with a letter")
	}
	return nil
}

// One that a counter names is not left out, so that the numbers stay in the
// plan's order; it has no number yet when it is asked about.
func (o rename) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if !o.names.Counts && in.Name == o.names.Prefix {
		return fleet.AlreadySo
	}
	return attributeLock(in)
}

func (o rename) Params(items []*Target) []Param {
	return []Param{onlyParam(items), {"InstanceName", o.names.Name(items[0].N)}}
}

func (o rename) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	outcome, err := c.SetAttributes(ctx, call.Region, call.only(), ecsapi.Attributes{Name: o.names.Name(call.Items[0].N)})
	return answers(outcome), err
}
