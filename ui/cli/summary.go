package cli

import (
	"fmt"
	"slices"
	"strings"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
)

// mostLines is how many lines of a kind a question shows.
const mostLines = 10

// summary says what would happen, where, as whom, at what cost, and to whom
// not.
func (ch *change) summary(s *shell.Session, plan *fleet.Plan) []string {
	w, sum := ch.Brief(ch.now), brief.Summarize(plan)
	var where []string
	for _, r := range plan.Regions {
		where = append(where, fmt.Sprintf("%s %d", r.Region, r.N))
	}
	lines := []string{
		ch.P.S("{instances} as {account}: {regions}", w.Instances(plan.Action, plan.Options, plan.N()), s.As(), strings.Join(where, ", ")),
	}
	lines = append(lines, brief.Texts(ch.changes(w, sum))...)
	lines = append(lines, ch.some(len(plan.Targets), func(i int) string {
		in := plan.Targets[i]
		return fmt.Sprintf("%s %s  %s", in.ID, in.Name, w.Target(plan, i))
	})...)
	lines = append(lines, ch.some(len(plan.Launches), func(i int) string {
		l := plan.Launches[i]
		line := fmt.Sprintf("%s %s %d × %s %s", l.Region, l.VSwitch, l.Amount, l.Type, l.Name)
		if cost, ok := costOf(plan, i); ok {
			line += "  " + w.Cost(cost, sum.Currency()).Text
		}
		return line
	})...)
	lines = append(lines, brief.Texts(ch.effects(w, sum))...)
	lines = append(lines, ch.some(len(plan.Skipped), func(i int) string { return w.Skipped(plan.Skipped[i]) })...)
	for i := range lines[1:] {
		lines[1+i] = "  " + lines[1+i]
	}
	return lines
}

// changes are what was asked for beside the action, and what there is to fear of
// it.
func (ch *change) changes(w brief.Writer, p brief.Summary) []brief.Line {
	return slices.Concat(w.Chosen(p.Plan), w.Asked(p), w.Places(p, true), w.Cautions(p, ch.limits))
}

// effects are the disks that go, what it costs and takes of quotas, and what is worth knowing.
func (ch *change) effects(w brief.Writer, p brief.Summary) []brief.Line {
	return slices.Concat(w.Losses(p, true), ch.snapshots(p), w.Bill(p), w.Quotas(p.Plan, true), w.Notes(p.Plan))
}

// snapshots offers what the deck has as a choice: that disks are kept before they go.
func (ch *change) snapshots(p brief.Summary) []brief.Line {
	if !op.Of(p.Action).Takes("snapshot") || p.Options.Snapshot || p.Goes.N+p.Secured.N == 0 {
		return nil
	}
	return []brief.Line{{Text: ch.P.S("without a snapshot; {flag} takes one of each disk that goes, first", "--snapshot")}}
}

// some are the first of n lines, and how many more there are.
func (ch *change) some(n int, line func(int) string) []string {
	var lines []string
	for i := range min(n, mostLines) {
		lines = append(lines, line(i))
	}
	if n > mostLines {
		lines = append(lines, ch.P.S("and {count} more", n-mostLines))
	}
	return lines
}
