package ecsapi

import (
	"context"
	"sync"
	"time"

	"ecsdeck/ecsapi/ratelimit"
)

// Limits is what is known of the cloud's limits on calls.
func (c *Client) Limits() *ratelimit.Limits { return c.buckets.limits }

// KeepLimits has save called when what is known of the limits changed by a fifth, some seconds
// later and beside the calls, and when the client is closed.
func (c *Client) KeepLimits(save func()) {
	c.limits.mu.Lock()
	c.limits.save = save
	moved := c.limits.moved
	c.limits.mu.Unlock()
	if moved {
		c.keepLimits()
	}
}

// keptLimits is when the limits are saved.
type keptLimits struct {
	mu      sync.Mutex
	save    func()
	moved   bool // since they were saved
	waiting bool
}

// saveAfter lets what is learned together be saved together.
const saveAfter = 10 * time.Second

// keepLimits has the limits saved soon.
func (c *Client) keepLimits() {
	k := &c.limits
	k.mu.Lock()
	defer k.mu.Unlock()
	k.moved = true
	if k.save == nil || k.waiting {
		return
	}
	k.waiting = true
	time.AfterFunc(saveAfter, func() {
		c.InBackground(func(context.Context) { c.saveLimits() })
	})
}

// saveLimits saves the limits if they moved.
func (c *Client) saveLimits() {
	k := &c.limits
	k.mu.Lock()
	save := k.save
	due := k.moved && save != nil
	k.moved, k.waiting = k.moved && save == nil, false
	k.mu.Unlock()
	if due {
		save()
	}
}
