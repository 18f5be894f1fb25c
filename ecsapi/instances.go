package ecsapi

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxLockedPages is how many pages are read of what has a lock: that comes before all
// other reads, and without an end no other would come.
const maxLockedPages = 100

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

// Instances reads the instances of a region (DescribeInstances): the first
// page, then the others in parallel, each instance once, in the cloud's order.
// Where the number of instances changed meanwhile, pages shift and may hide
// some, so all are read once more and put together. When still fewer come than
// the cloud counts, the error has Lack set, and what is missing may well exist.
func (c *Client) Instances(ctx context.Context, q Query) ([]*Instance, error) {
	return c.instances(ctx, &q, nil)
}

// InstancePages reads as Instances does and hands each page on as it arrives:
// page gets the instances that were in none before, and the cloud's count, one
// call at a time.
func (c *Client) InstancePages(ctx context.Context, q Query, page func(part []*Instance, total int)) error {
	_, err := c.instances(ctx, &q, page)
	return err
}

func (c *Client) instances(ctx context.Context, q *Query, page func(part []*Instance, total int)) ([]*Instance, error) {
	if q.IDs != nil {
		return c.instancesByIDs(ctx, q, page)
	}
	l := newList[instancesAnswer](c, c.instanceListing(q))
	l.arrived = page
	if c.byToken.Load() {
		err := l.byToken(ctx)
		return l.all(), err
	}
	err := l.byNumber(ctx)
	if refusesNumbers(err) {
		err = l.byToken(ctx)
	}
	if l.wentByToken && err == nil {
		c.byToken.Store(true) // it works: no need to try numbers again
	}
	return l.all(), err
}

// Counts reports whether the cloud is known to count the instances of a region. Where it
// gives pages by token only, its count means nothing.
func (c *Client) Counts() bool { return !c.byToken.Load() }

// CountInstances reads how many instances a region has, and the first that the cloud lists,
// if there is one (DescribeInstances, a page of one).
func (c *Client) CountInstances(ctx context.Context, region RegionID) (total int, first []*Instance, err error) {
	l := c.instanceListing(&Query{Region: region})
	l.size = 1
	r := newList[instancesAnswer](c, l)
	a, _, err := r.readPage(ctx, 1, false)
	if err != nil {
		return 0, nil, err
	}
	return a.TotalCount, r.all(), nil
}

// instancesByIDs reads instances by their ids. The cloud counts what it knows of
// them: an answer that has fewer rows than that says nothing of those it lacks.
// Rows that nobody asked for are dropped.
func (c *Client) instancesByIDs(ctx context.Context, q *Query, page func(part []*Instance, total int)) ([]*Instance, error) {
	total := len(split(q.IDs, 1))
	var mu sync.Mutex // held while page runs
	return inParts(ctx, q.IDs, MaxBatch, func(ctx context.Context, ids []InstanceID) ([]*Instance, error) {
		foreign := func(i *Instance) bool { return !slices.Contains(ids, i.ID) }
		l := c.instanceListing(q)
		l.what, l.params["InstanceIds"] = idCount(len(ids)), jsonList(ids)
		l.unnumbered, l.tokens = true, false
		if page != nil {
			l.arrived = func(part []*Instance, _ int) {
				if part = slices.DeleteFunc(part, foreign); len(part) > 0 {
					mu.Lock()
					defer mu.Unlock()
					page(part, total)
				}
			}
		}
		rows, err := numbered(ctx, c, l)
		if rows = slices.DeleteFunc(rows, foreign); len(rows) == len(ids) {
			err = nil
		}
		return rows, err
	})
}

func (c *Client) instanceListing(q *Query) listing[instancesAnswer, *Instance] {
	most := 0
	if q.LockReason != "" {
		most = maxLockedPages
	}
	return listing[instancesAnswer, *Instance]{
		call: call{api: "DescribeInstances", region: q.Region, timeout: 15 * time.Second, params: q.params()},
		size: MaxBatch, tokens: true, id: (*Instance).id, most: most,
		check: func(a *instancesAnswer) error {
			if !a.listed && (a.Code != "" || !counts(a, "Instances")) { // which would empty the region
				return c.invalidAnswer("DescribeInstances", q.Region, &a.envelope, "the answer has no list of instances")
			}
			return nil
		},
		rows: func(a *instancesAnswer) []*Instance {
			if a.odd == "" && len(a.made) < a.came {
				a.odd = `InstanceId: ""`
			}
			a.odd = c.redactor.text(a.odd)
			for _, i := range a.made {
				i.Odd = c.redactor.text(i.Odd)
			}
			return a.made
		},
	}
}

// refusesNumbers tells an API that no longer takes PageNumber, whose removal
// is announced, from one that dislikes something else.
func refusesNumbers(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == KindInvalid && (strings.Contains(e.Code, "PageNumber") || strings.Contains(e.Message, "PageNumber"))
}

// interfaceAddresses asks for all addresses of the primary network interface.
const interfaceAddresses = "NETWORK_PRIMARY_ENI_IP"

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
	// Without this there are no addresses of IPv6, nor secondary ones.
	return withTags(withList(p, "AdditionalAttributes", []string{interfaceAddresses}), q.Tags)
}

func jsonList[ID ~string](ids []ID) string {
	b, _ := json.Marshal(ids) // a list of strings has nothing that can fail
	return string(b)
}
