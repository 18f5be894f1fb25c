package create

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// templateList is what the form knows of the kept orders. They are files: each is read
// and written in a command.
type templateList struct {
	names []string
	used  string // the one that was loaded or saved last
	name  string // to save under
	err   error
}

// list reads the names, if there is a place for templates at all.
func (s *templateList) list(c *Form) tea.Cmd {
	if c.Templates == nil {
		return nil
	}
	kept := c.Templates
	return func() tea.Msg { return shelfMsg{form: c, names: kept.List()} }
}

// shelfMsg tells what became of the templates.
type shelfMsg struct {
	form  *Form
	names []string
	used  string       // "" leaves what was
	order *fleet.Order // loaded
	said  string
	err   error
}

func (m shelfMsg) Deliver() tea.Cmd {
	c, s := m.form, &m.form.shelf
	if s.err = m.err; m.err != nil {
		return c.settle()
	}
	s.names = m.names
	if m.used != "" {
		s.used, s.name, c.changed = m.used, m.used, false
	}
	if !slices.Contains(s.names, s.used) {
		s.used = ""
	}
	if m.order != nil {
		c.draft, c.place, c.like, c.purpose, c.replaces = draftOf(*m.order), 0, "", "", nil
	}
	if m.said != "" || m.order != nil { // a list of names is no news
		c.told = m.said
	}
	return c.settle()
}

// from makes the rows of what the form was begun from.
func (r *rowMaker) from() {
	if r.like != "" {
		r.row(r.Text.S("Like"), "", "", pressed("like", 0, r.like, r.Text.S("enter begins anew from what the account uses most"), r.unlike))
	}
	if len(r.shelf.names) == 0 {
		return
	}
	r.row(r.Text.S("Template"), "", "", picked("template", r.shelf.used, r.Text.N("{count} kept", "{count} kept", len(r.shelf.names)),
		r.Text.S("takes the place of what is filled in"), r.pickTemplate))
}

// anew does what takes the place of all that is filled in. It asks before work
// is lost.
func (c *Form) anew(do tea.Cmd) tea.Cmd {
	if !c.changed {
		return do
	}
	c.Cover(c.Ask(c.Text.S("Begin anew?"), []string{c.Text.S("What you filled in is lost.")}, c.Text.S("begin anew"), do))
	return nil
}

// unlikeMsg says that a form is to begin anew, like no instance.
type unlikeMsg struct{ form *Form }

func (m unlikeMsg) Deliver() tea.Cmd {
	c := m.form
	region := c.draft.places[0].Region
	c.draft, c.place, c.like, c.changed = newDraft(), 0, "", false
	c.draft.places[0].Region = region
	cmd := c.settle()
	c.setFocus(fieldKey{Name: "region"})
	return cmd
}

func (c *Form) unlike() tea.Cmd { return c.anew(func() tea.Msg { return unlikeMsg{c} }) }

func (c *Form) pickTemplate(search string) tea.Cmd {
	return c.pick(&form.Picker{
		Title: c.Text.S("Templates"),
		List: func() ([]term.Column, []form.Item) {
			var all []form.Item
			for _, n := range c.shelf.names {
				all = append(all, form.Item{ID: n, Cells: []term.Cell{{Text: n}}, Has: func(w string) bool { return deck.ContainsWord(n, w) }})
			}
			return []term.Column{{Key: "name", Title: c.Text.S("NAME"), Min: 20, Grow: 1}}, all
		},
		News: func() (string, bool) { return "", false },
		Take: func(ids []string) tea.Cmd { return c.load(ids[0]) },
	}, []string{c.shelf.used}, search)
}

func (c *Form) load(name string) tea.Cmd {
	kept := c.Templates
	return c.anew(func() tea.Msg {
		o, err := kept.Load(name)
		return shelfMsg{form: c, names: kept.List(), used: name, order: &o, err: err}
	})
}

// kept makes the row that keeps the form as a template.
func (r *rowMaker) kept() {
	if r.Templates == nil {
		return
	}
	bad := ""
	if r.shelf.err != nil {
		bad = r.Text.E(r.shelf.err)
	}
	fields := []formField{
		typed("template-name", 0, &r.shelf.name, 16, "", "", r.Text.S("keeps all but the time of release, to begin from another time")),
		pressed("save", 0, r.Text.S("save"), "", r.save),
	}
	if r.shelf.used != "" && r.shelf.used == r.shelf.name {
		fields = append(fields, pressed("forget", 0, r.Text.S("delete"), "", r.forget))
	}
	r.row(r.Text.S("Keep as template"), "", bad, fields...)
}

func (c *Form) save() tea.Cmd {
	name, o, kept := strings.TrimSpace(c.shelf.name), c.order, c.Templates
	if name == "" {
		c.setFocus(fieldKey{Name: "template-name"})
		return nil
	}
	o.Launch.AutoRelease = time.Time{} // a moment that will be past
	said := c.Text.S("kept as template {name}", name)
	write := func() tea.Msg {
		if err := kept.Save(name, o); err != nil {
			return shelfMsg{form: c, err: err}
		}
		return shelfMsg{form: c, names: kept.List(), used: name, said: said}
	}
	if slices.Contains(c.shelf.names, name) && name != c.shelf.used {
		c.Cover(c.Ask(c.Text.S("There is a template {name}", name), []string{c.Text.S("It is written over.")}, c.Text.S("write over"), write))
		return nil
	}
	return write
}

func (c *Form) forget() tea.Cmd {
	name, kept := c.shelf.used, c.Templates
	said := c.Text.S("template {name} deleted", name)
	c.Cover(c.Ask(c.Text.S("Delete template {name}?", name), []string{c.Text.S("The form stays as it is.")}, c.Text.S("delete"), func() tea.Msg {
		if err := kept.Delete(name); err != nil {
			return shelfMsg{form: c, err: err}
		}
		return shelfMsg{form: c, names: kept.List(), said: said}
	}))
	return nil
}
