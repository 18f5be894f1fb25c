package ecsapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// writes are all calls that change the cloud, or would if they were no dry run.
var writes = map[string]func(context.Context, *Client) error{
	StartInstances: func(ctx context.Context, c *Client) error { _, err := c.Start(ctx, "r", someIDs); return err },
	StopInstances: func(ctx context.Context, c *Client) error {
		_, err := c.Stop(ctx, "r", someIDs, StopOptions{Force: true})
		return err
	},
	RebootInstances: func(ctx context.Context, c *Client) error { _, err := c.Reboot(ctx, "r", someIDs, false); return err },
	RunInstances: func(ctx context.Context, c *Client) error {
		_, err := c.Run(ctx, Launch{Region: "r", Amount: 2}, "t")
		return err
	},
	RunInstances + ", dry run": func(ctx context.Context, c *Client) error { return c.CheckRun(ctx, Launch{Region: "r", Amount: 1}) },
	CreateInstance: func(ctx context.Context, c *Client) error {
		_, err := c.Create(ctx, Launch{Region: "r", Amount: 1}, "t")
		return err
	},
	DeleteInstances: func(ctx context.Context, c *Client) error {
		_, err := c.Delete(ctx, "r", someIDs, false, "t")
		return err
	},
	RenewInstance: func(ctx context.Context, c *Client) error {
		_, _, err := c.Renew(ctx, "r", "i-1", Period{1, Month}, "t")
		return err
	},
	ModifyInstanceAutoRenewAttribute: func(ctx context.Context, c *Client) error {
		_, err := c.SetAutoRenewal(ctx, "r", someIDs, AutoRenewal{})
		return err
	},
	ModifyInstanceAutoReleaseTime: func(ctx context.Context, c *Client) error {
		_, err := c.SetAutoRelease(ctx, "r", "i-1", time.Time{})
		return err
	},
	ModifyInstanceAttribute: func(ctx context.Context, c *Client) error {
		_, err := c.SetAttributes(ctx, "r", "i-1", Attributes{Name: "web"})
		return err
	},
	AllocatePublicIPAddress: func(ctx context.Context, c *Client) error { _, _, err := c.Address(ctx, "r", "i-1"); return err },
	AttachKeyPair: func(ctx context.Context, c *Client) error {
		_, err := c.AttachKeyPair(ctx, "r", someIDs, "deploy")
		return err
	},
	TagResources: func(ctx context.Context, c *Client) error {
		_, err := c.Tag(ctx, "r", someIDs, []Tag{{"k", "v"}})
		return err
	},
	UntagResources: func(ctx context.Context, c *Client) error {
		_, err := c.Untag(ctx, "r", someIDs, []string{"k"})
		return err
	},
	CreateSnapshot: func(ctx context.Context, c *Client) error {
		_, err := c.CreateSnapshot(ctx, "r", "d-1", "", "t")
		return err
	},
}

var someIDs = []InstanceID{"i-1", "i-2"}

func TestReadOnlyRefusesEveryWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { calls.Add(1) }), Options{ReadOnly: true})
		for name, write := range writes {
			var e *Error
			if err := write(t.Context(), c); !errors.As(err, &e) || e.Kind != KindReadOnly || e.MayHaveApplied || e.Region != "r" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if calls.Load() != 0 || c.Calls().Rev() != 0 {
			t.Errorf("%d calls left, %d logged", calls.Load(), c.Calls().Rev())
		}
	})
	// A key that may only read is refused by the cloud, without effect.
	synctest.Test(t, func(t *testing.T) {
		_, key := ecssim.New(ecssim.Config{Instances: 1, Regions: 1}).Keys()
		s := newShop(t, ecssim.Config{Instances: 20}, Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}})
		for name, write := range writes {
			var e *Error
			if err := write(t.Context(), s.c); !errors.As(err, &e) || e.Kind != KindForbidden || e.MayHaveApplied {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// What a write's error says of its effect, and how often the client sends it.
func TestWhatBecameOfAWrite(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		kind   Kind
		sent   bool
	}{
		{"refused", func(w http.ResponseWriter, r *http.Request) { refusal(w, 403, "IncorrectInstanceStatus", "no") }, KindState, false},
		{"a failing server", func(w http.ResponseWriter, r *http.Request) { refusal(w, 500, "InternalError", "oops") }, KindServer, true},
		{"no JSON", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>")) }, KindAnswer, true},
		{"an empty answer", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("{}")) }, KindAnswer, true},
		{"no answer", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, KindNetwork, true},
		{"late", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, KindTimeout, true},
		{"another operation", func(w http.ResponseWriter, r *http.Request) { refusal(w, 409, "OperationConflict", "wait") }, KindBusy, false},
		{"out of service", func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 503, "LimitedOperation.ServiceUnavailable", "wait")
		}, KindBusy, true},
		{"still at it", func(w http.ResponseWriter, r *http.Request) { refusal(w, 403, "LastTokenProcessing", "wait") }, KindBusy, true},
	} {
		for name, write := range writes {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					calls.Add(1)
					tt.answer(w, r)
				}), Options{})
				var e *Error
				sent := tt.sent
				if tt.name == "still at it" { // without a token there is no earlier request to be at
					sent = slices.Contains(tokened, strings.TrimSuffix(name, ", dry run"))
				}
				if err := write(t.Context(), c); !errors.As(err, &e) || e.Kind != tt.kind || e.MayHaveApplied != sent {
					t.Errorf("%s, %s: %#v", name, tt.name, err)
				}
				if dry := name == RunInstances+", dry run"; calls.Load() != 1 && !dry {
					t.Errorf("%s, %s: sent %d times", name, tt.name, calls.Load())
				}
			})
		}
	}
}

// Writes whose budget is spent wait, and leave no more once their gate is shut.
func TestWritesWaitAtTheGate(t *testing.T) {
	for name, write := range writes {
		synctest.Test(t, func(t *testing.T) {
			var left atomic.Int64
			c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				left.Add(1)
				refusal(w, 400, "Throttling.User", "too many")
			}), Options{})
			gate, shut := context.WithCancel(t.Context())
			time.AfterFunc(5*time.Second, shut)
			var e *Error
			if err := write(WithGate(t.Context(), gate), c); !errors.As(err, &e) || e.Kind != KindCancelled || e.MayHaveApplied || left.Load() != 1 {
				t.Errorf("%s: %v after %d calls", name, err, left.Load())
			}
		})
	}
}
