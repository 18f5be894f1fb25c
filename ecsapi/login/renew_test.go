package login

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim/sts"
)

// The role that the SDKs' file does not name is the one that the instance has at the
// time, and not the one that it had at first.
func TestTheInstanceChangesItsRole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "")
		var role atomic.Value
		role.Store("ops")
		w.hosts[metadataHost+":80"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			sts.Metadata{Role: role.Load().(string), Life: time.Hour}.ServeHTTP(rw, r)
		})
		w.write(".alibabacloud/credentials", "[default]\ntype = ecs_ram_role\n")
		w.serve()
		l, c := w.login("")
		l.Owned(ecsapi.Identity{Account: "1000000000000001"})
		for _, now := range []string{"ops", "viewer"} {
			role.Store(now)
			if err := ask(c); err != nil {
				t.Errorf("as %s: %v", now, err)
			}
			<-time.After(2 * time.Hour) // the key has ended
		}
	})
}

// Another key in the file is taken when it is of the same account, and no other: what
// was begun in one account must not go on in another.
func TestAnotherKeyInTheFile(t *testing.T) {
	const readOnly = `"access_key_id":"LTAI-sim-readonly","access_key_secret":"sim-readonly-secret"`
	for owner, want := range map[string]string{
		"1000000000000001": "",
		"2":                "there is a key of another account now, 2 in place of 1000000000000001",
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, `{"profiles":[{"name":"p",`+keys+`}]}`)
			w.owner.Store(owner)
			w.serve()
			l, c := w.login("p")
			if err := ask(c); err != nil {
				t.Fatal(err)
			}
			l.Owned(ecsapi.Identity{Account: "1000000000000001"})
			<-time.After(time.Minute)
			w.gone.Store(true)
			w.write(".aliyun/config.json", `{"current":"q","profiles":[{"name":"q",`+keys+`},{"name":"p",`+readOnly+`}]}`)
			switch err := ask(c); {
			case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want)):
				t.Errorf("%v, want %q", err, want)
			}
			// Nor is a write sent with it, and by no means twice.
			before := c.Calls().Rev()
			_, err := c.Reboot(t.Context(), "cn-hangzhou", []ecsapi.InstanceID{"i-1"}, false)
			if sent := c.Calls().Rev() - before; want != "" && sent > 1 || err == nil {
				t.Errorf("%d calls, %v", sent, err)
			}
		})
	}
}

// So is another key in the SDKs' file, which must still be there and say one.
func TestAnotherKeyInTheSDKsFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const ini, first = ".alibabacloud/credentials", "[default]\ntype = access_key\naccess_key_id = LTAI-sim-operator\naccess_key_secret = sim-operator-secret\n"
		w := newWorld(t, "")
		w.serve()
		w.write(ini, first)
		l, c := w.login("")
		if err := ask(c); err != nil {
			t.Fatal(err)
		}
		l.Owned(ecsapi.Identity{Account: "1000000000000001"})
		w.gone.Store(true)
		for _, next := range []struct{ text, want string }{
			{"[other]\n", `~/.alibabacloud/credentials has no section "default" any more`},
			{"[default]\ntype = access_key\n", `section "default" has no access_key_id`},
			{strings.ReplaceAll(first, "operator", "readonly"), ""},
		} {
			<-time.After(time.Minute)
			w.write(ini, next.text)
			if err := ask(c); (err == nil) != (next.want == "") || err != nil && !strings.Contains(err.Error(), next.want) {
				t.Errorf("%v, want %q", err, next.want)
			}
		}
	})
}

// Who gives up does not wait for a key, nor keep others from it, and a key that lives
// is there at once while the next one is asked for.
func TestRenewalDoesNotHoldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, `{"profiles":[{"name":"p",`+keys+`,"ram_role_arn":"`+sts.RoleARN("ops")+`"}]}`)
		w.serve()
		l, c := w.login("p")
		if err := ask(c); err != nil {
			t.Fatal(err)
		}
		<-time.After(56 * time.Minute)
		w.broke.Store(true)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		for range 3 {
			begun := time.Now()
			if key, err := l.Keys.Key(over, c); err != nil || key.KeyID == "" || time.Since(begun) > 0 {
				t.Errorf("%s, %v after %v", key, err, time.Since(begun))
			}
		}
		<-time.After(5 * time.Minute)
		if _, err := l.Keys.Key(over, c); !errors.Is(err, context.Canceled) {
			t.Errorf("a dead key, and nobody waits: %v", err)
		}
	})
}

// A deck stays alive over twelve hours of keys that live for a quarter of one, and
// asks for each key once. While STS is out of order the old key goes on as long as it
// lives; then calls say whom they wait for, and go on by themselves.
func TestKeysAreRenewedAllDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, `{"current":"p","profiles":[{"name":"p","mode":"RamRoleArn","expired_seconds":900,`+keys+`,"ram_role_arn":"`+sts.RoleARN("ops")+`"}]}`)
		w.serve()
		_, c := w.login("")
		// A key is replaced ten minutes after it came: that of 6:00 at 6:10, or by 6:15.
		const down, dead, up = 6*time.Hour + 9*time.Minute, 6*time.Hour + 15*time.Minute, 6*time.Hour + 19*time.Minute
		refused, tries := 0, int32(0)
		begun := time.Now()
		for time.Since(begun) < 12*time.Hour {
			at := time.Since(begun)
			if outage := at >= down && at < up; outage != w.broke.Swap(outage) && !outage {
				tries = w.calls.Load() - tries
			} else if outage && tries == 0 {
				tries = w.calls.Load()
			}
			answers := make(chan error, 8) // of many calls at once only one asks
			for range cap(answers) {
				go func() { answers <- ask(c) }()
			}
			for range cap(answers) {
				switch err := <-answers; {
				case err == nil:
				case at < dead || at >= up+time.Minute || !strings.Contains(err.Error(), "role/ops can't be assumed: AssumeRole"):
					t.Fatalf("after %v: %v", at, err)
				default:
					refused++
				}
			}
			<-time.After(time.Minute)
		}
		if refused == 0 {
			t.Error("STS was out of order for ten minutes, and nobody noticed")
		}
		if n := w.calls.Load() - tries; n < 71 || n > 73 {
			t.Errorf("%d calls of AssumeRole for 72 keys, besides %d while STS was out of order", n, tries)
		}
	})
}
