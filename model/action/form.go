// Package action has the menu of actions on instances, and the small forms that ask
// for the options of an action before its plan is made.
package action

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/model/plan"
	"ecsdeck/ui/term"
)

// Form is the small dialog that asks for an action's options, such as a time or a name,
// before its plan is made. It sends nothing. Problems are shown while the person types;
// enter opens the plan, over the form.
type Form struct {
	form.Fields
	formSpec
	action fleet.Action
	ids    []ecsapi.InstanceID
	hidden []ecsapi.InstanceID

	facts  facts
	known  bool // facts are there
	loader deck.Loader[facts]
}

// formSpec is what one action asks for.
type formSpec interface {
	// title names what is asked about.
	title() string
	// learned takes what the targets are like; first is set the first time.
	learned(f *facts, first bool)
	// fields are what is asked, in order.
	fields() []*form.Field
	// now says how the targets are as yet.
	now() []string
	// then says what would become of them.
	then() []string
	// answer is what was asked for. problem says what is wrong with it, or is
	// empty; missing is a problem that is not shown before enter.
	answer() (o fleet.ActionOptions, problem string, missing bool)
}

// gatherer is a form that tells more of its targets than other forms do. gather
// returns what is called off the loop, and returns what hands it to the form.
type gatherer interface {
	gather(ctx context.Context) func(fit []*ecsapi.Instance) (learn func())
}

// relearnLimit is how many instances are looked at again with each change of the
// fleet: more would keep a core busy.
const relearnLimit = 5_000

// Refresh gathers the facts again when the fleet has changed.
func (q *Form) Refresh() tea.Cmd {
	unread := op.Of(q.action).AutoRenews && q.facts.unread > 0
	if len(q.ids) > relearnLimit && q.known && !unread {
		return nil
	}
	return q.loader.Refresh()
}

// ask returns the command's function that gathers the facts.
func (q *Form) ask() func() facts {
	engine, snap, ids, action, o, now := q.Engine, q.Snap, q.ids, q.action, op.Of(q.action).SampleOptions(q.Cloud), q.Cloud
	var more func([]*ecsapi.Instance) func()
	if g, ok := q.formSpec.(gatherer); ok {
		more = g.gather(q.Ctx)
	}
	return func() facts {
		p := plan.Prepare(engine.Plan(action, ids, o)).Plan.Plan
		fit := fitting(p, snap)
		f := gather(p, fit, snap, now)
		if more != nil {
			f.learn = more(fit)
		}
		return f
	}
}

// take learns the facts.
func (q *Form) take(f facts, _ bool) {
	q.facts = f
	if f.learn != nil {
		f.learn()
	}
	q.learned(&q.facts, !q.known)
	if op.Of(q.action).AutoRenews && !q.known {
		q.Engine.WantAutoRenewals(q.ids...)
	}
	q.known = true
}

// goOn opens the plan of what was asked for.
func (q *Form) goOn() (cmd tea.Cmd, done bool) {
	o, problem, _ := q.answer()
	q.Refused = problem != ""
	if q.Refused || !q.known || q.facts.n() == 0 {
		return nil, false
	}
	return plan.ForAction(q.Deck, q.action, q.ids, q.hidden, o), false
}

// formWidth is how many cells a form takes at most, frame and all.
const formWidth = 76

// View draws the dialog as full as the height allows: air gives way first, then
// how things are as yet. Then what is asked for and what becomes of it scroll above the keys.
func (q *Form) View(w, h int) []string {
	var body []string
	at, inner := 0, min(w, formWidth)-6
	for _, r := range []struct{ spaced, now bool }{{true, true}, {false, true}, {false, false}} {
		if body, at = q.body(inner, r.spaced, r.now); len(body) <= h-2 {
			break
		}
	}
	last := len(body) - 1
	body = append(slices.Clip(q.Lines.Fit(q.Deck, body[:last], at, inner, h-3)), body[last])
	body[0] = term.FitLine(body[0], min(w, formWidth)-6) // it doesn't change its size while one types
	title := q.title() + " ── " + q.Text.N("{count} instance", "{count} instances", len(q.ids))
	return term.Dialog(title, body, &q.Theme, w)
}

