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

// templateList is what the form knows of the templates: files, used in commands only.
type templateList struct {
	names []string
	used  string // the one that was loaded or saved last
	name  string // to save under
	err   error
}

type templateResult struct {
	names  []string
	used   string       // "" leaves what was
	order  *fleet.Order // loaded
	status string
	saved  bool
	err    error
}

// withTemplates does something with the kept orders in a command, and reads their names.
func (c *Form) withTemplates(do func(deck.Templates) templateResult) tea.Cmd {
	templates := c.Templates
	if templates == nil {
		return nil
	}
	return deck.Run(func() templateResult {
		r := do(templates)
		r.names = templates.List()
		return r
	}, c.onTemplates)
}

func (c *Form) onTemplates(r templateResult) tea.Cmd {
	s := &c.templates
	if s.err = r.err; r.err != nil {
		return c.recompute()
	}
	s.names = r.names
	if r.used != "" {
		s.used, s.name, c.changed = r.used, r.used, false
	}
	if !slices.Contains(s.names, s.used) {
		s.used = ""
	}
	if r.order != nil {
		c.draft, c.place, c.like, c.purpose, c.replaces = draftOf(*r.order), 0, "", "", nil
		c.notTaken = notTaken{}
	}
	if r.status != "" || r.order != nil { // a list of names is no news
		c.status = r.status
	}
	cmd := c.recompute()
	if r.saved { // it stays in the form: what is left to do is to review it
		c.setFocus(fieldKey{Name: "review"})
	}
	return cmd
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

// replaceDraft runs a command that replaces what is filled in, and asks first if something is lost.
func (c *Form) replaceDraft(do tea.Cmd) tea.Cmd {
	if !c.changed {
		return do
	}
	c.Cover(c.Ask(c.Text.S("Begin anew?"), []string{c.Text.S("What you filled in is lost.")}, c.Text.S("begin anew"), c.Text.S("keep editing"), do))
	return nil
}

// startOver empties the form.
func (c *Form) startOver() tea.Cmd {
	return c.replaceDraft(deck.Do(func() tea.Cmd {
		region := c.draft.places[0].Region
		c.draft, c.place, c.like, c.changed = newDraft(), 0, "", false
		c.notTaken = notTaken{}
		c.draft.places[0].Region = region
		cmd := c.recompute()
		c.setFocus(fieldKey{Name: "region"})
		return cmd
	}))
}

func (c *Form) pickTemplate(search string) tea.Cmd {
	return c.pick(&form.Picker{
		Title: c.Text.S("Templates"),
		List: func() ([]term.Column, []form.Item) {
			var all []form.Item
			for _, n := range c.templates.names {
				all = append(all, nameItem(n, n))
			}
			return c.nameColumn(), all
		},
		News: func() (string, bool) { return "", false },
		Take: func(ids []string) tea.Cmd { return c.load(ids[0]) },
	}, []string{c.templates.used}, search)
}

func (c *Form) load(name string) tea.Cmd {
	return c.replaceDraft(c.withTemplates(func(t deck.Templates) templateResult {
		o, err := t.Load(name)
		return templateResult{used: name, order: &o, err: err}
	}))
}

func (r *rowBuilder) keepRow() {
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
	name, o := strings.TrimSpace(c.templates.name), c.order
	if name == "" {
		c.setFocus(fieldKey{Name: "template-name"})
		return nil
	}
	o.Launch.AutoRelease = time.Time{} // a time that will be past
	status := c.Text.S("kept as template {name}", name)
	write := c.withTemplates(func(t deck.Templates) templateResult {
		return templateResult{used: name, status: status, saved: true, err: t.Save(name, o)}
	})
	if slices.Contains(c.templates.names, name) && name != c.templates.used {
		c.Cover(c.Ask(c.Text.S("There is a template {name}", name), []string{c.Text.S("It is written over.")}, c.Text.S("write over"), c.Text.S("cancel"), write))
		return nil
	}
	return write
}

func (c *Form) forget() tea.Cmd {
	name, status := c.templates.used, c.Text.S("template {name} deleted", c.templates.used)
	c.Cover(c.Ask(c.Text.S("Delete template {name}?", name), []string{c.Text.S("The form stays as it is.")}, c.Text.S("delete"), c.Text.S("cancel"),
		c.withTemplates(func(t deck.Templates) templateResult { return templateResult{status: status, err: t.Delete(name)} })))
	return nil
}
