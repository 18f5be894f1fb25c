package model

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
)

// act is an action with the key that asks for it. The key of a local one only
// means that in the menu.
type act struct {
	action fleet.Action
	key    *keymap.Binding
	local  bool
}

// acts are the actions on instances, in the order of the menu.
func acts(k *keymap.Map) [11]act {
	return [...]act{
		{action: fleet.ActionStart, key: k.Start},
		{action: fleet.ActionStop, key: k.Stop},
		{action: fleet.ActionReboot, key: k.Reboot},
		{action: fleet.ActionRelease, key: k.Release},
		{action: fleet.ActionRenew, key: k.Renew},
		{action: fleet.ActionAutoRenew, key: k.AutoRenew},
		{action: fleet.ActionAutoRelease, key: k.AutoRelease},
		{action: fleet.ActionRename, key: k.Rename, local: true},
		{action: fleet.ActionTag, key: k.Tags, local: true},
		{action: fleet.ActionProtect, key: k.Protect, local: true},
		{action: fleet.ActionAddress, key: k.Address, local: true},
	}
}

// act begins an action on what the person sees chosen.
func (r *root) act(a fleet.Action) tea.Cmd {
	ids, hidden, why := r.targets()
	if why != "" {
		return warn(why)
	}
	return beginAction(r.deck, a, ids, hidden)
}

// targets is what an action would hit: the described instance, the marks of the page
// shown, or the row under its cursor; and how many of the marks are out of
// sight. Where it would hit nothing, or not what was chosen, why says so.
func (r *root) targets() (ids []ecsapi.InstanceID, hidden int, why string) {
	switch p := r.Top().(type) {
	case TargetOwner:
		return p.Targets()
	case nil:
	default:
		return nil, 0, r.Text.S("%s goes back to the instances.", r.Keys.Back.Label())
	}
	if r.marks.len() == 0 {
		if r.focus != paneInstances {
			return nil, 0, r.Text.S("Nothing is marked: %s goes to the instances.", r.Keys.NextPane.Label())
		}
		if _, any := r.instances.cursor(); !any {
			return nil, 0, r.Text.S("No instance is shown.")
		}
		if was := r.instances.accept(); was != "" {
			return nil, 0, r.leftList(was)
		}
	}
	ids, hidden = r.instances.targets()
	return ids, hidden, ""
}

// begin asks for what the action has to be told, or goes straight to its plan.
func beginAction(d *deck, a fleet.Action, ids []ecsapi.InstanceID, hidden int) tea.Cmd {
	form := formOf(d, a)
	if form == nil {
		var o fleet.ActionOptions
		if a == fleet.ActionStop {
			o.StoppedMode = ecsapi.KeepCharging // said, since an account can have another default
		}
		return planAction(d, a, ids, hidden, o)
	}
	q := &asking{deck: d, asked: form, action: a, ids: ids, hidden: hidden}
	d.cover(q)
	return q.learn()
}

// dropMarks takes marks away wherever they are: their instances are being acted on.
func (r *root) dropMarks(ids []ecsapi.InstanceID) {
	r.marks.drop(ids...)
	for _, p := range r.pages {
		if p, ok := p.Page.(MarkOwner); ok {
			p.DropMarks(ids...)
		}
	}
}

// sample are the options under which an action applies to the most instances,
// to tell before anything was asked which it could apply to.
func sample(d *deck, a fleet.Action) fleet.ActionOptions {
	o := fleet.ActionOptions{}
	switch a {
	case fleet.ActionRelease:
		o.Force = true
	case fleet.ActionAutoRelease:
		o.At = d.cloud.AddDate(0, 0, 1)
	case fleet.ActionRenew:
		o.Period = ecsapi.Period{N: 1, Unit: ecsapi.Month}
	case fleet.ActionAutoRenew:
		o.On, o.Period = true, ecsapi.Period{N: 1, Unit: ecsapi.Month}
	case fleet.ActionRename:
		o.Name = "sample"
	case fleet.ActionProtect:
		o.On = true
	case fleet.ActionTag:
		o.Tags = []ecsapi.Tag{{Key: "sample"}}
	}
	return o
}

// reach is how many of the targets an action applies to and, when to none, why.
type reach struct {
	n   int
	why fleet.Reason
}

// reachOf reads it off a plan. What is as asked already could be asked
// otherwise.
func reachOf(p *fleet.Plan) reach {
	out := reach{n: len(p.Targets)}
	reasons := map[fleet.Reason]int{}
	for _, s := range p.Skipped {
		if s.Reason == fleet.AlreadySo {
			out.n++
		} else {
			reasons[s.Reason]++
		}
	}
	for why, n := range reasons {
		if m := reasons[out.why]; n > m || n == m && why < out.why {
			out.why = why
		}
	}
	return out
}

// fitting are the instances that a plan of sample options applies to.
func fitting(p *fleet.Plan, snap *fleet.Snapshot) []*ecsapi.Instance {
	out := slices.Clone(p.Targets)
	for _, s := range p.Skipped {
		if s.Reason == fleet.AlreadySo {
			if i, ok := snap.Instance(s.ID); ok {
				out = append(out, i)
			}
		}
	}
	return out
}

// create opens the form that asks what to create: on what the page shows, or on
// something like the only instance marked or the one under the cursor.
func (r *root) create() tea.Cmd {
	if p, ok := r.Top().(Creator); ok {
		return p.Create()
	}
	var id ecsapi.InstanceID
	if r.Top() == nil {
		if ids := r.marks.ids(); len(ids) == 1 {
			id = ids[0]
		} else if at, any := r.instances.cursor(); any && r.focus == paneInstances {
			id = at
		}
	}
	like, _ := r.snap.Instance(id)
	return openCreate(r.deck, like)
}
