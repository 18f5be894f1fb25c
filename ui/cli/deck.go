package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/model"
	"ecsdeck/model/deck"
	"ecsdeck/ui/config"
)

// deckCommand is the program without a command: the deck itself.
func (a *app) deckCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "ecsdeck",
		Short: a.p.S("A dashboard for fleets of Alibaba Cloud ECS instances"),
		Long: a.p.S("A dashboard for fleets of Alibaba Cloud ECS instances, in the terminal.\n" +
			"Without a command it opens the deck; --demo needs no account."),
		Example: "  ecsdeck --demo\n  ecsdeck --profile prod --region cn-hangzhou --filter status:running",
		Args:    a.noArgs,
	}
	acc, where := a.accountFlags(c), a.scopeFlags(c, false)
	match := a.filterFlag(c, a.p.S("`EXPR` the deck opens with, such as 'web status:running !zone:h'"))
	theme := &choice{value: cmp.Or(a.settings.Theme, "auto"), of: config.Themes()}
	c.Flags().Var(theme, "theme", a.p.S("colours; auto asks the terminal"))
	a.complete(c, "theme", func() []string { return theme.of })
	undo := c.Flags().Duration("undo", a.undoWindow(), a.p.S("`TIME` in which what is final can be taken back; 0s: not at all"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := first(acc.check(a, c), match.parse(a), a.checkUndo(*undo)); err != nil {
			return err
		}
		if !a.Terminal(a.In) || !a.Terminal(a.Out) {
			return usage(a.p.S("the deck needs a terminal; for scripts there are commands such as `ecsdeck ls` (see ecsdeck --help)"))
		}
		s, err := a.connect(acc)
		var none *ecsapi.NoCredentials
		if err != nil && !errors.As(err, &none) {
			return a.plain(err)
		}
		defer s.close()
		return a.deck(c.Context(), s, err, deck.Deps{
			ThemeName: theme.value, Regions: where.list(), Filter: match.source, Undo: *undo,
			Account: deck.Account{Demo: acc.demo, ReadOnly: acc.readOnly},
		})
	}
	return c
}

// checkUndo refuses what would hold a release for long, unsent and forgotten.
func (a *app) checkUndo(d time.Duration) error {
	if d < 0 || d > config.LongestUndo {
		return usage(a.p.S("--undo cannot be %s; accepted: 0s to %s", d.String(), config.LongestUndo.String()))
	}
	return nil
}

// deck opens the deck on a session, or on the reason why there is none.
func (a *app) deck(ctx context.Context, s *session, none error, d deck.Deps) error {
	d.Text, d.Keys, d.Now = a.p, a.keys(), time.Now
	d.In, d.Out, d.Environ = a.In, a.Out, a.Environ
	d.Account.Endpoint = s.endpoint
	if none != nil {
		d.NoCredentials = none
		return model.Run(ctx, d)
	}
	// A fleet is mostly live data: half the garbage keeps 50,000 instances well
	// under 200 MB while they are read, for little more work.
	debug.SetGCPercent(50)

	d.Limits, d.Production, d.Templates = s.ceilings(), s.set.Production, s.templates()
	d.Drain, d.Bell, d.Notify = s.drain(), given(a.settings.Spot.Bell, false), given(a.settings.Spot.Notify, true)
	d.Account.ReadOnly = s.client.ReadOnly()
	if err := s.openJournal(); err != nil && !d.Account.ReadOnly {
		d.Unwritable = err
	}
	s.openPrices()
	s.undo = d.Undo
	broken := make(chan error, 2) // a bug and a region that isn't there
	engine := s.newEngine(d.Regions, func(value any, stack []byte) {
		select {
		case broken <- &bug{value, stack}:
		default: // one is enough
		}
	})
	engine.Start(ctx)
	// The deck opens at once; a region that the cloud doesn't list ends it.
	checking, stop := context.WithCancel(ctx)
	var check sync.WaitGroup
	check.Go(func() {
		if err := s.listed(checking, d.Regions); err != nil {
			broken <- err
		}
	})
	defer check.Wait()
	defer stop()
	d.Engine, d.Client, d.Broken = engine, s.client, broken
	d.Account.Profile, d.Account.KeyTail = s.name(), s.creds.KeyTail()
	err := model.Run(ctx, d)
	if b := (*bug)(nil); !errors.As(err, &b) {
		engine.Close()
	}
	if err == nil && ctx.Err() != nil {
		return failed(a.p.S("ended by a signal; what was not sent yet is cancelled"))
	}
	return err
}

// bug is a panic of the engine, told once the terminal is restored.
type bug struct {
	value any
	stack []byte
}

func (b *bug) Error() string {
	return oneLine(fmt.Sprintf("ecsdeck met a bug in itself and had to end; what was sent goes on in the cloud: %v", b.value))
}

// trace is the stack, line by line.
func (b *bug) trace() string {
	var out strings.Builder
	for line := range strings.Lines(string(b.stack)) {
		out.WriteString(oneLine(strings.ReplaceAll(line, "\t", "    ")) + "\n")
	}
	return out.String()
}

// listed refuses regions that the cloud doesn't list. When the cloud doesn't
// say, the deck shows what is wrong with it.
func (s *session) listed(ctx context.Context, regions []ecsapi.RegionID) error {
	if e := (*exit)(nil); errors.As(s.known(ctx, regions), &e) {
		return e
	}
	return nil
}
