package model

import (
	"strings"
	"time"

	"ecsdeck/ui"
)

// header is the first line: who, where, how many, how old, how busy. What the
// width has no room for goes by importance.
func (r *root) header(w int) string {
	t := &r.theme
	c := r.counts()
	long := w >= 120

	count := func(k ui.Ink, sign string, n int, word string) string {
		if n == 0 {
			return ""
		}
		if !long {
			return k.Paint(sign+ui.Count(n)) + " "
		}
		return k.Paint(sign+" "+ui.Count(n)+" "+word) + "  "
	}
	left := " " + t.Title.Paint("ecsdeck") + "  " + r.who(long) + "  " + t.Accent.Paint(r.scopeName()) + "  "
	switch {
	case !r.known():
		// Nothing has answered yet: unknown is not 0.
	case long:
		left += r.Text.N("%d instance", "%d instances", c.Total) + "  "
	default:
		left += ui.Count(c.Total) + "  "
	}
	left += count(t.Good, "●", c.Running, r.Text.S("running")) +
		count(t.Dim, "○", c.Stopped, r.Text.S("stopped")) +
		count(t.Busy, "◐", c.Changing, r.Text.S("changing")) +
		count(t.Bad, "▲", c.Locked, r.Text.S("locked"))

	right := " " + r.freshness(long) + " "
	if room := w - ui.Width(left) - ui.Width(right); room < 0 {
		return ui.FitLine(left, max(0, w-ui.Width(right))) + right
	}
	return left + ui.Blank(w-ui.Width(left)-ui.Width(right)) + right
}

// who names the account, and what makes it special, in a word and a colour.
func (r *root) who(long bool) string {
	a, t := r.Account, &r.theme
	s, tail := a.Profile, a.KeyTail
	if !long {
		if s == "environment" {
			s = r.Text.S("env")
		}
		s = ui.FitMiddle(s, min(12, ui.Width(s)))
		if runes := []rune(tail); len(runes) > 4 {
			tail = string(runes[len(runes)-4:])
		}
	}
	if a.Demo {
		s = t.Info.Paint(r.Text.S("demo"))
	} else if tail != "" {
		s += t.Dim.Paint(" ·" + tail)
	}
	if a.ReadOnly {
		s += " " + t.Warn.Paint(r.Text.S("read-only"))
	}
	return s
}

// freshness says how old the data is and how many calls it takes.
func (r *root) freshness(long bool) string {
	t := &r.theme
	n := r.snap.CallsPerMinute
	if n > 10 {
		n = (n + 2) / 5 * 5 // a figure that moves with each call costs a thin line more than it tells
	}
	age, known := r.age()
	var s string
	switch {
	case r.snap.RegionsErr != nil && len(r.snap.Regions) == 0:
		s = t.Bad.Paint(r.Text.S("not connected"))
	case !r.snap.Complete && r.reading() != "":
		s = t.Busy.Paint(r.reading())
	case !known:
		s = t.Bad.Paint(r.Text.S("no fresh data"))
	case age > 5*time.Minute:
		s = t.Warn.Paint(r.Text.S("%s old", r.coarse(age)))
	default:
		s = t.Dim.Paint(r.Text.S("%s old", r.coarse(age)))
	}
	if long {
		return s + t.Dim.Paint("   "+r.Text.N("%d call/min", "%d calls/min", n))
	}
	if r.w < 60 {
		return s
	}
	return s + t.Dim.Paint("  "+r.Text.S("%d/min", n))
}

// coarse rounds an age down to steps of five seconds: a header that changed
// each second would cost a thin line more than it tells.
func (d *deck) coarse(age time.Duration) string {
	if age < 5*time.Second {
		return "<5 s"
	}
	if age < time.Minute {
		age = age.Truncate(5 * time.Second)
	}
	return d.ago(age)
}

// reading counts the regions that have answered while the first read runs.
func (r *root) reading() string {
	done, total := 0, 0
	for _, s := range r.scoped() {
		total++
		if s.Complete || s.Err != nil {
			done++
		}
	}
	switch {
	case total == 0 && len(r.snap.Regions) == 0:
		return r.Text.S("reading regions")
	case done == total:
		return ""
	}
	return r.Text.S("%d of %d regions", done, total)
}

