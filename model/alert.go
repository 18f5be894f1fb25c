package model

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// bellInterval is the least time between two bells. Many reclaims in many regions ring
// a few times, not once for each region.
const bellInterval = 30 * time.Second

// gather is how long a bell waits for what was announced together: a read of some tells of
// these first, and the watch of the rest a moment later.
const gather = 2 * time.Second

// ringer knows which reclaims the bell was rung for.
type ringer struct {
	all       []*fleet.Reclaim                // of the newest snapshot
	announced map[ecsapi.InstanceID]time.Time // reclaims that the bell was rung for, by when they were seen
	quiet     time.Time                       // wall time until which no bell rings
	since     time.Time                       // wall time since when there is something to ring for; zero: there is nothing
}

// onReclaims takes over what the newest snapshot says of reclaims.
func (r *root) onReclaims() tea.Cmd {
	a, was := &r.Alert, r.alarmed()
	if !slices.Equal(r.ringer.all, r.Snap.Reclaims) {
		before := a.Of
		r.ringer.all = r.Snap.Reclaims
		a.Of, a.Open = make(map[ecsapi.InstanceID]*fleet.Reclaim, len(r.Snap.Reclaims)), nil
		for _, l := range slices.Backward(r.Snap.Reclaims) { // the newest last, should there be two of an instance
			a.Of[l.Instance.ID] = l
			if l.Open() && !l.Acked {
				a.Open = append(a.Open, l)
			}
		}
		slices.SortFunc(a.Open, deck.CompareDue)
		for id, l := range a.Of {
			if b := before[id]; b != nil && b.Open() && !l.Open() && !l.Spared && !l.Acked {
				a.Missed++
			}
		}
	}
	if was != r.alarmed() {
		return tea.Batch(r.ring(), r.sizePages()) // the banner takes a line of theirs
	}
	return r.ring()
}

// ring rings the bell and notifies, if they are on, once for what was announced since it did last.
func (r *root) ring() tea.Cmd {
	a := &r.ringer
	var fresh []*fleet.Reclaim
	for _, l := range r.Alert.Open {
		if !a.announced[l.Instance.ID].Equal(l.Seen) {
			fresh = append(fresh, l)
		}
	}
	switch {
	case len(fresh) == 0:
		a.since = time.Time{}
	case a.since.IsZero():
		a.since = r.Wall
	}
	if a.since.IsZero() || r.Wall.Sub(a.since) < gather || r.Wall.Before(a.quiet) {
		return nil
	}
	a.since = time.Time{}
	a.quiet = r.Wall.Add(bellInterval)
	if a.announced == nil {
		a.announced = map[ecsapi.InstanceID]time.Time{}
	}
	for _, l := range fresh {
		a.announced[l.Instance.ID] = l.Seen
	}
	out := ""
	if r.Bell {
		out = "\a"
	}
	if r.Notify {
		out += r.notification(fresh)
	}
	if out == "" {
		return nil
	}
	return tea.Raw(out)
}

// notification is what a terminal shows on the person's desk (OSC 9). It begins
// with a letter: a number there asks some terminals for other things.
func (r *root) notification(fresh []*fleet.Reclaim) string {
	text := term.Clean("ecsdeck " + r.Account.Profile + ": " + r.reclaimed(fresh) + ": " + r.lostNames(fresh, 3))
	seq := "\x1b]9;" + text + "\x1b\\" // not ended by a bell: where this is not known, nothing rings
	if slices.ContainsFunc(r.Environ, func(v string) bool { return strings.HasPrefix(v, "TMUX=") && v != "TMUX=" }) {
		seq = ansi.TmuxPassthrough(seq)
	}
	return seq
}

// reclaimed says how many are to go, and when the first of them.
func (r *root) reclaimed(l []*fleet.Reclaim) string {
	n := r.Text.N("{count} spot instance will be reclaimed", "{count} spot instances will be reclaimed", len(l))
	when := r.whenGone(l[0])
	if len(l) == 1 {
		return n + " " + when
	}
	return n + ", " + r.Text.S("the first {when}", when)
}

// whenGone says how long an instance has at least or, when no time is certain, at most.
func (r *root) whenGone(l *fleet.Reclaim) string {
	left := l.Latest.Sub(r.Cloud)
	if l.Due.After(r.Cloud) || left <= 0 {
		return r.soonest(l)
	}
	return r.Text.S("any moment, within {left}", countdown(left))
}

