package model

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

func (c *create) pickImage(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&picker{
		title: c.imageTitle(),
		list: func() ([]term.Column, []item) {
			o := c.offer(c.place)
			t, _ := o.kind(c.draft.kind)
			var all []item
			for _, i := range o.images() {
				if !t.Runs(i) {
					continue
				}
				os, owner := strings.Join(strings.Fields(i.OS), " "), ownerWords(c.deck, i.Owner)
				all = append(all, item{id: i.ID,
					cells: []term.Cell{{Text: cmp.Or(i.Name, i.ID)}, {Text: owner}, {Text: os}, {Text: i.Arch}, {Text: strconv.Itoa(i.SizeGiB)}, {Text: c.date(i.Created)}},
					has: func(w string) bool {
						return ContainsWord(i.Name, w) || ContainsWord(i.ID, w) || ContainsWord(os, w) || ContainsWord(i.Arch, w) || ContainsWord(owner, w) || ContainsWord(i.Owner, w)
					}})
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
		news: c.newsOf("image", "type"),
		take: func(ids []string) tea.Cmd {
			p.Image, p.own.image = ids[0], true
			return c.next()
		},
	}, []string{p.Image}, search)
}

func (c *create) imageTitle() string {
	if t, ok := c.offer(c.place).kind(c.draft.kind); ok && t.Arch != "" {
		return c.Text.S("Images for %s", t.Arch)
	}
	return c.Text.S("Images")
}

// images are the account's own first, then those shared with it, then the
// cloud's.
func (o *offering) images() []ecsapi.Image {
	if o.Offers == nil {
		return nil
	}
	rank := func(i ecsapi.Image) int { return slices.Index([]string{"system", "others", "self"}, i.Owner) }
	return slices.SortedStableFunc(slices.Values(o.Images), func(a, b ecsapi.Image) int { return rank(b) - rank(a) })
}

func ownerWords(d *deck, owner string) string {
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

func (c *create) pickKey(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&picker{
		title: c.Text.S("Key pair"),
		list: func() ([]term.Column, []item) {
			none := c.Text.S("none")
			all := []item{{id: "\x00", cells: []term.Cell{{Text: none}}, has: func(w string) bool { return ContainsWord(none, w) }}}
			if o := c.offer(c.place); o.Offers != nil {
				for _, k := range o.KeyPairs {
					all = append(all, item{id: k.Name, cells: []term.Cell{{Text: k.Name}}, has: func(w string) bool { return ContainsWord(k.Name, w) }})
				}
			}
			return []term.Column{{Key: "name", Title: c.Text.S("NAME"), Min: 20, Grow: 1}}, all
		},
		news: c.newsOf("key-pair"),
		take: func(ids []string) tea.Cmd {
			p.KeyPair, p.own.key = strings.TrimPrefix(ids[0], "\x00"), true
			return c.next()
		},
	}, []string{cmp.Or(p.KeyPair, "\x00")}, search)
}
