package sim

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/atomicfile"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/text"
)

// When the state is saved by itself: some time after a change, and now and then
// anyway since the clock goes on. Saving takes a twentieth of the time at most.
const (
	saveAfter  = 10 * time.Second
	saveAnyway = 5 * time.Minute
	saveShare  = 20
)

// largestState is what is read of a state at most; one of a million instances
// takes a quarter of it.
const largestState = 2 << 30

// stateFile is the file the simulated cloud is kept in, held by this process.
type stateFile struct {
	a     *shell.App
	path  string
	lock  *flock.Flock
	found []byte // what was there, nil for nothing

	mu    sync.Mutex    // held while it is written, and for what follows
	p     *text.Printer // its own: calls have it saved, too
	cloud *ecssim.Cloud
	has   uint64    // the changes that are in the file
	at    time.Time // when it was written
	took  time.Duration
}

// openState takes a file for this process and reads what is there. The file
// stays as it is.
func openState(a *shell.App, path string) (*stateFile, error) {
	s := &stateFile{a: a, path: path, p: a.P.Clone()}
	// What a link points to is replaced, or begun, and not the link.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		s.path = real
	} else if to, err := os.Readlink(path); err == nil {
		if s.path = to; !filepath.IsAbs(to) {
			s.path = filepath.Join(filepath.Dir(path), to)
		}
	}
	switch info, err := os.Stat(s.path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, shell.Failed(a.P.S("cannot read the state {path}: {reason}", path, shell.SystemCause(err)))
	case !info.Mode().IsRegular():
		return nil, shell.Usage(a.P.S("--state cannot be {path:q}: it is not a file", path))
	case info.Size() > largestState:
		return nil, s.unusable(errors.New(a.P.S("it is too large")))
	}
	s.lock = flock.New(s.path+".lock", flock.SetFlag(os.O_RDWR|os.O_CREATE), flock.SetPermissions(0o600))
	switch mine, err := s.lock.TryLock(); {
	case err != nil:
		return nil, shell.Failed(a.P.S("cannot write the state {path}: {reason}", path, shell.SystemCause(err)))
	case !mine:
		return nil, shell.Failed(a.P.S("another ecsdeck sim is using the state {path}; end it, or name another file", path))
	}
	var err error
	if s.found, err = os.ReadFile(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.close()
		return nil, shell.Failed(a.P.S("cannot read the state {path}: {reason}", path, shell.SystemCause(err)))
	}
	atomicfile.Clean(s.path)
	if err := atomicfile.Check(s.path); err != nil {
		s.close()
		return nil, shell.Failed(a.P.S("cannot write the state {path}: {reason}", path, shell.SystemCause(err)))
	}
	return s, nil
}

// close lets others have the file.
func (s *stateFile) close() { s.lock.Unlock() }

func (s *stateFile) unusable(err error) error {
	return shell.Failed(s.a.P.S("cannot use the state {path}: {reason}; it was left as it is", s.path, shell.OneLine(s.a.P.E(err))))
}

// load is the cloud that is in the file, nil when there is none yet.
func (s *stateFile) load(f *server, config ecssim.Config) (*ecssim.Cloud, error) {
	if s.found == nil {
		return nil, nil
	}
	if !f.given("speed") {
		config.Speed, config.Frozen = 0, false // as it was
	}
	cloud, err := ecssim.Load(s.found, config)
	if err != nil {
		return nil, s.unusable(err)
	}
	s.found = nil
	return cloud, f.matches(s, cloud.Origin(), config)
}

// matches refuses flags that ask for another cloud than the one in the file.
// Those that ask for it are welcome: so the same command begins it and goes on.
func (f *server) matches(s *stateFile, o ecssim.Origin, config ecssim.Config) error {
	for _, flag := range []struct {
		name, is, was string
	}{
		{"seed", strconv.FormatUint(max(f.Seed, 1), 10), strconv.FormatUint(o.Seed, 10)},
		{"instances", strconv.Itoa(int(f.Instances)), strconv.Itoa(o.Instances)},
		{"regions", strconv.Itoa(f.regions), strconv.Itoa(o.Regions)},
		{"now", config.Now.UTC().Format(time.RFC3339), o.Now.Format(time.RFC3339)},
		{"scenario", f.Scenario.Value, o.Scenario},
	} {
		if f.given(flag.name) && flag.is != flag.was {
			return shell.Usage(s.a.P.S("--{flag} cannot be {value}: the cloud in {path} was begun with {old}; leave the flag out, or name another file",
				flag.name, flag.is, s.path, cmp.Or(flag.was, s.a.P.S("none"))))
		}
	}
	switch {
	case !f.given("fleet") || ecssim.FleetDigest(f.fleet) == o.Fleet:
		return nil
	case o.Fleet == "":
		return shell.Usage(s.a.P.S("--fleet cannot be given: the cloud in {path} was begun without one; leave the flag out, or name another file", s.path))
	}
	return shell.Usage(s.a.P.S("--fleet cannot be {file}: the cloud in {path} was begun with another one; leave the flag out, or name another file", f.fleetFile, s.path))
}

// begin makes a cloud the one that is kept. A new one is written at once.
func (s *stateFile) begin(cloud *ecssim.Cloud, loaded bool) error {
	s.cloud = cloud
	if loaded {
		s.has, s.at = cloud.Changes(), time.Now()
		return nil
	}
	return s.save()
}

// save writes the state, whole or not at all.
func (s *stateFile) save() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	begun := time.Now()
	var has uint64
	err := atomicfile.Write(s.path, 0o600, func(w io.Writer) (err error) {
		has, err = s.cloud.Save(w)
		return err
	})
	s.took = time.Since(begun)
	if err != nil {
		return errors.New(s.p.S("the state could not be saved to {path}: {reason}", s.path, shell.SystemCause(err)))
	}
	s.has, s.at = has, time.Now()
	return nil
}

// due is how long to wait until it is time to look again, and whether it is time
// to save now.
func (s *stateFile) due() (wait time.Duration, now bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait = max(saveAfter, saveShare*s.took)
	since := time.Since(s.at)
	return wait, since >= wait && s.cloud.Changes() != s.has || since >= saveAnyway
}

// keep saves the state now and then until ctx ends. A failure is said once,
// and tried again.
func (s *stateFile) keep(ctx context.Context, say func(string)) {
	warned := ""
	for {
		wait, now := s.due()
		if now {
			problem := ""
			if err := s.save(); err != nil {
				problem = err.Error()
			}
			if problem != "" && problem != warned {
				say("ecsdeck sim: " + problem)
			}
			warned = problem
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
