package ecsapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// secrets are what no error and no log may show.
var secrets = []string{
	testKey.Secret, testKey.Token, testKey.KeyID, url.QueryEscape(testKey.Secret), url.QueryEscape(testKey.Token),
}

// signature finds one of a request, which could be sent again.
var signature = regexp.MustCompile(`Signature(Nonce)?(=|%3D|%253D)[^<]`)

// everything returns all that a person could come to see of an error.
func everything(err error) string {
	s := ""
	for err != nil {
		s += fmt.Sprintf("%v %+v %#v\n", err, err, err)
		err = errors.Unwrap(err)
	}
	return s
}

func TestErrorsFromTheWire(t *testing.T) {
	signed := func(w http.ResponseWriter, r *http.Request) {
		u := r.URL.Query()
		refusal(w, 400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&"+url.QueryEscape(u.Encode()))
	}
	for _, tt := range []struct {
		name    string
		handler http.HandlerFunc
		kind    Kind
		code    string
		hint    string
		says    string
	}{
		{"wrong secret", signed, KindCredentials, "SignatureDoesNotMatch", "The secret does not belong to this access key.", "Specified signature"},
		{"unknown key", func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 404, "InvalidAccessKeyId.NotFound", "Specified access key "+testKey.KeyID+" is not found.")
		}, KindCredentials, "InvalidAccessKeyId.NotFound", "This access key does not exist.", "LTAI…abcd"},
		{"echoed request", func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 400, "InvalidParameter", "bad request "+r.URL.RawQuery)
		}, KindInvalid, "InvalidParameter", "", "bad request"},
		{"clock", func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
		}, KindClock, "InvalidTimeStamp.Expired", string(hints[KindClock]), ""},
		{"denied", func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 403, "Forbidden.RAM", "User not authorized to operate on the specified resource.")
		}, KindForbidden, "Forbidden.RAM", string(hints[KindForbidden]), ""},
		{"escapes in the message", func(w http.ResponseWriter, r *http.Request) {
			refusal(w, 400, "Invalid\x1bThing", "a\x1b[31mb\u202ec")
		}, KindInvalid, "InvalidThing", "", "a[31mbc"},
		{"proxy page", func(w http.ResponseWriter, r *http.Request) {
			answers(407, "text/html; charset=utf-8", "<html>"+r.URL.String()+"</html>").ServeHTTP(w, r)
		}, KindAnswer, "", string(hints[KindAnswer]), "HTTP 407 and no answer of the ECS API but text/html"},
		{"portal that says 200", answers(200, "text/html", "<html>log in</html>").ServeHTTP, KindAnswer, "", "", "HTTP 200"},
		{"gateway failure", answers(502, "text/html", "<html>502</html>").ServeHTTP, KindServer, "", string(hints[KindServer]), "HTTP 502"},
		{"numeric code", answers(403, "application/json", `{"Code":403,"Message":"denied"}`).ServeHTTP, KindAnswer, "", "", "HTTP 403"},
		{"numeric message", answers(500, "application/json", `{"Code":"X","Message":5,"AccessDeniedDetail":"no"}`).ServeHTTP, KindServer, "", "", "HTTP 500"},
		{"empty success", answers(200, "application/json", ``).ServeHTTP, KindAnswer, "", "", "HTTP 200"},
		{"empty object", answers(200, "application/json", `{}`).ServeHTTP, KindAnswer, "", "", "HTTP 200"},
		{"success with a code", answers(200, "application/json", `{"RequestId":"REQ-9","Code":"Forbidden.RAM","Message":"no"}`).ServeHTTP, KindForbidden, "Forbidden.RAM", "", "no (REQ-9)"},
		{"list where an object belongs", answers(200, "application/json", `{"RequestId":"r","Instances":{"Instance":"none"}}`).ServeHTTP, KindAnswer, "", "", ""},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://evil.example/?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
		}, KindAnswer, "", "", "redirect"},
		{"connection cut", func(w http.ResponseWriter, r *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"RequestId\"")
			conn.Close()
		}, KindNetwork, "", string(hints[KindNetwork]), "the connection broke"},
		{"no answer", func(w http.ResponseWriter, r *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		}, KindNetwork, "", "", ""},
		{"not HTTP", func(w http.ResponseWriter, r *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			io.WriteString(conn, "SSH-2.0-OpenSSH_9.2 "+r.URL.String()+"\r\n")
			conn.Close()
		}, KindNetwork, "", "", ""},
		{"another protocol and silence", func(w http.ResponseWriter, r *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n{")
			io.Copy(io.Discard, conn)
		}, KindAnswer, "", string(hints[KindAnswer]), "HTTP 101"},
		{"no list", answers(200, "application/json", `{"RequestId":"r"}`).ServeHTTP, KindAnswer, "", "", "no list of instances"},
		{"signature with invisible signs", func(w http.ResponseWriter, r *http.Request) {
			spaced := ""
			for _, c := range r.URL.Query().Get("Signature") + r.URL.Query().Get("AccessKeyId") {
				spaced += string(c) + "\u200b"
			}
			refusal(w, 400, "InvalidParameter", "no: "+spaced)
		}, KindInvalid, "InvalidParameter", "", "no: <signature>LTAI…abcd"},
		{"signature as RequestId", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Acs-Request-Id", r.URL.Query().Get("Signature"))
			w.WriteHeader(500)
		}, KindServer, "", "", "(<signature>)"},
		{"silence", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, KindTimeout, "", string(hints[KindTimeout]), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := serve(t, tt.handler, Options{})
				err := read(c)
				var e *Error
				if !errors.As(err, &e) {
					t.Fatalf("got %v", err)
				}
				if e.Kind != tt.kind || e.Code != tt.code || tt.hint != "" && string(e.Hint()) != tt.hint || !strings.Contains(e.Error(), tt.says) {
					t.Errorf("kind %s, code %q, hint %q: %v", e.Kind, e.Code, e.Hint(), e)
				}
				if e.Hint() == "" || e.API != "DescribeInstances" || e.Region != "cn-hangzhou" || strings.Contains(e.Error(), "\n") {
					t.Errorf("incomplete: %#v", e)
				}
				seen := everything(err) + fmt.Sprintf("%+v", c.Calls().Recent(10))
				for _, s := range secrets {
					if strings.Contains(seen, s) {
						t.Errorf("%q is in %s", s, seen)
					}
				}
				if s := signature.FindString(seen); s != "" {
					t.Errorf("%q is in %s", s, seen)
				}
			})
		})
	}
}

