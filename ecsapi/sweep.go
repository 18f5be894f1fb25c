package ecsapi

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

// sweep reads all pages of one question.
type sweep struct {
	client *Client
	query  Query
	page   func(part []*Instance, total int)

	mu   sync.Mutex // held while page runs
	seen map[InstanceID]bool
}

// arrived hands a page's new instances on and returns all of the page.
func (s *sweep) arrived(a *instancesAnswer, total int) []*Instance {
	part := s.client.instances(s.query.Region, a.Instances.Instance)
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
	return part
}

func (s *sweep) byIDs(ctx context.Context) ([]*Instance, error) {
	parts := split(s.query.IDs, MaxBatch)
	total := 0
	for _, p := range parts {
		total += len(p)
	}
	pages := make([][]*Instance, len(parts))
	g, ctx := newGroup(ctx)
	for n, ids := range parts {
		g.Go(func() error {
			a, err := s.client.instancesPage(ctx, &s.query, fmt.Sprintf("%d ids", len(ids)), false, func(r *ecs.DescribeInstancesRequest) {
				r.InstanceIds = jsonList(ids)
				r.PageSize = requests.NewInteger(MaxBatch)
			})
			if err == nil {
				pages[n] = s.arrived(a, total)
			}
			return err
		})
	}
	err := g.Wait()
	return join(nil, pages...), err
}

// byNumber reads pages by their number, at most twice.
func (s *sweep) byNumber(ctx context.Context) ([]*Instance, error) {
	first, err := s.numbered(ctx, 1, false)
	if err != nil {
		if refusesNumbers(err) {
			return s.byToken(ctx)
		}
		return nil, err
	}
	pages, steady, err := s.rest(ctx, first)
	all := join(nil, pages...)
	if err != nil || steady {
		return all, err
	}
	if first.TotalCount > MaxBatch && len(all) <= MaxBatch {
		// Each page was the first one again: numbers are not looked at.
		return s.byToken(ctx)
	}
	// Something came or went and shifted the pages.
	if first, err = s.numbered(ctx, 1, true); err != nil {
		return all, err
	}
	pages, _, err = s.rest(ctx, first)
	return join(all, pages...), err
}

// rest takes the first page in and reads the others. It reports whether the
// count stayed the same throughout and was reached.
func (s *sweep) rest(ctx context.Context, first *instancesAnswer) (pages [][]*Instance, steady bool, err error) {
	total := first.TotalCount
	pages = make([][]*Instance, max(1, (total+MaxBatch-1)/MaxBatch))
	pages[0] = s.arrived(first, total)
	steady = true
	var mu sync.Mutex
	g, ctx := newGroup(ctx)
	for n := 1; n < len(pages); n++ {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			a, err := s.numbered(ctx, n+1, true)
			if err != nil {
				return err
			}
			pages[n] = s.arrived(a, a.TotalCount)
			mu.Lock()
			defer mu.Unlock()
			steady = steady && a.TotalCount == total
			return nil
		})
	}
	if err = g.Wait(); err != nil {
		return pages, false, err
	}
	return pages, steady && len(join(nil, pages...)) == total, nil
}

func (s *sweep) numbered(ctx context.Context, n int, patient bool) (*instancesAnswer, error) {
	return s.client.instancesPage(ctx, &s.query, fmt.Sprintf("page %d", n), patient, func(r *ecs.DescribeInstancesRequest) {
		r.PageNumber = requests.NewInteger(n)
		r.PageSize = requests.NewInteger(MaxBatch)
	})
}

// byToken reads one page after the other. The count is meaningless in this
// mode, so what has arrived is what is told.
func (s *sweep) byToken(ctx context.Context) ([]*Instance, error) {
	var pages [][]*Instance
	count := 0
	used := make(map[string]bool)
	for token, n := "", 1; ; n++ {
		a, err := s.client.instancesPage(ctx, &s.query, fmt.Sprintf("token %d", n), n > 1, func(r *ecs.DescribeInstancesRequest) {
			r.MaxResults = requests.NewInteger(MaxBatch)
			r.NextToken = token
		})
		if err != nil {
			return join(nil, pages...), err
		}
		count += len(a.Instances.Instance)
		pages = append(pages, s.arrived(a, count))
		if token = a.NextToken; token == "" {
			s.client.byToken.Store(true) // it works: no need to try numbers again
			return join(nil, pages...), nil
		}
		if used[token] || n == mostRows/MaxBatch {
			return join(nil, pages...), s.client.absurd("DescribeInstances", s.query.Region, &a.head, "the pages have no end")
		}
		used[token] = true
	}
}

// refusesNumbers tells an API that no longer takes PageNumber, whose removal
// is announced, from one that dislikes something else.
func refusesNumbers(err error) bool {
	e, ok := err.(*Error)
	return ok && e.Kind == KindInvalid && (strings.Contains(e.Code, "PageNumber") || strings.Contains(e.Message, "PageNumber"))
}

// join puts pages together, each instance once. An instance that the pages
// have replaces the one in old; one that they lack is kept, for missing from a
// shifting list is not gone.
func join(old []*Instance, pages ...[]*Instance) []*Instance {
	n := len(old)
	for _, p := range pages {
		n += len(p)
	}
	all := make([]*Instance, 0, n)
	at := make(map[InstanceID]bool, n)
	add := func(list []*Instance) {
		for _, i := range list {
			if !at[i.ID] {
				at[i.ID] = true
				all = append(all, i)
			}
		}
	}
	if len(old) == 0 {
		for _, p := range pages {
			add(p)
		}
		return all
	}
	fresh := make(map[InstanceID]*Instance, n)
	for _, p := range pages {
		for _, i := range p {
			fresh[i.ID] = i
		}
	}
	for _, i := range old {
		if f := fresh[i.ID]; f != nil {
			i = f
		}
		add([]*Instance{i})
	}
	for _, p := range pages {
		add(p)
	}
	return all
}
