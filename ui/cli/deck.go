package cli

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/login"
	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
	"ecsdeck/ui/tty"
)

// deckCommand is the program without a command: the deck itself.
func (a *commands) deckCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "ecsdeck",
		Short: a.P.S("A dashboard for fleets of Alibaba Cloud ECS instances"),
		Long: a.P.S("A dashboard for fleets of Alibaba Cloud ECS instances, in the terminal.\n" +
			"Without a command it opens the deck; --demo needs no account."),
		Example: "  ecsdeck --demo\n  ecsdeck --profile prod --region cn-hangzhou --filter status:running",
		Args:    a.NoArgs,
	}
	acc, where := a.AccountFlags(c), a.RegionFlags(c, false)
	match := a.FilterFlag(c, a.P.S("`EXPR` the deck opens with, such as 'web status:running !zone:h'"))
	theme := &shell.Choice{Value: cmp.Or(a.Settings.Theme, "auto"), Of: config.Themes()}
	c.Flags().Var(theme, "theme", a.P.S("colours; auto asks the terminal"))
	a.Complete(c, "theme", func() []string { return theme.Of })
	ascii := &shell.Choice{Value: cmp.Or(a.Settings.ASCII, "auto"), Of: []string{"auto", "true", "false"}}
	c.Flags().Var(ascii, "ascii", a.P.S("signs as ASCII letters, for terminals that draw them too wide; auto: by the character set"))
	c.Flags().Lookup("ascii").NoOptDefVal = "true"
	a.Complete(c, "ascii", func() []string { return ascii.Of })
	version := c.Flags().Bool("version", false, a.P.S("print the version"))
	undo := c.Flags().Duration("undo", a.UndoWindow(), a.P.S("`TIME` in which what is final can be taken back; 0s: not at all"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if *version {
			a.printVersion()
			return nil
		}
		if err := cmp.Or(acc.Check(a.App, c), match.Parse(a.App), a.checkUndo(*undo)); err != nil {
			return err
		}
		if a.Getenv("TERM") == "dumb" {
			return shell.Usage(a.P.S("the deck needs a terminal that can move its cursor, and TERM=dumb says that this one can't; for scripts there are commands such as `ecsdeck ls` (see ecsdeck --help)"))
		}
		if !a.Terminal(a.In) || !a.Terminal(a.Out) {
			return shell.Usage(a.P.S("the deck needs a terminal; for scripts there are commands such as `ecsdeck ls` (see ecsdeck --help)"))
		}
		// What is made until the first frame is a few MB, and collecting it takes as long as all
		// the rest. Collecting begins with the reading.
		collectLater()
		defer collect(100)
		s, err := a.Connect(c.Context(), acc)
		if s == nil { // what was asked for is wrong, and not the login
			return a.Failure(err)
		}
		defer s.Close()
		d := deck.Deps{
			ThemeName: theme.Value, ASCII: ascii.Value, Regions: where.List(), Filter: match.Source, Undo: *undo,
			Account: deck.Account{Demo: acc.Demo, ReadOnly: acc.ReadOnly}, Flags: again(acc),
		}
		if !acc.Demo {
			d.Profiles = a.OtherProfiles(acc)
		}
		bad := err
		if err = a.deck(c.Context(), s, bad, d); err != nil || bad == nil || errors.As(bad, new(*login.None)) {
			return err
		}
		return a.Failure(bad) // it was shown, and is still the outcome
	}
	return c
}

// mostUncollected bounds what a start may leave uncollected, in bytes: an endpoint that
// answers a login with much must not fill the memory.
const mostUncollected = 32 << 20

// memoryLimit is the limit that the process was given.
var memoryLimit = sync.OnceValue(func() int64 { return debug.SetMemoryLimit(-1) })

// collectLater has no garbage collected until there is much.
func collectLater() {
	debug.SetMemoryLimit(min(memoryLimit(), mostUncollected))
	debug.SetGCPercent(-1)
}

// collect has garbage collected once it is so many percent of what lives.
func collect(percent int) {
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(memoryLimit())
}

// again are the flags that start a deck where this one looks, but for the profile.
func again(f *shell.AccountFlags) (flags []string) {
	if f.ReadOnly {
		flags = append(flags, "--read-only")
	}
	for _, flag := range []struct{ name, value string }{{"--endpoint", f.Endpoint}, {"--config-path", f.File}} {
		if flag.value != "" {
			flags = append(flags, flag.name, flag.value)
		}
	}
	return flags
}

