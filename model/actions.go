package model

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/action"
	"ecsdeck/model/create"
	"ecsdeck/model/deck"
)

func (r *root) act(a action.MenuAction) tea.Cmd {
	ids, hidden, why := r.targets()
	if why != "" {
		return deck.Warn(why)
	}
	return action.Begin(r.Deck, a, ids, hidden)
}

// targets returns the instances that an action is about: the described one, the marks
// of the page shown, or the row under its cursor. hidden are the marks out of sight.
// If there are none, or not the chosen ones, why says so.
func (r *root) targets() (ids, hidden []ecsapi.InstanceID, why string) {
	switch p := r.Top().(type) {
	case deck.TargetOwner:
		return p.Targets()
	case nil:
	default:
		return nil, nil, r.Text.S("{key} goes back to the instances.", r.Keys.Back.Label())
	}
	if r.Marks.Len() == 0 {
		if r.focus != paneInstances {
			return nil, nil, r.Text.S("Nothing is marked: {key} goes to the instances.", r.Keys.NextPane.Label())
		}
		if r.instances.CursorID() == "" {
			return nil, nil, r.Text.S("No instance is shown.")
		}
		if why := r.instances.Lost(); why != "" {
			return nil, nil, why
		}
	}
	ids, hidden = r.instances.targets()
	return ids, hidden, ""
}

// dropMarks removes marks on all pages: an action on their instances has begun. restore marks
// again what is still there, wherever nothing else was marked meanwhile.
func (r *root) dropMarks(ids []ecsapi.InstanceID) (restore func()) {
	sets := []*deck.Marks{&r.Marks}
	for p := range r.everyPage() {
		if p, ok := p.(deck.MarkOwner); ok {
			sets = append(sets, p.OwnMarks())
		}
	}
	dropped := make([][]ecsapi.InstanceID, len(sets))
	for n, set := range sets {
		dropped[n] = set.Drop(ids...)
	}
	return func() {
		for n, set := range sets {
			if set.Len() > 0 {
				continue
			}
			set.Add(slices.DeleteFunc(dropped[n], func(id ecsapi.InstanceID) bool { _, there := r.Snap.Instance(id); return !there })...)
		}
	}
}

// create opens the order form: on what the page shows, or like the one instance marked or chosen.
func (r *root) create() tea.Cmd {
	if p, ok := r.Top().(deck.Creator); ok {
		return p.Create()
	}
	var id ecsapi.InstanceID
	if r.Top() == nil {
		if ids := r.Marks.IDs(); len(ids) == 1 {
			id = ids[0]
		} else if r.focus == paneInstances {
			id = r.instances.CursorID()
		}
	}
	if like, ok := r.Snap.Instance(id); ok {
		return create.Like(r.Deck, like)
	}
	return create.New(r.Deck)
}

func (r *root) openMenu() tea.Cmd {
	k := r.Keys
	ids, hidden, why := r.targets()
	return action.OpenMenu(r.Deck, ids, hidden, why,
		action.Entry{Key: k.Create, What: r.Text.S(k.Create.Help), Always: true, Run: r.create},
		action.Entry{Key: k.Describe, What: r.Text.S(k.Describe.Help), Single: true, Run: func() tea.Cmd { return r.OpenInstance(ids[0], nil) }},
		action.Entry{Key: k.Copy, What: r.Text.S("copy"), Run: r.openCopyMenu},
	)
}
