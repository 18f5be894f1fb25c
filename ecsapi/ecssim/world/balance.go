package world

import (
	"math"
	"sync"
)

// StartBalance is the least balance with which something to be paid by the hour
// may be created or started, in CNY.
const StartBalance = 100

// MostBalance bounds what a balance can be set to, so that it can be counted.
const MostBalance = 1e12

// balance is the money of the account, counted in ticks of a thousandth so that sums are exact.
type balance struct {
	mu    sync.Mutex
	ticks int64
}

func inTicks(amount float64) int64 { return int64(math.Round(amount * 1000)) }

// Charge takes an amount of CNY, 0 or more, from the account: all of it or, with
// an error, nothing. An account in arrears pays for nothing.
func (c *Cloud) Charge(amount float64) error {
	b, cost := &c.balance, inTicks(amount)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.lacks(cost); err != nil {
		return err
	}
	b.ticks -= cost
	return nil
}

// Affords says why the account can't pay an amount, or nil.
func (c *Cloud) Affords(amount float64) error {
	b := &c.balance
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.lacks(inTicks(amount))
}

// lacks says why the account can't pay, or nil. The caller holds the lock.
func (b *balance) lacks(cost int64) error {
	switch {
	case b.ticks < 0:
		return errArrearage
	case cost > b.ticks:
		return ErrBalance
	}
	return nil
}

// Balance is what the account has, in CNY; below 0 it is in arrears.
func (c *Cloud) Balance() float64 {
	c.balance.mu.Lock()
	defer c.balance.mu.Unlock()
	return float64(c.balance.ticks) / 1000
}

// SetBalance gives the account an amount of CNY; below 0 it is in arrears. What was due before is paid, or not, from what there
// was before.
func (c *Cloud) SetBalance(amount float64) {
	defer c.Changed.Add(1)
	now := c.Now()
	for _, r := range c.Regions {
		r.Lock(now)
		r.Unlock()
	}
	c.balance.mu.Lock()
	defer c.balance.mu.Unlock()
	c.balance.ticks = inTicks(min(max(amount, -MostBalance), MostBalance))
}
