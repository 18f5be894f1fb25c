package model_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
)

// configured is a login by the profile prod of a file that changes.
type configured struct {
	*testing.T
	home string
	ecsapi.KeySource
}

const (
	operatorKey = `"access_key_id":"LTAI-sim-operator","access_key_secret":"sim-operator-secret"`
	readonlyKey = `"access_key_id":"LTAI-sim-readonly","access_key_secret":"sim-readonly-secret"`
)

func configure(t *testing.T) *configured {
	c := &configured{T: t, home: t.TempDir()}
	c.write(operatorKey)
	l, err := login.Find(login.Lookup{Getenv: func(string) string { return "" }, Home: c.home})
	if err != nil {
		t.Fatal(err)
	}
	c.KeySource = l.Keys
	return c
}

func (c *configured) write(key string) {
	c.Helper()
	path := filepath.Join(c.home, ".aliyun", "config.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		c.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(`{"current":"prod","profiles":[{"name":"prod","mode":"AK",`+key+`}]}`), 0o600); err != nil {
		c.Fatal(err)
	}
}

// otherOwner answers that the read-only key is of another account.
func otherOwner(cloud http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Get("Action") == ecsapi.GetCallerIdentity && q.Get("AccessKeyId") == "LTAI-sim-readonly" {
			fmt.Fprint(w, `{"RequestId":"R","AccountId":"2000000000000002","IdentityType":"RAMUser","Arn":"acs:ram::2000000000000002:user/x"}`)
			return
		}
		cloud.ServeHTTP(w, r)
	})
}

// reads finds a text on screen, whatever lines they are wrapped into.
func (r *rig) reads(text string) {
	r.t.Helper()
	lines, left := strings.Split(r.screen(), "\n"), 0
	for i, line := range slices.Backward(lines) { // of a dialog, what is between its sides
		if before, _, box := strings.Cut(line, "┌"); box && left == 0 && !strings.Contains(line, "┐┌") {
			left = len([]rune(before)) + 1
			lines = lines[i:]
		}
	}
	for i, line := range lines {
		if cells := []rune(line); left > 0 && len(cells) > left {
			lines[i], _, _ = strings.Cut(string(cells[left:]), "│")
		}
	}
	screen := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "┌", " ", "─", " ").Replace(strings.Join(lines, " "))), " ")
	if !strings.Contains(screen, text) {
		r.t.Errorf("%q is not on screen:\n%s", text, r.screen())
	}
}

const movedTitle = "The login has changed"

// A release that can still be undone and marks on two pages are there when the file has a
// key of another account: nothing of it all is left, and nothing is sent until the file is
// put right.
func TestLoginLeadsToAnotherAccount(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 35}, {200, 50}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			file := configure(t)
			run(t, setup{w: size[0], h: size[1], keys: file, handler: otherOwner, undo: time.Minute, deps: func(d *deck.Deps) {
				d.Profile, d.Flags = "prod", []string{"--read-only"}
			}}, func(r *rig) {
				wide := size[0] >= 80
				r.doom()
				r.press("esc", "*", "e", "*")
				r.pass(12 * time.Second) // a key is not read again at once
				file.write(readonlyKey)
				r.press("f5")
				r.pass(3 * time.Second)
				r.see("The login has changed")
				r.reads("there is a key of another account now, 2000000000000002 in place of 1000000000000001;")
				if wide {
					r.reads("Nothing that changes anything is sent any more. What is shown is still read with the old key, as long as that is valid.")
					r.reads("1 job that could still be undone was cancelled: nothing of it was sent.")
					r.reads("The marks were cleared.")
					r.see("ecsdeck --profile prod --read-only")
				}
				r.see("enter quit", "esc keep looking")
				if size[0] != 40 {
					r.golden(fmt.Sprintf("moved-%dx%d", size[0], size[1]))
				}
				r.press("esc")
				r.pass(20 * time.Second)
				r.notSee(movedTitle)
				r.notSee("marked")
				if wide {
					r.see("not sending")
				}
				r.press("esc")
				r.notSee("marked")

				r.press("S")
				r.pass(time.Second)
				r.reads("nothing is sent: there is a key")
				if wide {
					r.reads("nothing is sent: there is a key of another account now, 2000000000000002 in place of 1000000000000001; start again to work there")
				}
				r.confirm()
				r.see("esc cancel") // it is still there
				r.press("esc", "N")
				r.see("nothing is sent: there is a key")

				file.write(operatorKey)
				r.press("f5")
				for n := 0; n < 30 && r.line("The login is the same again") == ""; n++ {
					r.pass(time.Second)
				}
				r.see("The login is the same again")
				r.notSee("not sending")
				r.pass(2 * time.Minute)
				if n := r.calls("DeleteInstances") + r.calls("StartInstances"); n != 0 {
					t.Errorf("%d calls that change something", n)
				}
				if wide { // else there is no room for a release
					r.press("J")
					r.see("release 1", "1 cancelled")
					r.press("J")
				}
				r.press("S")
				r.confirm()
				r.pass(time.Minute)
				if n := r.calls("StartInstances") + r.calls("StartInstance"); n == 0 {
					t.Error("nothing is sent although it is the same account again")
				}
			})
		})
	}
}

