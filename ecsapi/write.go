package ecsapi

import (
	"context"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// What the writes have in common. All of them take what they are given to the
// cloud as it is and return its refusal; what is refused here would be understood
// there as something else, for empty parameters are left out.

// maxToken is the longest ClientToken the API takes, in characters.
const maxToken = 64

// invalidCall is the error of a call that is not sent because it can't be meant.
func invalidCall(api string, region RegionID, key message.Key, args ...any) *Error {
	return Refuse(api, region, message.New(key, args...))
}

// Refuse is the error of a call that is not sent, with the reason in our words.
func Refuse(api string, region RegionID, why message.Text) *Error {
	return &Error{API: api, Region: region, Kind: KindInvalid, Text: why}
}

// checkToken refuses a ClientToken that would not protect against doing a thing
// twice.
func checkToken(api string, region RegionID, token string) error {
	switch {
	case token == "":
		return invalidCall(api, region, "the call needs a client token")
	case len(token) > maxToken, strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return invalidCall(api, region, "a client token is at most {most} letters, digits and signs", maxToken)
	}
	return nil
}

// writeOne makes a write about the one instance with the id. Its outcome says that it was
// accepted; with an error there is none.
func writeOne[A any, P answer[A]](
	ctx context.Context, c *Client, api string, region RegionID, id InstanceID, wait time.Duration, p params,
) (P, Outcome, error) {
	if id == "" {
		return nil, Outcome{}, invalidCall(api, region, "no instance is named")
	}
	p["InstanceId"] = string(id)
	a, err := do[A, P](ctx, c, call{api: api, region: region, what: about(string(id)), timeout: wait, write: true, params: p})
	if err != nil {
		return nil, Outcome{}, err
	}
	return a, Outcome{ID: id, RequestID: c.redactor.requestID(a.meta().RequestId)}, nil
}

// writeAll makes a write about at most limit instances that is done to all of
// them or to none.
func (c *Client) writeAll(ctx context.Context, api string, region RegionID, ids []InstanceID, limit int, p params) ([]Outcome, error) {
	_, outcomes, err := writeAll[envelope](ctx, c, api, region, ids, limit, p)
	return outcomes, err
}

// writeAll makes a write about at most limit instances. The outcomes, one for each
// id in the order of ids, say that it was accepted. Without ids, or with an error,
// there is neither answer nor outcome.
func writeAll[A any, P answer[A]](
	ctx context.Context, c *Client, api string, region RegionID, ids []InstanceID, limit int, p params,
) (P, []Outcome, error) {
	switch {
	case len(ids) == 0:
		return nil, nil, nil
	case len(ids) > limit:
		return nil, nil, invalidCall(api, region, "{instances} instances are more than {most}", len(ids), limit)
	case slices.Contains(ids, ""):
		return nil, nil, invalidCall(api, region, "an instance has no id")
	}
	a, err := do[A, P](ctx, c, call{
		api: api, region: region, what: idCount(len(ids)), timeout: time.Minute,
		write: true, params: p,
	})
	if err != nil {
		return nil, nil, err
	}
	outcomes := make([]Outcome, len(ids))
	for i, id := range ids {
		outcomes[i] = Outcome{ID: id, RequestID: c.redactor.requestID(a.meta().RequestId)}
	}
	return a, outcomes, nil
}
