package ecsapi

import "context"

// MaxKeyPaired is how many instances one call attaches a key pair to, at most.
const MaxKeyPaired = 50

type attachKeyPairAnswer struct {
	envelope
	Results struct{ Result []instanceResponse }
}

// AttachKeyPair attaches a key pair to at most MaxKeyPaired Linux instances of a
// region (AttachKeyPair), in place of the one that they have. Their systems learn
// of it at the next start. See Start for what it returns; to attach the same
// twice does no harm.
func (c *Client) AttachKeyPair(ctx context.Context, region RegionID, ids []InstanceID, name string) ([]Outcome, error) {
	if name == "" {
		return nil, invalidCall(AttachKeyPair, region, "no key pair is named")
	}
	p := params{"KeyPairName": name, "InstanceIds": jsonList(ids)}
	a, _, err := writeAll[attachKeyPairAnswer](ctx, c, AttachKeyPair, region, ids, MaxKeyPaired, p)
	if a == nil {
		return nil, err
	}
	return c.outcomes(AttachKeyPair, region, ids, &a.envelope, a.Results.Result), nil
}
