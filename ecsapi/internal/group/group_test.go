package group

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestPanicComesUpWhereOneWaits(t *testing.T) {
	g, _ := WithContext(context.Background(), 1)
	g.Go(func() error { panic("a bug") })
	defer func() {
		if p, _ := recover().(string); !strings.HasPrefix(p, "a bug\n") || !strings.Contains(p, "group_test.go") {
			t.Errorf("%q came up, want the panic and where it was", p)
		}
	}()
	t.Errorf("Wait returned %v", g.Wait())
}

func TestFirstErrorEndsTheContext(t *testing.T) {
	g, ctx := WithContext(context.Background(), 2)
	bad := errors.New("bad")
	g.Go(func() error { return bad })
	g.Go(func() error { <-ctx.Done(); return ctx.Err() })
	if err := g.Wait(); !errors.Is(err, bad) {
		t.Errorf("%v, want %v", err, bad)
	}
}
