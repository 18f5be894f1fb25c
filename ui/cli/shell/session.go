package shell

import (
	"cmp"
	"context"
	"errors"
	"os/user"
	"runtime/debug"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/spot/store"
	"ecsdeck/ui/config"
)

// Session is a connection to one account, simulated or not.
type Session struct {
	App         *App
	Login       *login.Login
	Credentials ecsapi.Credentials // the login's, with the region that is set
	Endpoint    string             // "" for the real cloud
	Set         config.Profile     // what is set for the account
	Client      *ecsapi.Client
	Demo        *Demo            // nil without --demo
	Journal     *journal.Journal // takes nothing unless something is to be sent
	reports     bool             // the end of a job is told by a command
	keyHash     string           // of the key that it is given under
	Prices      *store.Store     // nil when spot prices are not kept
	Undo        time.Duration    // how long what is final is held

	// Panicked is told of a bug beside the command's own goroutine. Nil: it ends the process.
	Panicked   func(value any, stack []byte)
	Who        ecsapi.Identity // zero while it is not known whose account it is
	Unsure     message.Text    // why not all that was sent in the account is known here; zero: it is
	Notices    []message.Text  // what the person should know
	identified bool
	looks      bool   // it leaves nothing behind
	limits     string // file of what is known of the limits on calls; "" while nobody says whose they are
	news       bool   // Who was asked in this session
}

// Identify finds keys and what is set for them. It touches no network but that
// of --demo, which it starts.
func (a *App) Identify(f *AccountFlags) (*Session, error) {
	if err := a.SettingsError(); err != nil {
		return nil, err
	}
	s := &Session{App: a, Endpoint: cmp.Or(f.Endpoint, a.Getenv("ECSDECK_ENDPOINT")), Journal: journal.Refuse("", errChangesNothing)}
	var err error
	if f.Demo {
		if s.Demo, err = a.startDemo(f); err != nil {
			return nil, err
		}
		s.Login, s.Endpoint = &login.Login{Credentials: s.Demo.creds, Mode: login.AK, As: s.Demo.creds.KeyTail(), Keys: s.Demo.creds}, s.Demo.url
	} else {
		if err := a.knownProfile(f); err != nil {
			return nil, err
		}
		look := a.lookup(f.File)
		look.Profile, look.EndpointGiven = f.Profile, s.Endpoint != ""
		if s.Login, err = login.Find(look); err != nil {
			return s, err
		}
		for _, note := range s.Login.Notes {
			a.Warn(a.P.T(note))
		}
	}
	s.Credentials = s.Login.Credentials
	s.Set = a.Settings.Profiles[s.Name()]
	if s.Set.Region != "" {
		s.Credentials.Region = ecsapi.RegionID(s.Set.Region)
	}
	return s, nil
}