// checkUndo refuses what would hold a release for long, unsent and forgotten.
func (a *commands) checkUndo(d time.Duration) error {
	if d < 0 || d > config.LongestUndo {
		return shell.Usage(a.P.S("--undo cannot be {duration}; accepted: 0s to {most}", d.String(), config.LongestUndo.String()))
	}
	return nil
}

// deck opens the deck on a session, or on the reason why there is none.
func (a *commands) deck(ctx context.Context, s *shell.Session, none error, d deck.Deps) error {
	d.Text, d.Keys, d.Now = a.P, a.Keys(), time.Now
	d.In, d.Out, d.Environ = a.In, a.Out, a.Environ
	d.Account.Endpoint, d.Mouse = s.Endpoint, given(a.Settings.Mouse, true)
	d.Clipboard = tty.NewClipboard(a.Environ, true)
	broken := make(chan error, 3) // a bug, a signal, and a region that isn't there
	d.Broken = broken
	if none != nil {
		collect(100)
		d.NoCredentials = none
		return a.open(ctx, d, broken)
	}
	d.Limits, d.Production, d.Templates = s.Limits(), s.Set.Production, openTemplates(s)
	a.openViews(s, &d)
	d.Drain, d.Bell, d.Notify = s.Drain(), given(a.Settings.Spot.Bell, false), given(a.Settings.Spot.Notify, true)
	d.Account.ReadOnly = s.Client.ReadOnly()
	if err := s.OpenJournal(ctx); err != nil && !d.Account.ReadOnly {
		d.Unwritable = err
	}
	news := make(chan message.Text, 1)
	d.News = news
	s.Journal.Waiting = func(t message.Text) {
		select {
		case news <- t:
		default:
		}
	}
	s.OpenPrices(ctx)
	if dirs, err := s.Journals(ctx); err == nil {
		d.JobRecords = jobRecords(dirs)
	}
	exports := []string{"."}
	if dir, err := s.StateDir(ctx); err == nil && s.Demo == nil { // whose state is gone with it
		exports = append(exports, filepath.Join(dir, exportFolder))
	}
	d.Save = saver(a.Getenv("HOME"), exports...)
	s.Undo = d.Undo
	s.Panicked = func(value any, stack []byte) {
		select {
		case broken <- &shell.Bug{Value: value, Stack: stack}:
		default: // one is enough
		}
	}
	engine := s.NewEngine(d.Regions)
	d.Begin = func() {
		// A fleet is mostly live data: half the garbage keeps 50,000 instances well
		// under 200 MB while they are read, for little more work.
		collect(50)
		engine.Start(ctx)
	}
	// The deck opens at once; a region that the cloud doesn't list ends it.
	checking, stop := context.WithCancel(ctx)
	var check sync.WaitGroup
	check.Go(func() {
		defer s.Recover()
		if err := checkListed(checking, s, d.Regions); err != nil {
			broken <- err
		}
	})
	defer check.Wait()
	defer stop()
	d.Engine, d.Client = engine, s.Client
	d.Account.Profile, d.Account.KeyTail, d.Profile = s.Name(), s.Login.As, s.Login.Profile
	d.Account.Number, d.Account.As = s.Who.Account, s.Who.As()
	if d.Notices = slices.Concat(s.Login.Notes, s.Notices); !s.Unsure.IsZero() {
		d.Notices = append(d.Notices, s.Unsure)
	}
	err := a.open(ctx, d, broken)
	if b := (*shell.Bug)(nil); !errors.As(err, &b) {
		engine.Close()
	}
	if err == nil && ctx.Err() != nil {
		return shell.Failed(a.P.S("ended by a signal; what was not sent yet is cancelled"))
	}
	return err
}

// checkListed refuses regions that the cloud doesn't list. When the cloud doesn't
// say, the deck shows what is wrong with it.
func checkListed(ctx context.Context, s *shell.Session, regions []ecsapi.RegionID) error {
	if e := (*shell.ExitError)(nil); errors.As(s.CheckRegions(ctx, regions), &e) {
		return e
	}
	return nil
}

// given is what is set, or what counts where nothing is.
func given[T any](set *T, otherwise T) T {
	if set != nil {
		return *set
	}
	return otherwise
}
