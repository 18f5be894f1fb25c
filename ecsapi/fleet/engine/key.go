package engine

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
)

// A plan that is given under a key is carried out once, whoever gives it again
// and wherever: its calls carry tokens that are made from the key alone, and what
// it creates a tag that is. The key of the account is no part of them, for a
// runner may have another one each time, and its id nobody asks for: the cloud
// keeps the tokens of accounts apart by itself.

// freshFor is how long is waited until it is known what became of a job that broke
// off a moment ago: whatever it was, the cloud still knows the tokens of its calls.
const freshFor = 10 * time.Second

// Under finds out what was done before for what is asked for under a key, once
// the cloud was asked about the jobs that broke off: of each instance the newest
// job that did it. An order counts as a whole. The error is an ErrOtherPlan, or
// the context's.
func (e *Engine) Under(ctx context.Context, key, asked string) ([]fleet.Earlier, error) {
	hash, plan := fleet.KeyHash(key), fleet.AskedHash(asked)
	mine := func(j *fleet.Job) bool { return j.KeyHash == hash }
	soon, cancel := context.WithTimeout(ctx, freshFor)
	jobs := e.settled(soon, mine)
	cancel()
	if slices.ContainsFunc(jobs, func(j *fleet.Job) bool { return !j.Over() && op.Of(j.Action).Clear(j.Created) }) {
		if jobs = e.settled(ctx, mine); ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	var done []fleet.Earlier
	seen := map[ecsapi.InstanceID]bool{}
	for _, j := range jobs {
		if j.Asked != plan {
			return nil, &fleet.ErrOtherPlan{Job: j}
		}
		var items []fleet.Item
		for _, it := range j.Items {
			if !openItem(j, &it, time.Now()) && (it.Outcome == fleet.Done || it.Outcome == fleet.Sent) && !seen[it.ID] {
				seen[it.ID] = true
				items = append(items, it)
			}
		}
		switch whole := len(items) == len(j.Items); {
		case op.Of(j.Action).Creates && whole:
			return []fleet.Earlier{{Job: j, Items: items}}, nil
		case !op.Of(j.Action).Creates && len(items) > 0:
			done = append(done, fleet.Earlier{Job: j, Items: items})
		}
	}
	return done, nil
}

// planTag is the value of the tag on all that the job creates.
func planTag(j *fleet.Job) string {
	if j.KeyHash != "" {
		return "key-" + j.KeyHash
	}
	return j.Key
}
