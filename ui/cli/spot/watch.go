package spot

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
)

// watch is the command that tells of reclaims as they are announced, and
// drains what is to be taken back.
type watch struct {
	*shell.App
	account *shell.AccountFlags
	where   *shell.RegionFlags
	form    *shell.Choice
	once    bool
	program string
	file    string           // of the script
	drain   fleet.DrainOrder // what is done with each instance

	reported map[string]*reported
	warned   map[string]bool
	ok       int // drains that came to a good end, and that did not
	bad      int
	blind    map[ecsapi.RegionID]*blindness
	lost     error // why the output can't be written
}

func watchCommand(a *shell.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "watch [flags] [-- ARGUMENT...]",
		Short: a.P.S("Tell of spot instances that are to be taken back, and drain them"),
		Long: a.P.S("Tell of spot instances that are to be taken back, as it is announced and until it is interrupted: a line\n" +
			"for each announcement, each drain that ended and each instance that is gone.\n\n" +
			"The command of --exec runs here, once for each instance and announcement, with the words after -- as its\n" +
			"arguments and without a shell. Its environment is this one and ECSDECK_INSTANCE_ID, ECSDECK_INSTANCE_NAME,\n" +
			"_REGION, _ZONE, _TYPE, _PRIVATE_IP, _PUBLIC_IP, and ECSDECK_RECLAIM_DUE: from then on it may be gone."),
		Example: "  ecsdeck spot watch --exec /usr/local/bin/drain-node -- --reason reclaim\n" +
			"  ecsdeck spot watch --region cn-hangzhou --script drain.sh -o json\n" +
			"  ecsdeck spot watch --once",

		ValidArgsFunction: cobra.NoFileCompletions,
	}
	w := &watch{App: a, reported: map[string]*reported{}, blind: map[ecsapi.RegionID]*blindness{}, warned: map[string]bool{}}
	w.account, w.where = a.AccountFlags(c), a.RegionFlags(c, true)
	w.form = &shell.Choice{Value: shell.FormTable, Of: []string{shell.FormTable, shell.FormJSON}}
	fs := c.Flags()
	fs.VarP(w.form, "output", "o", a.P.S("form of the output; json is an object on each line"))
	a.Complete(c, "output", func() []string { return w.form.Of })
	fs.StringVar(&w.program, "exec", "", a.P.S("`COMMAND` to run here for each instance; its arguments come after --"))
	fs.StringVar(&w.file, "script", "", a.P.S("`FILE` with a shell script to run on the instances by Cloud Assistant; - is the standard input"))
	fs.DurationVar(&w.drain.Limit, "timeout", fleet.ReclaimNotice, a.P.S("`TIME` that a command or a script may take"))
	fs.BoolVar(&w.drain.Again, "again", false, a.P.S("drain also what another run drained, or began to, for the same announcement"))
	fs.BoolVar(&w.once, "once", false, a.P.S("look once, drain, and end"))
	c.Args = func(c *cobra.Command, words []string) error {
		switch at := c.ArgsLenAtDash(); {
		case at < 0 && len(words) > 0, at > 0:
			return shell.Usage(a.P.S("{name} takes no argument before --, and was given {argument:q}", c.Name(), words[0]))
		case at == 0 && w.program == "":
			return shell.Usage(a.P.S("what stands after -- are arguments of a command; name it by --exec"))
		}
		if w.program != "" {
			w.drain.Command = append([]string{w.program}, words...)
		}
		return nil
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := cmp.Or(w.account.Check(a, c), w.where.Check(a), w.check(c)); err != nil {
			return err
		}
		return w.run(c.Context())
	}
	return c
}

// check refuses what could not be run when it is needed.
func (w *watch) check(c *cobra.Command) error {
	given := c.Flags().Changed
	if given("timeout") && w.program == "" && w.file == "" {
		return shell.Usage(w.P.S("--timeout is for --exec and --script"))
	}
	if w.drain.Limit < time.Second || w.drain.Limit > 10*time.Minute {
		return shell.Usage(w.P.S("--timeout cannot be {duration}; accepted: 1s to 10m", w.drain.Limit.String()))
	}
	if given("exec") {
		if _, err := exec.LookPath(w.program); err != nil {
			if e, ok := errors.AsType[*exec.Error](err); ok {
				err = e.Err
			}
			return shell.Usage(w.P.S("--exec cannot be {program:q}: {error}; it is a program alone, its arguments come after --", w.program, err))
		}
	}
	if !given("script") {
		return nil
	}
	text, err := w.read(w.file)
	if err != nil {
		return shell.Usage(w.P.S("--script cannot be {file:q}: {reason}", w.file, shell.SystemCause(err)))
	}
	if err := op.CheckScript(text, w.drain.Limit); err != nil {
		return shell.Usage(w.P.S("--script cannot be {file:q}: {reason}", w.file, message.Of(err)))
	}
	w.drain.Script = text
	return nil
}

