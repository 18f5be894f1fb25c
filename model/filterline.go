package model

import (
	"errors"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
)

// edit opens the filter line on the filter in force.
func (p *instances) edit() tea.Cmd {
	p.typing, p.before, p.touched = true, p.source, true
	p.anchor, _ = p.cursor()
	p.input.SetValue(p.source)
	p.input.CursorEnd()
	return p.input.Focus()
}

// editing handles a press or a paste while the filter is being typed. The table
// follows each letter; enter keeps the filter, esc takes back the one before.
func (p *instances) editing(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch press.String() {
		case "enter":
			return p.keep()
		case "esc", "ctrl+c":
			p.typing = false
			p.input.Blur()
			return p.refilter(p.before)
		case "up", "down", "pgup", "pgdown":
			move(p.Keys, p.table, press)
			p.anchor, _ = p.cursor()
			p.lost = ""
			return nil
		case "tab":
			p.complete()
			return p.refilter(p.input.Value())
		}
	}
	var cmd tea.Cmd
	p.input, cmd = p.input.Update(msg)
	if p.input.Value() == p.source {
		return cmd
	}
	return tea.Batch(cmd, p.refilter(p.input.Value()))
}

// keep takes the filter as it stands. While it is typed, half a word counts;
// what stays must be whole.
func (p *instances) keep() tea.Cmd {
	expr, err := filter.Parse(p.source)
	p.problem = err
	if err != nil {
		return nil
	}
	p.expr, p.anchor, p.lost = expr, "", "" // the cursor is where it is seen
	p.typing = false
	p.input.Blur()
	return p.reorder()
}

// complete fills in the field or the value under the cursor: all of it when one
// fits, else as far as all that fit agree.
func (p *instances) complete() {
	source := p.input.Value()
	found := filter.Complete(source, len(string([]rune(source)[:p.input.Position()])), p.values)
	if len(found) == 0 {
		return
	}
	whole := found[0]
	for _, c := range found[1:] {
		whole.Text = common(whole.Text, c.Text)
	}
	if whole.Text == "" {
		return
	}
	done, cursor := whole.Apply(source)
	p.input.SetValue(done)
	p.input.SetCursor(len([]rune(done[:cursor])))
}

// common is the longest text that both begin with, in whole letters.
func common(a, b string) string {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return string(x[:n])
}

// completions bounds how much of a big fleet is looked through for one tab.
const completions = 2000

// values are the fleet's own words for a field that begin with prefix.
func (p *instances) values(f filter.Field, prefix string) []string {
	found := map[string]bool{}
	key, valued := "", false
	if f == filter.Tag {
		if k, v, ok := strings.Cut(prefix, "="); ok {
			key, prefix, valued = k, v, true
		}
	}
	var room [8]string
	for n, i := range p.order.rows {
		if n == completions {
			break
		}
		vals, _ := fleet.Subject{Instance: i}.Values(f, room[:0])
		if f == filter.Tag {
			vals = tagWords(i, key, valued)
		}
		for _, v := range vals {
			if v != "" && len(v) >= len(prefix) && strings.EqualFold(v[:len(prefix)], prefix) {
				found[v] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// tagWords are an instance's tag keys or, valued, the value of one key.
func tagWords(i *ecsapi.Instance, key string, valued bool) []string {
	if valued {
		v, _ := i.Tag(key)
		return []string{v}
	}
	var out []string
	for _, t := range i.Tags {
		out = append(out, t.Key)
	}
	return out
}

func (p *instances) refilter(source string) tea.Cmd {
	p.setFilter(source)
	p.narrow = true
	return p.reorder()
}

// setFilter takes a filter as typed. One that can't be understood leaves the
// rows as they are and says what is accepted.
func (p *instances) setFilter(source string) {
	p.source = source
	expr, err := filter.ParseLive(source)
	p.problem = err
	if err == nil {
		p.expr = expr
	}
}

// problemText says what is wrong with the filter and what is accepted, or "".
func (p *instances) problemText() string {
	var e *filter.Error
	switch {
	case p.problem == nil:
		return ""
	case !errors.As(p.problem, &e):
		return p.problem.Error()
	case len(e.Accepted) == 0:
		return p.Text.S(e.Msg)
	}
	return p.Text.S("%s; accepted: %s", p.Text.S(e.Msg), strings.Join(e.Accepted, " "))
}
