package ecsapi

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"golang.org/x/sync/errgroup"
)

// group runs calls side by side, a few at a time. A panic in one of them comes
// up again in the goroutine that waits, where its owner can catch it: a panic
// that nobody can catch would leave a terminal in raw mode.
type group struct{ *errgroup.Group }

func newGroup(ctx context.Context) (group, context.Context) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallel)
	return group{g}, ctx
}

func (g group) Go(f func() error) {
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
func (g group) Wait() error {
	err := g.Group.Wait()
	if p, ok := errors.AsType[panicked](err); ok {
		panic(string(p))
	}
	return err
}

type panicked string

func (p panicked) Error() string { return string(p) }