// failing says which regions could not be read, why, and when the next try is.
func (r *root) failing() string {
	t := &r.theme
	n := 0
	var s string
	for _, g := range r.snap.Regions {
		if g.Err == nil {
			continue
		}
		n++
		if n > 1 {
			continue
		}
		s = string(g.ID) + ": " + g.Err.Code
		if g.Err.Code == "" {
			s = string(g.ID) + ": " + r.Text.S(g.Err.Hint())
		}
		if wait := g.RetryAt.Sub(r.wall); !g.RetryAt.IsZero() && wait > 0 {
			s += ", " + r.Text.S("retry in %s", r.coarseWait(wait))
		}
		if !g.Read.IsZero() {
			s += " " + r.Text.S("(data %s old)", r.coarse(r.cloud.Sub(g.Read)))
		}
	}
	switch {
	case n == 0 && r.snap.RegionsErr != nil:
		s = r.Text.S(r.snap.RegionsErr.Hint())
		if code := r.snap.RegionsErr.Code; code != "" {
			s = code + ": " + s
		}
		return t.Bad.Paint("! " + s)
	case n == 0:
		return r.skewed()
	case n > 1:
		s = r.Text.N("%d region fails", "%d regions fail", n) + ", " + s
	}
	return t.Bad.Paint("! "+s) + t.Dim.Paint(" · "+r.Text.S("%s now", r.Keys.Refresh.Label()))
}

// coarseWait counts down in steps, for the sake of thin lines.
func (d *deck) coarseWait(t time.Duration) string {
	if t > 10*time.Second {
		t = t.Round(5 * time.Second)
	}
	return d.ago(max(t, time.Second))
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
		return r.theme.Warn.Paint(r.Text.S("The cloud's clock is %s ahead of this machine's.", r.ago(skew)))
	}
	return r.theme.Warn.Paint(r.Text.S("The cloud's clock is %s behind this machine's.", r.ago(-skew)))
}

// jobBar shows the newest job that runs: what, a bar, how far, how long.
func (r *root) jobBar() string {
	t := &r.theme
	running := 0
	s := ""
	for _, j := range r.snap.Jobs {
		if j.Over() {
			continue
		}
		running++
		if running > 1 {
			continue
		}
		c := j.Counts
		bad := c.Failed + c.TimedOut + c.Unknown + c.Cancelled
		s = " " + r.jobWhat(j) + " " + ui.Progress(t, 16, c.Done, bad, len(j.Items)) + " " +
			r.Text.S("%d of %d", c.Done, len(j.Items))
		if bad > 0 {
			s += t.Bad.Paint(" · " + r.Text.S("%d failed", bad))
		}
		s += t.Dim.Paint(" · " + ui.Clock(j.Elapsed(r.wall)))
	}
	if running == 0 {
		return ""
	}
	if running > 1 {
		s += t.Dim.Paint(" · " + r.Text.N("%d more job", "%d more jobs", running-1))
	}
	return s + t.Dim.Paint(" · ") + ui.KeyHint(t, r.Keys.Jobs.Label(), r.Text.S("jobs"))
}

// statusLine is the line above the keys: the filter while it is typed, else
// jobs, news and trouble.
func (r *root) statusLine(w int) string {
	if r.instances.typing {
		return r.filterLine(w)
	}
	var parts []string
	if s := r.jobBar(); s != "" {
		parts = append(parts, s)
	}
	if r.toast.text != "" {
		parts = append(parts, " "+r.toast.ink.Paint(r.toast.text))
	}
	left := strings.Join(parts, "  ")
	right := r.failing()
	if right != "" {
		right += " "
	}
	room := w - ui.Width(right)
	if left == "" {
		return ui.Blank(max(0, room)) + ui.FitLine(right, min(w, ui.Width(right)))
	}
	if need := min(ui.Width(left)+1, w); room < need {
		room = need
	}
	return ui.FitLine(left, room) + ui.FitLine(right, w-room)
}

// filterLine is the filter being typed, with what it finds or what is wrong.
func (r *root) filterLine(w int) string {
	p := r.instances
	note := r.theme.Dim.Paint(r.Text.S("%d of %d", len(p.order.rows), p.order.inScope))
	if s := p.problemText(); s != "" {
		note = r.theme.Bad.Paint(s)
	}
	line := " " + p.input.View()
	return ui.FitLine(ui.FitLine(line, min(w, max(24, ui.Width(line)+2)))+note, w)
}
