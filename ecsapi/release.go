package ecsapi

import (
	"context"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

// Delete releases at most MaxBatch instances of a region, with what is stored
// on the disks that go with them, for good (DeleteInstances). They must be
// stopped, or running and force given, and pay-as-you-go, or subscriptions
// that have expired.
//
// It releases all of them or none: with an error none was released, unless the
// error's Sent is set; without one each has an Outcome, in the order of ids.
// The cloud does it once for a token, so the call may be repeated with the same
// ids, force and token.
func (c *Client) Delete(ctx context.Context, region RegionID, ids []InstanceID, force bool, token string) ([]Outcome, error) {
	if err := checkToken(DeleteInstances, region, token); err != nil {
		return nil, err
	}
	return c.whole(ctx, DeleteInstances, region, ids, MaxBatch, func() requests.AcsRequest {
		r := ecs.CreateDeleteInstancesRequest()
		r.RegionId, r.InstanceId, r.ClientToken = string(region), texts(ids), token
		r.Force = requests.NewBoolean(force)
		r.TerminateSubscription = requests.NewBoolean(true) // means expired ones only
		return r
	})
}

// DeleteOne releases one instance (DeleteInstance), as Delete does, but the API
// has no token: after an error with Sent set, read whether the instance is
// still there.
func (c *Client) DeleteOne(ctx context.Context, region RegionID, id InstanceID, force bool) (Outcome, error) {
	_, o, err := single[head](ctx, c, DeleteInstance, region, id, 66*time.Second, func() requests.AcsRequest {
		r := ecs.CreateDeleteInstanceRequest()
		r.RegionId, r.InstanceId = string(region), string(id)
		r.Force = requests.NewBoolean(force)
		r.TerminateSubscription = requests.NewBoolean(true)
		return r
	})
	return o, err
}

// SetAutoRelease has a pay-as-you-go instance released at a moment of cloud
// time, 30 minutes to 3 years from now and cut to the minute; the zero time
// cancels that (ModifyInstanceAutoReleaseTime). With an error nothing was
// changed, unless its Sent is set.
func (c *Client) SetAutoRelease(ctx context.Context, region RegionID, id InstanceID, at time.Time) (Outcome, error) {
	_, o, err := single[head](ctx, c, ModifyInstanceAutoReleaseTime, region, id, 30*time.Second, func() requests.AcsRequest {
		r := ecs.CreateModifyInstanceAutoReleaseTimeRequest()
		r.RegionId, r.InstanceId = string(region), string(id)
		r.AutoReleaseTime = second(at)
		return r
	})
	return o, err
}
