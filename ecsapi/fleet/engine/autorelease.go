package engine

import (
	"context"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// autoRelease has instances released at a moment, or no longer.
type autoRelease struct {
	setting
	at time.Time // to the minute; zero cancels
}

func newAutoRelease(at time.Time) autoRelease {
	at = at.Truncate(time.Minute)
	return autoRelease{setting{func(_ *item, in *ecsapi.Instance) bool { return in.AutoRelease.Equal(at) }}, at}
}

func (autoRelease) Traits() Traits {
	return Traits{API: ecsapi.ModifyInstanceAutoReleaseTime, MaxPerCall: 1}
}

func (d autoRelease) Validate(now time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.ModifyInstanceAutoReleaseTime, CheckAutoRelease(d.at, now))
}

// CheckAutoRelease says why instances can't be released at the moment, or nil.
// now is cloud time; seconds are dropped, as the cloud does. The zero moment,
// which cancels, is fine. Its text is English and a key of the message catalogue.
func CheckAutoRelease(at, now time.Time) error {
	at = at.Truncate(time.Minute)
	switch {
	case at.IsZero():
	case at.Before(now.Add(soonestRelease)):
		return optionError("the automatic release is at least 30 minutes away")
	case at.After(now.AddDate(latestRelease, 0, 0)):
		return optionError("the automatic release is at most 3 years away")
	}
	return nil
}

func (d autoRelease) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	switch {
	case in.ChargeType == ecsapi.PrePaid:
		return fleet.IsPrepaid
	case d.shows(nil, in):
		return fleet.AlreadySo
	}
	return ""
}

func (d autoRelease) Params(items []*item) []Param {
	list := []Param{{"InstanceId", string(items[0].ID)}}
	if d.at.IsZero() {
		return list // absent, it cancels
	}
	return append(list, Param{"AutoReleaseTime", d.at.UTC().Format("2006-01-02T15:04:05Z")})
}

func (d autoRelease) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	o, err := c.SetAutoRelease(ctx, k.Region, k.only(), d.at)
	return answers([]ecsapi.Outcome{o}), err
}