// soonest says how long an instance has at least.
func (r *root) soonest(l *fleet.Reclaim) string {
	if left := l.Due.Sub(r.Cloud); left > 0 {
		return r.Text.S("in {duration}", countdown(left))
	}
	return r.Text.S("any moment")
}

// countdown says how long is left, in steps of five seconds until the last
// minute: it stands where everybody sees it, on thin lines too.
func countdown(left time.Duration) string {
	if left > time.Minute {
		left = left.Truncate(5 * time.Second)
	}
	return term.Clock(left)
}

// lostNames names the first few of them.
func (r *root) lostNames(l []*fleet.Reclaim, most int) string {
	var names []string
	for _, l := range l[:min(most, len(l))] {
		name := deck.Label(l.Instance)
		names = append(names, term.FitMiddle(name, min(24, term.Width(name))))
	}
	s := strings.Join(names, ", ")
	if more := len(l) - len(names); more > 0 {
		s += " " + r.Text.S("and {count} more", more)
	}
	return s
}

// alarmed reports whether the banner is on screen.
func (r *root) alarmed() bool { return len(r.Alert.Open) > 0 && r.NoCredentials == nil }

// topLines returns the lines above the page: the header, the problems and the banner. On a
// low screen the banner replaces the header, so that the page keeps its lines.
func (r *root) topLines() []string {
	if r.alarmed() && r.h < lowScreen {
		return []string{r.banner(r.w)}
	}
	lines := []string{r.header(r.w)}
	if r.showsProblems() {
		lines = append(lines, r.problemLine(r.w))
	}
	if r.alarmed() {
		lines = append(lines, r.banner(r.w))
	}
	return lines
}

// topHeight is how many lines topLines has above a page.
func (r *root) topHeight() int {
	if r.alarmed() && r.h >= lowScreen {
		return 2
	}
	return 1
}

// lowScreen is the height from which on the banner has a line of its own.
const lowScreen = 16

// banner is the line about reclaims on every page and beside every dialog. It says as
// much as the width allows, and names a key where the key works.
func (r *root) banner(w int) string {
	l := r.Alert.Open
	key, does := "", ""
	switch _, acknowledges := r.Top().(deck.Acknowledger); {
	case len(r.Layers) > 0 || r.filterOwner() != nil:
	case acknowledges:
		key, does = r.Keys.Acknowledge.Label(), " "+r.Text.S("acknowledges")
	default:
		key, does = r.Keys.Reclaims.Label(), " "+r.Text.S("shows them")
	}
	text := r.reclaimed(l)
	forms := []string{text + " ── " + r.lostNames(l, 3), text + " ── " + r.lostNames(l, 1), text, r.shortly(l)}
	fits := func(s string) bool { return 3+term.Width(s)+2+term.Width(key+does)+1 <= w }
	if !fits(forms[3]) {
		does = ""
	}
	for _, text = range forms {
		if fits(text) {
			break
		}
	}
	room := max(0, w-2-term.Width(key+does)-1)
	return r.Theme.Prod.Paint(" " + term.Fit("▲ "+text, room, term.AlignLeft) + " " + key + does + " ")
}

// shortly is reclaimed in few words.
func (r *root) shortly(l []*fleet.Reclaim) string {
	if len(l) == 1 {
		return r.Text.S("1 reclaimed {soonest}", r.soonest(l[0]))
	}
	return r.Text.S("{count} reclaimed, first {soonest}", len(l), r.soonest(l[0]))
}

// windowTitle is the terminal's title. It changes with each minute left, not with each second.
func (r *root) windowTitle() string {
	s := "ecsdeck " + r.Account.Profile
	if !r.alarmed() {
		return s
	}
	n := len(r.Alert.Open)
	when := r.Text.S("any moment")
	if left := r.Alert.Open[0].Due.Sub(r.Cloud); left > 0 {
		when = r.Text.S("within {minutes} min", int((left+time.Minute-1)/time.Minute))
	}
	return "▲ " + r.Text.S("{count} reclaimed {when}", n, when) + " · " + s
}

// missedLine says how many instances went unacknowledged, until the page is opened.
func (r *root) missedLine() string {
	if r.Alert.Missed == 0 {
		return ""
	}
	return r.Theme.Bad.Paint(r.Text.N("{count} spot instance was taken back", "{count} spot instances were taken back", r.Alert.Missed)) +
		r.Theme.Dim.Paint(" · ") + term.KeyHint(&r.Theme, r.Keys.Reclaims.Label(), r.Text.S("shows them"))
}
