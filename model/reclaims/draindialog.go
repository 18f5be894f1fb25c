package reclaims

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// DrainDialog is the dialog before instances are drained: by a command on this machine, by a script
// on the instances, or by both. It shows exactly what would run, and for which instances.
type DrainDialog struct {
	form.Fields
	ids     []ecsapi.InstanceID
	Command *form.Field
	script  *form.Field // a text; one of several lines, as it was set, is run or not
	again   *form.Field
	targets deck.Targets
}

// drain opens the dialog for those of the targets that are still to go.
func (p *Page) drain() tea.Cmd {
	l := slices.DeleteFunc(p.selected(), func(l *fleet.Reclaim) bool { return !l.Open() })
	switch {
	case len(p.selected()) == 0:
		return p.nothing()
	case len(l) == 0:
		return deck.Say(p.Text.S("Nothing can be saved any more: it is gone."))
	}
	d := p.Deck
	q := &DrainDialog{
		ids:     idsOf(l),
		Command: form.NewText(d.Text.S("command here"), joinArgs(d.Drain.Command), d.Text.S("none")),
		script:  form.NewText(d.Text.S("script on them"), d.Drain.Script, d.Text.S("none")),
		again:   form.NewChoice(d.Text.S("drained before"), 0, d.Text.S("leave out"), d.Text.S("drain again")),
	}
	if n := strings.Count(strings.TrimSpace(d.Drain.Script), "\n"); n > 0 {
		q.script = form.NewChoice(d.Text.S("script on them"), 0, d.Text.N("as set, {count} line", "as set, {count} lines", n+1), d.Text.S("none"))
	}
	q.Fields = form.NewFields(d, q.fields, q.confirm)
	d.Cover(q)
	return nil
}

func (q *DrainDialog) fields() []*form.Field {
	out := []*form.Field{q.Command, q.script}
	if slices.ContainsFunc(q.Reclaims(), func(l *fleet.Reclaim) bool { return len(l.Drains) > 0 }) {
		out = append(out, q.again)
	}
	return out
}

// Reclaims are those of the instances that are still to go.
func (q *DrainDialog) Reclaims() []*fleet.Reclaim {
	var out []*fleet.Reclaim
	for _, id := range q.ids {
		if l := q.Alert.Of[id]; l != nil && l.Open() {
			out = append(out, l)
		}
	}
	return out
}

// Order is what was asked for. problem says what is wrong with it, or is empty;
// missing is a problem that is not shown before enter.
func (q *DrainDialog) Order() (o fleet.DrainOrder, problem string, missing bool) {
	o = fleet.DrainOrder{IDs: q.ids, Limit: q.Drain.Limit, Again: q.again.Chosen == 1}
	args, err := splitArgs(q.Command.Value())
	if err != nil {
		return o, q.Text.E(err), false
	}
	o.Command = args
	switch {
	case q.script.Text != nil:
		o.Script = strings.TrimSpace(q.script.Value())
	case q.script.Chosen == 0:
		o.Script = q.Drain.Script
	}
	scriptErr := op.CheckScript(o.Script, cmp.Or(o.Limit, fleet.ReclaimNotice))
	switch {
	case len(o.Command) == 0 && o.Script == "":
		return o, q.Text.S("Write a command such as {example}, or a script.", "/usr/local/bin/drain --fast"), true
	case len(o.Command) > 0 && o.Command[0] == "":
		return o, q.Text.S("The command has no name."), false
	case q.Unwritable != nil:
		return o, q.Text.S("no journal: nothing is run"), false
	case o.Script != "" && q.ReadOnlyReason() != "":
		return o, q.Text.S("a script changes instances; {reason}", q.ReadOnlyReason()), false
	case o.Script != "" && scriptErr != nil:
		return o, q.Text.E(scriptErr), false
	case len(q.hit(o)) == 0:
		return o, q.Text.S("There is nobody left to drain."), false
	}
	return o, "", false
}

// hit are those for whom an order would do anything.
func (q *DrainDialog) hit(o fleet.DrainOrder) []*fleet.Reclaim {
	return slices.DeleteFunc(q.Reclaims(), func(l *fleet.Reclaim) bool {
		had := func(remote bool) bool {
			return slices.ContainsFunc(l.Drains, func(d *fleet.Drain) bool { return d.Remote == remote && (!o.Again || !d.Over()) })
		}
		return (len(o.Command) == 0 || had(false)) && (o.Script == "" || had(true))
	})
}

// confirm starts the drains, and remembers the settings.
func (q *DrainDialog) confirm() (cmd tea.Cmd, done bool) {
	o, problem, _ := q.Order()
	if q.Refused = problem != ""; q.Refused || q.Lines.Unread() {
		return nil, false
	}
	q.Engine.Drain(o)
	q.Drain.Command, q.Drain.Script = o.Command, o.Script
	return nil, true
}

// Key scrolls the targets, and is otherwise that of the fields.
func (q *DrainDialog) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	if k := press.String(); (k == "pgup" || k == "pgdown") && !q.Lines.Over() {
		deck.MoveCursor(q.Keys, &q.targets, press)
		return nil, false
	}
	return q.Fields.Key(press)
}

