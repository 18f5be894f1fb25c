package ecssim

import (
	"slices"
	"sync"
	"testing"
)

func TestClientToken(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	typ := s.sold(100)
	args := s.goods("InstanceType", typ, "Amount", "2", "ClientToken", "once")
	var first, again created
	s.into(&first, "RunInstances", args...)
	s.into(&again, "RunInstances", args...)
	if !slices.Equal(first.InstanceIdSets.InstanceIdSet, again.InstanceIdSets.InstanceIdSet) {
		t.Errorf("%v, then %v", first, again)
	}
	if a, b := s.call("RunInstances", args...), s.call("RunInstances", args...); a.RequestId == b.RequestId {
		t.Error("two calls have one request id")
	}
	expect(t, s.call("RunInstances", append(args, "InstanceName", "other")...), 400, "IdempotentParameterMismatch")
	s.into(&again, "CreateInstance", s.goods("InstanceType", typ, "ClientToken", "once")...) // another action
	s.settled()
	if n := s.total(); n != 3 {
		t.Errorf("%d instances", n)
	}
}

func TestTokenOfAFailureIsUnused(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	typ := s.sold(100)
	expect(t, s.call("RunInstances", s.goods("InstanceType", typ, "ClientToken", "t", "Amount", "0")...), 403, "InvalidParam.Amount")
	s.run("InstanceType", typ, "ClientToken", "t")
}

// Attempts that overtake each other are one write, too.
func TestTokenAtOnce(t *testing.T) {
	s := newShop(t, frozen(NoInstances))
	args := s.goods("ClientToken", "t")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { s.call("RunInstances", args...) })
	}
	wg.Wait()
	s.settled()
	if n := s.total(); n != 1 {
		t.Errorf("%d instances", n)
	}
}