// body are the lines of the dialog, the keys last, and which of them has the focus.
func (q *Form) body(w int, spaced, now bool) (out []string, at int) {
	add := func(k term.Ink, lines ...string) {
		if spaced && len(out) > 0 && len(lines) > 0 {
			out = append(out, "")
		}
		for _, l := range lines {
			for _, part := range term.Wrap(l, max(20, w)) {
				out = append(out, k.Paint(part))
			}
		}
	}
	t := &q.Theme
	if now {
		add(t.Dim, q.who()...)
		if q.known {
			add(t.Dim, q.now()...)
		}
	}
	if q.known && q.facts.n() == 0 {
		who := q.Text.S("None of them")
		if i, ok := q.Snap.Instance(q.ids[0]); ok && len(q.ids) == 1 {
			who = deck.Label(i)
		}
		add(t.Warn, q.Text.S("{name}: {reason}.", who, message.Key(q.facts.reach.why)))
		return append(out, q.KeyLine(q.Keys.Leave, q.Text.S("cancel"))), -1
	}
	if spaced && len(out) > 0 {
		out = append(out, "")
	}
	rows, label, focused := q.Rows(func(label int) int { return min(60, w-label-3) })
	at = len(out) + focused
	out = term.AppendForm(out, rows, 0, min(w, label+64), len(rows), label, t)
	_, problem, missing := q.answer()
	switch {
	case problem != "" && (!missing || q.Refused):
		add(t.Bad, problem)
	case problem != "":
		add(t.Dim, problem)
	default:
		add(term.Ink{}, q.then()...)
	}
	if spaced {
		out = append(out, "")
	}
	return append(out, q.footer(problem == "", w)), at
}

// who names what is asked about, and who of the chosen is left out.
func (q *Form) who() []string {
	if !q.known {
		return []string{q.Text.S("reading …")}
	}
	f := &q.facts
	var out []string
	if left := len(q.ids) - f.n(); left > 0 && f.n() > 0 {
		out = append(out, q.Text.N("{count} is left out: {reason}", "{count} are left out: {reason}", left, message.Key(f.reach.why)))
	}
	if f.n() > 0 {
		out = append([]string{q.names(f)}, out...)
	}
	return out
}

// names lists the first of the targets.
func (q *Form) names(f *facts) string {
	if i := f.only; i != nil {
		return deck.Label(i) + " · " + string(i.ID) + " · " + string(i.Zone)
	}
	s := ""
	for i, n := range f.names {
		if i > 0 {
			s += ", "
		}
		s += term.FitMiddle(n, min(30, term.Width(n)))
	}
	if more := f.n() - len(f.names); more > 0 {
		s += " " + q.Text.S("… and {count} more", more)
	}
	return s
}

// footer names the keys, the less needed as far as there is room.
func (q *Form) footer(ready bool, w int) string {
	k := q.Keys
	line := q.KeyLine(k.Leave, q.Text.S("cancel"))
	if ready && q.known {
		line = q.ConfirmHint(&q.InputGuard, q.Text.S("plan it")) + "   " + line
	}
	add := func(b *keymap.Binding, what string) {
		if more := line + "   " + q.KeyLine(b, what); term.Width(more) <= w {
			line = more
		}
	}
	if f := q.Focused(); f != nil && f.Text == nil {
		add(k.Choose, q.Text.S("change"))
	}
	if len(q.fields()) > 1 {
		add(k.NextChoice, q.Text.S("next"))
	}
	return line
}

// Begin opens the form of the action or, if it has none, its plan.
func Begin(d *deck.Deck, a MenuAction, ids, hidden []ecsapi.InstanceID) tea.Cmd {
	if a.form == nil {
		var o fleet.ActionOptions
		if op.Of(a.Action).Takes("stopped_mode") {
			o.StoppedMode = ecsapi.KeepCharging // said, since an account can have another default
		}
		return plan.ForAction(d, a.Action, ids, hidden, o)
	}
	q := &Form{formSpec: a.form(d), action: a.Action, ids: ids, hidden: hidden}
	q.Fields, q.loader = form.NewFields(d, q.fields, q.goOn), deck.NewLoader(d.Ctx, q.ask, q.take)
	d.Cover(q)
	return q.loader.Refresh()
}