func TestNoConnection(t *testing.T) {
	for _, tt := range []struct {
		err  error
		hint string
	}{
		{&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "ecs.x.aliyuncs.com"}}, string(hintName)},
		{&net.OpError{Op: "dial", Net: "tcp", Err: net.ErrClosed}, string(hintRefused)},
		{errors.New("proxyconnect: http://me:hunter2@proxy " + testKey.Secret), string(hints[KindNetwork])},
	} {
		synctest.Test(t, func(t *testing.T) {
			dials := 0
			c, err := New(Options{Credentials: testKey, Endpoint: "http://127.0.0.1", Dial: func(context.Context, string, string) (net.Conn, error) {
				dials++
				return nil, tt.err
			}})
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.Start(context.Background(), "cn-hangzhou", []InstanceID{"i-1"})
			var e *Error
			if !errors.As(err, &e) || e.Kind != KindNetwork || e.MayHaveApplied || string(e.Hint()) != tt.hint {
				t.Errorf("got %v, hint %q", err, e.Hint())
			}
			if dials != attempts { // nothing was sent, so even a write may be
				t.Errorf("%d dials", dials)
			}
			if s := everything(err); strings.Contains(s, testKey.Secret) || strings.Contains(s, "hunter2") {
				t.Error(s)
			}
		})
	}
}

