// Package group does things side by side, a few at a time, and returns their first error.
//
// Its place in the house: it imports nothing of ours, and only ecsapi uses it.
package group

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// Group is an errgroup.Group with one difference: a panic in a function comes up
// again in the goroutine that waits, where its owner can catch it. A panic that nobody
// can catch would leave a terminal in raw mode.
type Group struct{ *errgroup.Group }

// WithContext makes a group that runs at most limit functions at once, and a context
// that ends with the first error.
func WithContext(ctx context.Context, limit int) (Group, context.Context) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(limit)
	return Group{g}, ctx
}

// Go runs f once fewer than the limit run.
func (g Group) Go(f func() error) {
	g.Group.Go(func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = panicked(fmt.Sprintf("%v\n%s", p, debug.Stack()))
			}
		}()
		return f()
	})
}

// Wait returns the first error once all have ended.
func (g Group) Wait() error {
	err := g.Group.Wait()
	if p, ok := errors.AsType[panicked](err); ok {
		panic(string(p))
	}
	return err
}

type panicked string

func (p panicked) Error() string { return string(p) }
