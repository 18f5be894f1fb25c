package ecsapi

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Query says which instances of one region are asked for. Zero fields are no
// condition.
type Query struct {
	Region        RegionID
	IDs           []InstanceID // any number; nil is no condition, empty matches nothing
	Status        Status
	Zone          ZoneID
	ChargeType    string
	SecurityGroup string
	LockReason    string

	// Tags are those an instance must all have, at most MaxTags; "" as a value
	// is any value. The cloud looks at no more than 1,000 instances then.
	Tags []Tag

	// ExpiresFrom and ExpiresTo bound the expiry of subscriptions; the cloud
	// looks at the minute.
	ExpiresFrom, ExpiresTo time.Time
}

const (
	perCheck = 50 // DescribeInstanceStatus
	parallel = 8  // pages of one question in flight

	// mostRows is how many rows a question about one region may have. The
	// largest fleets are a tenth of it.
	mostRows = 1_000_000
)

// Instances reads the instances of a region (DescribeInstances): the first
// page, then the others in parallel, each instance once, in the cloud's order.
// Where the number of instances changed meanwhile, pages shift and may hide
// some, so all are read once more and put together. When still fewer come than
// the cloud counts, the error has Lack set, and what is missing may well exist.
//
// page, which may be nil, gets the instances of each page that were not there
// before, and the cloud's count, one call at a time, in order of arrival. When
// pages fail, what was read is returned together with the first error.
func (c *Client) Instances(ctx context.Context, q Query, page func(part []*Instance, total int)) ([]*Instance, error) {
	s := &sweep{client: c, query: q, page: page, seen: make(map[InstanceID]bool)}
	switch {
	case q.IDs != nil:
		return s.byIDs(ctx)
	case c.byToken.Load():
		return s.byToken(ctx)
	}
	return s.byNumber(ctx)
}

// instancesPage makes one DescribeInstances call; page are the parameters that
// the page differs in.
func (c *Client) instancesPage(ctx context.Context, q *Query, what string, patient bool, page params) (*instancesAnswer, error) {
	p := q.params()
	maps.Copy(p, page)
	a, err := do[instancesAnswer](ctx, c, call{
		api: "DescribeInstances", region: q.Region, what: what, wait: 15 * time.Second, patient: patient, params: p,
	})
	switch {
	case err != nil:
		return nil, err
	case a.Code != "" && a.Instances.Instance == nil: // which would empty the region
		return nil, c.absurd("DescribeInstances", q.Region, &a.head, "the answer has no list of instances")
	}
	return a, nil
}

// params are the question's, whatever its pages.
func (q *Query) params() params {
	p := params{
		"Status": string(q.Status), "ZoneId": string(q.Zone), "InstanceChargeType": q.ChargeType,
		"SecurityGroupId": q.SecurityGroup, "LockReason": q.LockReason,
	}
	if !q.ExpiresFrom.IsZero() {
		p["Filter.3.Key"], p["Filter.3.Value"] = "ExpiredStartTime", q.ExpiresFrom.UTC().Format(toTheMinute)
	}
	if !q.ExpiresTo.IsZero() {
		p["Filter.4.Key"], p["Filter.4.Value"] = "ExpiredEndTime", q.ExpiresTo.UTC().Format(toTheMinute)
	}
	return withTags(p, q.Tags)
}

type statusesAnswer struct {
	head
	counts
	InstanceStatuses struct{ InstanceStatus []statusRow }
}

type statusRow struct{ InstanceId, Status string }

// Statuses reads the states of instances of a region (DescribeInstanceStatus,
// 50 a call, in parallel). An id that the cloud does not know is missing from
// the answer. When calls fail, what was read is returned with the first error.
func (c *Client) Statuses(ctx context.Context, region RegionID, ids []InstanceID) (map[InstanceID]Status, error) {
	parts := split(ids, perCheck)
	answers := make([][]statusRow, len(parts))
	g, ctx := newGroup(ctx)
	for n, part := range parts {
		g.Go(func() (err error) {
			const api = "DescribeInstanceStatus"
			list := pages[statusRow]{client: c, api: api, region: region, size: perCheck, id: func(s statusRow) string { return s.InstanceId }}
			list.read = func(ctx context.Context, page int, patient bool) (p numbered[statusRow], err error) {
				a, err := do[statusesAnswer](ctx, c, call{
					api: api, region: region, what: fmt.Sprintf("%d ids", len(part)), wait: 15 * time.Second, patient: patient,
					params: withList(params{"PageSize": strconv.Itoa(perCheck), "PageNumber": laterPage(page)}, "InstanceId", part),
				})
				if err == nil {
					p = numbered[statusRow]{a.counts, a.InstanceStatuses.InstanceStatus, &a.head}
				}
				return p, err
			}
			answers[n], err = list.all(ctx)
			return err
		})
	}
	err := g.Wait()
	statuses := make(map[InstanceID]Status, len(ids))
	for _, s := range slices.Concat(answers...) {
		statuses[InstanceID(Clean(s.InstanceId))] = Status(Clean(s.Status))
	}
	return statuses, err
}

// split cuts ids into parts of at most n, each id once.
func split[ID ~string](ids []ID, n int) [][]ID {
	seen := make(map[ID]bool, len(ids))
	var parts [][]ID
	for _, id := range ids {
		if seen[id] || id == "" {
			continue
		}
		seen[id] = true
		if last := len(parts) - 1; last >= 0 && len(parts[last]) < n {
			parts[last] = append(parts[last], id)
		} else {
			parts = append(parts, append(make([]ID, 0, min(n, len(ids))), id))
		}
	}
	return parts
}

// commaList is how the APIs of automatic renewal take ids.
func commaList(ids []InstanceID) string {
	texts := make([]string, len(ids))
	for n, id := range ids {
		texts[n] = string(id)
	}
	return strings.Join(texts, ",")
}

func jsonList[ID ~string](ids []ID) string {
	b, _ := json.Marshal(ids) // a list of strings has nothing that can fail
	return string(b)
}