// endless is an answer that never stops.
func endless(w http.ResponseWriter, r *http.Request) {
	block := make([]byte, 1<<20)
	for i := range block {
		block[i] = ' '
	}
	for {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

func TestHugeAnswer(t *testing.T) {
	c := serve(t, http.HandlerFunc(endless), Options{})
	err := c.failureOf(call{api: "DescribeInstances", region: "r", timeout: time.Minute})
	if err == nil || err.Kind != KindAnswer || !strings.Contains(err.Error(), "too large") {
		t.Errorf("got %v", err)
	}
}

func TestRetries(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fails int
		fail  http.Handler
		write bool
		calls int64
		sent  bool
	}{
		{"a read survives two failures", 2, answers(500, "application/json", `{"RequestId":"r","Code":"InternalError","Message":"m"}`), false, 3, false},
		{"a read gives up", 9, answers(503, "application/json", `{"RequestId":"r","Code":"ServiceUnavailable","Message":"m"}`), false, 3, true},
		{"a read is not repeated when refused", 9, answers(403, "application/json", `{"RequestId":"r","Code":"Forbidden.RAM","Message":"m"}`), false, 1, false},
		{"a write that may have worked is not repeated", 9, answers(500, "application/json", `{"RequestId":"r","Code":"InternalError","Message":"m"}`), true, 1, true},
		{"a write without an answer of the API", 9, answers(502, "text/html", `<html>`), true, 1, true},
		{"a write that was refused did nothing", 9, answers(403, "application/json", `{"RequestId":"r","Code":"IncorrectInstanceStatus","Message":"m"}`), true, 1, false},
		{"a throttled write is sent again", 2, answers(400, "application/json", `{"RequestId":"r","Code":"Throttling.User","Message":"m"}`), true, 3, false},
		{"a write with status 200 and the code of a throttling", 9, answers(200, "application/json", `{"RequestId":"r","Code":"Throttling.User","Message":"m"}`), true, 1, true},
		{"a write with status 200 and the code of a failure", 9, answers(200, "application/json", `{"RequestId":"r","Code":"InternalError","Message":"m"}`), true, 1, true},
		{"a write with status 200 and the code of a refusal", 9, answers(200, "application/json", `{"RequestId":"r","Code":"IncorrectInstanceStatus","Message":"m"}`), true, 1, true},
		{"a write throttled by a failing gateway", 9, answers(503, "application/json", `{"RequestId":"r","Code":"Throttling","Message":"m"}`), true, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if calls.Add(1) <= int64(tt.fails) {
						tt.fail.ServeHTTP(w, r)
						return
					}
					answers(200, "application/json", `{"RequestId":"r","TotalCount":0,"InstanceResponses":{"InstanceResponse":[{"InstanceId":"i-1","Code":"200"}]}}`).ServeHTTP(w, r)
				}), Options{})
				var err error
				if tt.write {
					_, err = c.Start(context.Background(), "cn-hangzhou", []InstanceID{"i-1"})
				} else {
					err = read(c)
				}
				if calls.Load() != tt.calls || (err == nil) != (tt.fails < int(tt.calls)) {
					t.Errorf("%d calls, %v", calls.Load(), err)
				}
				var e *Error
				if errors.As(err, &e) && e.MayHaveApplied != tt.sent {
					t.Errorf("sent is %v", e.MayHaveApplied)
				}
				if got := c.Calls().Recent(9); len(got) != int(tt.calls) || got[0].Attempt != int(tt.calls) {
					t.Errorf("log: %+v", got)
				}
			})
		})
	}
}

// An answer with status 200 and a Code that means success is one.
func TestSuccessWithACode(t *testing.T) {
	for _, code := range []string{"200", "Success"} {
		synctest.Test(t, func(t *testing.T) {
			body := `{"RequestId":"r","Code":"` + code + `","TotalCount":1,"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"}]},
				"InstanceResponses":{"InstanceResponse":[{"InstanceId":"i-1","Code":"200","CurrentStatus":"Stopping"}]}}`
			c := serve(t, answers(200, "application/json", body), Options{})
			if all, err := c.Instances(t.Context(), Query{Region: "r"}); err != nil || len(all) != 1 {
				t.Errorf("%s: %d instances, %v", code, len(all), err)
			}
			if o, err := c.Stop(t.Context(), "r", []InstanceID{"i-1"}, StopOptions{}); err != nil || o[0].Err != nil || o[0].To != Stopping {
				t.Errorf("%s: %+v, %v", code, o, err)
			}
			c = serve(t, answers(200, "application/json", `{"RequestId":"r","Code":"`+code+`"}`), Options{})
			if err := read(c); err == nil {
				t.Errorf("%s without a list of instances was taken for an empty region", code)
			}
		})
	}
}

// A write that waits, for its budget or for another try, does not leave once
// its gate is shut; one on the wire gets its answer.
func TestGate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		handle func(n int64, w http.ResponseWriter)
		calls  int64
		kind   Kind
	}{
		{"throttled", func(n int64, w http.ResponseWriter) {
			w.Header().Set("x-acs-retry-after", "1500")
			refusal(w, 400, "Throttling.User", "m")
		}, 1, KindCancelled},
		{"on the wire", func(n int64, w http.ResponseWriter) {
			pass(2 * time.Second)
			answers(200, "application/json", `{"RequestId":"r","InstanceResponses":{"InstanceResponse":[{"InstanceId":"i-1","Code":"200"}]}}`).ServeHTTP(w, nil)
		}, 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int64
				c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { tt.handle(calls.Add(1), w) }), Options{})
				gate, shut := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, shut)
				_, err := c.Stop(WithGate(t.Context(), gate), "r", []InstanceID{"i-1"}, StopOptions{})
				var e *Error
				if errors.As(err, &e); (err == nil) != (tt.kind == "") || e != nil && (e.MayHaveApplied || e.Kind != tt.kind) {
					t.Errorf("%v", err)
				}
				if pass(time.Minute); calls.Load() != tt.calls {
					t.Errorf("%d calls left", calls.Load())
				}
			})
		})
	}
}

func TestThrottledReadFailsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int64
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			calls.Add(1)
			refusal(w, 400, "Throttling.User", "Request was denied due to user flow control.")
		}), Options{})
		start := time.Now()
		var e *Error
		if err := read(c); !errors.As(err, &e) || e.Kind != KindThrottled || e.RetryAfter < time.Second || e.RetryAfter > 62*time.Second {
			t.Errorf("got %v, %v", err, e.RetryAfter)
		}
		for range 100 { // who asks meanwhile costs the cloud nothing
			if err := read(c); !errors.As(err, &e) || e.Kind != KindThrottled {
				t.Fatal(err)
			}
		}
		if time.Since(start) > time.Second || calls.Load() != 1 {
			t.Errorf("%d calls in %v", calls.Load(), time.Since(start))
		}
		_, err := c.Instances(context.Background(), Query{Region: "cn-beijing"})
		if errors.As(err, &e); calls.Load() != 2 {
			t.Errorf("another region was held back: %v", err)
		}
		pass(62 * time.Second)
		read(c)
		if calls.Load() != 3 {
			t.Error("no probe after the wait")
		}
	})
}

func TestRetryAfterHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("x-acs-retry-after", "1500")
			refusal(w, 429, "Throttling", "m")
		}), Options{})
		var e *Error
		if err := read(c); !errors.As(err, &e) || e.RetryAfter != 1500*time.Millisecond {
			t.Errorf("got %v", e.RetryAfter)
		}
		for _, header := range []string{"X-Acs-Retry-After", "Retry-After"} {
			if d := c.retryAfter(http.Header{header: {"9223372036854775807"}}); d != 5*time.Minute {
				t.Errorf("%s beyond numbers is %v", header, d)
			}
		}
	})
}

// What the simulated endpoint's limits say is what is waited for, no more.
func TestRetryAfterOfALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := simulate(t, ecssim.Config{
			Instances: 100, RetryAfter: true, Limits: ecssim.Limits{"DescribeInstances": {Calls: 1, Per: time.Minute}},
		}, Options{})
		<-time.After(20 * time.Second) // into a minute
		if err := read(c); err != nil {
			t.Fatal(err)
		}
		err := read(c)
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindThrottled || e.RetryAfter <= 39*time.Second || e.RetryAfter > 40*time.Second {
			t.Fatalf("%v, again in %v", err, e.RetryAfter)
		}
		<-time.After(e.RetryAfter)
		if err := read(c); err != nil {
			t.Error(err)
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := make(chan bool, 1)
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			gone <- true
		}), Options{})
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := c.Stop(ctx, "cn-hangzhou", []InstanceID{"i-1"}, StopOptions{})
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindCancelled || !errors.Is(err, context.Canceled) || !e.MayHaveApplied {
			t.Errorf("got %#v", e)
		}
		if <-gone; time.Since(start) != time.Second {
			t.Errorf("took %v", time.Since(start))
		}

		time.AfterFunc(time.Second, c.Close)
		if err := read(c); !errors.As(err, &e) || e.Kind != KindCancelled {
			t.Errorf("closed: %v", err)
		}
		if err := read(c); !errors.As(err, &e) || e.Kind != KindCancelled || e.MayHaveApplied {
			t.Errorf("after the close: %v", err)
		}
	})
}

func TestWhatOnlyReads(t *testing.T) {
	for query, want := range map[string]bool{
		"Action=DescribeInstances": true, "Action=StopInstances": false, "": false, "action=DescribeInstances": false,
		"Action=DescribeInstances&Action=StopInstances": false,
	} {
		r, _ := http.NewRequest("POST", "http://127.0.0.1/?"+query, nil)
		if reads(r) != want {
			t.Errorf("reads(%s) is %v", query, !want)
		}
	}
	r, _ := http.NewRequest("POST", "http://127.0.0.1/?Action=DescribeInstances", nil)
	r.Header["x-acs-action"] = []string{"DeleteInstances"}
	if reads(r) {
		t.Error("the action of a header was overlooked")
	}
}
