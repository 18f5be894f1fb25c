package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/action"
	"ecsdeck/model/deck"
	"ecsdeck/model/palette"
)

// openPalette opens the choice of commands.
func (r *root) openPalette() tea.Cmd {
	ids, hidden, why := r.targets()
	c := palette.Config{Recent: r.ran, Ran: r.noteRun}
	c.Commands = slices.Concat(r.pageCommands(), r.actionCommands(ids, hidden, why), r.settingCommands(), r.filterCommands(), r.placeCommands())
	if len(ids) > 0 && r.ReadOnlyReason() == "" {
		c.Reasons = action.Reasons(r.Deck, ids)
	}
	return palette.Open(r.Deck, c)
}

// noteRun notes that a command was run.
func (r *root) noteRun(name string) {
	r.ran = append([]string{name}, slices.DeleteFunc(r.ran, func(n string) bool { return n == name })...)
	r.ran = r.ran[:min(len(r.ran), 20)]
}

// pageCommands show pages. Other words for them are those of k9s and of the aliyun CLI.
func (r *root) pageCommands() []palette.Command {
	kind := r.Text.S("page")
	out := []palette.Command{{
		Name: "instances", Also: []string{"home", "ecs"}, What: r.Text.S("the list of instances"), Kind: kind, Page: true, Run: r.goHome,
	}}
	for _, o := range r.openers() {
		out = append(out, palette.Command{
			Name: o.name, What: r.Text.S(o.key.Help), Kind: kind, Key: o.key.Label(), Page: true, Run: func() tea.Cmd { return r.show(o) },
		})
	}
	return append(out, palette.Command{
		Name: "quit", Also: []string{"q", "q!", "exit"}, What: r.Text.S("quit ecsdeck"), Kind: kind, Page: true,
		Key: r.Keys.Quit.Label(), Run: r.quit,
	})
}

// goHome shows the instances.
func (r *root) goHome() tea.Cmd {
	r.focusOn(paneInstances)
	return r.showPages(nil)
}

// actionCommands begin actions on the instances that their keys would act on.
func (r *root) actionCommands(ids, hidden []ecsapi.InstanceID, why string) []palette.Command {
	k, kind := r.Keys, r.Text.S("action")
	if reason := r.ReadOnlyReason(); reason != "" {
		why = reason
	}
	var out []palette.Command
	for _, a := range action.InMenu(k) {
		key := a.Key.Label()
		if a.Local {
			key = k.Actions.Label() + " " + key
		}
		out = append(out, palette.Command{
			Name: a.Key.Name, What: r.Text.S(a.Key.Help), Kind: kind, Key: key, Why: why, Action: a.Action,
			Run: func() tea.Cmd { return action.Begin(r.Deck, a, ids, hidden) },
		})
	}
	out = append(out, palette.Command{
		Name: k.Create.Name, Also: []string{"new"}, What: r.Text.S(k.Create.Help), Kind: kind, Key: k.Create.Label(),
		Why: r.ReadOnlyReason(), Run: r.create,
	})
	for _, b := range []*keymap.Binding{k.Actions, k.Describe, k.JSON, k.Filter, k.MarkAll, k.Unmark, k.Copy, k.Ticket, k.Refresh, k.Undo} {
		out = append(out, r.keyCommand(b, kind, ""))
	}
	return out
}

// settingCommands change how the deck looks.
func (r *root) settingCommands() []palette.Command {
	k, kind := r.Keys, r.Text.S("setting")
	onFleet := ""
	if r.Top() != nil {
		onFleet = r.Text.S("{key} goes back to the instances.", k.Back.Label())
	}
	out := []palette.Command{
		r.keyCommand(k.Columns, kind, ""),
		r.keyCommand(k.Order, kind, ""),
		r.keyCommand(k.ProblemsFirst, kind, onFleet),
		r.keyCommand(k.Zoom, kind, ""),
		r.keyCommand(k.Mouse, kind, ""),
	}
	for _, theme := range []struct{ name, what string }{
		{"dark", r.Text.S("colours for a dark terminal")},
		{"light", r.Text.S("colours for a light terminal")},
		{"auto", r.Text.S("colours as the terminal says")},
		{"high-contrast", r.Text.S("colours of high contrast")},
		{"colour-blind", r.Text.S("colours that colour-blind eyes tell apart")},
		{"terminal", r.Text.S("the terminal's own 16 colours")},
	} {
		out = append(out, palette.Command{
			Name: "theme " + theme.name, Also: []string{"skin " + theme.name}, What: theme.what, Kind: kind,
			Run: func() tea.Cmd { return r.setTheme(theme.name) },
		})
	}
	return out
}