// read reads a script, and no more of it than is needed to see that it is too
// long.
func (w *watch) read(file string) (string, error) {
	in := w.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, ecsapi.MaxScript+1))
	return string(text), err
}

func (w *watch) run(ctx context.Context) error {
	s, err := w.Connect(ctx, w.account)
	if err != nil {
		return w.Failure(err)
	}
	r := &shell.Fleet{Session: s}
	defer r.Close()
	s.LearnAccount(ctx) // no key of another one is taken, however long this goes on
	if err := w.openJournal(ctx, s); err != nil {
		return err
	}
	open := r.Open
	if w.once {
		open = r.Load
	}
	if err := open(ctx, w.where.List()); err != nil {
		return w.Failure(err)
	}
	r.Engine.SetFocus(false) // nobody looks at the rows
	if err := w.follow(ctx, r.Engine); err != nil {
		return w.Failure(err)
	}
	r.Engine.Close()
	w.tell(r.Engine.Snapshot())
	return w.outcome(r)
}

// openJournal opens the journal for what is about to be done. A script needs it;
// a command that could not be noted might run twice, which is said.
func (w *watch) openJournal(ctx context.Context, s *shell.Session) error {
	if w.drain.Script != "" && s.Client.ReadOnly() {
		return shell.Usage(w.P.S("--script runs on instances, and {name} is read-only", s.Name()))
	}
	if !w.drains() {
		return nil
	}
	err := s.OpenJournal(ctx)
	switch {
	case err == nil:
	case w.drain.Script != "":
		return shell.Failed(w.P.E(err))
	default:
		w.warn("journal", w.P.S("what is drained can't be noted, and another run would do it again: {error}", w.P.E(err)))
	}
	return nil
}

// follow tells what happens until ctx ends; with --once until nothing is left to
// tell.
func (w *watch) follow(ctx context.Context, engine *engine.Engine) error {
	bell := engine.Subscribe()
	defer bell.Close()
	// What does not change rings no bell either, such as a region that can't be read.
	tick := time.NewTicker(blindAfter / 2)
	defer tick.Stop()
	for {
		s := engine.Snapshot()
		if err := nothingToRead(s); err != nil {
			return err
		}
		w.complain(s)
		if err := w.sight(s, time.Now()); err != nil {
			return err
		}
		w.begin(s)
		if fresh := w.tell(s); len(fresh) > 0 && w.drains() {
			order := w.drain
			order.IDs = fresh
			engine.Drain(order)
		}
		if w.lost != nil || w.once && !w.waits(s) {
			return nil
		}
		select {
		case <-bell.C:
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (w *watch) drains() bool { return w.program != "" || w.drain.Script != "" }

// waits reports whether something that was ordered has no end yet.
func (w *watch) waits(s *fleet.Snapshot) bool {
	return slices.ContainsFunc(s.Reclaims, func(k *fleet.Reclaim) bool {
		before := w.reported[reclaimKey(k)].before
		if !w.drain.Again {
			before = [2]int{}
		}
		here, there := attempts(k)[0] > before[0], attempts(k)[1] > before[1]
		return k.Open() && (w.program != "" && !here || w.drain.Script != "" && !there) ||
			slices.ContainsFunc(k.Drains, func(d *fleet.Drain) bool { return !d.Over() })
	})
}

// attempts counts the drains here and those on the instance.
func attempts(k *fleet.Reclaim) (n [2]int) {
	for _, d := range k.Drains {
		if d.Remote {
			n[1]++
		} else {
			n[0]++
		}
	}
	return n
}

// outcome is how a watch went that came to its end.
func (w *watch) outcome(r *shell.Fleet) error {
	s := r.Engine.Snapshot()
	unread := slices.ContainsFunc(s.Regions, func(r *fleet.RegionState) bool { return !r.Complete && r.Err != nil })
	switch {
	case w.lost != nil:
		return w.OutputError(w.lost)
	case w.bad > 0 && w.ok == 0:
		return shell.Failed("")
	case w.bad > 0, len(s.WatchErr) > 0, unread:
		return shell.Partly("")
	}
	return nil
}
