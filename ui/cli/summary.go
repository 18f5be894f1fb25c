package cli

import (
	"fmt"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/term"
)

// mostLines is how many lines of a kind a question shows.
const mostLines = 10

// summary says what would happen, where, as whom, at what cost, and to whom
// not.
func (ch *change) summary(s *shell.Session, plan *fleet.Plan) []string {
	var where []string
	for _, r := range plan.Regions {
		where = append(where, fmt.Sprintf("%s %d", r.Region, r.N))
	}
	lines := []string{
		ch.P.N("%[2]s %[1]d instance as %[3]s %[4]s: %[5]s", "%[2]s %[1]d instances as %[3]s %[4]s: %[5]s",
			plan.N(), ch.deed(plan), s.Name(), s.Credentials.KeyTail(), strings.Join(where, ", ")),
	}
	lines = append(append(lines, ch.details(plan)...), ch.cautions(plan)...)
	lines = append(lines, ch.some(len(plan.Targets), func(i int) string { return ch.targetLine(plan, i) })...)
	lines = append(lines, ch.some(len(plan.Launches), func(i int) string { return ch.launchLine(plan, i) })...)
	lines = append(lines, ch.losses(plan)...)
	lines = append(lines, ch.costs(plan)...)
	lines = append(lines, ch.notes(plan)...)
	return append(lines, ch.some(len(plan.Skipped), func(i int) string {
		skip := plan.Skipped[i]
		return "  " + ch.P.S("left out: %s %s, %s", string(skip.ID), skip.Name, ch.P.S(string(skip.Reason), skip.Args()...))
	})...)
}

// some are the first of n lines, and how many more there are.
func (ch *change) some(n int, line func(int) string) []string {
	var lines []string
	for i := range min(n, mostLines) {
		lines = append(lines, line(i))
	}
	if n > mostLines {
		lines = append(lines, ch.P.S("  and %d more", n-mostLines))
	}
	return lines
}

// deed is the action as the first words of a sentence.
func (ch *change) deed(plan *fleet.Plan) string {
	o := plan.Options
	switch {
	case plan.Action == fleet.ActionAutoRenew && !o.On:
		return ch.P.S("stop auto-renew of")
	case plan.Action == fleet.ActionProtect && !o.On:
		return ch.P.S("no longer protect")
	case plan.Action == fleet.ActionAutoRelease && o.At.IsZero():
		return ch.P.S("cancel auto-release of")
	case o.Force:
		return ch.P.S("force %s", ch.P.S(string(plan.Action)))
	}
	return ch.P.S(string(plan.Action))
}

// details is what was asked for beside the action.
func (ch *change) details(plan *fleet.Plan) []string {
	var lines []string
	o := plan.Options
	add := func(format string, args ...any) { lines = append(lines, "  "+ch.P.S(format, args...)) }
	switch plan.Action {
	case fleet.ActionRelease:
		if o.Snapshot {
			add("after a snapshot of each disk that goes with them")
		}
	case fleet.ActionRenew:
		add("for %s", ch.periodWords(o.Period))
	case fleet.ActionAutoRenew:
		if o.On {
			add("each time for %s", ch.periodWords(o.Period))
		}
	case fleet.ActionAutoRelease:
		if !o.At.IsZero() {
			add("at %s", bothTimes(o.At))
		}
	case fleet.ActionCreate:
		if words := ch.launchWords(plan); words != "" {
			lines = append(lines, "  "+words)
		}
	case fleet.ActionRename:
		add("new name: %s", o.Name)
	case fleet.ActionTag:
		for _, t := range o.Tags {
			add("set %s=%s", t.Key, t.Value)
		}
		for _, key := range o.Untag {
			add("remove %s", key)
		}
	}
	return lines
}

func (a *commands) periodWords(p ecsapi.Period) string {
	switch p.Unit {
	case ecsapi.Week:
		return a.P.N("%d week", "%d weeks", p.N)
	case ecsapi.Year:
		return a.P.N("%d year", "%d years", p.N)
	}
	return a.P.N("%d month", "%d months", p.N)
}

