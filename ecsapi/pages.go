package ecsapi

import (
	"context"
	"fmt"
	"slices"
)

// numbered is one page of a list whose pages have numbers.
type numbered[T any] struct {
	rows  []T
	total int // of rows on all pages
}

// byNumber reads all pages of a list, the first one and then the others in
// parallel, in the cloud's order and each row once, told by its id. read makes
// one call; it refuses an absurd total. When pages fail, what was read is
// returned with the first error.
func byNumber[T any](ctx context.Context, size int, id func(T) string, read func(ctx context.Context, page int) (numbered[T], error)) ([]T, error) {
	first, err := read(ctx, 1)
	if err != nil {
		return nil, err
	}
	pages := make([][]T, max(1, (first.total+size-1)/size))
	pages[0] = first.rows
	g, ctx := newGroup(ctx)
	for n := 1; n < len(pages); n++ {
		g.Go(func() error {
			p, err := read(ctx, n+1)
			pages[n] = p.rows
			return err
		})
	}
	err = g.Wait()
	return unique(slices.Concat(pages...), id), err
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
		case used[next], page == mostRows/MaxBatch:
			return unique(all, id), endless()
		}
		used[next], token = true, next
	}
}

// noEnd makes the error of a list of the API without an end.
func noEnd(c *Client, api string, region RegionID) func() error {
	return func() error { return c.absurd(api, region, &head{}, "the pages have no end") }
}

// countable refuses a total that no cloud has: following it would take calls
// without end.
func (c *Client) countable(api string, region RegionID, h *head, total int) error {
	if total < 0 || total > mostRows {
		return c.absurd(api, region, h, fmt.Sprintf("the answer counts %d", total))
	}
	return nil
}