// Connect is identify, and makes a client. For a command that changes something
// it opens the journal too.
func (a *App) Connect(ctx context.Context, f *AccountFlags) (*Session, error) {
	s, err := a.Identify(f)
	if err != nil {
		return s, err
	}
	options := ecsapi.Options{
		Credentials: s.Credentials, Keys: s.Login.Keys, VPC: s.Login.VPC, Endpoint: s.Endpoint, Hosts: s.Set.Endpoints,
		ReadOnly: f.ReadOnly || s.Set.ReadOnly, Dial: a.Dial, Version: Version(),
		Recover: s.Recover,
		Budget:  ecsapi.Budget{Burst: s.Set.CallsAtOnce, PerSecond: float64(s.Set.CallsPerSecond), Most: s.Set.MostCallsAtOnce},
	}
	if s.Demo != nil {
		options.Dial = nil
	}
	s.reports, s.keyHash, s.looks = f.Writes, f.KeyHash, f.Looks
	if s.Client, err = ecsapi.New(options); err == nil {
		s.keepLimits(s.known())
	}
	switch {
	case err != nil:
		err = Usage(a.Explain(err))
	case f.Writes && !f.ReadOnly && s.Set.ReadOnly:
		err = Usage(a.P.S("{name} is read-only by {file}; --dry-run is possible", s.Name(), a.ConfigFile))
	case f.Writes && !f.ChecksFirst:
		err = s.OpenWrites(ctx, f.ReadOnly)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// OpenWrites opens the journal for a command that changes something or, if it only tells
// what it would change, has it looked at.
func (s *Session) OpenWrites(ctx context.Context, readOnly bool) error {
	if readOnly {
		dir, _ := s.JournalDir(ctx)
		s.findDoubts()
		s.Journal = journal.Refuse(dir, errChangesNothing)
		return nil
	}
	err := s.OpenJournal(ctx)
	for _, notice := range s.Notices {
		s.App.Warn(s.App.P.T(notice))
	}
	return err
}

// lookup is where keys are looked for; file is that of profiles, "" the usual one.
func (a *App) lookup(file string) login.Lookup {
	return login.Lookup{Getenv: a.Getenv, Environ: a.Environ, Home: a.Home, File: file}
}

// Profiles lists the names of the profiles of a file; "" means the usual one.
func (a *App) Profiles(file string) ([]string, error) { return login.Profiles(a.lookup(file)) }

// OtherProfiles are the names of the profiles but the one that a session of these flags
// logs in with, or would.
func (a *App) OtherProfiles(f *AccountFlags) []string {
	look := a.lookup(f.File)
	look.Profile, look.EndpointGiven = f.Profile, cmp.Or(f.Endpoint, a.Getenv("ECSDECK_ENDPOINT")) != ""
	own := login.Chosen(look)
	names, _ := a.Profiles(f.File) // what is wrong with the file is told by the login
	return slices.DeleteFunc(names, func(n string) bool { return n == own })
}

// knownProfile refuses a profile that the file has not. What else is wrong with
// it is found out when it is read for its keys.
func (a *App) knownProfile(f *AccountFlags) error {
	if f.Profile == "" {
		return nil
	}
	names, err := a.Profiles(f.File)
	if err != nil || len(names) == 0 || slices.Contains(names, f.Profile) {
		return nil
	}
	return Usage(a.P.S("there is no profile {name:q} in {file}", f.Profile, a.lookup(f.File).Shown()) + a.Meant(f.Profile, names) + a.Accepted(names))
}

// Close closes what the session has open. It is for sessions that failed too.
func (s *Session) Close() {
	if s.Client != nil {
		s.Client.Close()
	}
	s.Journal.Close() // what is still open counts as broken off from now on
	s.Prices.Close()
	if s.Demo != nil {
		s.Demo.close()
	}
}

// CheckRegions refuses regions that the cloud doesn't list.
func (s *Session) CheckRegions(ctx context.Context, regions []ecsapi.RegionID) error {
	if len(regions) == 0 {
		return nil
	}
	listed, err := s.Client.Regions(ctx, regions...)
	if e, ok := errors.AsType[*ecsapi.Error](err); ok && e.Kind == ecsapi.KindForbidden {
		return nil // who may not list them can still name them
	}
	if err != nil {
		return err
	}
	known := IDs(listed, func(r ecsapi.Region) string { return string(r.ID) })
	for _, id := range regions {
		if a := s.App; !slices.Contains(known, string(id)) {
			return Usage(a.P.S("there is no region {region:q}", string(id)) + cmp.Or(a.Meant(string(id), known), a.Accepted(known)))
		}
	}
	return nil
}

// Recover is deferred in a goroutine beside the command's own, for Panicked.
func (s *Session) Recover() {
	if s.Panicked == nil {
		return
	}
	if p := recover(); p != nil {
		s.Panicked(p, debug.Stack())
	}
}

// NewEngine makes an engine over regions; none means all.
func (s *Session) NewEngine(regions []ecsapi.RegionID) *engine.Engine {
	who := cmp.Or(s.App.Getenv("USER"), s.App.Getenv("LOGNAME"), s.App.Getenv("USERNAME"))
	if me, err := user.Current(); who == "" && err == nil {
		who = me.Username
	}
	return engine.New(engine.Options{
		Client: s.Client, Regions: regions, Who: who, Undo: s.Undo, Journal: s.Journal, Reports: s.reports, KeyHash: s.keyHash, Prices: s.Prices,
		By: s.by(), Unsure: s.Unsure,
		Environ: s.App.Environ, Panicked: s.Panicked,
	})
}

// Name is the account as a person calls it.
func (s *Session) Name() string { return cmp.Or(s.Credentials.Profile, s.Credentials.Source) }

// by is who acts, as the journal has it.
func (s *Session) by() journal.By {
	return journal.By{Account: s.As(), AccountID: s.Who.Account, As: s.Who.As()}
}

// As is who acts, as a person calls it: "prod LTAI…8fQ2", "prod role/ops".
func (s *Session) As() string { return s.Name() + " " + s.Login.As }

// Now is cloud time by the clock on this wall.
func (s *Session) Now() time.Time { return s.Client.Now().In(time.Local) }

// Limits are the limits of the session's profile.
func (s *Session) Limits() fleet.Limits {
	l, set := fleet.DefaultLimits, s.Set.Limits
	limit(&l.Start, set.Start)
	limit(&l.Stop, set.Stop)
	limit(&l.Release, set.Release)
	limit(&l.Create, set.Create)
	limit(&l.Renew, set.Renew)
	limit(&l.PerHour, set.PerHour)
	limit(&l.Once, set.Once)
	return l
}

// limit sets what is set.
func limit[L, V int | ecsapi.Price | int64](to *L, set *V) {
	if set != nil {
		*to = L(*set)
	}
}

// Drain is how the work of instances about to be taken back is saved. A command
// would do to the real world what is meant for simulated instances.
func (s *Session) Drain() fleet.DrainOrder {
	set := s.App.Settings.Spot
	if s.Demo != nil {
		return fleet.DrainOrder{Script: cmp.Or(set.DrainScript, demoDrain)}
	}
	return fleet.DrainOrder{Command: set.Drain, Script: set.DrainScript}
}

// demoDrain is the script of a simulated cloud for which none is set.
const demoDrain = "echo \"$(hostname): draining\"\nsystemctl stop worker\nsleep 8\necho done\n"
