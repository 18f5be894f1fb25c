package cli

import (
	"context"
	"io"
	"os/signal"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
)

// change is a command that changes something in the cloud: it plans, asks, acts
// and reports.
type change struct {
	*commands
	action  fleet.Action
	account *shell.AccountFlags
	out     *shell.Output

	dryRun  bool
	yes     bool
	expect  int // negative: any number
	wait    bool
	timeout time.Duration
	again   bool
	key     string // of idempotency
	piped   bool   // the standard input gave the ids
	answers io.Reader
	asked   string // under it

	now     time.Time       // cloud time when the plan was made
	limits  fleet.Limits    // of the profile
	earlier []fleet.Earlier // what was done already and is left out
	passed  []fleet.Earlier // what --again does once more
	refused bool            // a dry run: without --again it would not be sent
}

// changeFlags gives a command what all changes take.
func (a *commands) changeFlags(c *cobra.Command, action fleet.Action) *change {
	ch := &change{commands: a, action: action, account: a.AccountFlags(c), out: a.OutputFlags(c, shell.FormTable)}
	ch.declareTables()
	ch.account.Writes = true
	fs := c.Flags()
	fs.BoolVar(&ch.dryRun, "dry-run", false, a.P.S("print the plan and send nothing"))
	fs.BoolVar(&ch.yes, "yes", false, a.P.S("don't ask"))
	fs.IntVar(&ch.expect, "expect", -1, a.P.S("do nothing unless the plan has this `NUMBER` of instances"))
	fs.BoolVar(&ch.wait, "wait", false, a.P.S("wait until each instance is there, not only until the cloud accepted"))
	fs.DurationVar(&ch.timeout, "timeout", 10*time.Minute, a.P.S("`TIME` to wait at most"))
	fs.BoolVar(&ch.again, "again", false, a.P.S("renew or create though an earlier job did it, or may have"))
	fs.StringVar(&ch.key, "idempotency-key", "", a.P.S("`KEY` under which this is done once, however often and wherever it is given"))
	fs.Lookup("expect").DefValue = "0" // so that help shows no default
	return ch
}

// check refuses flags that contradict each other, and to act where nobody can
// be asked.
func (ch *change) check(c *cobra.Command) error {
	a := ch.commands
	if err := ch.checkKey(c); err != nil {
		return err
	}
	switch {
	case c.Flags().Changed("expect") && ch.expect < 0:
		return shell.Usage(a.P.S("--expect cannot be {expect}; accepted: 0 and more", ch.expect))
	case ch.timeout <= 0:
		return shell.Usage(a.P.S("--timeout cannot be {duration}; accepted: a time such as 90s or 10m", ch.timeout.String()))
	case !ch.dryRun && ch.account.ReadOnly:
		return shell.Usage(a.P.S("{name} changes instances and --read-only forbids it; --dry-run is possible", c.Name()))
	case !ch.dryRun && !ch.yes && !ch.canAsk():
		return shell.Usage(a.P.S("{name} asks before it acts, and nobody can be asked here; accepted: --yes, --dry-run", c.Name()))
	}
	return nil
}

// carry judges a plan, asks, acts and reports.
func (ch *change) carry(ctx context.Context, r *shell.Fleet, plan *fleet.Plan) error {
	ch.now = r.Now()
	plan, err := ch.unlessDone(ctx, r, plan)
	if err != nil {
		return err
	}
	if plan.Open {
		plan = r.Engine.Prepare(ctx, plan)
	}
	if err := ctx.Err(); err != nil {
		return ch.Failure(err)
	}
	if ch.dryRun {
		plan = unchecked(plan)
	}
	ch.limits = r.Limits()
	if err := ch.judge(plan); err != nil {
		return err
	}
	if ch.dryRun || plan.N() == 0 {
		return ch.report(r.Engine, plan, nil, nil)
	}
	if !ch.yes {
		if err := ch.ask(ctx, r.Session, plan); err != nil {
			return err
		}
		// While the question stood there somebody else may have done it.
		if !ch.again {
			now, err := ch.unlessDone(ctx, r, plan)
			if err != nil {
				return err
			}
			if now.N() < plan.N() {
				return shell.Failed(ch.P.S("what was asked about has been done meanwhile; nothing was done"))
			}
		}
	}
	job, err := ch.follow(ctx, r.Engine, plan)
	if job == nil {
		return ch.Failure(err)
	}
	return ch.report(r.Engine, plan, job, err)
}

