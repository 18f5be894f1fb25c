package model

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// planning is the dialog before an action: what is sent, what is skipped and
// why, the choices, the price, and who acts. Nothing is sent before it is
// confirmed, nor while what must be read for that is on its way. What can't be
// undone wants a word typed.
type planning struct {
	*deck
	shield
	prepared
	news shield // over what came later than the dialog: enter must not meet it unread

	ctx    context.Context
	stop   context.CancelFunc // ends what is being read for the plan; nil: nothing is
	ids    []ecsapi.InstanceID
	hidden int
	over   layer // what it was planned in, such as a form; nil for the page
	asked  int   // the newest plan asked for; nothing is confirmed until it is there
	gen    int   // the plan that is there

	focus   int    // the choice the arrows change, or wordField
	typed   string // towards the word
	wrong   bool   // enter was pressed on another word
	cramped bool   // it does not fit: nothing can be confirmed
	copied  int    // commands that were copied
}

// plannedMsg carries a plan; with a dialog it is a new one for that dialog.
type plannedMsg struct {
	prepared
	ids    []ecsapi.InstanceID
	hidden int
	dialog *planning
	gen    int
	read   bool // it is the plan that was there, with what was read for it
	over   layer
}

// planAction opens the dialog of an action on ids, of which hidden are not in
// sight. The plan is made off the loop: of a big fleet's marks it takes a while.
func (d *deck) planAction(a fleet.Action, ids []ecsapi.InstanceID, hidden int, o fleet.ActionOptions) tea.Cmd {
	engine, over := d.Engine, d.layer()
	return func() tea.Msg {
		return plannedMsg{prepared: prepare(engine.Plan(a, ids, o)), ids: ids, hidden: hidden, over: over}
	}
}

// planOrder opens the dialog of a creation over the form it was filled in.
// replaces are the instances that it is to stand in for.
func (d *deck) planOrder(o fleet.Order, replaces []ecsapi.InstanceID) tea.Cmd {
	engine, over := d.Engine, d.layer()
	return func() tea.Msg {
		return plannedMsg{prepared: prepare(engine.PlanOrder(o)), ids: replaces, over: over}
	}
}

// planRetry opens the dialog of a job's instances that did not get there.
func (d *deck) planRetry(id fleet.JobID) tea.Cmd {
	engine := d.Engine
	return func() tea.Msg {
		plan := engine.Retry(id)
		var ids []ecsapi.InstanceID
		for _, t := range plan.Targets {
			ids = append(ids, t.ID)
		}
		for _, s := range plan.Skipped {
			ids = append(ids, s.ID)
		}
		return plannedMsg{prepared: prepare(plan), ids: ids}
	}
}

// onPlanned opens the dialog of a plan, or gives the open one its new plan. A
// dialog doesn't open over what the person has turned to meanwhile.
func (r *root) onPlanned(msg plannedMsg) tea.Cmd {
	p := msg.dialog
	switch {
	case p == nil && (r.layer() == nil || r.layer() == msg.over) && !r.tooSmall() && r.typist() == nil:
		p = &planning{deck: r.deck, prepared: msg.prepared, ctx: r.ctx, ids: msg.ids, hidden: msg.hidden}
		if r.layer() != nil {
			p.over = msg.over
		}
		if p.word() != "" {
			p.focus = p.wordField()
		}
		r.cover(p)
		return p.read()
	case p == nil || msg.gen != p.asked:
		return nil
	case msg.read:
		p.prepared, p.stop = msg.prepared, nil
		p.news.covered()
		return nil
	}
	p.prepared, p.gen = msg.prepared, msg.gen
	p.focus = min(p.focus, max(0, p.fields()-1))
	return p.read()
}

// read finds out what an open plan lacks. It ends with the dialog.
func (p *planning) read() tea.Cmd {
	if !p.plan.Open {
		return nil
	}
	ctx, stop := context.WithCancel(p.ctx)
	p.stop = stop
	engine, plan, gen := p.Engine, p.plan.Plan, p.gen
	return func() tea.Msg {
		defer stop()
		return plannedMsg{prepared: prepare(engine.Prepare(ctx, plan)), dialog: p, gen: gen, read: true}
	}
}

// alone: the plan says all that the form below it says.
func (p *planning) alone() {}

// closed gives up what is being read.
func (p *planning) closed() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
}

func (p *planning) shown(out *screen) {
	p.shield.shown(out)
	p.news.shown(out)
}

func (p *planning) covered() {
	p.shield.covered()
	p.news.covered()
}

// word is what has to be typed, or "" when enter is enough.
func (p *planning) word() string { return p.plan.Word(p.Limits) }

// wordField is the place of the word among what the arrows go through: after the
// choices or, where there are none, after a place where letters are keys.
func (p *planning) wordField() int { return max(1, len(p.choices())) }

// fields is how many things the arrows go through.
func (p *planning) fields() int {
	if p.word() != "" {
		return p.wordField() + 1
	}
	return len(p.choices())
}

// writing reports whether the word has the keys.
func (p *planning) writing() bool { return p.word() != "" && p.focus == p.wordField() }

