package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ui/cli/shell"
)

// settleFor is how long the cloud is asked at most: what is in doubt by then may
// be asked about again.
const settleFor = 5 * time.Minute

// settleOpen has the cloud asked about the jobs that are open, and prints those,
// or the one that is named.
func (j *jobs) settleOpen(ctx context.Context, args []string) error {
	s, err := j.Connect(ctx, &shell.AccountFlags{Profile: j.account.Profile, File: j.account.File, Endpoint: j.account.Endpoint, ReadOnly: true})
	if err != nil {
		return j.Failure(err)
	}
	r := &shell.Fleet{Session: s}
	defer r.Close()
	if err := s.OpenJournal(ctx); err != nil {
		return j.Failure(err)
	}
	j.as, j.number = s.Who.As(), s.Who.Account
	if !s.Unsure.IsZero() {
		j.Warn(j.P.T(s.Unsure))
	}
	if j.journals, err = s.Journals(ctx); err != nil {
		return shell.Failed(j.P.E(err))
	}
	j.limit = 0 // an old one may be open too
	list, problems, err := j.read(ctx)
	if err != nil {
		return err
	}
	for _, p := range problems {
		j.Warn(j.P.T(p))
	}
	open := map[string]bool{}
	var regions []ecsapi.RegionID
	for i := range list {
		if is, _ := engine.Open(&list[i]); !is {
			continue
		}
		open[list[i].Key] = true
		for _, it := range list[i].Items {
			if id := ecsapi.RegionID(it.Region); !slices.Contains(regions, id) {
				regions = append(regions, id)
			}
		}
	}
	if len(open) > 0 {
		if err := r.Open(ctx, regions); err != nil {
			return j.Failure(err)
		}
		asking, cancel := context.WithTimeout(ctx, settleFor)
		r.Engine.Settled(asking)
		cancel()
		r.Engine.Close()
		if err := ctx.Err(); err != nil {
			return j.Failure(err)
		}
	}
	if len(args) > 0 {
		return j.run(ctx, args)
	}
	if list, _, err = j.read(ctx); err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(b journal.Job) bool { return !open[b.Key] })
	if len(list) == 0 && s.Unsure.IsZero() {
		fmt.Fprintln(j.Err, j.P.S("no job is open"))
		if j.out.Is(shell.FormTable) {
			return nil
		}
	}
	if err := j.writeList(list, len(problems) > 0); err != nil {
		return err
	}
	if j.tellOpen(list) || len(problems) > 0 || !s.Unsure.IsZero() {
		return shell.Partly("")
	}
	return nil
}

// tellOpen says which of the jobs are open and how to find out about them. It
// reports whether there are any.
func (j *jobs) tellOpen(list []journal.Job) (others bool) {
	var open []string
	var until time.Time
	for i := range list {
		is, clear := engine.Open(&list[i])
		switch as := list[i].As; {
		case is && j.settle && as != "" && j.as != "" && as != j.as:
			fmt.Fprintln(j.Err, shell.OneLine(j.P.S("job {job} is open, and only {as} can ask about it, who may see what {other} does not", strconv.Itoa(list[i].Number), as, j.as)))
			others = true
		case is:
			open = append(open, strconv.Itoa(list[i].Number))
			if clear.After(until) {
				until = clear
			}
		}
	}
	if len(open) == 0 {
		return others
	}
	slices.Reverse(open)
	line := j.P.N("job {jobs} is open: what became of it is not known", "jobs {jobs} are open: what became of them is not known", len(open), strings.Join(open, ", "))
	if !j.settle {
		line += "; " + j.P.S("`ecsdeck jobs --settle` asks the cloud")
	} else if until.After(time.Now()) {
		line += "; " + j.P.S("ask again after {time}", j.Brief(time.Time{}).Clock(until.Add(time.Minute)))
	}
	fmt.Fprintln(j.Err, shell.OneLine(line))
	return true
}