// unchecked is a plan without those flaws that only say that a dry run, which
// may send nothing but questions, could not find out about them.
func unchecked(plan *fleet.Plan) *fleet.Plan {
	p := *plan
	p.Flaws = nil
	for _, flaw := range plan.Flaws {
		if flaw.Kind != ecsapi.KindReadOnly {
			p.Flaws = append(p.Flaws, flaw)
		}
	}
	return &p
}

// judge refuses a plan that is another than was expected, that the cloud would
// refuse, or that is more than a mere --yes may stand for.
func (ch *change) judge(plan *fleet.Plan) error {
	limits := ch.limits
	n, asked := plan.N(), plan.N()+ch.left()
	alone := ch.yes && ch.expect < 0
	switch {
	case ch.expect >= 0 && asked != ch.expect:
		return shell.Failed(ch.P.N("the plan has {count} instance and --expect wants {expect}; nothing was done",
			"the plan has {count} instances and --expect wants {expect}; nothing was done", asked, ch.expect))
	case ch.dryRun:
		return nil
	case hopeless(plan):
		ch.tellFlaws(plan)
		return shell.Failed(ch.P.S("the cloud would refuse that, or could not be asked; nothing was done"))
	case alone && op.Beyond(plan, limits):
		return shell.Failed(ch.P.N("{count} instance is beyond a ceiling of the profile, for which --yes is not enough; nothing was done; accepted: --yes --expect {expected}",
			"{count} instances are beyond a ceiling of the profile, for which --yes is not enough; nothing was done; accepted: --yes --expect {expected}", n, strconv.Itoa(n)))
	case alone && plan.Bill != nil && plan.Bill.Unknown > 0 && limits.PerHour+limits.Once > 0:
		return shell.Failed(ch.P.S("a price is not known and the profile has a ceiling of costs, for which --yes is not enough; nothing was done; accepted: --yes --expect {count}", strconv.Itoa(n)))
	}
	ch.tellFlaws(plan)
	return nil
}

// hopeless reports whether a plan had better not be sent: its flaws left nothing
// of it, or one of the places of a creation was refused. An order that takes
// what stock there is goes on as long as nothing but stock is short, and not
// everywhere. What is busy is asked again. Else a flaw only says what could not be
// read.
func hopeless(plan *fleet.Plan) bool {
	switch {
	case len(plan.Flaws) == 0:
		return false
	case plan.Hopeless():
		return true
	case !op.Of(plan.Action).Creates:
		return false
	}
	return slices.ContainsFunc(plan.Flaws, func(e *ecsapi.Error) bool {
		return e.Kind != ecsapi.KindBusy && !(plan.Order.AnyStock && e.Kind == ecsapi.KindStock)
	})
}

// tellFlaws says what is wrong with a plan, or could not be found out.
func (ch *change) tellFlaws(plan *fleet.Plan) {
	for _, flaw := range ch.Brief(ch.now).Flaws(plan) {
		ch.Warn(flaw.Text)
	}
}

// follow carries the plan out. The job it returns is as far as it came; the
// error says why it was not followed to its end.
func (ch *change) follow(told context.Context, engine *engine.Engine, plan *fleet.Plan) (*fleet.Job, error) {
	ctx, cancel := context.WithTimeout(told, ch.timeout)
	defer cancel()
	// Who reads the output may go away: that must not end what has begun.
	signal.Ignore(syscall.SIGPIPE)
	id, err := engine.Submit(plan)
	if err != nil {
		return nil, err
	}
	do := engine.WaitSent
	if ch.wait {
		do = engine.WaitJob
	}
	job, err := ch.await(ctx, engine, id, do)
	if err == nil {
		err = told.Err() // an engine that was told to end ends its jobs
	}
	// Nothing more is sent once the engine is closed and all is noted that can
	// be, so that what is reported now stays true.
	engine.Close()
	if last, ok := engine.Snapshot().Job(id); ok {
		job = last
	}
	return job, err
}
