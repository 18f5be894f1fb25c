package ecsapi

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// took runs n takers at once and returns when each was served, from now.
func took(b *bucket, n int) []time.Duration {
	start := time.Now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var when []time.Duration
	for range n {
		wg.Go(func() {
			if _, err := b.take(context.Background(), PriorityRefresh, true); err == nil {
				mu.Lock()
				when = append(when, time.Since(start).Round(time.Millisecond))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(when)
	return when
}

func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBuckets(Budget{}, func() {})
		when := took(b.of("DescribeInstances", "r"), 110)
		if when[99] != 0 || when[100] != 200*time.Millisecond || when[109] != 2*time.Second {
			t.Errorf("the 100th after %v, the 101st after %v, the 110th after %v", when[99], when[100], when[109])
		}
		if other := took(b.of("DescribeInstances", "r2"), 100); other[99] != 0 {
			t.Errorf("another region waited %v", other[99])
		}
		if other := took(b.of("StartInstances", "r"), 100); other[99] != 0 {
			t.Errorf("another API waited %v", other[99])
		}
		pass(time.Minute)
		if when := took(b.of("DescribeInstances", "r"), 101); when[99] != 0 || when[100] == 0 {
			t.Errorf("after a pause the 100th waited %v and the 101st %v", when[99], when[100])
		}
	})
}

func TestUrgentCallsOvertake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBuckets(Budget{Burst: 1, PerSecond: 1}, func() {}).of("x", "r")
		took(b, 1)
		var mu sync.Mutex
		var order []Priority
		var wg sync.WaitGroup
		for _, p := range []Priority{PriorityPrices + 1, PriorityRefresh, PriorityPrices, PriorityPoll, PriorityAction, PriorityReclaim} {
			wg.Go(func() {
				b.take(context.Background(), p, false)
				mu.Lock()
				order = append(order, p)
				mu.Unlock()
			})
			synctest.Wait()
		}
		wg.Wait()
		if !slices.IsSorted(order) || len(order) != 6 {
			t.Errorf("served in the order %v", order)
		}
	})
}

func TestWaitEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBuckets(Budget{Burst: 1, PerSecond: 1}, func() {}).of("x", "r")
		took(b, 1)
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		if _, err := b.take(ctx, PriorityAction, true); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		// Nothing was used up: the next one is served when its second is over.
		if when := took(b, 1); when[0] != 700*time.Millisecond {
			t.Errorf("the next waited %v", when[0])
		}
	})
}

func TestThrottledBucketProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBuckets(Budget{}, func() {}).of("x", "r")
		refused := make(chan error, 1)
		took(b, 100)
		go func() {
			_, err := b.take(context.Background(), PriorityRefresh, false)
			refused <- err
		}()
		synctest.Wait()
		b.throttled(30 * time.Second)
		var e *Error
		if err := <-refused; !errors.As(err, &e) || e.Kind != KindThrottled || e.RetryAfter != 30*time.Second {
			t.Errorf("who waited got %v", err)
		}
		pass(10 * time.Second)
		if _, err := b.take(context.Background(), PriorityRefresh, false); !errors.As(err, &e) || e.RetryAfter != 20*time.Second {
			t.Errorf("who came later got %v", err)
		}
		start := time.Now()
		var given time.Time
		for n := range 3 {
			given, _ = b.take(context.Background(), PriorityRefresh, true)
			if since := given.Sub(start).Round(time.Millisecond); since != 20*time.Second+time.Duration(n)*time.Second {
				t.Errorf("probe %d after %v", n, since)
			}
		}
		b.succeeded(start) // an answer from before does not count
		if when := took(b, 2); when[1] != 2*time.Second {
			t.Errorf("still probing: %v", when)
		}
		b.succeeded(given)
		if when := took(b, 5); when[4] != 2*time.Second { // at half of the pace
			t.Errorf("after a success: %v", when)
		}
	})
}

// TestSpare: what could leave at once, and nothing while others wait.
func TestSpare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBuckets(Budget{Burst: 10, PerSecond: 2}, func() {}).of("DescribeSpotPriceHistory", "r")
		spare := func(want int) {
			t.Helper()
			if n := b.spare(); n != want {
				t.Errorf("%d, want %d", n, want)
			}
		}
		spare(10)
		took(b, 7)
		spare(3)
		pass(time.Second)
		spare(5)
		done := make(chan bool)
		go func() {
			took(b, 7)
			close(done)
		}()
		synctest.Wait()
		spare(0)
		<-done
		spare(0)
		pass(time.Minute)
		spare(10)
		b.throttled(time.Minute)
		spare(0)
		pass(2 * time.Minute)
		spare(1) // it is only tried whether the cloud answers again
	})
}

// BenchmarkTake is what the budget costs a call that need not wait.
func BenchmarkTake(b *testing.B) {
	bucket := newBuckets(Budget{Burst: 1 << 40}, func() {}).of("DescribeInstances", "r")
	b.ReportAllocs()
	for b.Loop() {
		given, err := bucket.take(context.Background(), PriorityRefresh, true)
		if err != nil {
			b.Fatal(err)
		}
		bucket.succeeded(given)
	}
}
