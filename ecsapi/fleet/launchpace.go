package fleet

import (
	"context"
	"sync"
	"time"
)

// An account may create 5,000 instances in a minute. Half of them may go at
// once, and half a minute after that, so that no minute sees more.
const (
	launchBurst = 2500
	launchTime  = time.Minute / launchBurst
)

// pace spreads creations so that they stay within the account's limit.
type pace struct {
	mu  sync.Mutex
	due time.Time // by when all that left are within the limit
}

// wait waits until n more may be created and reports whether ctx let it.
func (p *pace) wait(ctx context.Context, n int) bool {
	p.mu.Lock()
	now := time.Now()
	if p.due.Before(now) {
		p.due = now
	}
	pause := p.due.Sub(now) - launchBurst*launchTime
	p.due = p.due.Add(time.Duration(n) * launchTime)
	p.mu.Unlock()
	return pause <= 0 && ctx.Err() == nil || wait(ctx, max(pause, 0))
}
