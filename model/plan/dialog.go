// Package plan is the dialog that shows a plan and has it confirmed. Nothing is sent without it.
package plan

import (
	"context"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
)

// Dialog is the dialog before an action: what is sent, what is skipped and why, the choices, the
// price, and who acts. Nothing is sent before it is confirmed, nor while what must be read for that
// is on its way. What can't be undone wants a word typed.
type Dialog struct {
	*deck.Deck
	deck.InputGuard
	Prepared
	News deck.InputGuard // over what came later than the dialog: enter must not meet it unread

	stop     context.CancelFunc // ends what is being read for the plan; nil: nothing is
	ids      []ecsapi.InstanceID
	hidden   hidden
	over     deck.Layer // what it was planned in, such as a form; nil for the page
	planning bool       // a new plan is being made; nothing is confirmed until it is there

	focus  int             // the choice the arrows change, or wordField
	input  textinput.Model // of the word
	wrong  bool            // enter was pressed on another word
	above  deck.Scrolled   // what stands above the keys
	copied int             // commands that were copied

	list   list
	filter deck.FilterLine[fleet.Subject] // of the list: it changes nothing of the plan
}

// ForAction opens the dialog of an action on ids, of which hidden are not in
// sight. A command makes the plan: with the marks of a big fleet it takes a while.
func ForAction(d *deck.Deck, a fleet.Action, ids, hidden []ecsapi.InstanceID, o fleet.ActionOptions) tea.Cmd {
	engine := d.Engine
	return open(Dialog{Deck: d, ids: ids}, hidden, func() *fleet.Plan { return engine.Plan(a, ids, o) })
}

// ForOrder opens the dialog of a creation that stands in for the instances replaces, if any.
func ForOrder(d *deck.Deck, o fleet.Order, replaces []ecsapi.InstanceID) tea.Cmd {
	engine := d.Engine
	return open(Dialog{Deck: d, ids: replaces}, nil, func() *fleet.Plan { return engine.PlanOrder(o) })
}

// ForRetry opens the dialog of a job's instances that did not get there.
func ForRetry(d *deck.Deck, id fleet.JobID) tea.Cmd {
	engine := d.Engine
	return open(Dialog{Deck: d}, nil, func() *fleet.Plan { return engine.Retry(id) })
}

// open makes a plan, and opens its dialog unless the person has turned to something else meanwhile.
func open(p Dialog, unseen []ecsapi.InstanceID, plan func() *fleet.Plan) tea.Cmd {
	d, over, snap := p.Deck, p.Layer(), p.Snap
	var out hidden
	return deck.Run(func() Prepared {
		out = hiddenOf(unseen, snap)
		return Prepare(plan())
	}, func(made Prepared) tea.Cmd {
		if d.Layer() != nil && d.Layer() != over || !d.Host.AcceptsDialog() {
			return nil
		}
		p.hidden = out
		p.Prepared, p.over, p.input = made, d.Layer(), deck.NewInput("")
		p.input.CharLimit = longest
		p.filter = deck.NewFilterLine(d, "plan", fleet.Instances)
		if p.ids == nil {
			p.ids = made.ids()
		}
		if p.Word() != "" {
			p.focus = p.wordField()
		}
		d.Cover(&p)
		return p.read()
	})
}

// read finds out what an open plan lacks. It ends with the dialog.
func (p *Dialog) read() tea.Cmd {
	if !p.Plan.Open {
		return nil
	}
	ctx, stop := context.WithCancel(p.Ctx)
	p.stop = stop
	engine, plan := p.Engine, p.Plan.Plan
	return deck.Run(func() Prepared { return Prepare(engine.Prepare(ctx, plan)) }, func(read Prepared) tea.Cmd {
		if ctx.Err() == nil {
			p.Closed()
			p.Prepared = read
			p.News.Covered()
		}
		return nil
	})
}

// Exclusive: the plan says all that the form below it says.
func (p *Dialog) Exclusive() {}

// Closed cancels what is being read.
func (p *Dialog) Closed() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

// Shown arms both guards.
func (p *Dialog) Shown(out *deck.Screen) {
	p.InputGuard.Shown(out)
	p.News.Shown(out)
}

// Covered arms them again.
func (p *Dialog) Covered() {
	p.InputGuard.Covered()
	p.News.Covered()
}

// CountsAt is when both let keys through.
func (p *Dialog) CountsAt() (at time.Time, known bool) {
	at, known = p.InputGuard.CountsAt()
	if news, seen := p.News.CountsAt(); !seen || news.After(at) {
		at, known = news, known && seen
	}
	return at, known
}

// guard is the one that ignores enter longer.
func (p *Dialog) guard() *deck.InputGuard {
	if p.InputGuard.Counts(p.Wall) && (p.News.Missed || !p.News.Counts(p.Wall)) {
		return &p.News
	}
	return &p.InputGuard
}

// Word is what has to be typed, or "" when enter is enough.
func (p *Dialog) Word() string { return op.Word(p.Plan.Plan, p.Limits) }

// wordField is the place of the word among what the arrows go through: after the
// choices or, where there are none, after a place where letters are keys.
func (p *Dialog) wordField() int { return max(1, len(p.Choices())) }

func (p *Dialog) fields() int {
	if p.Word() != "" {
		return p.wordField() + 1
	}
	return len(p.Choices())
}

