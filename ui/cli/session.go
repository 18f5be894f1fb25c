package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/user"
	"slices"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/spot/store"
	"ecsdeck/ui/config"
)

// session is a connection to one account, simulated or not.
type session struct {
	app      *app
	creds    ecsapi.Credentials
	endpoint string         // "" for the real cloud
	set      config.Profile // what is set for the account
	client   *ecsapi.Client
	demo     *demo            // nil without --demo
	journal  *journal.Journal // nil when nothing is to be sent
	reports  bool             // the end of a job is told by a command
	keyHash  string           // of the key that it is given under
	prices   *store.Store     // nil when spot prices are not kept
	undo     time.Duration    // how long what is final is held
}

// identify finds keys and what is set for them. It touches no network but that
// of --demo, which it starts.
func (a *app) identify(f *account) (*session, error) {
	if err := a.settingsFault(); err != nil {
		return nil, err
	}
	s := &session{app: a, endpoint: cmp.Or(f.endpoint, a.getenv("ECSDECK_ENDPOINT"))}
	var err error
	if f.demo {
		if s.demo, err = a.startDemo(f); err != nil {
			return nil, err
		}
		s.creds, s.endpoint = s.demo.creds, s.demo.url
	} else {
		if err := a.knownProfile(f.profile); err != nil {
			return nil, err
		}
		s.creds, err = ecsapi.FindCredentials(ecsapi.Lookup{
			Getenv: a.getenv, Home: a.Home, Profile: f.profile, EndpointGiven: s.endpoint != "",
		})
		if err != nil {
			return s, err
		}
	}
	s.set = a.settings.Profiles[s.name()]
	if s.set.Region != "" {
		s.creds.Region = ecsapi.RegionID(s.set.Region)
	}
	return s, nil
}

