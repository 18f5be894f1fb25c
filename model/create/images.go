package create

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

func (c *Form) pickImage(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&form.Picker{
		Title: c.imageTitle(),
		List: func() ([]term.Column, []form.Item) {
			o := c.offer(c.place)
			t, _ := o.instanceType(c.draft.typ)
			var all []form.Item
			for _, i := range o.images() {
				if !t.Runs(i) {
					continue
				}
				os, owner := strings.Join(strings.Fields(i.OS), " "), ownerWords(c.Deck, i.Owner)
				all = append(all, form.Item{ID: i.ID,
					Cells: []term.Cell{{Text: cmp.Or(i.Name, i.ID)}, {Text: owner}, {Text: os}, {Text: i.Arch}, {Text: strconv.Itoa(i.SizeGiB)}, {Text: c.Date(i.Created)}},
					Has:   form.AnyHas(i.Name, i.ID, os, i.Arch, owner, i.Owner)})
			}
			return []term.Column{
				{Key: "name", Title: c.Text.S("IMAGE"), Min: 24, Max: 60, Grow: 3, Middle: true},
				{Key: "owner", Title: c.Text.S("OWNER"), Min: 6},
				{Key: "os", Title: c.Text.S("SYSTEM"), Min: 18, Max: 36, Grow: 2, Priority: 1},
				{Key: "arch", Title: c.Text.S("ARCH"), Min: 6, Priority: 2},
				{Key: "size", Title: c.Text.S("GiB"), Min: 4, Right: true, Priority: 1},
				{Key: "created", Title: c.Text.S("CREATED"), Min: 10, Priority: 3},
			}, all
		},
		News: c.newsOf("image", "type"),
		Take: func(ids []string) tea.Cmd {
			p.Image, p.own.image = ids[0], true
			p.chose("image")
			return c.next()
		},
	}, []string{p.Image}, search)
}

func (c *Form) imageTitle() string {
	if t, ok := c.offer(c.place).instanceType(c.draft.typ); ok && t.Arch != "" {
		return c.Text.S("Images for {arch}", t.Arch)
	}
	return c.Text.S("Images")
}

// images are the account's own first, then those shared with it, then the cloud's.
func (o *offering) images() []ecsapi.Image {
	rank := func(i ecsapi.Image) int { return slices.Index([]string{"system", "others", "self"}, i.Owner) }
	return slices.SortedStableFunc(slices.Values(o.Images), func(a, b ecsapi.Image) int { return rank(b) - rank(a) })
}

func ownerWords(d *deck.Deck, owner string) string {
	switch owner {
	case "system":
		return d.Text.S("system")
	case "self":
		return d.Text.S("own")
	case "others":
		return d.Text.S("shared")
	}
	return owner
}

func nameItem(id, name string) form.Item {
	return form.Item{ID: id, Cells: []term.Cell{{Text: name}}, Has: form.AnyHas(name)}
}

func (c *Form) nameColumn() []term.Column {
	return []term.Column{{Key: "name", Title: c.Text.S("NAME"), Min: 20, Grow: 1}}
}

func (c *Form) pickKey(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&form.Picker{
		Title: c.Text.S("Key pair"),
		List: func() ([]term.Column, []form.Item) {
			all := []form.Item{nameItem("\x00", c.Text.S("none"))}
			for _, k := range c.offer(c.place).KeyPairs {
				all = append(all, nameItem(k.Name, k.Name))
			}
			return c.nameColumn(), all
		},
		News: c.newsOf("key-pair"),
		Take: func(ids []string) tea.Cmd {
			p.KeyPair, p.own.key = strings.TrimPrefix(ids[0], "\x00"), true
			p.chose("key-pair")
			return c.next()
		},
	}, []string{cmp.Or(p.KeyPair, "\x00")}, search)
}
