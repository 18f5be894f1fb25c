package op

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var autoReleaseSpec = Spec{
	Action:   fleet.ActionAutoRelease,
	Options:  []string{"at"},
	APIs:     []string{ecsapi.ModifyInstanceAutoReleaseTime},
	New:      func(o fleet.ActionOptions) Operation { return newAutoRelease(o.At) },
	Sample:   func(now time.Time) fleet.ActionOptions { return fleet.ActionOptions{At: now.AddDate(0, 0, 1)} },
	Releases: true,
	Undoes:   func(o fleet.ActionOptions) bool { return o.At.IsZero() },
	After:    func(o fleet.ActionOptions, _ int) string { return releaseStamp(o.At.Truncate(time.Minute)) },
	Before:   func(in *ecsapi.Instance, _ fleet.ActionOptions) string { return releaseStamp(in.AutoRelease) },
}

// releaseStamp is the time of a release as the API writes it, "" for none.
func releaseStamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05Z")
}

// autoRelease has instances released at a moment, or no longer.
type autoRelease struct {
	setting
	at time.Time // to the minute; zero cancels
}

func newAutoRelease(at time.Time) autoRelease {
	at = at.Truncate(time.Minute)
	return autoRelease{setting{shows: func(_ *Target, in *ecsapi.Instance) bool { return in.AutoRelease.Equal(at) }}, at}
}

func (autoRelease) Traits() Traits {
	return Traits{API: ecsapi.ModifyInstanceAutoReleaseTime, MaxPerCall: 1}
}

func (o autoRelease) Validate(now time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.ModifyInstanceAutoReleaseTime, CheckAutoRelease(o.at, now))
}

// CheckAutoRelease says why instances can't be released at the moment, or nil.
// now is cloud time; seconds are dropped, as the cloud does. The zero moment,
// which cancels, is fine. Its text is English and a key of the message catalogue.
func CheckAutoRelease(at, now time.Time) error {
	at = at.Truncate(time.Minute)
	switch {
	case at.IsZero():
	case at.Before(now.Add(soonestRelease)):
		return message.Errorf("the automatic release is at least 30 minutes away")
	case at.After(now.AddDate(latestRelease, 0, 0)):
		return message.Errorf("the automatic release is at most 3 years away")
	}
	return nil
}

func (o autoRelease) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	switch {
	case in.ChargeType == ecsapi.PrePaid:
		return fleet.IsPrepaid
	case o.shows(nil, in):
		return fleet.AlreadySo
	}
	return ""
}

func (o autoRelease) Params(items []*Target) []Param {
	list := []Param{onlyParam(items)}
	if o.at.IsZero() {
		return list // absent, it cancels
	}
	return append(list, Param{"AutoReleaseTime", releaseStamp(o.at)})
}

func (o autoRelease) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	outcome, err := c.SetAutoRelease(ctx, call.Region, call.only(), o.at)
	return answers(outcome), err
}
