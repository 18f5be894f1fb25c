package plan

import (
	"iter"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// list is what of a plan scrolls: its targets and, where their reasons don't name all of them, what
// is skipped.
type list struct {
	deck.Targets
	wants int // lines that show it all, or all targets

	sifted  bool // by the filter: only these are shown
	targets []int
	skips   []int
	asked   int // how often it was sifted
}

// completionLines is how many lines the list has while completions are shown on it.
const completionLines = 7

// fewSkips is how many lines there are at least for what a filter finds of it.
const fewSkips = 8

// counts is how many lines the targets take, and how many there are with what is skipped.
func (p *Dialog) counts() (targets, all int) {
	if n := len(p.Plan.Places); n > 0 {
		return n, n
	}
	targets, all = p.Plan.N(), p.Plan.N()
	if p.skipsHidden() {
		all += 1 + len(p.Plan.Skipped)
	}
	return targets, all
}

// skipsHidden reports whether the reasons of what is skipped leave some unnamed.
func (p *Dialog) skipsHidden() bool {
	return p.Plan.N() > 0 && len(p.Plan.Skipped) > len(p.groups)
}

// filters reports whether the list can be filtered now: a word that has the filter's key in it is
// typed.
func (p *Dialog) filters() bool {
	_, all := p.counts()
	return all > 1 && len(p.Plan.Targets) > 0 && !p.above.Over() && !(p.onWord() && hasKey(p.Word()+p.AltWord(), p.Keys.Filter.Keys))
}

// hasKey reports whether a text has a letter that is one of the keys.
func hasKey(text string, keys []string) bool {
	for _, r := range text {
		for _, k := range keys {
			if string(r) == k {
				return true
			}
		}
	}
	return false
}

// scroll scrolls the list if the key is one that does. Letters are the word's, where there is one.
func (p *Dialog) scroll(press tea.KeyPressMsg) bool {
	switch {
	case p.onWord():
		k := press.String()
		if k != "pgup" && k != "pgdown" {
			return false
		}
	case p.Word() != "" && press.Text != "":
		return false
	}
	if p.above.Over() {
		p.above.Follow = false
		return p.above.Scroll(p.Keys, press)
	}
	return deck.MoveCursor(p.Keys, &p.list, press)
}

// Wheel scrolls the list, or on a small screen all above the keys.
func (p *Dialog) Wheel(_, _, lines int) {
	if p.above.Over() {
		p.above.Follow = false
		p.above.Move(lines)
		return
	}
	p.list.Move(lines)
}

// editFilter handles a press while the filter is typed.
func (p *Dialog) editFilter(press tea.KeyPressMsg) tea.Cmd {
	cmd, did := p.filter.Edit(press, p.subjects)
	switch did {
	case deck.Moved:
		deck.MoveCursor(p.Keys, &p.list, press)
	case deck.Changed, deck.Kept:
		return tea.Batch(cmd, p.sift())
	case deck.Nothing:
	}
	return cmd
}

// about is what the filter knows beside the instances.
func (p *Dialog) about() *fleet.Context {
	return &fleet.Context{Snap: p.Snap, Now: p.Cloud, Problems: p.Problems, Profile: p.Account.Profile}
}

// skippedInstance is one that the plan leaves out, as far as it is known.
func skippedInstance(about *fleet.Context, s fleet.Skip) *ecsapi.Instance {
	if i, known := about.Snap.Instance(s.ID); known {
		return i
	}
	return &ecsapi.Instance{ID: s.ID, Name: s.Name, Region: s.Region}
}

// subjects are the instances of the list, whose values complete the filter.
func (p *Dialog) subjects() iter.Seq[fleet.Subject] {
	about := p.about()
	return func(yield func(fleet.Subject) bool) {
		for _, i := range p.Plan.Targets {
			if !yield(fleet.Subject{Instance: i, Context: about}) {
				return
			}
		}
		for _, s := range p.Plan.Skipped {
			if !yield(fleet.Subject{Instance: skippedInstance(about, s), Context: about}) {
				return
			}
		}
	}
}

// sift finds in a command what of the list the filter leaves: a plan can hold a fleet.
func (p *Dialog) sift() tea.Cmd {
	p.list.asked++
	expr, plan, asked := p.filter.Expr, p.Plan.Plan, p.list.asked
	if expr.Empty() {
		p.list.Top()
		p.list.sifted, p.list.targets, p.list.skips = false, nil, nil
		return nil
	}
	about := p.about()
	type found struct{ targets, skips []int }
	return deck.Run(func() found {
		var f found
		match := func(i *ecsapi.Instance) bool { return expr.Match(fleet.Subject{Instance: i, Context: about}) }
		for n, i := range plan.Targets {
			if match(i) {
				f.targets = append(f.targets, n)
			}
		}
		for n, s := range plan.Skipped {
			if match(skippedInstance(about, s)) {
				f.skips = append(f.skips, n)
			}
		}
		return f
	}, func(f found) tea.Cmd {
		if asked == p.list.asked {
			p.list.Top()
			p.list.sifted, p.list.targets, p.list.skips = true, f.targets, f.skips
		}
		return nil
	})
}

// listLines shows most lines of the list. Where it has more, or is filtered, the last one says so.
func (p *Dialog) listLines(w, most int) []string {
	targets, all := p.counts()
	filtered := p.filter.Typing || p.filter.Source != ""
	signed := filtered || all > targets
	p.list.wants = targets + deck.Btoi(signed)
	if filtered { // what is skipped can be found, too
		p.list.wants = min(all, targets+fewSkips) + 1
	}
	if p.filter.Completing() {
		p.list.wants = max(p.list.wants, completionLines)
	}
	most = min(most, p.list.wants)
	room := most
	if signed = signed || targets > most; signed && most > 1 {
		room--
	}
	shown := all
	if p.list.sifted {
		shown = len(p.list.targets)
		if n := len(p.list.skips); n > 0 {
			shown += 1 + n
		}
	}
	from, to := p.list.Window(shown, room)
	var out []string
	if len(p.Plan.Places) > 0 {
		out = p.placeLines(from, to, w)
	} else {
		out = p.list.Lines(p.Deck, from, to, p.target, w, brief.TargetFirst(p.Plan.Action))
	}
	completions := p.filter.CompletionBox(p.Text, &p.Theme, min(w, 80), room)
	if p.list.sifted || completions != nil {
		for len(out) < room { // the dialog stays where it is
			out = append(out, "")
		}
	}
	copy(out[len(out)-len(completions):], completions)
	if room < most {
		out = append(out, p.foot(w, filtered))
	}
	return out
}

// target is a line of the list.
func (p *Dialog) target(i int) deck.Target {
	n := p.Plan.N()
	if p.list.sifted {
		n = len(p.list.targets)
	}
	switch {
	case i == n && p.list.sifted:
		return deck.Target{Head: p.skippedHead(len(p.list.skips))}
	case i == n:
		return deck.Target{Head: p.skippedHead(len(p.Plan.Skipped))}
	case i > n:
		if i -= n + 1; p.list.sifted {
			i = p.list.skips[i]
		}
		s := p.Plan.Skipped[i]
		return deck.Target{Name: s.Name, ID: s.ID, Note: p.Brief().Skip(s), Skipped: true}
	case p.list.sifted:
		i = p.list.targets[i]
	}
	return deck.TargetOf(p.Plan.Targets[i], p.Brief().Target(p.Plan.Plan, i))
}

func (p *Dialog) skippedHead(n int) string {
	return p.Text.N("skipped {count}:", "skipped {count}:", n)
}

// foot is the line below the list: its filter, what is out of sight, and the keys that get there.
func (p *Dialog) foot(w int, filtered bool) string {
	var parts []string
	if filtered {
		parts = append(parts, p.filterLine())
	}
	if signs := p.list.Signs(p.Deck); signs != "" {
		parts = append(parts, signs)
	}
	if trouble := p.filter.Trouble(p.Text); trouble != "" {
		parts = append(parts, p.Theme.Bad.Paint(trouble))
	} else if p.list.sifted {
		parts = append(parts, p.Theme.Warn.Paint(p.Text.S("lists {count}, the plan has all {total}", len(p.list.targets), p.Plan.N())))
	}
	if p.filter.Typing {
		parts = append(parts, p.KeyLine(p.Keys.NextPane, p.Text.S("complete")))
	}
	if !filtered {
		if above, below := p.list.Beyond(); above+below > 0 {
			parts = append(parts, p.KeyLine(p.Keys.PageDown, p.Text.S("scroll")))
		}
		if p.filters() {
			parts = append(parts, p.KeyLine(p.Keys.Filter, p.Text.S("filter")))
		}
	}
	line := ""
	for n, part := range parts {
		if n > 0 {
			line += "   "
		}
		line += part
	}
	return term.FitLine(line, min(w, term.Width(line)))
}

// filterLine is the filter with the caret, while it is typed.
func (p *Dialog) filterLine() string {
	text := p.filter.Source
	if p.filter.Typing {
		at := deck.Caret(&p.filter.Input)
		text = p.filter.Input.Value()
		text = text[:at] + "▏" + text[at:]
	}
	return p.Theme.Key.Paint(p.Keys.Filter.Label()) + term.Clean(text)
}