// The question goes by itself when the file is put right.
func TestLoginComesBackWhileItIsAsked(t *testing.T) {
	file := configure(t)
	run(t, setup{keys: file, handler: otherOwner}, func(r *rig) {
		r.pass(12 * time.Second)
		file.write(readonlyKey)
		r.press("f5")
		r.pass(3 * time.Second)
		r.see(movedTitle)
		file.write(operatorKey)
		r.pass(30 * time.Second)
		r.notSee(movedTitle)
		r.press("?")
		r.see("Help")
	})
}

// A key that nobody is asked for, and that can be said to be of another account.
type source struct {
	ecsapi.Credentials
	err    error // there is no key
	moved  atomic.Bool
	reread atomic.Int32
}

func (s *source) Key(context.Context, *ecsapi.Client) (ecsapi.Credentials, error) {
	return s.Credentials, s.err
}

func (s *source) Reread() { s.reread.Add(1) }

func (s *source) Moved() message.Text {
	if !s.moved.Load() {
		return message.Text{}
	}
	return message.New("there is a key of another account now, {other} in place of {account}; start again to work there", "2", "1")
}

func operator() *source {
	key, _ := ecssim.New(ecssim.Config{Instances: 1}).Keys()
	return &source{Credentials: ecsapi.Credentials{KeyID: key.ID, Secret: key.Secret}}
}

// What was confirmed and is about to be sent is not, and the jobs say so.
func TestJobsOfAnotherAccountAreNotSent(t *testing.T) {
	keys, confirmed := operator(), atomic.Bool{}
	run(t, setup{keys: keys, handler: func(cloud http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if confirmed.Load() && r.URL.Query().Get("InstanceIds") != "" {
				keys.moved.Store(true) // between the look at the instances and the call
			}
			cloud.ServeHTTP(w, r)
		})
	}}, func(r *rig) {
		r.only(stopped)
		r.press("S")
		r.pass(5 * time.Second)
		confirmed.Store(true)
		r.press("enter")
		r.pass(time.Minute)
		r.see(movedTitle)
		r.press("esc", "J")
		if n := r.calls("StartInstances"); n != 0 {
			t.Errorf("%d calls", n)
		}
		r.see("start 1", "0 of 1 done · 1 failed")
		r.see("1 × LoginChanged in", "The login has changed; it was not sent")
		r.see("account now, 2 in place of 1; start again to work there)")
		r.notSee("There is no key")
	})
}

