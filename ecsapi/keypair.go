package ecsapi

import (
	"context"
	"strconv"
	"time"
)

// MaxKeyPaired is how many instances one call attaches a key pair to, at most.
const MaxKeyPaired = 50

type attachKeyPairAnswer struct {
	envelope
	Results struct {
		Result []struct{ InstanceId, Success, Code, Message string }
	}
}

// AttachKeyPair attaches a key pair to at most MaxKeyPaired Linux instances of a
// region (AttachKeyPair), in place of the one that they have. Their systems learn
// of it at the next start. See Start for what it returns; to attach the same
// twice does no harm.
func (c *Client) AttachKeyPair(ctx context.Context, region RegionID, ids []InstanceID, name string) ([]Outcome, error) {
	switch {
	case len(ids) == 0:
		return nil, nil
	case len(ids) > MaxKeyPaired:
		return nil, invalidCall(AttachKeyPair, region, "{instances} instances are more than {most}", len(ids), MaxKeyPaired)
	case name == "":
		return nil, invalidCall(AttachKeyPair, region, "no key pair is named")
	}
	a, err := do[attachKeyPairAnswer](ctx, c, call{
		api: AttachKeyPair, region: region, what: idCount(len(ids)), timeout: time.Minute,
		write: true, params: params{"KeyPairName": name, "InstanceIds": jsonList(ids)},
	})
	if err != nil {
		return nil, err
	}
	responses := make([]instanceResponse, len(a.Results.Result))
	for i, r := range a.Results.Result {
		responses[i] = instanceResponse{InstanceId: r.InstanceId, Code: r.Code, Message: r.Message}
		if ok, err := strconv.ParseBool(r.Success); err == nil && !ok && (r.Code == "" || r.Code == "200") {
			responses[i].Code = "OperationFailed"
		}
	}
	return c.outcomes(AttachKeyPair, region, ids, a.RequestId, responses), nil
}
