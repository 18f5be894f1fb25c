package palette

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
)

// found is a command that has the letters that are typed, at these places of its name, in bytes.
type found struct {
	*Command
	hits [][2]int
}

// mostRecent is how many of the commands that were run last are listed before anything is typed.
const mostRecent = 5

// search lists the commands that have all the words typed, the best match first. Without words it
// lists those that were run last, then the pages.
func (p *palette) search(typed string) {
	words := strings.Fields(strings.TrimLeft(typed, ": "))
	if len(words) == 0 {
		p.found = p.listed()
	} else {
		p.found = matching(p.Commands, words)
	}
	p.table.SetRows(p, 0)
}

func (p *palette) listed() (out []found) {
	for _, name := range p.Recent[:min(mostRecent, len(p.Recent))] {
		if i := slices.IndexFunc(p.Commands, func(c Command) bool { return c.Name == name }); i >= 0 {
			out = append(out, found{Command: &p.Commands[i]})
		}
	}
	for i := range p.Commands {
		c := &p.Commands[i]
		if c.Page && !slices.ContainsFunc(out, func(f found) bool { return f.Command == c }) {
			out = append(out, found{Command: c})
		}
	}
	return out
}

// The worth of a match beside the score of its letters, which is below a hundred or two.
const (
	whole     = 1000 // all that is typed is a name
	beginning = 300  // … begins one
	part      = 150  // … is in one
	known     = 50   // it is a page: there are few
	spoken    = -100 // a word is found in what the command does, not in its name
)

// matching are the commands that have all words, in their names letter after letter with others
// between, or whole in what is said of them.
func matching(all []Command, words []string) []found {
	type match struct {
		found
		worth int
	}
	matches := make([]match, len(all))
	for i := range all {
		matches[i].Command = &all[i]
	}
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.Name
	}
	for _, word := range words {
		scores := map[int]fuzzy.Match{}
		for _, m := range fuzzy.FindNoSort(word, names) {
			scores[m.Index] = m
		}
		for i := range matches {
			m := &matches[i]
			if m.Command == nil {
				continue
			}
			switch at, ok := scores[i]; {
			case ok:
				m.worth += at.Score
				m.hits = append(m.hits, spans(m.Name, at.MatchedIndexes)...)
			case m.says(word):
				m.worth += spoken
			default:
				m.Command = nil
			}
		}
	}
	matches = slices.DeleteFunc(matches, func(m match) bool { return m.Command == nil })
	typed := strings.ToLower(strings.Join(words, " "))
	for i := range matches {
		m := &matches[i]
		best := 0
		for _, name := range append([]string{m.Name}, m.Also...) {
			best = max(best, likeness(strings.ToLower(name), typed))
		}
		if m.worth += best; m.Page {
			m.worth += known
		}
		m.hits = merged(m.hits)
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(b.worth, a.worth) })
	out := make([]found, len(matches))
	for i, m := range matches {
		out[i] = m.found
	}
	return out
}

// likeness is what it is worth that a name is like what is typed.
func likeness(name, typed string) int {
	switch {
	case name == typed:
		return whole
	case strings.HasPrefix(name, typed):
		return beginning
	case strings.Contains(name, typed):
		return part
	}
	return 0
}

// says reports whether a word is in what is said of a command.
func (c *Command) says(word string) bool {
	word = strings.ToLower(word)
	return slices.ContainsFunc(append([]string{c.What, c.Kind}, c.Also...), func(s string) bool {
		return strings.Contains(strings.ToLower(s), word)
	})
}

// spans are the letters at places of a text, in bytes.
func spans(text string, at []int) [][2]int {
	out := make([][2]int, len(at))
	for n, i := range at {
		_, size := utf8.DecodeRuneInString(text[i:])
		out[n] = [2]int{i, i + size}
	}
	return out
}

// merged puts places in order, and those together that touch.
func merged(hits [][2]int) [][2]int {
	slices.SortFunc(hits, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var out [][2]int
	for _, h := range hits {
		if n := len(out) - 1; n >= 0 && h[0] <= out[n][1] {
			out[n][1] = max(out[n][1], h[1])
		} else {
			out = append(out, h)
		}
	}
	return out
}