// Wheel scrolls the targets, or where not even one has room what is said instead.
func (q *DrainDialog) Wheel(x, y, lines int) {
	if q.Lines.Over() {
		q.Fields.Wheel(x, y, lines)
		return
	}
	q.targets.Move(lines)
}

// View draws the dialog as full as the height allows: names give way first, then
// air. What would run scrolls above the keys, and nothing does before it was read.
func (q *DrainDialog) View(w, h int) []string {
	var body []string
	at, inner := 0, deck.InnerWidth(w)
	for _, r := range []fullness{
		{spaced: true, names: 8, more: true}, {names: 8, more: true}, {names: 4, more: true}, {names: 2, more: true},
		{names: 2}, {names: 1}, {},
	} {
		if body, at = q.body(inner, r); len(body)+len(q.footer(inner)) <= h-2 {
			break
		}
	}
	body = q.Lines.Fit(q.Deck, body, at, inner, h-2-len(q.footer(inner)))
	body = append(slices.Clip(body), q.footer(inner)...)
	body[0] = term.FitLine(body[0], inner) // it doesn't change its size while one types
	title, _ := q.ActorTitle(q.heading(), inner, false)
	return q.Box(title, body, w)
}

// heading is the title without who acts.
func (q *DrainDialog) heading() string {
	return q.Text.N("Drain {count} instance", "Drain {count} instances", len(q.Reclaims()))
}

// fullness is how much of the dialog there is room for.
type fullness struct {
	spaced bool // blank lines
	names  int  // targets listed
	more   bool // what is good to know and no more
}

// body are the lines above the keys, and which of them has the focus.
func (q *DrainDialog) body(w int, r fullness) (out []string, at int) {
	t := &q.Theme
	add := func(lines ...string) {
		if r.spaced && len(out) > 0 && len(lines) > 0 {
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	say := func(k term.Ink, text string) []string { return deck.Wrap(k, text, w) }
	o, problem, missing := q.Order()
	_, actor := q.ActorTitle(q.heading(), w, !r.more)
	add(actor...)
	add(q.names(w, r.names)...)
	if n := len(q.ids) - len(q.Reclaims()); n > 0 {
		add(say(t.Warn, q.Text.N("{count} is gone by now", "{count} are gone by now", n))...)
	}
	rows, label, focused := q.Rows(func(label int) int { return max(8, w-label-4) })
	at = len(out) + focused + deck.Btoi(r.spaced)
	add(term.AppendForm(nil, rows, 0, w, len(rows), label, t)...)
	if len(o.Command) > 0 {
		if r.more {
			add(say(t.Dim, q.Text.S("Run here, once for each, which it finds in its environment as ECSDECK_INSTANCE_ID and more; no shell looks at it:"))...)
		}
		out = append(out, argLines(o.Command, w)...)
	}
	if o.Script != "" {
		if r.more {
			add(say(t.Dim, q.Text.S("Run on the instances by Cloud Assistant (RunCommand), as root:"))...)
		}
		for line := range strings.Lines(o.Script) {
			out = append(out, chunks(term.Clean(strings.TrimRight(line, "\n")), w)...)
		}
	}
	switch {
	case problem != "" && (!missing || q.Refused):
		add(say(t.Bad, problem)...)
	case problem != "":
		add(say(t.Dim, problem)...)
	default:
		if left := len(q.Reclaims()) - len(q.hit(o)); left > 0 {
			add(say(t.Warn, q.Text.N("{count} is drained already and left out", "{count} are drained already and left out", left))...)
		}
	}
	if r.spaced {
		out = append(out, "")
	}
	return out, at
}

// names lists the targets, most lines of them at a time, with the time they have left.
func (q *DrainDialog) names(w, most int) []string {
	l := q.Reclaims()
	line := func(i int) deck.Target { return deck.TargetOf(l[i].Instance, q.TimeLeft(l[i])) }
	if len(l) <= most || most < 2 {
		from, to := q.targets.Window(len(l), most)
		return q.targets.Lines(q.Deck, from, to, line, w, true)
	}
	from, to := q.targets.Window(len(l), most-1)
	return append(q.targets.Lines(q.Deck, from, to, line, w, true), q.targets.Signs(q.Deck))
}

// footer names the keys that do something now.
func (q *DrainDialog) footer(w int) []string {
	k := q.Keys
	var out []string
	switch o, problem, _ := q.Order(); {
	case q.Lines.Unread():
		out = append(out, q.Lines.ScrollHint(q.Deck))
	case problem == "":
		out = append(out, q.ConfirmHint(&q.InputGuard, q.Text.S("drain {count}", len(q.hit(o)))))
	}
	out = append(out, q.KeyLine(k.Leave, q.Text.S("cancel")), q.KeyLine(k.NextChoice, q.Text.S("next")))
	if q.Focused().Text == nil {
		out = append(out, q.KeyLine(k.Choose, q.Text.S("change")))
	}
	return deck.Flow(w, out, "   ")
}