// Each reading again has the key looked for again, on whichever page.
func TestRefreshReadsTheKeyAgain(t *testing.T) {
	keys := operator()
	run(t, setup{keys: keys}, func(r *rig) {
		for n, page := range []string{"", "e", "!", "s"} {
			r.press(page, "f5")
			if got := keys.reread.Load(); got != int32(n+1) {
				t.Errorf("%d times after page %q", got, page)
			}
		}
	})
}

// Who acts in which account is said where there is room, and never in place of anything.
func TestHeaderSaysWhoActs(t *testing.T) {
	header := func(w, h int, a deck.Account) (line string) {
		run(t, setup{w: w, h: h, deps: func(d *deck.Deps) { d.Account = a }}, func(r *rig) { line = strings.Split(r.screen(), "\n")[0] })
		return regexp.MustCompile(`\d+ *(s old|calls/min|/min)`).ReplaceAllString(line, "$1") // which chance decides
	}
	key := deck.Account{Profile: "prod", KeyTail: "LTAI…8fQ2"}
	known := key
	known.Number, known.As = "1000000000000001", "user/anna"
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 35}} {
		if today, now := header(size[0], size[1], key), header(size[0], size[1], known); today != now {
			t.Errorf("%v: %s\nwas %s", size, now, today)
		}
	}
	for want, a := range map[string]deck.Account{
		"prod ·LTAI…8fQ2 · user/anna · 1000000000000001  all regions": known,
		"prod ·role/ops · 1000000000000001  all regions":              {Profile: "prod", KeyTail: "role/ops", As: "role/ops", Number: "1000000000000001"},
		"生产环境 ·LTAI…8fQ2 · root · 1000000000000001  all regions":      {Profile: "生产环境", KeyTail: "LTAI…8fQ2", As: "root", Number: "1000000000000001"},
		"demo  all regions": {Profile: "demo", KeyTail: "LTAI…8fQ2", Demo: true},
	} {
		if got := header(200, 50, a); !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

// A plan says in which account as whom it is sent, at every size, and so does a drain.
func TestPlansSayWhoActs(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 35}, {200, 50}} {
		for _, profile := range []string{"prod", "生产环境的账号配置文件"} {
			run(t, setup{w: size[0], h: size[1], deps: func(d *deck.Deps) {
				d.Account.Profile, d.Account.Number, d.Account.As = profile, "1000000000000001", "user/anna"
			}}, func(r *rig) {
				r.only(stopped)
				r.press("S")
				r.pass(5 * time.Second)
				if size[0] == 40 {
					r.see("00000001")
				} else {
					r.reads(profile + " ·LTAI…8fQ2 · user/anna · 1000000000000001")
				}
				r.see("enter start 1")
			})
		}
	}
	run(t, setup{w: 80, h: 24, deps: func(d *deck.Deps) {
		d.Account.Profile, d.Account.Number, d.Account.As = "生产环境的账号", "1000000000000001", "user/anna"
	}}, func(r *rig) {
		r.storm("cn-hangzhou")
		r.pass(32 * time.Second)
		r.press("!", "*", "E")
		r.pass(time.Second)
		r.reads("生产环境的账号 ·LTAI…8fQ2 · user/anna · 1000000000000001")
	})
}

var notices = []message.Text{
	message.Verbatim("This is the key of the account's owner, whom nothing can be forbidden; a RAM user's key can do less harm."),
	message.Verbatim("the keys of the environment act, and not the profile \"prod\" that ALIBABA_CLOUD_PROFILE names; --profile prod comes first"),
}

