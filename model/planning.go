package model

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// planning is the dialog before an action: what is sent, what is skipped and
// why, the choices, and who acts. Nothing is sent before it is confirmed. What
// can't be undone wants a word typed.
type planning struct {
	*deck
	shield
	prepared
	ids     []ecsapi.InstanceID
	hidden  int
	cramped bool   // it does not fit: nothing can be confirmed
	asked   int    // the newest plan asked for; nothing is confirmed until it is there
	gen     int    // the plan that is there
	focus   int    // the choice the arrows change
	typed   string // towards the word
	wrong   bool   // enter was pressed on another word
	over    layer  // what it was planned in, such as a form; nil for the page
}

// plannedMsg carries a plan; with a dialog it is a new one for that dialog.
type plannedMsg struct {
	prepared
	ids    []ecsapi.InstanceID
	hidden int
	dialog *planning
	gen    int
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
func (d *deck) planOrder(o fleet.Order) tea.Cmd {
	engine, over := any(d.Engine).(interface{ PlanOrder(fleet.Order) *fleet.Plan }), d.layer()
	return func() tea.Msg {
		return plannedMsg{prepared: prepare(engine.PlanOrder(o)), over: over}
	}
}

// onPlanned opens the dialog of a plan, or gives the open one its new plan.
func (r *root) onPlanned(msg plannedMsg) {
	switch {
	case msg.dialog != nil && msg.gen == msg.dialog.asked:
		msg.dialog.prepared, msg.dialog.gen = msg.prepared, msg.gen
	case msg.dialog == nil && (r.layer() == nil || r.layer() == msg.over) && !r.tooSmall() && !r.instances.typing:
		p := &planning{deck: r.deck, prepared: msg.prepared, ids: msg.ids, hidden: msg.hidden}
		if r.layer() != nil {
			p.over = msg.over
		}
		r.cover(p)
	}
}

// choices are the options of the action; each has two values.
type choice struct {
	labels [2]string
	chosen int
	set    func(*fleet.ActionOptions, int)
}

func (p *planning) choices() []choice {
	o := p.plan.Options
	var out []choice
	if p.plan.Action == fleet.ActionStop || p.plan.Action == fleet.ActionReboot {
		labels := [2]string{p.Text.S("gentle: the system shuts down"), p.Text.S("force: like cutting the power")}
		out = append(out, choice{labels, btoi(o.Force), func(o *fleet.ActionOptions, v int) { o.Force = v == 1 }})
	}
	if p.plan.Action == fleet.ActionStop {
		labels := [2]string{p.Text.S("keep charging: vCPU and memory stay reserved"), p.Text.S("stop charging: vCPU and memory are given back")}
		out = append(out, choice{labels, btoi(o.StoppedMode == ecsapi.StopCharging), func(o *fleet.ActionOptions, v int) {
			o.StoppedMode = [2]string{ecsapi.KeepCharging, ecsapi.StopCharging}[v]
		}})
	}
	return out
}

// many is how many instances enter alone may act on; above, the count is typed.
const many = 100

// word is what has to be typed, or "" when enter is enough.
func (p *planning) word() string {
	n := len(p.plan.Targets)
	switch {
	case n == 0:
		return ""
	case p.plan.Options.Force:
		return "force " + strconv.Itoa(n)
	case n > many:
		return strconv.Itoa(n)
	}
	return ""
}

func (p *planning) key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	if k.Leave.Match(press) {
		return nil, true
	}
	if p.early(p.wall) {
		return nil, false
	}
	typing := p.word() != "" && (p.focus == len(p.choices()) || letter(press))
	switch {
	case k.Confirm.Match(press):
		return p.confirm()
	case k.NextChoice.Match(press):
		p.step(1)
	case k.PrevChoice.Match(press):
		p.step(-1)
	case typing && press.String() == "backspace":
		if r := []rune(p.typed); len(r) > 0 {
			p.typed = string(r[:len(r)-1])
		}
	case typing && press.Text != "":
		p.focus = len(p.choices())
		if len(p.typed) < 40 {
			p.typed += press.Text
		}
	case k.Choose.Match(press):
		return p.flip(), false
	}
	return nil, false
}