func (p *planning) key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	if k.Leave.Match(press) {
		return nil, true
	}
	if p.early(p.wall) {
		return nil, false
	}
	switch {
	case k.Confirm.Match(press):
		return p.confirm()
	case k.NextChoice.Match(press):
		p.step(1)
	case k.PrevChoice.Match(press):
		p.step(-1)
	case p.writing() && press.String() == "backspace":
		if r := []rune(p.typed); len(r) > 0 {
			p.typed = string(r[:len(r)-1])
		}
	case p.writing() && press.Text != "":
		p.write(press.Text)
	case k.CopyCommand.Match(press):
		return p.copyCommands(), false
	case p.word() != "" && press.Text != "" && press.Text != " ": // can only be meant for the word
		p.focus = p.wordField()
		p.write(press.Text)
	case k.Choose.Match(press):
		return p.flip(), false
	}
	return nil, false
}

// longest bounds what is typed; no name has more letters.
const longest = 160

func (p *planning) write(text string) {
	if len([]rune(p.typed)) < longest {
		p.typed += text
	}
}

func (p *planning) step(by int) {
	if n := p.fields(); n > 0 {
		p.focus = (p.focus + by + n) % n
	}
}

// flip takes the other value of the choice: a new plan, made off the loop. What
// was being read for the one before is given up.
func (p *planning) flip() tea.Cmd {
	c := p.choices()
	if p.focus >= len(c) || p.asked != p.gen {
		return nil
	}
	o := p.plan.Options
	c[p.focus].Set(&o, 1-max(c[p.focus].Chosen, 0))
	p.closed()
	p.typed, p.wrong, p.copied = "", false, 0
	p.asked++
	engine, action, ids, gen := p.Engine, p.plan.Action, p.ids, p.asked
	return func() tea.Msg {
		return plannedMsg{prepared: prepare(engine.Plan(action, ids, o)), dialog: p, gen: gen}
	}
}

func (p *planning) confirm() (tea.Cmd, bool) {
	switch {
	case p.settled() && p.plan.N() == 0:
		return nil, true
	case !p.sendable():
		return nil, false
	case !p.ready():
		p.focus, p.wrong = p.wordField(), true
		return nil, false
	case p.news.early(p.wall):
		return nil, false
	}
	return p.submit(), true
}

// settled reports whether the plan is what was asked for, and whole.
func (p *planning) settled() bool { return p.asked == p.gen && !p.plan.Open }

// sendable reports whether the plan could be sent now, once its word is typed.
func (p *planning) sendable() bool {
	return p.settled() && p.plan.N() > 0 && !p.hopeless && !p.cramped && p.readOnlyReason() == ""
}

// ready reports whether what is typed is what was asked for. In place of an
// instance's name its id will do: a name can be hard to type.
func (p *planning) ready() bool {
	word, typed := p.word(), squeeze(p.typed)
	switch {
	case word == "":
		return true
	case typed == "":
		return false
	}
	return typed == squeeze(word) || typed == p.id() || strings.ReplaceAll(typed, ",", "") == word
}

// id is what may be typed for the word, or "".
func (p *planning) id() string {
	if len(p.plan.Targets) != 1 {
		return ""
	}
	t := p.plan.Targets[0]
	if p.word() != t.Name || t.Name == string(t.ID) {
		return ""
	}
	return string(t.ID)
}

// squeeze makes one blank of several: on screen they look alike.
func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// submit hands the plan to the engine, off the loop. What it was planned in has
// done its work.
func (p *planning) submit() tea.Cmd {
	p.sending++
	if p.over != nil {
		p.uncover(p.over)
	}
	engine, plan, ids, over := p.Engine, p.plan.Plan, p.ids, p.over
	return func() tea.Msg {
		id, err := engine.Submit(plan)
		return jobAcceptedMsg{id: id, action: plan.Action, ids: ids, err: err, over: over}
	}
}

// jobAcceptedMsg says that the engine took a plan over, or why not.
type jobAcceptedMsg struct {
	id     fleet.JobID
	action fleet.Action
	ids    []ecsapi.InstanceID // the plan was made for
	err    error
	over   layer // it was planned in
}

// copyCommands puts the plan on the clipboard as commands.
func (p *planning) copyCommands() tea.Cmd {
	if !p.settled() || p.plan.N() == 0 {
		return nil
	}
	plan := p.plan
	return func() tea.Msg { return commandsMsg{lines: plan.Commands(), deck: p.deck, dialog: p} }
}

// commandsMsg carries commands to copy.
type commandsMsg struct {
	lines  []string
	deck   *deck
	dialog *planning // that says so itself; nil: a toast does
}

func (m commandsMsg) deliver() tea.Cmd {
	if len(m.lines) == 0 {
		return say(m.deck.Text.S("There is no command to copy."))
	}
	clip := tea.SetClipboard(strings.Join(m.lines, "\n") + "\n")
	n := 0
	for _, line := range m.lines {
		if !strings.HasPrefix(line, "#") { // a remark between commands
			n++
		}
	}
	if m.dialog != nil {
		m.dialog.copied = n
		return clip
	}
	return tea.Batch(clip, say(m.deck.Text.N("%d command sent to the terminal's clipboard", "%d commands sent to the terminal's clipboard", n)))
}

// readOnlyWord says shortly why nothing can be changed, or "".
func (d *deck) readOnlyWord() string {
	switch {
	case d.Account.ReadOnly:
		return d.Text.S("read-only")
	case d.Unwritable != nil:
		return d.Text.S("no journal")
	}
	return ""
}

// readOnlyReason is readOnlyWord with what it means.
func (d *deck) readOnlyReason() string {
	switch {
	case d.Account.ReadOnly:
		return d.Text.S("read-only: nothing is sent")
	case d.Unwritable != nil:
		return d.Text.S("no journal: nothing is sent")
	}
	return ""
}
