package ecsapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Answers that are too much are refused, whatever they are too much of.
func TestTooMuch(t *testing.T) {
	rows := func(n int, row string) string { return strings.TrimSuffix(strings.Repeat(row+",", n), ",") }
	for name, c := range map[string]struct {
		body string
		ask  func(*Client) error
		want string
	}{
		"objects": {`{"RequestId":"r","TotalCount":1,"Instances":{"Instance":[` + rows(70_000, "{}") + `]}}`, read, "the answer is too large"},
		"regions": {`{"RequestId":"r","Regions":{"Region":[` + rows(2_000, `{"RegionId":"x"}`) + `]}}`, func(c *Client) error {
			_, err := c.Regions(context.Background())
			return err
		}, "the answer counts 2000 rows"},
		"disks that are not listed": {`{"RequestId":"r"}`, func(c *Client) error {
			_, err := c.Disks(context.Background(), "cn-hangzhou", []InstanceID{"i-1"})
			return err
		}, "the answer has no list of disks"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				err := c.ask(serve(t, answers(200, "application/json", c.body), Options{}))
				if e := (*Error)(nil); !errors.As(err, &e) || e.Kind != KindAnswer || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%v, want %q", err, c.want)
				}
			})
		})
	}
}

// A text is no longer than one of the cloud's may be, and neither is what is remembered
// of a call.
func TestLongTexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		long := strings.Repeat("名", 100_000)
		c := serve(t, answers(200, "application/json", `{"RequestId":"`+long+`","TotalCount":1,"Instances":{"Instance":[{"InstanceId":"i-1","InstanceName":"`+long+`","Tags":{"Tag":[{"TagKey":"`+long+`"}]}}]}}`), Options{})
		all, err := c.Instances(t.Context(), Query{Region: "cn-hangzhou"})
		if err != nil || len(all) != 1 || len(all[0].Name) > maxField+3 || !strings.HasSuffix(all[0].Name, "名…") || len(all[0].Tags[0].Key) > maxField+3 {
			t.Fatalf("%v", err)
		}
		if id := c.Calls().Recent(1)[0].RequestID; len(id) > 200 {
			t.Errorf("a RequestId of %d bytes is remembered", len(id))
		}
		c = serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 403, "Forbidden", strings.Repeat("a", 1<<20)+testKey.Secret)
		}), Options{})
		if err := read(c); len(err.Error()) > 600 {
			t.Errorf("an error of %d bytes", len(err.Error()))
		}
	})
}

// What is locked is read before all else, and a list of it without an end keeps nothing
// else from being read.
func TestLockedInstancesWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Has("PageNumber") {
				refusal(w, 400, "InvalidParameter", "PageNumber is no longer taken")
				return
			}
			fmt.Fprintf(w, `{"RequestId":"r","NextToken":"%d","Instances":{"Instance":[]}}`, calls.Add(1))
		}), Options{})
		_, err := c.Instances(t.Context(), Query{Region: "cn-hangzhou", LockReason: LockRecycling})
		if err == nil || !strings.Contains(err.Error(), "the pages have no end") || calls.Load() != maxLockedPages {
			t.Errorf("%v after %d pages", err, calls.Load())
		}
	})
}

// A read that waits out a throttling does not wait for ever.
func TestThrottledForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 400, "Throttling.User", "m")
		}), Options{})
		began := time.Now()
		_, err := c.RenewalPrice(t.Context(), "cn-hangzhou", "i-1", Period{1, Month})
		var e *Error
		if took := time.Since(began); !errors.As(err, &e) || e.Kind != KindThrottled || took < waitFor || took > waitFor+2*time.Minute {
			t.Errorf("%v after %v", err, took)
		}
	})
}

// Of large answers no more are read at once than memory is for; small ones and those of
// who gives up wait for none.
func TestLargeAnswersWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun atomic.Int64
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if r.URL.Query().Get("Action") == "DescribeZones" {
				io.WriteString(w, `{"RequestId":"r"}`)
				return
			}
			io.WriteString(w, strings.Repeat(" ", 4<<20))
			w.(http.Flusher).Flush()
			begun.Add(1) // it was read
			<-r.Context().Done()
		}), Options{})
		ctx, cancel := context.WithCancel(t.Context())
		for i := range 3 * mostLarge {
			go c.Instances(ctx, Query{Region: RegionID(fmt.Sprint("cn-", i))})
		}
		pass(time.Second)
		if n := begun.Load(); n != mostLarge {
			t.Errorf("%d large answers are read at once", n)
		}
		if _, err := c.Zones(ctx, "cn-hangzhou"); err != nil {
			t.Errorf("a small answer: %v", err)
		}
		cancel()
		synctest.Wait()
		if len(c.large) != 0 {
			t.Errorf("%d places are never given back", len(c.large))
		}
	})
}