// letter reports a press that can only be meant for the word.
func letter(press tea.KeyPressMsg) bool { return press.Text != "" && press.Text != " " }

// step moves between the choices and, when a word is wanted, its field.
func (p *planning) step(by int) {
	n := len(p.choices()) + btoi(p.word() != "")
	if n > 0 {
		p.focus = (p.focus + by + n) % n
	}
}

func (p *planning) flip() tea.Cmd {
	c := p.choices()
	if p.focus >= len(c) || p.asked != p.gen {
		return nil
	}
	o := p.plan.Options
	c[p.focus].set(&o, 1-c[p.focus].chosen)
	p.typed = ""
	p.asked++
	engine, action, ids, gen := p.Engine, p.plan.Action, p.ids, p.asked
	return func() tea.Msg {
		return plannedMsg{prepared: prepare(engine.Plan(action, ids, o)), dialog: p, gen: gen}
	}
}

func (p *planning) confirm() (tea.Cmd, bool) {
	if len(p.plan.Targets) == 0 {
		return nil, true
	}
	if !p.ready() {
		p.focus, p.wrong = len(p.choices()), true
		return nil, false
	}
	if p.readOnlyReason() != "" || p.asked != p.gen || p.cramped {
		return nil, false
	}
	return p.submit(), true
}

// submit hands the plan to the engine, off the loop. What it was planned in has
// done its work.
func (p *planning) submit() tea.Cmd {
	p.sending++
	if p.over != nil {
		p.uncover(p.over)
	}
	engine, plan, ids, over := p.Engine, p.plan, p.ids, p.over
	return func() tea.Msg {
		_, err := engine.Submit(plan)
		return jobAcceptedMsg{ids: ids, err: err, over: over}
	}
}

// jobAcceptedMsg says that the engine took a plan over, or why not.
type jobAcceptedMsg struct {
	ids  []ecsapi.InstanceID // the plan was made for
	err  error
	over layer // it was planned in
}

// readOnlyReason says why nothing can be changed, or "".
func (d *deck) readOnlyReason() string {
	if d.Account.ReadOnly {
		return d.Text.S("read-only: nothing is sent")
	}
	return ""
}

// prepared is a plan with what its dialog says of it, gathered off the loop: a
// plan can hold a whole fleet.
type prepared struct {
	plan    *fleet.Plan
	groups  []skipGroup
	monthly bool // some targets are
}

// skipGroup counts the skipped of one reason.
type skipGroup struct {
	reason fleet.Reason
	n      int
	first  string
}

// prepare sorts the targets in the order of their regions, then by name.
func prepare(p *fleet.Plan) prepared {
	at := make(map[ecsapi.RegionID]int, len(p.Regions))
	for i, r := range p.Regions {
		at[r.Region] = i
	}
	slices.SortFunc(p.Targets, func(a, b *ecsapi.Instance) int {
		return cmp.Or(cmp.Compare(at[a.Region], at[b.Region]), natural(label(a), label(b)), cmp.Compare(a.ID, b.ID))
	})
	out := prepared{plan: p}
	out.monthly = slices.ContainsFunc(p.Targets, func(i *ecsapi.Instance) bool { return i.ChargeType == ecsapi.PrePaid })
	for _, s := range p.Skipped {
		i := slices.IndexFunc(out.groups, func(g skipGroup) bool { return g.reason == s.Reason })
		if i < 0 {
			i = len(out.groups)
			out.groups = append(out.groups, skipGroup{reason: s.Reason, first: cmp.Or(s.Name, string(s.ID))})
		}
		out.groups[i].n++
	}
	return out
}

// ready reports whether enter would act.
func (p *planning) ready() bool {
	w := p.word()
	return w == "" || strings.ReplaceAll(strings.TrimSpace(p.typed), ",", "") == w
}
