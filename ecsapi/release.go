package ecsapi

import (
	"context"
	"strconv"
	"time"
)

// Delete releases at most MaxBatch instances of a region, with what is stored
// on the disks that go with them, for good (DeleteInstances). They must be
// stopped, or running and force given, and pay-as-you-go, or subscriptions
// that have expired.
//
// It releases all of them or none: without an error each has an Outcome, in the
// order of ids. The call may be repeated with the same ids, force and token.
func (c *Client) Delete(ctx context.Context, region RegionID, ids []InstanceID, force bool, token string) ([]Outcome, error) {
	if err := checkToken(DeleteInstances, region, token); err != nil {
		return nil, err
	}
	// Of subscriptions the cloud lets go of expired ones only.
	p := params{"ClientToken": token, "Force": strconv.FormatBool(force), "TerminateSubscription": "true"}
	return c.writeAll(ctx, DeleteInstances, region, ids, MaxBatch, withList(p, "InstanceId", ids))
}

// SetAutoRelease has a pay-as-you-go instance released at a moment of cloud
// time, 30 minutes to 3 years from now and cut to the minute; the zero time
// cancels that (ModifyInstanceAutoReleaseTime).
func (c *Client) SetAutoRelease(ctx context.Context, region RegionID, id InstanceID, at time.Time) (Outcome, error) {
	_, o, err := writeOne[envelope](ctx, c, ModifyInstanceAutoReleaseTime, region, id, 30*time.Second, params{"AutoReleaseTime": second(at)})
	return o, err
}
