package ecsapi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
)

// counts is what an answer tells of the list that it has a page of.
type counts struct{ TotalCount, PageSize int }

// numbered is one page of a list whose pages have numbers.
type numbered[T any] struct {
	counts
	rows []T // those with an id
	head *head
}

// pages is a question whose answer comes in pages that have numbers.
type pages[T any] struct {
	client *Client
	api    string
	region RegionID
	size   int            // of a page, as asked for
	id     func(T) string // tells rows apart

	// read makes one call; a patient one waits out a throttling.
	read func(ctx context.Context, page int, patient bool) (numbered[T], error)

	// arrived, which may be nil, is told of each page as it comes.
	arrived func(numbered[T])

	// otherwise reads the list where numbers are not looked at, and counts mean
	// nothing. Nil when there is no other way.
	otherwise func(ctx context.Context) ([]T, error)
}

// all reads all pages, the first one and then the others in parallel, in the
// cloud's order and each row once. Where the cloud's count moved, or more or
// fewer rows came, pages shifted or an answer lacks rows: all are read once more
// and put together. Fewer rows than counted even then are an error with Lack
// set. With an error, what was read is returned.
func (p *pages[T]) all(ctx context.Context) ([]T, error) {
	first, err := p.pass(ctx, false)
	if err != nil || first.steady {
		return first.rows, err
	}
	var second passed[T]
	if first.stuck && p.otherwise != nil {
		second = first
		second.rows, err = p.otherwise(ctx)
	} else {
		second, err = p.pass(ctx, true)
	}
	rows := join(p.id, first.rows, second.rows)
	if err == nil && len(rows) < second.told {
		err = p.client.lacking(p.api, p.region, second.head, len(rows), second.told)
	}
	return rows, err
}

// passed is what one pass over the pages brought.
type passed[T any] struct {
	rows   []T  // each once
	told   int  // the smallest count among the answers
	most   int  // the greatest
	steady bool // all counted the same, and so many came
	stuck  bool // each page was the first one again
	head   *head
}

// mostPages is how many pages of a list are read.
const mostPages = mostRows / MaxBatch

func (p *pages[T]) pass(ctx context.Context, again bool) (r passed[T], err error) {
	first, err := p.page(ctx, 1, again)
	if err != nil {
		return r, err
	}
	size := p.size
	if first.PageSize > 0 && first.PageSize < size {
		size = first.PageSize // the cloud's pages are smaller than those asked for
	}
	size = max(size, len(first.rows))
	parts := make([][]T, min(max(1, (first.TotalCount+size-1)/size), mostPages))
	parts[0] = first.rows
	r.told, r.most, r.head = first.TotalCount, first.TotalCount, first.head

	var mu sync.Mutex
	over := len(first.rows) == 0 // a page had no rows: neither will those behind it
	g, side := newGroup(ctx)
	for n := 1; n < len(parts) && side.Err() == nil; n++ {
		mu.Lock()
		stop := over
		mu.Unlock()
		if stop {
			break
		}
		g.Go(func() error {
			a, err := p.page(side, n+1, true)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			parts[n], over = a.rows, over || len(a.rows) == 0
			r.told, r.most = min(r.told, a.TotalCount), max(r.most, a.TotalCount)
			return nil
		})
	}
	err = g.Wait()
	r.rows = unique(slices.Concat(parts...), p.id)
	r.stuck = len(parts) > 1 && len(parts[1]) > 0 && len(r.rows) == len(unique(slices.Clone(first.rows), p.id))

	// More came than is counted: the count is not to be trusted, and there are
	// pages for as long as full ones bring something new.
	for n := len(parts); err == nil && len(r.rows) > r.most && len(parts[n-1]) >= size && n < mostPages; n++ {
		var a numbered[T]
		if a, err = p.page(ctx, n+1, true); err != nil {
			break
		}
		before := len(r.rows)
		parts, r.rows = append(parts, a.rows), unique(append(r.rows, a.rows...), p.id)
		r.told, r.most = min(r.told, a.TotalCount), max(r.most, a.TotalCount)
		if len(r.rows) == before {
			break
		}
	}
	r.steady = err == nil && r.told == r.most && len(r.rows) == r.told
	return r, err
}

// page makes one call. It refuses a count that no cloud has: following it would
// take memory and calls without end.
func (p *pages[T]) page(ctx context.Context, n int, patient bool) (numbered[T], error) {
	a, err := p.read(ctx, n, patient || n > 1)
	switch {
	case err != nil:
	case a.TotalCount < 0 || a.TotalCount > mostRows:
		err = p.client.absurd(p.api, p.region, a.head, fmt.Sprintf("the answer counts %d rows", a.TotalCount))
	case p.arrived != nil:
		p.arrived(a)
	}
	return a, err
}

// laterPage is the PageNumber of a question by ids, which is asked without one
// while one page is enough.
func laterPage(n int) string {
	if n == 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// unique keeps the first of the rows with the same id, and none without one.
func unique[T any](rows []T, id func(T) string) []T {
	seen := make(map[string]bool, len(rows))
	return slices.DeleteFunc(rows, func(r T) bool {
		again := seen[id(r)]
		seen[id(r)] = true
		return again || id(r) == ""
	})
}

// join puts what two passes brought together. A row of the later one replaces
// that of the earlier; one that it lacks is kept, for missing from a shifting
// list is not gone.
func join[T any](id func(T) string, old, fresh []T) []T {
	newer := make(map[string]T, len(fresh))
	for _, r := range fresh {
		newer[id(r)] = r
	}
	all := slices.Clone(old)
	for i, r := range all {
		if f, ok := newer[id(r)]; ok {
			all[i] = f
		}
	}
	return unique(append(all, fresh...), id)
}

// byToken reads one page of a list after the other. read makes one call with
// the token of the page, "" for the first, and returns the next one's, "" for
// none. endless is the error of a list without an end. When a page fails, what
// was read is returned with the error.
func byToken[T any](id func(T) string, endless func() error, read func(page int, token string) (rows []T, next string, err error)) ([]T, error) {
	var all []T
	used := make(map[string]bool)
	for page, token := 1, ""; ; page++ {
		rows, next, err := read(page, token)
		all = append(all, rows...)
		switch {
		case err != nil, next == "":
			return unique(all, id), err
		case used[next], page == mostPages:
			return unique(all, id), endless()
		}
		used[next], token = true, next
	}
}

// noEnd makes the error of a list of the API without an end.
func noEnd(c *Client, api string, region RegionID) func() error {
	return func() error { return c.absurd(api, region, &head{}, "the pages have no end") }
}