// All notices stand there, whole, until they were there for a while or are closed.
func TestNotices(t *testing.T) {
	with := func(w, h int, test func(r *rig)) {
		run(t, setup{w: w, h: h, deps: func(d *deck.Deps) { d.Notices = notices }}, test)
	}
	with(80, 24, func(r *rig) {
		for _, n := range notices {
			r.reads(n.String())
		}
		r.golden("notices-80x24")
		r.press("j", "/")
		r.notSee("esc close") // the filter line has the keys
		r.press("esc")
		r.see("esc close")
		r.press("esc")
		r.notSee("owner")
		r.pass(time.Minute)
		r.notSee("owner")
	})
	with(120, 35, func(r *rig) {
		r.press("J")
		r.see("owner")
		r.see("No jobs yet.")
		r.pass(6 * time.Second)
		r.press("?")
		r.notSee("owner")
		r.see("Help")
	})
	with(40, 10, func(r *rig) {
		r.reads(notices[0].String())
		r.notSee("environment")
		r.press("esc")
		r.notSee("owner")
		r.reads("the keys of the environment act, and not the profile \"prod\" that ALIBABA_CLOUD_PROFILE names; --profile prod comes")
		r.pass(time.Second)
		r.press("esc")
		r.see("first")
		r.pass(time.Second)
		r.press("esc")
		r.notSee("esc close")
	})
}

var profiles = strings.Fields("staging test-1 test-2 test-3 test-4 test-5 test-6 test-7 test-8 test-9 test-10 test-11 test-12 生产环境 it's")

const refused = `role/closed can't be assumed by LTAI…ator: NoPermission: the policy of the role does not trust the user, or the user has no policy that allows sts:AssumeRole; see the RAM console`

// A login that fails is told whole, with the other profiles to start with.
func TestFailingLogin(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 35}, {200, 50}} {
		keys := operator()
		keys.err = message.Errorf(refused)
		run(t, setup{w: size[0], h: size[1], keys: keys, deps: func(d *deck.Deps) { d.Profiles = profiles }}, func(r *rig) {
			if size[0] == 40 {
				r.reads("role/closed can't be assumed by LTAI…ator: NoPermission")
				return
			}
			r.see("The list of regions could not be read.")
			r.see("Start with another profile:")
			r.see("ecsdeck --profile staging")
			if size[1] == 24 {
				r.reads(refused)
				r.see("and ", " more")
			} else {
				r.see(`ecsdeck --profile 'it'\''s'`)
			}
			r.golden(fmt.Sprintf("keyless-%dx%d", size[0], size[1]))
		})
	}
}

// The same at the start, where there is nothing to log in with.
func TestBrokenLogin(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {120, 35}} {
		run(t, setup{w: size[0], h: size[1], deps: func(d *deck.Deps) {
			d.Engine, d.Client, d.NoCredentials, d.Profiles = nil, nil, message.Errorf(refused), profiles
		}}, func(r *rig) {
			r.reads("role/closed can't be assumed by LTAI…ator: NoPermission: the policy of the role does not trust the user")
			r.see("q quit")
			r.press("f5", "J")
			if size[0] > 40 {
				r.reads(refused)
				r.see("ecsdeck --profile staging")
				r.see("ecsdeck doctor")
				r.golden(fmt.Sprintf("broken-login-%dx%d", size[0], size[1]))
			}
		})
	}
	run(t, setup{w: 80, h: 24, deps: func(d *deck.Deps) {
		d.Engine, d.Client, d.NoCredentials, d.Profiles = nil, nil, message.Errorf(refused), profiles
		d.Flags = []string{"--read-only", "--config-path", "/home/anna/" + strings.Repeat("d/", 20) + "config.json"}
	}}, func(r *rig) {
		r.see("ecsdeck --profile staging --read-only --config-path")
		r.see("d/config.json") // whole, over two lines
		r.see("and 13 more")
	})
	run(t, setup{w: 80, h: 24, deps: func(d *deck.Deps) {
		d.Engine, d.Client, d.NoCredentials, d.Profiles = nil, nil, &login.None{}, profiles
	}}, func(r *rig) {
		r.see("ecsdeck --profile staging")
		r.see("and 12 more")
		r.see("q quit")
		r.notSee("aliyun configure")
	})
}
