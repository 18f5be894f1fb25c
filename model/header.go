package model

import (
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// header is the first line: who, where, how many, how old, how busy. The counts are the last to go.
func (r *root) header(w int) string {
	for _, form := range []headerForm{
		{identity: true, names: true, words: true, calls: true},
		{names: true, words: true, calls: true}, {words: true, calls: true}, {words: true}, {words: true, calls: true, terse: true},
		{words: true, terse: true, calls: true, noProgram: true}, {words: true, terse: true}, {words: true, terse: true, noProgram: true}, {calls: true}, {},
		{noProgram: true}, {noProgram: true, noAccount: true},
	} {
		left := r.headline(form)
		right := " " + r.freshness(form) + " "
		if room := w - term.Width(left) - term.Width(right); room >= 0 {
			return left + term.Blank(room) + right
		}
	}
	right := " " + r.freshness(headerForm{}) + " "
	return term.FitLine(r.headline(headerForm{noProgram: true, noAccount: true}), max(0, w-term.Width(right))) + right
}

type headerForm struct {
	identity  bool // who acts in which account, where that is known
	names     bool // the account in full
	words     bool // words beside the signs
	terse     bool // but none beside the total
	calls     bool // how busy
	noProgram bool // not even the program's name
	noAccount bool // nor the account
}

func (r *root) headline(f headerForm) string {
	t := &r.Theme
	c, filtered := r.Counts(), false
	switch o := r.instances.order; {
	case r.Top() == nil && !o.expr.Empty():
		c, filtered = o.shown, true
	case r.Scope.Zone != "":
		c = o.counts
	}
	gap := "  "
	s := " " + t.Title.Paint("ecsdeck") + gap
	if f.noProgram {
		s, gap = " ", " "
	}
	if !f.noAccount {
		s += r.who(f) + gap
	}
	s += t.Accent.Paint(r.ScopeName()) + gap
	total, complete := term.Count(c.Total), r.Settled() && !slices.ContainsFunc(r.Scoped(), incomplete)
	if !complete {
		total += "+" // pages are still to come, or failed
	}
	if filtered {
		total, complete = r.Text.S("{count} of {total}", c.Total, r.instances.order.total), false
	}
	switch {
	case !r.Known():
		return s // nothing has answered yet: unknown is not 0
	case f.terse:
		s += total + "  "
	case f.words && complete:
		s += r.Text.N("{count} instance", "{count} instances", c.Total) + "  "
	case f.words:
		s += r.Text.S("{total} instances", total) + "  "
	default:
		s += total + "  "
	}
	parts := []countPart{
		{t.Good, "●", c.Running, r.Text.S("running")},
		{t.Dim, "○", c.Stopped, r.Text.S("stopped")},
		{t.Busy, "◐", c.Changing, r.Text.S("changing")},
		{t.Bad, "▲", c.Locked, r.Text.S("locked")},
	}
	if f.noAccount { // what doesn't fit is cut off: not what needs somebody
		slices.Reverse(parts)
	}
	for _, part := range parts {
		switch {
		case part.n == 0:
		case part.sign == "▲" && r.showsProblems(): // the line below has them
		case f.terse:
			s += part.ink.Paint(part.sign+term.Count(part.n)+" "+part.word) + "  "
		case f.words:
			s += part.ink.Paint(part.sign+" "+term.Count(part.n)+" "+part.word) + "  "
		default:
			s += part.ink.Paint(part.sign+term.Count(part.n)) + " "
		}
	}
	return s
}

// countPart is how many instances of some kind there are.
type countPart struct {
	ink  term.Ink
	sign string
	n    int
	word string
}

// who names the account, and says whether it is read-only, of production, or a demo.
func (r *root) who(f headerForm) string {
	a, t := r.Account, &r.Theme
	s, tail := a.Profile, a.KeyTail
	if !f.names {
		if s == "environment" {
			s = r.Text.S("env")
		}
		most := 12
		if f.noProgram {
			most = 6
		}
		s = term.FitMiddle(s, min(most, term.Width(s)))
		if _, end, key := strings.Cut(tail, "…"); key {
			tail = end
		} else { // a role's name
			tail = term.FitMiddle(tail, min(10, term.Width(tail)))
		}
	}
	if a.Demo {
		s = t.Info.Paint(r.Text.S("demo"))
	} else if tail != "" {
		s += t.Dim.Paint(" ·" + tail)
	}
	if identity := r.Identity(); identity != "" && f.identity {
		s += t.Dim.Paint(" · " + identity)
	}
	if host := r.Elsewhere(); host != "" && f.names {
		s += t.Dim.Paint(" @" + host)
	}
	if r.Production {
		badge := r.Badge()
		if !f.names {
			badge = " " + r.Text.S("PROD") + " "
		}
		s = t.Prod.Paint(badge) + " " + s
	}
	if reason := r.ReadOnlyWord(); reason != "" {
		s += " " + t.Warn.Paint(reason)
	}
	return s
}

// freshness says how old the data is and how many calls it takes.
func (r *root) freshness(f headerForm) string {
	t := &r.Theme
	n := r.calls.perMinute
	if n > 10 {
		n = (n + 2) / 5 * 5 // a figure that moves with each call costs a slow line more than it is worth
	}
	age, late, known := r.age()
	var s string
	switch {
	case r.Snap.RegionsErr != nil && len(r.Snap.Regions) == 0:
		s = t.Bad.Paint(r.Text.S("not connected"))
	case !r.Snap.Complete && r.reading() != "":
		s = t.Busy.Paint(r.reading())
	case !known:
		s = t.Bad.Paint(r.Text.S("no fresh data"))
	case late:
		s = t.Warn.Paint(r.Text.S("{age} old", r.Coarse(age)))
	default:
		s = t.Dim.Paint(r.Text.S("{age} old", r.Coarse(age)))
	}
	switch {
	case f.words && f.calls && !f.terse:
		s += t.Dim.Paint("   " + r.Text.N("{count} call/min", "{count} calls/min", n))
	case f.calls:
		s += t.Dim.Paint("  " + r.Text.S("{count}/min", n))
	}
	return s
}

// callRate is how many calls the header says that there are. At rest it takes over the
// figure every ten seconds: drawn for each call, it was most of what is drawn.
type callRate struct {
	perMinute int
	at        time.Time
}

func (c *callRate) follow(s *fleet.Snapshot, wall time.Time) {
	if !s.Complete || s.CallsPerMinute > c.perMinute*3/2 || wall.Sub(c.at) >= 10*time.Second {
		*c = callRate{s.CallsPerMinute, wall}
	}
}

// reading counts the regions that have answered while the first read runs.
func (r *root) reading() string {
	done, total := 0, 0
	for _, s := range r.Scoped() {
		total++
		if s.Complete || s.Err != nil {
			done++
		}
	}
	switch {
	case total == 0 && len(r.Snap.Regions) == 0:
		return r.Text.S("reading regions")
	case done == total:
		return ""
	}
	return r.Text.S("{done} of {total} regions", done, total)
}

// failing says that regions could not be read, when the next try is, how old their
// data is, and then why: the least important part comes last and is cut off first.
func (r *root) failing() string {
	t := &r.Theme
	var first *fleet.RegionState
	n := 0
	for _, g := range r.Snap.Regions {
		if g.Err != nil {
			if first == nil {
				first = g
			}
			n++
		}
	}
	switch {
	case n == 0 && r.Snap.RegionsErr != nil:
		return t.Bad.Paint("! " + r.Reason(r.Snap.RegionsErr))
	case n == 0:
		return r.skewed()
	}
	s := "! " + string(first.ID)
	if n > 1 {
		s = "! " + r.Text.N("{count} region fails", "{count} regions fail", n)
	}
	if wait := first.RetryAt.Sub(r.Wall); !first.RetryAt.IsZero() && wait > 0 {
		s += ", " + r.Text.S("retry in {wait}", r.CoarseWait(wait))
	}
	if !first.Read.IsZero() {
		s += " " + r.Text.S("(data {age} old)", r.Coarse(r.Cloud.Sub(first.Read)))
	}
	s = t.Bad.Paint(s) + t.Dim.Paint(" · "+r.Text.S("{key} now", r.Keys.Refresh.Label())+" · ")
	if n > 1 {
		return s + t.Bad.Paint(string(first.ID)+": "+r.Reason(first.Err))
	}
	return s + t.Bad.Paint(r.Reason(first.Err))
}

// skewed explains a cloud clock that differs much from this machine's. The
// simulated cloud has a clock of its own, so there it says nothing.
func (r *root) skewed() string {
	if r.Client == nil || r.Account.Demo {
		return ""
	}
	skew, known := r.Client.Skew()
	if !known || skew.Abs() < 5*time.Minute {
		return ""
	}
	if skew > 0 {
		return r.Theme.Warn.Paint(r.Text.S("The cloud's clock is {age} ahead of this machine's.", r.Ago(skew)))
	}
	return r.Theme.Warn.Paint(r.Text.S("The cloud's clock is {age} behind this machine's.", r.Ago(-skew)))
}

// work is what the status line says of jobs and trouble.
func (r *root) work() string {
	var parts []string
	if s := r.undoLine(); s != "" {
		parts = append(parts, s)
	} else if s := r.jobBar(); s != "" {
		parts = append(parts, s)
	}
	if r.alarm != "" {
		parts = append(parts, " "+r.Theme.Bad.Paint(r.alarm))
	}
	if s := r.missedLine(); s != "" {
		parts = append(parts, " "+s)
	}
	return strings.Join(parts, "  ")
}

// statusLine is the line above the keys: the filter while it is typed, else jobs, news and trouble.
func (r *root) statusLine(w int) string {
	if p := r.filterOwner(); p != nil {
		return r.filterLine(p, w)
	}
	left := r.work()
	if r.toast.text != "" && len(r.toastBox(w)) == 0 {
		if left != "" {
			left += "  "
		}
		left += " " + r.toast.ink.Paint(r.toast.text)
	}
	right := r.failing()
	if right != "" {
		right += " "
	}
	room := w - term.Width(right)
	if left == "" && right == "" {
		return r.cursorLine(w)
	}
	if left == "" {
		return term.Blank(max(0, room)) + term.FitLine(right, min(w, term.Width(right)))
	}
	if need := min(term.Width(left)+1, w); room < need {
		room = need
	}
	return term.FitLine(left, room) + term.FitLine(right, w-room)
}

func (r *root) filterLine(p deck.FilterOwner, w int) string {
	n, of := p.Found()
	note := r.Theme.Dim.Paint(r.Text.S("{count} of {total}", n, of))
	if p, ok := p.(*instances); ok {
		if s := p.lackingNote(); s != "" {
			note += r.Theme.Warn.Paint(" · " + s)
		}
	}
	line := " " + p.Line().View(r.Theme.Wrong)
	taken := min(w, max(24, term.Width(line)+2))
	if s := p.Line().Trouble(r.Text); s != "" {
		if note = r.Theme.Bad.Paint(s); term.Width(s) > w-taken {
			note = "" // it has lines of its own
		}
	}
	return term.FitLine(term.FitLine(line, taken)+note, w)
}

// aboveFilter is what stands above the filter that is typed: the list of completions, or what
// is wrong where the line itself has no room for it.
func (r *root) aboveFilter(p deck.FilterOwner, w, h int) []string {
	if box := p.Line().CompletionBox(r.Text, &r.Theme, min(w, 80), h); box != nil {
		return box
	}
	trouble := p.Line().Trouble(r.Text)
	line := " " + p.Line().Input.View()
	if trouble == "" || term.Width(trouble) <= w-min(w, max(24, term.Width(line)+2)) {
		return nil
	}
	var lines []string
	for _, l := range term.Wrap(trouble, w-2) {
		lines = append(lines, term.FitLine(" "+r.Theme.Bad.Paint(l), w))
	}
	return lines[:min(len(lines), 3)]
}
