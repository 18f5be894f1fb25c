package ecsapi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// sweep reads all pages of one question.
type sweep struct {
	client *Client
	query  Query
	page   func(part []*Instance, total int)

	mu   sync.Mutex // held while page runs
	seen map[InstanceID]bool
	odd  string // what a row without an id looked like
}

// arrived hands a page's new instances on.
func (s *sweep) arrived(part []*Instance, total int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var fresh []*Instance
	for _, i := range part {
		if !s.seen[i.ID] {
			s.seen[i.ID] = true
			fresh = append(fresh, i)
		}
	}
	if s.page != nil && (len(fresh) > 0 || total == 0) {
		s.page(fresh, total)
	}
}

// rows are the instances of an answer.
func (s *sweep) rows(a *instancesAnswer) []*Instance {
	part := s.client.instances(s.query.Region, a.Instances.Instance)
	if odd := a.nameless(len(part)); odd != "" {
		s.mu.Lock()
		s.odd = odd
		s.mu.Unlock()
	}
	return part
}

// pages is the question by number, of ids if there are some. It sends them
// without a page's number while one page is enough.
func (s *sweep) pages(ids []InstanceID) *pages[*Instance] {
	return &pages[*Instance]{
		client: s.client, api: "DescribeInstances", region: s.query.Region, size: MaxBatch, id: (*Instance).id,
		arrived: func(a numbered[*Instance]) { s.arrived(a.rows, a.TotalCount) },
		read: func(ctx context.Context, page int, patient bool) (n numbered[*Instance], err error) {
			what, p := fmt.Sprintf("page %d", page), params{"PageSize": strconv.Itoa(MaxBatch), "PageNumber": strconv.Itoa(page)}
			if ids != nil {
				what, p["InstanceIds"], p["PageNumber"] = fmt.Sprintf("%d ids", len(ids)), jsonList(ids), laterPage(page)
			}
			a, err := s.client.instancesPage(ctx, &s.query, what, patient, p)
			if err == nil {
				n = numbered[*Instance]{a.counts, s.rows(a), &a.head}
			}
			return n, err
		},
	}
}

// byIDs reads instances by their ids. The cloud counts what it knows of them:
// an answer that has fewer rows than that says nothing of those it lacks. Rows
// that nobody asked for are dropped.
func (s *sweep) byIDs(ctx context.Context) ([]*Instance, error) {
	parts := split(s.query.IDs, MaxBatch)
	wanted := make(map[InstanceID]bool)
	for _, ids := range parts {
		for _, id := range ids {
			wanted[id] = true
		}
	}
	found := make([][]*Instance, len(parts))
	foreign := func(i *Instance) bool { return !wanted[i.ID] }
	g, ctx := newGroup(ctx)
	for n, ids := range parts {
		g.Go(func() error {
			p := s.pages(ids)
			p.arrived = func(a numbered[*Instance]) {
				s.arrived(slices.DeleteFunc(slices.Clone(a.rows), foreign), len(wanted))
			}
			rows, err := p.all(ctx)
			if found[n] = slices.DeleteFunc(rows, foreign); len(found[n]) == len(ids) {
				err = nil
			}
			return s.why(err)
		})
	}
	err := g.Wait()
	return unique(slices.Concat(found...), (*Instance).id), err
}

// byNumber reads pages by their number, or by token if that does not go.
func (s *sweep) byNumber(ctx context.Context) ([]*Instance, error) {
	p, tokens := s.pages(nil), false
	p.otherwise = func(ctx context.Context) ([]*Instance, error) {
		tokens = true
		return s.byToken(ctx)
	}
	all, err := p.all(ctx)
	if refusesNumbers(err) {
		all, err = p.otherwise(ctx)
	}
	if tokens && err == nil {
		s.client.byToken.Store(true) // it works: no need to try numbers again
	}
	return all, s.why(err)
}

// why says of rows that lack what one without an id looked like.
func (s *sweep) why(err error) error {
	if e, ok := err.(*Error); ok && e.Lack != nil && s.odd != "" {
		e.Lack.Odd = s.odd
		e.Message += "; a row has no id: " + s.odd
	}
	return err
}

// byToken reads one page after the other. The count is meaningless in this
// mode, so what has arrived is what is told.
func (s *sweep) byToken(ctx context.Context) ([]*Instance, error) {
	c, count := s.client, 0
	return byToken((*Instance).id, noEnd(c, "DescribeInstances", s.query.Region), func(page int, token string) ([]*Instance, string, error) {
		a, err := c.instancesPage(ctx, &s.query, fmt.Sprintf("token %d", page), page > 1, params{"MaxResults": strconv.Itoa(MaxBatch), "NextToken": token})
		if err != nil {
			return nil, "", err
		}
		part := s.rows(a)
		count += len(part)
		s.arrived(part, count)
		return part, a.NextToken, nil
	})
}

// refusesNumbers tells an API that no longer takes PageNumber, whose removal
// is announced, from one that dislikes something else.
func refusesNumbers(err error) bool {
	e, ok := err.(*Error)
	return ok && e.Kind == KindInvalid && (strings.Contains(e.Code, "PageNumber") || strings.Contains(e.Message, "PageNumber"))
}
