package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ui/cli/shell"
)

// world is a simulated cloud with the command line in front of it, in fake
// time: what takes a minute takes no time.
type world struct {
	*testing.T
	*ecssim.Cloud
	env shell.Env
}

// simulate runs a test in a world of its own.
func simulate(t *testing.T, config ecssim.Config, test func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		cloud, wire := ecssim.New(config), pipenet.Listen()
		server := shell.NewServer(cloud)
		go server.Serve(wire)
		defer server.Close()
		key, _ := cloud.Keys()
		test(&world{T: t, Cloud: cloud, env: shell.Env{
			Environ: []string{
				"ECSDECK_ENDPOINT=http://127.0.0.1:80",
				"ALIBABA_CLOUD_ACCESS_KEY_ID=" + key.ID,
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + key.Secret,
			},
			Home:     t.TempDir(),
			In:       strings.NewReader(""),
			Terminal: func(any) bool { return false },
			Dial:     wire.Dial,
		}})
	})
}

// result is what a command left behind.
type result struct {
	*testing.T
	status   int
	out, err string
}

func (w *world) run(args ...string) result {
	w.Helper()
	return run(w.T, w.env, args...)
}

// interrupted runs a command that is told to end after a minute.
func (w *world) interrupted(args ...string) result {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	defer time.AfterFunc(time.Minute, cancel).Stop()
	defer cancel()
	return runContext(ctx, w.T, w.env, args...)
}

// ended runs a command that serves until it is told to end, which it is once it
// printed something.
func ended(t *testing.T, env shell.Env, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out, err bytes.Buffer
	env.Out, env.Err = writerFunc(func(b []byte) (int, error) {
		cancel()
		return out.Write(b)
	}), &err
	status := Run(ctx, args, env)
	return result{t, status, out.String(), err.String()}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

func run(t *testing.T, env shell.Env, args ...string) result {
	t.Helper()
	return runContext(t.Context(), t, env, args...)
}

func runContext(ctx context.Context, t *testing.T, env shell.Env, args ...string) result {
	t.Helper()
	var out, err bytes.Buffer
	env.Out, env.Err = &out, &err
	status := Run(ctx, args, env)
	return result{t, status, out.String(), err.String()}
}

// ended fails the test unless the command ended with a status and said these
// things on standard error.
func (r result) ended(status int, said ...string) result {
	r.Helper()
	if r.status != status {
		r.Fatalf("exit status %d, want %d\nstdout: %s\nstderr: %s", r.status, status, clip(r.out), r.err)
	}
	for _, s := range said {
		if !strings.Contains(r.err, s) {
			r.Errorf("standard error lacks %q:\n%s", s, r.err)
		}
	}
	return r
}

// refused is ended for bad input: one line on standard error and no output.
func (r result) refused(status int, said ...string) {
	r.Helper()
	r.ended(status, said...)
	if r.out != "" || strings.Count(r.err, "\n") != 1 {
		r.Errorf("want one line on standard error alone, got\nstdout: %s\nstderr: %s", clip(r.out), r.err)
	}
}

// read decodes the output, of which every field must be known.
func read[T any](r result) T {
	r.Helper()
	var v T
	dec := json.NewDecoder(strings.NewReader(r.out))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		r.Fatalf("%v in\n%s", err, clip(r.out))
	}
	if _, err := dec.Token(); err != io.EOF {
		r.Errorf("more than one document:\n%s", clip(r.out))
	}
	return v
}

func clip(s string) string {
	if len(s) > 2000 {
		return s[:2000] + "…"
	}
	return s
}