// Writing reports whether a text has the keys: the word, or the filter.
func (p *Dialog) Writing() bool { return p.filter.Typing || p.onWord() }

// onWord reports whether the word has the focus.
func (p *Dialog) onWord() bool { return p.Word() != "" && p.focus == p.wordField() }

// Key goes through the choices and the word, and confirms.
func (p *Dialog) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	if p.filter.Typing {
		return p.editFilter(press), false
	}
	if k.Leave.Match(press) {
		return nil, true
	}
	if p.Early(p.Wall) {
		p.Missed = k.Confirm.Match(press)
		return nil, false
	}
	steps := p.fields() > 0
	p.above.Follow = true
	switch {
	case k.Confirm.Match(press):
		return p.confirm()
	case steps && k.NextChoice.Match(press):
		p.step(1)
	case steps && k.PrevChoice.Match(press):
		p.step(-1)
	case k.Filter.Match(press) && p.filters():
		return p.filter.BeginTyping(), false
	case p.scroll(press):
	case p.onWord():
		p.input, _ = p.input.Update(press)
	case k.CopyCommand.Match(press):
		return p.copyCommands(), false
	case p.Word() != "" && press.Text != "" && press.Text != " ": // can only be meant for the word
		p.focus = p.wordField()
		p.input, _ = p.input.Update(press)
	case k.Choose.Match(press):
		return p.flip(), false
	}
	return nil, false
}

// longest bounds what is typed; no name has more letters.
const longest = 160

// Typed is what was typed towards the word.
func (p *Dialog) Typed() string { return p.input.Value() }

func (p *Dialog) step(by int) {
	if n := p.fields(); n > 0 {
		p.focus = (p.focus + by + n) % n
	}
}

// flip takes the other value of the choice: a command makes a new plan. What was being
// read for the old one is cancelled.
func (p *Dialog) flip() tea.Cmd {
	c := p.Choices()
	if p.focus >= len(c) || p.planning {
		return nil
	}
	o := p.Plan.Options
	c[p.focus].Set(&o, 1-max(c[p.focus].Chosen, 0))
	p.Closed()
	p.input.Reset()
	p.wrong, p.copied = false, 0
	p.planning = true
	engine, action, ids := p.Engine, p.Plan.Action, p.ids
	return deck.Run(func() Prepared { return Prepare(engine.Plan(action, ids, o)) }, func(made Prepared) tea.Cmd {
		if !slices.Contains(p.Layers, deck.Layer(p)) {
			return nil // it was closed
		}
		p.Prepared, p.planning = made, false
		p.focus = min(p.focus, max(0, p.fields()-1))
		return tea.Batch(p.read(), p.sift())
	})
}

func (p *Dialog) confirm() (tea.Cmd, bool) {
	switch {
	case p.complete() && p.Plan.N() == 0:
		return nil, true
	case !p.Sendable():
		return nil, false
	case !p.Ready():
		p.focus, p.wrong = p.wordField(), true
		return nil, false
	case p.News.Early(p.Wall):
		p.News.Missed = true
		return nil, false
	}
	return p.submit(), true
}

// complete reports whether the newest plan is there and complete.
func (p *Dialog) complete() bool { return !p.planning && !p.Plan.Open }

// Sendable reports whether the plan could be sent now, once its word is typed.
func (p *Dialog) Sendable() bool {
	return p.complete() && p.Plan.N() > 0 && !p.rejected && !p.above.Unread() && p.ReadOnlyReason() == ""
}

// Ready reports whether what is typed is what was asked for. In place of an
// instance's name its id will do: a name can be hard to type.
func (p *Dialog) Ready() bool {
	word, typed := p.Word(), squeeze(p.Typed())
	switch {
	case word == "":
		return true
	case typed == "":
		return false
	}
	return typed == squeeze(word) || typed == p.AltWord() || strings.ReplaceAll(typed, ",", "") == word
}

// AltWord is what may be typed for the word, or "".
func (p *Dialog) AltWord() string {
	if len(p.Plan.Targets) != 1 {
		return ""
	}
	t := p.Plan.Targets[0]
	if p.Word() != t.Name || t.Name == string(t.ID) {
		return ""
	}
	return string(t.ID)
}

// squeeze joins runs of blanks into one: on screen they look the same.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// submit gives the plan to the engine in a command, and closes the form that it was planned in.
func (p *Dialog) submit() tea.Cmd {
	p.Sending++
	if p.over != nil {
		p.Uncover(p.over)
	}
	engine, plan, ids, over := p.Engine, p.Plan.Plan, p.ids, p.over
	return func() tea.Msg {
		id, err := engine.Submit(plan)
		return AcceptedMsg{ID: id, Action: plan.Action, IDs: ids, Err: err, Over: over}
	}
}

// AcceptedMsg says that the engine took a plan over, or why not.
type AcceptedMsg struct {
	ID     fleet.JobID
	Action fleet.Action
	IDs    []ecsapi.InstanceID // the plan was made for
	Err    error
	Over   deck.Layer // it was planned in; nil: the page
}

func (p *Dialog) copyCommands() tea.Cmd {
	if !p.complete() || p.Plan.N() == 0 {
		return nil
	}
	return p.Deck.CopyCommands(func() []string { return op.Commands(p.Plan.Plan) }, func(n int) { p.copied = n })
}
