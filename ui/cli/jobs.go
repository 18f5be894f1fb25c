package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/cli/shell"
)

// jobs is the command that tells the past, from the journal alone: it makes no
// call unless it is to ask the cloud about what is open, or whose account it is where no
// earlier command found that out.
type jobs struct {
	*commands
	account  *shell.AccountFlags
	out      *shell.Output
	audit    bool
	limit    int
	all      bool
	settle   bool
	in       timeRange
	as       string   // who settles
	number   string   // of the account; "" for all, and while it is not known
	journals []string // what is read, once that is known
}

func (a *commands) jobsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "jobs [NUMBER|KEY]",
		Short:   a.P.S("List what was sent, from the journal"),
		Example: "  ecsdeck jobs\n  ecsdeck jobs 17\n  ecsdeck jobs --settle\n  ecsdeck jobs --since 7d -o csv > changes.csv\n  ecsdeck jobs --audit > audit.jsonl",
		Args:    a.oneJob,

		ValidArgsFunction: cobra.NoFileCompletions,
	}
	j := &jobs{commands: a, account: a.IdentityFlags(c), out: a.OutputFlags(c, shell.FormTable)}
	j.jobTable(nil)
	j.pastTable("")
	j.changeTable()
	shell.NewTable(j.out, j.callColumns()...)
	fs := c.Flags()
	fs.BoolVar(&j.audit, "audit", false, a.P.S("print each intent, answer and result as a line of JSON"))
	fs.IntVar(&j.limit, "limit", 20, a.P.S("`NUMBER` of jobs to print, the newest; 0: all; an audit has all unless told otherwise"))
	fs.BoolVar(&j.all, "all-accounts", false, a.P.S("of every account and endpoint"))
	fs.BoolVar(&j.settle, "settle", false, a.P.S("ask the cloud what became of the jobs that are open, and note it; it changes nothing"))
	fs.StringVar(&j.in.sinceText, "since", "", a.P.S("print a row for each instance that was acted on since `TIME`: who, what, old and new value, outcome; such as 7d, yesterday 06:00, 2026-12-01"))
	fs.StringVar(&j.in.untilText, "until", "", a.P.S("as --since, of what was begun before `TIME`"))
	c.RunE = func(c *cobra.Command, args []string) error {
		given := c.Flags().Changed
		switch {
		case j.limit < 0:
			return shell.Usage(a.P.S("--limit cannot be {limit}; accepted: 0 and more", j.limit))
		case j.audit && slices.ContainsFunc([]string{"output", "columns", "sort", "no-header", "query"}, given):
			return shell.Usage(a.P.S("--audit prints lines of JSON and cannot be joined with --output, --columns, --sort, --no-header or --query"))
		case j.settle && (j.all || j.audit):
			return shell.Usage(a.P.S("--settle works on one account and cannot be joined with --all-accounts or --audit"))
		case j.in.named() && (j.settle || len(args) > 0):
			return shell.Usage(a.P.S("--since and --until choose among all jobs and cannot be joined with one of them or with --settle"))
		case j.all && (given("profile") || given("endpoint")):
			return shell.Usage(a.P.S("--all-accounts cannot be joined with --profile or --endpoint"))
		}
		if err := j.in.read(a, time.Now()); err != nil {
			return err
		}
		if (j.audit || j.in.named()) && !given("limit") || len(args) > 0 {
			j.limit = 0
		}
		if j.settle {
			return j.settleOpen(c.Context(), args)
		}
		return j.run(c.Context(), args)
	}
	return c
}

// oneJob refuses more arguments than one.
func (a *commands) oneJob(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return shell.Usage(a.P.S("jobs takes one number or key, and was given {count}", len(args)))
	}
	return nil
}

func (j *jobs) run(ctx context.Context, args []string) error {
	list, problems, err := j.read(ctx)
	if err != nil {
		return err
	}
	for _, p := range problems {
		j.Warn(j.P.T(p))
	}
	if len(args) > 0 {
		job, err := j.named(list, args[0])
		if err != nil {
			return err
		}
		list = []journal.Job{*job}
	}
	switch {
	case j.audit:
		err = j.writeAudit(list)
	case j.in.named():
		err = j.writeChanges(list)
	case len(args) > 0:
		err = j.writeDetails(&list[0])
	default:
		err = j.writeList(list, len(problems) > 0)
	}
	if err != nil {
		return err
	}
	j.tellOpen(list)
	if len(problems) > 0 {
		return shell.Partly("")
	}
	return nil
}

// read reads the jobs, newest first.
func (j *jobs) read(ctx context.Context) (list []journal.Job, problems []message.Text, err error) {
	dirs, err := j.dirs(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, dir := range dirs {
		most := j.limit
		if j.in.named() { // those of that time may be older
			most = 0
		}
		more, bad, err := journal.Read(dir, most)
		if err != nil {
			bad = append(bad, message.Of(err))
		}
		more = slices.DeleteFunc(more, func(b journal.Job) bool { // under an old name, of another account
			return j.number != "" && b.AccountID != "" && b.AccountID != j.number || !j.in.has(&b)
		})
		list, problems = append(list, more...), append(problems, bad...)
	}
	if len(dirs) > 1 {
		slices.SortStableFunc(list, func(a, b journal.Job) int { return b.At.Compare(a.At) })
	}
	if j.limit > 0 {
		list = list[:min(len(list), j.limit)]
	}
	return list, problems, nil
}

// dirs are the journals to read.
func (j *jobs) dirs(ctx context.Context) ([]string, error) {
	if j.all {
		root := j.StateRoot()
		if root == "" {
			return nil, shell.Failed(j.P.S("there is no home directory"))
		}
		return journals(root), nil
	}
	if j.journals != nil {
		return j.journals, nil
	}
	s, err := j.Connect(ctx, j.account)
	if err != nil {
		return nil, j.Failure(err)
	}
	defer s.Close()
	dirs, err := s.Journals(ctx)
	if err != nil {
		return nil, shell.Failed(s.App.P.E(err))
	}
	j.number = s.Who.Account
	if !s.Unsure.IsZero() {
		j.Warn(j.P.S("{reason}; `ecsdeck jobs --all-accounts` lists what was sent in any", s.Unsure))
	}
	return dirs, nil
}

// journals are those of all endpoints and accounts.
func journals(root string) []string {
	var out []string
	endpoints, _ := os.ReadDir(root) // what isn't there has none
	for _, e := range endpoints {
		accounts, _ := os.ReadDir(filepath.Join(root, e.Name()))
		for _, a := range accounts {
			out = append(out, filepath.Join(root, e.Name(), a.Name(), shell.JournalName))
		}
	}
	return out
}

// named is the job that a number or a key means. Several accounts may have the
// same number.
func (j *jobs) named(list []journal.Job, name string) (*journal.Job, error) {
	number, _ := strconv.Atoi(name)
	var found []*journal.Job
	var keys []string
	newest := 0
	for i := range list {
		job := &list[i]
		newest = max(newest, job.Number)
		if job.Key == name || number > 0 && job.Number == number {
			found, keys = append(found, job), append(keys, job.Key)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, shell.Usage(j.P.S("there are several jobs {name}; name one by its key", name) + j.Accepted(keys))
	case newest > 0:
		return nil, shell.Failed(j.P.S("there is no job {name}; the newest is {newest}", name, strconv.Itoa(newest)))
	}
	return nil, shell.Failed(j.P.S("there is no job {name}; nothing was sent yet", name))
}
