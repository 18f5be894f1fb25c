package ecsapi

import (
	"context"
	"errors"
	"net"
	"testing"
)

// What can't be a region would name another host than the cloud's, which would get a
// signed request.
func TestRegionsNameNoOtherHost(t *testing.T) {
	for _, vpc := range []bool{false, true} {
		c, err := New(Options{Credentials: testKey, VPC: vpc, Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
			t.Errorf("connects to %s", addr)
			return nil, net.ErrClosed
		}})
		if err != nil {
			t.Fatal(err)
		}
		for _, region := range []RegionID{"evil.example/x", "x.evil.example#", "a@evil.example", "cn hangzhou"} {
			var e *Error
			if _, err := c.Zones(t.Context(), region); !errors.As(err, &e) || e.Kind != KindInvalid || e.MayHaveApplied {
				t.Errorf("%s: %v", region, err)
			}
		}
		c.Close()
	}
}