func (ch *change) targetLine(plan *fleet.Plan, i int) string {
	in := plan.Targets[i]
	line := fmt.Sprintf("  %s %s", in.ID, in.Name)
	switch plan.Action {
	case fleet.ActionRename:
		return line + " → " + fleet.NthName(plan.Options.Name, i)
	case fleet.ActionAutoRenew:
		line += "  " + ch.P.S("expires %s", in.Expires.UTC().Format(time.DateOnly))
		if at := ecsapi.NextCharge(in.Expires, ch.now); plan.Options.On && !at.IsZero() {
			line += "  " + ch.P.S("charged %s", at.UTC().Format(time.DateOnly))
		}
		return line
	}
	cost, ok := costOf(plan, i)
	if !ok || plan.Action != fleet.ActionRenew {
		return line
	}
	if cost.Err != nil {
		return line + "  " + ch.P.S("price unknown: %s", ch.Explain(cost.Err))
	}
	line += "  " + term.Price(int64(cost.Once), plan.Bill.Currency)
	if !cost.Expiry.IsZero() {
		line += "  " + in.Expires.UTC().Format("2006-01-02") + " → " + cost.Expiry.UTC().Format("2006-01-02")
	}
	return line
}

func (ch *change) launchLine(plan *fleet.Plan, i int) string {
	l := plan.Launches[i]
	line := fmt.Sprintf("  %s %s %d × %s %s", l.Region, l.VSwitch, l.Amount, l.Type, l.Name)
	switch cost, ok := costOf(plan, i); {
	case !ok:
		return line
	case cost.Err != nil:
		return line + "  " + ch.P.S("price unknown: %s", ch.Explain(cost.Err))
	case cost.Once != 0:
		return line + "  " + term.Price(int64(cost.Once), plan.Bill.Currency)
	default:
		return line + "  " + ch.P.S("%s an hour", term.Price(int64(cost.PerHour), plan.Bill.Currency))
	}
}

// losses are the disks that go with the instances, and those that stay.
func (ch *change) losses(plan *fleet.Plan) []string {
	if plan.Action != fleet.ActionRelease || plan.Disks == nil {
		return nil
	}
	lost, gib, kept := 0, 0, 0
	for _, disks := range plan.Disks {
		for _, d := range disks {
			if d.DeleteWithInstance {
				lost, gib = lost+1, gib+d.SizeGiB
			} else {
				kept++
			}
		}
	}
	lines := []string{"  " + ch.P.N("%d disk of %d GiB goes with them", "%d disks of %d GiB go with them", lost, gib)}
	if kept > 0 {
		lines = append(lines, "  "+ch.P.N("%d disk stays and is charged on", "%d disks stay and are charged on", kept))
	}
	return lines
}

// costs sums the bill up.
func (ch *change) costs(plan *fleet.Plan) []string {
	b := plan.Bill
	if b == nil {
		return nil
	}
	var lines []string
	add := func(line string) { lines = append(lines, "  "+line) }
	if b.Once != 0 {
		add(ch.P.S("charged at once: %s", term.Price(int64(b.Once), b.Currency)))
	}
	if b.PerHour != 0 {
		add(ch.P.S("from then on: %s an hour, %s in 30 days", term.Price(int64(b.PerHour), b.Currency), term.Price(int64(b.PerHour)*30*24, b.Currency)))
	}
	if b.Unknown > 0 {
		add(ch.P.N("%d price is not known and is missing there", "%d prices are not known and are missing there", b.Unknown))
	}
	return lines
}

// notes are what is worth knowing before one says yes.
func (ch *change) notes(plan *fleet.Plan) []string {
	var lines []string
	for _, n := range plan.Notes {
		lines = append(lines, "  "+ch.P.S(n.Text, n.Args...))
	}
	return lines
}