// setTheme changes the colours until the deck ends.
func (r *root) setTheme(name string) tea.Cmd {
	r.SetTheme(name)
	r.spots.apply()
	if name != "dark" && name != "light" { // which half it is, the terminal says
		return tea.RequestBackgroundColor
	}
	return nil
}

// keyCommand does what a key does where the keys go; why says why it does nothing there.
func (r *root) keyCommand(b *keymap.Binding, kind, why string) palette.Command {
	return palette.Command{
		Name: b.Name, What: r.Text.S(b.Help), Kind: kind, Key: b.Label(), Why: why,
		Run: func() tea.Cmd { return r.onKey(pressOf(b)) },
	}
}

// filterCommands show the instances that saved filters let through.
func (r *root) filterCommands() (out []palette.Command) {
	saved := r.SavedFilters()
	for _, name := range slices.Sorted(maps.Keys(saved)) {
		out = append(out, palette.Command{
			Name: "@" + name, What: saved[name], Kind: r.Text.S("filter"),
			Run: func() tea.Cmd { return tea.Batch(r.goHome(), r.instances.Refilter("@"+name)) },
		})
	}
	return out
}

// placeCommands show the instances of a region or a zone.
func (r *root) placeCommands() []palette.Command {
	scope := func(s deck.Scope) func() tea.Cmd {
		return func() tea.Cmd { return tea.Batch(r.goHome(), r.setScope(s)) }
	}
	out := []palette.Command{{
		Name: "region all", What: r.Text.S("all regions"), Kind: r.Text.S("region"), Key: r.Keys.AllRegions.Label(), Run: scope(deck.Scope{}),
	}}
	zones := maps.Clone(r.inZones)
	for _, s := range r.Snap.Regions {
		out = append(out, palette.Command{
			Name: "region " + string(s.ID), Also: []string{string(s.ID), s.Name, s.NameZH}, What: s.Name, Kind: r.Text.S("region"),
			Run: scope(deck.Scope{Regions: []ecsapi.RegionID{s.ID}}),
		})
		for _, z := range s.Zones {
			if zones == nil {
				zones = map[ecsapi.ZoneID]ecsapi.RegionID{}
			}
			zones[z.ID] = s.ID
		}
	}
	for _, z := range slices.Sorted(maps.Keys(zones)) {
		out = append(out, palette.Command{
			Name: "zone " + string(z), Also: []string{string(z)}, What: string(zones[z]), Kind: r.Text.S("zone"),
			Run: scope(deck.Scope{Regions: []ecsapi.RegionID{zones[z]}, Zone: z}),
		})
	}
	return out
}

// noteZones notes in which zones there are instances. A zone's name begins with that of its region.
func (r *root) noteZones(zones []zoneCount) {
	for _, z := range zones {
		if _, known := r.inZones[z.id]; known {
			continue
		}
		of := slices.DeleteFunc(slices.Clone(r.Snap.Regions), func(s *fleet.RegionState) bool { return !strings.HasPrefix(string(z.id), string(s.ID)) })
		if len(of) == 0 {
			continue
		}
		if r.inZones == nil {
			r.inZones = map[ecsapi.ZoneID]ecsapi.RegionID{}
		}
		longest := slices.MaxFunc(of, func(a, b *fleet.RegionState) int { return cmp.Compare(len(a.ID), len(b.ID)) })
		r.inZones[z.id] = longest.ID
	}
}
