package ecsapi

import (
	"strings"
	"unique"
)

// intern is a cleaned text of which one copy is kept, for those that many rows
// share. A garbage collection may begin another copy, which costs little.
func intern(s string) string { return unique.Make(field(s)).Value() }

// interner finds what the rows of a page share faster than intern, and also whole lists.
// Nobody changes the lists of an Instance, which therefore may be another's, too.
type interner struct {
	texts  map[string]string
	groups map[string][]string
	tags   map[string][]Tag

	key []byte // of a list: its cleaned texts, each followed by a 0, which none of them has
}

// maxInterned is how many texts or lists an interner remembers, and how long the texts are
// at most, in bytes.
const (
	maxInterned     = 4096
	maxInternedText = 256
)

// text is intern(s).
func (n *interner) text(s string) string {
	if s == "" || len(s) > maxInternedText {
		return intern(s)
	}
	if t, ok := n.texts[s]; ok {
		return t
	}
	if len(n.texts) == maxInterned {
		clear(n.texts)
	}
	if n.texts == nil {
		n.texts = map[string]string{}
	}
	t := intern(s)
	n.texts[strings.Clone(s)] = t
	return t
}

func (n *interner) groupList(names []string) []string {
	if len(names) == 0 {
		return nil
	}
	n.key = n.key[:0]
	for _, s := range names {
		n.add(s)
	}
	return remembered(&n.groups, n.key, func() []string { return mapped(names, n.text) })
}

func (n *interner) tagList(rows []tagRow) []Tag {
	if len(rows) == 0 {
		return nil
	}
	n.key = n.key[:0]
	for _, t := range rows {
		n.add(t.TagKey)
		n.add(t.TagValue)
	}
	return remembered(&n.tags, n.key, func() []Tag {
		return mapped(rows, func(t tagRow) Tag { return Tag{Key: n.text(t.TagKey), Value: n.text(t.TagValue)} })
	})
}

// add adds a text to the key of a list.
func (n *interner) add(s string) { n.key = append(append(n.key, n.text(s)...), 0) }

// remembered is the list of a key, made if there is none yet.
func remembered[T any](lists *map[string][]T, key []byte, made func() []T) []T {
	if list, ok := (*lists)[string(key)]; ok {
		return list
	}
	list := made()
	if len(key) > maxInternedText {
		return list
	}
	if len(*lists) == maxInterned || *lists == nil {
		*lists = map[string][]T{}
	}
	(*lists)[string(key)] = list
	return list
}

// textBlock holds the texts that only one row has, so that they take one piece of memory.
type textBlock struct{ all strings.Builder }

// add is field(s), in the block.
func (b *textBlock) add(s string) string {
	begin := b.all.Len()
	b.all.WriteString(field(s))
	return b.all.String()[begin:]
}
