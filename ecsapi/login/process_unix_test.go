//go:build unix

package login

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
)

// external is how a process_command that a shell runs gives keys. It may take some time.
func external(w *world, script string, wait time.Duration) (issuer, *ecsapi.Client) {
	w.write("script", script)
	f := finder{
		Lookup: Lookup{
			Getenv:  func(name string) string { return w.env[name] },
			Environ: append(os.Environ(), "HERE="+w.home),
		},
		processes: &processes{wait: wait, ran: map[string]*processRun{}},
	}
	return f.fromProcess("sh '" + filepath.Join(w.home, "script") + "'"), w.client(&Login{Keys: ecsapi.Credentials{KeyID: "LTAIx", Secret: "x"}})
}

// A process that hangs is ended in time, with all that it started: nobody holds the
// pipe any more that all of them had open.
func TestProcessThatHangs(t *testing.T) {
	begun := false
	for wait := 50 * time.Millisecond; !begun; wait *= 4 { // the machine may be too slow for it to begin
		w := newWorld(t, "")
		pipe := filepath.Join(w.home, "pipe")
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		held, err := os.OpenFile(pipe, os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer held.Close()
		issue, c := external(w, `exec 3>"$HERE/pipe"; sleep 1000 & sh -c 'echo both >&3; sleep 1000'; wait`, wait)
		_, err = issue(t.Context(), c)
		if want := "process_command did not end in " + wait.String() + " and was ended; run it by hand to see what it waits for"; err == nil || err.Error() != want {
			t.Fatalf("%v, want %s", err, want)
		}
		held.SetReadDeadline(time.Now().Add(10 * time.Second))
		said, err := io.ReadAll(held)
		if err != nil {
			t.Fatalf("somebody lives on: %v", err)
		}
		begun = string(said) == "both\n"
	}
	// Who closes the deck does not wait for it either.
	w := newWorld(t, "")
	pipe := filepath.Join(w.home, "pipe")
	syscall.Mkfifo(pipe, 0o600)
	issue, c := external(w, `exec 3>"$HERE/pipe"; sleep 1000`, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		held, _ := os.Open(pipe) // when it runs
		cancel()
		held.Close()
	}()
	if _, err := issue(ctx, c); err == nil || !strings.HasPrefix(err.Error(), "process_command failed: ") {
		t.Error(err)
	}
}

// What a process prints is bounded and not shown, and what it complains of is shown
// without its secrets and those of its environment.
func TestProcessThatTalks(t *testing.T) {
	const key = `{"mode":"AK","access_key_id":"LTAIprocess","access_key_secret":"hunter2"}`
	for name, tt := range map[string]struct{ script, want string }{
		"too much":          {`head -c 1000000 /dev/zero | tr '\0' 'x'; echo '` + key + `'`, "process_command prints no JSON of a profile; run it by hand to see what it prints"},
		"too much of it":    {`echo '` + strings.TrimSuffix(key, "}") + `,"x":"'; head -c 1000000 /dev/zero | tr '\0' 'x'; echo '"}'`, "process_command prints no JSON of a profile; run it by hand to see what it prints"},
		"its own secret":    {`echo '` + key + `'; echo 'key hunter2 is refused' >&2; exit 4`, "process_command failed with exit status 4: key <secret> is refused"},
		"a request":         {`echo 'GET /?AccessKeySecret=hunter2 is refused' >&2; exit 4`, "process_command failed with exit status 4: GET /?AccessKeySecret=<redacted> is refused"},
		"the environment's": {`echo 'as env-secret with env-token' >&2; exit 4`, "process_command failed with exit status 4: as <secret> with <secret>"},
		"many lines":        {`i=0; while [ $i -lt 20000 ]; do echo hunter2 $i; i=$((i+1)); done >&2; echo 'the last' >&2; exit 1`, "process_command failed with exit status 1: the last"},
		"a killed one":      {`kill -9 $$`, "process_command failed: signal: killed"},
	} {
		w := newWorld(t, "")
		w.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"], w.env["ALIBABA_CLOUD_SECURITY_TOKEN"] = "env-secret", "env-token"
		issue, c := external(w, tt.script, time.Minute)
		if _, err := issue(t.Context(), c); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

// A process runs at most once a minute, whatever came of it.
func TestProcessRunsOnceAMinute(t *testing.T) {
	for _, exit := range []string{"0", "1"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, "")
			issue, c := external(w, `echo run >> "$HERE/runs"; echo '{"mode":"AK",`+keys+`}'; exit `+exit, time.Minute)
			for _, want := range []int{1, 1, 2} {
				for range 3 {
					if key, err := issue(t.Context(), c); exit == "0" && key.KeyID != "LTAI-sim-operator" || exit == "1" && err == nil {
						t.Errorf("%s, %v", key, err)
					}
				}
				runs, err := os.ReadFile(filepath.Join(w.home, "runs"))
				if err != nil && !errors.Is(err, os.ErrNotExist) {
					t.Fatal(err)
				}
				if n := strings.Count(string(runs), "run"); n != want {
					t.Errorf("it ran %d times, want %d", n, want)
				}
				<-time.After(40 * time.Second)
			}
		})
	}
}
