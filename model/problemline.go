package model

import (
	"maps"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// renewalsFor is how long the auto-renewal of what ends soon is taken to be as it was read.
const renewalsFor = time.Hour

// wantRenewals reads whether subscriptions that end soon are renewed by themselves.
func (r *root) wantRenewals(ending []ecsapi.InstanceID) {
	var ask []ecsapi.InstanceID
	for _, id := range ending {
		if at, asked := r.renewalsAsked[id]; !asked || r.Wall.Sub(at) > renewalsFor {
			ask = append(ask, id)
		}
	}
	if len(ask) == 0 || r.Engine == nil {
		return
	}
	if r.renewalsAsked == nil {
		r.renewalsAsked = map[ecsapi.InstanceID]time.Time{}
	}
	maps.DeleteFunc(r.renewalsAsked, func(_ ecsapi.InstanceID, at time.Time) bool { return r.Wall.Sub(at) > renewalsFor })
	for _, id := range ask {
		r.renewalsAsked[id] = r.Wall
	}
	r.Engine.WantAutoRenewals(ask...)
}

// showsProblems reports whether the line of problems is on screen.
func (r *root) showsProblems() bool {
	return r.Top() == nil && r.h >= lowScreen && r.NoCredentials == nil && r.Known()
}

// problemLine counts what needs a person, by the keys that show it.
func (r *root) problemLine(w int) string {
	counts, k := r.instances.order.troubled, r.Keys.Problem.Keys
	if len(counts) == 0 {
		if !r.Settled() {
			return term.FitLine(" "+r.Theme.Dim.Paint(r.Text.S("Looking for problems …")), w)
		}
		return term.FitLine(" "+r.Theme.Good.Paint("✓ "+r.Text.S("No problems: nothing is locked, failed, stuck, expiring or unread.")), w)
	}
	shown, _ := r.shownProblem()
	var long, short []string
	var of []fleet.Problem
	for p := range fleet.AllProblems() {
		n := counts[p]
		if n == 0 {
			continue
		}
		key := "–"
		if int(p) < len(k) {
			key = k[p]
		}
		ink := r.problemInk(p)
		if r.Top() == nil && shown == p.String() {
			ink = r.Theme.Mark
		}
		text := ink.Paint(r.problemText(p, n))
		of = append(of, p)
		long = append(long, r.Theme.Dim.Paint("[")+r.Theme.Key.Paint(key)+r.Theme.Dim.Paint("]")+" "+text)
		short = append(short, r.Theme.Key.Paint(key)+r.Theme.Dim.Paint("·")+text)
	}
	parts, gap := long, "  "
	line := " " + strings.Join(parts, gap)
	if term.Width(line) > w {
		parts, gap = short, " "
		line = " " + strings.Join(parts, gap)
	}
	x := 1
	for n, part := range parts {
		wide := term.Width(part)
		r.pointer.areas = append(r.pointer.areas, area{x: x, y: 1, w: wide, h: 1, of: partProblem, problem: of[n]})
		x += wide + len(gap)
	}
	hint := r.Theme.Dim.Paint(r.Text.S("{key} shows the next", r.Keys.NextProblem.Label())) + " "
	if room := w - term.Width(line) - term.Width(hint); room > 0 {
		return line + term.Blank(room) + hint
	}
	return term.FitLine(line, w)
}

func (r *root) problemInk(p fleet.Problem) term.Ink {
	switch p {
	case fleet.ProblemExpiring, fleet.ProblemReleasing:
		return r.Theme.Warn
	}
	return r.Theme.Bad
}

func (r *root) problemText(p fleet.Problem, n int) string {
	switch p {
	case fleet.ProblemLocked:
		return r.Text.N("{count} locked", "{count} locked", n)
	case fleet.ProblemFailed:
		return r.Text.N("{count} with a failed job", "{count} with a failed job", n)
	case fleet.ProblemStuck:
		return r.Text.N("{count} stuck", "{count} stuck", n)
	case fleet.ProblemExpired:
		return r.Text.N("{count} expired", "{count} expired", n)
	case fleet.ProblemExpiring:
		return r.Text.N("{count} expiring", "{count} expiring", n)
	case fleet.ProblemReleasing:
		return r.Text.N("{count} released soon", "{count} released soon", n)
	}
	return r.Text.N("{count} region unread", "{count} regions unread", n)
}

// shownProblem is the problem that the filter is about, and nothing else.
func (r *root) shownProblem() (name string, ok bool) {
	return strings.CutPrefix(strings.TrimSpace(r.instances.Source), problemField)
}

const problemField = "problem:"

// problemKey handles the keys of the line of problems.
func (r *root) problemKey(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := r.Keys
	switch {
	case k.ProblemsFirst.Match(press):
		r.instances.plain = !r.instances.plain
		r.instances.ShowTop()
		if r.instances.plain {
			r.say(r.Text.S("all as sorted; {key} puts problems first again", k.ProblemsFirst.Label()), r.Theme.Info)
		} else {
			r.say(r.Text.S("problems first; {key} shows all as sorted", k.ProblemsFirst.Label()), r.Theme.Info)
		}
		return r.instances.Refresh(), true
	case k.NextProblem.Match(press):
		return r.nextProblem(), true
	case k.Problem.Match(press):
		for n, key := range k.Problem.Keys {
			if key == press.String() {
				return r.showProblem(fleet.Problem(n)), true
			}
		}
	}
	return nil, false
}

// showProblem shows only the instances with a problem, or all again. Regions that can't be
// read are shown where the regions are.
func (r *root) showProblem(p fleet.Problem) tea.Cmd {
	switch shown, _ := r.shownProblem(); {
	case shown == p.String():
		return r.instances.Refilter("")
	case r.instances.order.troubled[p] == 0:
		r.say(r.Text.S("No instance has problem {number}.", strconv.Itoa(int(p)+1)), r.Theme.Good)
		return nil
	case p == fleet.ProblemUnread:
		r.regions.toUnread()
		r.focusOn(paneRegions)
		return nil
	}
	r.focus = paneInstances
	return r.instances.Refilter(problemField + p.String())
}

// nextProblem shows the problem after the one that is shown; after the last, all.
func (r *root) nextProblem() tea.Cmd {
	shown, filtered := r.shownProblem()
	passed := !filtered
	for p := range fleet.AllProblems() {
		switch {
		case !passed:
			passed = p.String() == shown
		case p == fleet.ProblemUnread && r.focus == paneRegions: // they have been shown
		case r.instances.order.troubled[p] > 0:
			return r.showProblem(p)
		}
	}
	if !filtered {
		r.say(r.Text.S("No problems."), r.Theme.Good)
		return nil
	}
	r.focus = paneInstances
	return r.instances.Refilter("")
}
