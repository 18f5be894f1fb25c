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
	return func() tea.Msg { return templatesMsg{form: c, names: kept.List()} }
}

// templatesMsg carries the result of reading or writing templates.
type templatesMsg struct {
	form  *Form
	names []string
	used  string       // "" leaves what was
	order *fleet.Order // loaded
	said  string
	err   error
}

func (m templatesMsg) Deliver() tea.Cmd {
	c, s := m.form, &m.form.templates
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
		c.status = m.said
	}
	return c.settle()
}

// from makes the rows of the template or the instance that the form was opened with.
func (r *rowBuilder) from() {
	if r.like != "" {
		r.row(r.Text.S("Like"), "", "", pressed("like", 0, r.like, r.Text.S("enter begins anew from what the account uses most"), r.startOver))
	}
	if len(r.templates.names) == 0 {
		return
	}
	r.row(r.Text.S("Template"), "", "", picked("template", r.templates.used, r.Text.N("{count} kept", "{count} kept", len(r.templates.names)),
		r.Text.S("takes the place of what is filled in"), r.pickTemplate))
}

// replaceDraft runs a command that replaces everything filled in. It asks first when
// something would be lost.
func (c *Form) replaceDraft(do tea.Cmd) tea.Cmd {
	if !c.changed {
		return do
	}
	c.Cover(c.Ask(c.Text.S("Begin anew?"), []string{c.Text.S("What you filled in is lost.")}, c.Text.S("begin anew"), do))
	return nil
}

// startOverMsg empties the form.
type startOverMsg struct{ form *Form }

func (m startOverMsg) Deliver() tea.Cmd {
	c := m.form
	region := c.draft.places[0].Region
	c.draft, c.place, c.like, c.changed = newDraft(), 0, "", false
	c.draft.places[0].Region = region
	cmd := c.settle()
	c.setFocus(fieldKey{Name: "region"})
	return cmd
}

func (c *Form) startOver() tea.Cmd { return c.replaceDraft(func() tea.Msg { return startOverMsg{c} }) }

func (c *Form) pickTemplate(search string) tea.Cmd {
	return c.pick(&form.Picker{
		Title: c.Text.S("Templates"),
		List: func() ([]term.Column, []form.Item) {
			var all []form.Item
			for _, n := range c.templates.names {
				all = append(all, form.Item{ID: n, Cells: []term.Cell{{Text: n}}, Has: func(w string) bool { return deck.ContainsWord(n, w) }})
			}
			return []term.Column{{Key: "name", Title: c.Text.S("NAME"), Min: 20, Grow: 1}}, all
		},
		News: func() (string, bool) { return "", false },
		Take: func(ids []string) tea.Cmd { return c.load(ids[0]) },
	}, []string{c.templates.used}, search)
}

func (c *Form) load(name string) tea.Cmd {
	kept := c.Templates
	return c.replaceDraft(func() tea.Msg {
		o, err := kept.Load(name)
		return templatesMsg{form: c, names: kept.List(), used: name, order: &o, err: err}
	})
}

// kept makes the row that saves the form as a template.
func (r *rowBuilder) kept() {
	if r.Templates == nil {
		return
	}
	bad := ""
	if r.templates.err != nil {
		bad = r.Text.E(r.templates.err)
	}
	fields := []formField{
		typed("template-name", 0, &r.templates.name, 16, "", "", r.Text.S("keeps all but the time of release, to begin from another time")),
		pressed("save", 0, r.Text.S("save"), "", r.save),
	}
	if r.templates.used != "" && r.templates.used == r.templates.name {
		fields = append(fields, pressed("forget", 0, r.Text.S("delete"), "", r.forget))
	}
	r.row(r.Text.S("Keep as template"), "", bad, fields...)
}

func (c *Form) save() tea.Cmd {
	name, o, kept := strings.TrimSpace(c.templates.name), c.order, c.Templates
	if name == "" {
		c.setFocus(fieldKey{Name: "template-name"})
		return nil
	}
	o.Launch.AutoRelease = time.Time{} // a moment that will be past
	said := c.Text.S("kept as template {name}", name)
	write := func() tea.Msg {
		if err := kept.Save(name, o); err != nil {
			return templatesMsg{form: c, err: err}
		}
		return templatesMsg{form: c, names: kept.List(), used: name, said: said}
	}
	if slices.Contains(c.templates.names, name) && name != c.templates.used {
		c.Cover(c.Ask(c.Text.S("There is a template {name}", name), []string{c.Text.S("It is written over.")}, c.Text.S("write over"), write))
		return nil
	}
	return write
}

func (c *Form) forget() tea.Cmd {
	name, kept := c.templates.used, c.Templates
	said := c.Text.S("template {name} deleted", name)
	c.Cover(c.Ask(c.Text.S("Delete template {name}?", name), []string{c.Text.S("The form stays as it is.")}, c.Text.S("delete"), func() tea.Msg {
		if err := kept.Delete(name); err != nil {
			return templatesMsg{form: c, err: err}
		}
		return templatesMsg{form: c, names: kept.List(), said: said}
	}))
	return nil
}