// connect is identify, and makes a client. For a command that changes something
// it opens the journal too.
func (a *app) connect(f *account) (*session, error) {
	s, err := a.identify(f)
	if err != nil {
		return s, err
	}
	options := ecsapi.Options{
		Credentials: s.creds, Endpoint: s.endpoint, Hosts: s.set.Endpoints,
		ReadOnly: f.readOnly || s.set.ReadOnly, Dial: a.Dial, Version: version(),
		Budget: ecsapi.Budget{Burst: s.set.CallsAtOnce, PerSecond: float64(s.set.CallsPerSecond)},
	}
	if s.demo != nil {
		options.Dial = nil
	}
	s.reports, s.keyHash = f.writes, f.keyHash
	switch s.client, err = ecsapi.New(options); {
	case err != nil:
		err = usage(a.explain(err))
	case f.writes && !f.readOnly && s.set.ReadOnly:
		err = usage(a.p.S("%s is read-only by %s; --dry-run is possible", s.name(), a.configFile))
	case f.writes && !f.readOnly:
		err = s.openJournal()
	case f.writes:
		s.journal = s.unwrittenJournal()
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// knownProfile refuses a profile that the file has not. What else is wrong with
// it is found out when it is read for its keys.
func (a *app) knownProfile(name string) error {
	if name == "" {
		return nil
	}
	names, err := ecsapi.Profiles(a.Home)
	if err != nil || len(names) == 0 || slices.Contains(names, name) {
		return nil
	}
	return usage(a.p.S("there is no profile %q in ~/.aliyun/config.json", name) + a.meant(name, names) + a.accepted(names))
}

func (s *session) close() {
	if s.client != nil {
		s.client.Close()
	}
	s.journal.Close() // what is still open counts as broken off from now on
	s.prices.Close()
	if s.demo != nil {
		s.demo.close()
	}
}

// known refuses regions that the cloud doesn't list.
func (s *session) known(ctx context.Context, regions []ecsapi.RegionID) error {
	if len(regions) == 0 {
		return nil
	}
	listed, err := s.client.Regions(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, r := range listed {
		ids = append(ids, string(r.ID))
	}
	for _, id := range regions {
		if slices.Contains(ids, string(id)) {
			continue
		}
		a := s.app
		if near := a.meant(string(id), ids); near != "" {
			return usage(a.p.S("there is no region %q", string(id)) + near)
		}
		return usage(a.p.S("there is no region %q", string(id)) + a.accepted(ids))
	}
	return nil
}

// newEngine makes an engine over regions; none means all. panicked may be nil.
func (s *session) newEngine(regions []ecsapi.RegionID, panicked func(any, []byte)) *fleet.Engine {
	who := cmp.Or(s.app.getenv("USER"), s.app.getenv("LOGNAME"), s.app.getenv("USERNAME"))
	if me, err := user.Current(); who == "" && err == nil {
		who = me.Username
	}
	j := s.journal
	if j == nil {
		j = journal.Refuse("", s.changesNothing())
	}
	return fleet.New(fleet.Options{
		Client: s.client, Regions: regions, Who: who, Undo: s.undo, Journal: j, Reports: s.reports, KeyHash: s.keyHash, Prices: s.prices,
		Environ: s.app.Environ, Panicked: panicked,
	})
}

// reading is a fleet read once, for a command that prints and ends.
type reading struct {
	*session
	engine *fleet.Engine
	snap   *fleet.Snapshot
	unread []*fleet.RegionState // those that could not be read to their end
}

// read connects and reads the regions, all if none are named. It fails when no
// region at all could be read.
func (a *app) read(ctx context.Context, f *account, regions []ecsapi.RegionID) (*reading, error) {
	s, err := a.connect(f)
	if err != nil {
		return nil, a.plain(err)
	}
	r := &reading{session: s}
	if err := r.load(ctx, regions); err != nil {
		r.close()
		return nil, a.plain(err)
	}
	return r, nil
}

// open starts an engine over regions that the cloud lists.
func (r *reading) open(ctx context.Context, regions []ecsapi.RegionID) error {
	if err := r.known(ctx, regions); err != nil {
		return err
	}
	r.engine = r.newEngine(regions, nil)
	r.engine.Start(ctx)
	return nil
}

// load is open, and waits until the regions are read as far as they can be. It
// fails when nothing at all came.
func (r *reading) load(ctx context.Context, regions []ecsapi.RegionID) error {
	err := r.open(ctx, regions)
	if err != nil {
		return err
	}
	if r.snap, err = r.engine.Loaded(ctx); err != nil {
		return err
	}
	for _, region := range r.snap.Regions {
		if !region.Complete {
			r.unread = append(r.unread, region)
		}
	}
	partly := func(s *fleet.RegionState) bool { return s.Err == nil || s.Err.Lack != nil && len(s.Instances) > 0 }
	switch n := len(r.unread); {
	case n == 0 || n < len(r.snap.Regions) || slices.ContainsFunc(r.unread, partly):
		return nil
	case r.unread[0].Err.Lack != nil:
		return failed(r.app.unread(r.unread[0]))
	default:
		return r.unread[0].Err
	}
}

func (r *reading) close() {
	if r.engine != nil {
		r.engine.Close()
	}
	r.session.close()
}

// partly says on standard error which regions are missing from what was
// printed, and returns the error of a command that was done but for them, or for
// a part of each.
func (r *reading) partly() error {
	if len(r.unread) == 0 {
		return nil
	}
	for _, region := range r.unread {
		fmt.Fprintln(r.app.Err, "ecsdeck: "+oneLine(r.app.unread(region)))
	}
	if len(r.unread) == len(r.snap.Regions) {
		return failed("")
	}
	return partly("")
}

// unread says that and why a region could not be read.
func (a *app) unread(r *fleet.RegionState) string {
	id := string(r.ID)
	switch {
	case r.Err == nil:
		return a.p.S("%s could not be read", id)
	case r.Err.Lack == nil:
		return a.p.S("%s could not be read: %s", id, a.explain(r.Err))
	}
	l := r.Err.Lack
	if l.Odd != "" {
		return a.p.S("%s could not be read whole: %d of %d instances came, and a row has no id: %s", id, l.Came, l.Told, l.Odd)
	}
	return a.p.S("%s could not be read whole: %d of %d instances came", id, l.Came, l.Told)
}

// plain turns an error into one line in the person's language.
func (a *app) plain(err error) error {
	if e := (*exit)(nil); errors.As(err, &e) {
		return err
	}
	return &exit{status: exitFailed, text: a.explain(err), cause: err}
}

// explain is an error in plain words, with the cloud's own after them.
func (a *app) explain(err error) string {
	var (
		none *ecsapi.NoCredentials
		e    *ecsapi.Error
	)
	switch {
	case errors.Is(err, context.Canceled):
		return a.p.S("interrupted")
	case errors.As(err, &none):
		return a.noCredentials(none)
	case !errors.As(err, &e) || e.Hint() == "":
		return err.Error()
	}
	return a.brief(time.Time{}).Explain(e)
}

// noCredentials says the ways to go on without keys.
func (a *app) noCredentials(none *ecsapi.NoCredentials) string {
	if none.EndpointGiven {
		return a.p.S("no keys for this endpoint: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or name a profile with --profile; the current profile is never sent to another endpoint")
	}
	return a.p.S("no keys found: set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or make a profile with `aliyun configure`, or try the simulated cloud with --demo")
}

// name is the account as a person calls it.
func (s *session) name() string { return cmp.Or(s.creds.Profile, s.creds.Source) }

// catalogRegions are the regions to offer a shell, which waits for no cloud.
func catalogRegions() []string {
	var ids []string
	for _, r := range catalog.Regions() {
		ids = append(ids, r.ID)
	}
	return ids
}
