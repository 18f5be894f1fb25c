package plan

import (
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// hidden are the targets that the page below doesn't show. Few are the names of the first.
type hidden struct {
	n   int
	few []string
}

// fewHidden is how many are named at most.
const fewHidden = 12

func hiddenOf(ids []ecsapi.InstanceID, snap *fleet.Snapshot) hidden {
	names := make([]string, len(ids))
	for n, id := range ids {
		names[n] = string(id)
		if i, known := snap.Instance(id); known {
			names[n] = deck.Label(i)
		}
	}
	slices.SortFunc(names, term.CompareNatural)
	return hidden{n: len(ids), few: names[:min(fewHidden, len(names))]}
}

// hiddenLines say what of the targets the page doesn't show: with names as many as two lines take.
func (p *Dialog) hiddenLines(w int, names bool) []string {
	h := p.hidden
	if h.n == 0 {
		return nil
	}
	for n := len(h.few); names && n > 0; n-- {
		named := strings.Join(h.few[:n], ", ")
		if more := h.n - n; more > 0 {
			named += " " + p.Text.S("… and {count} more", more)
		}
		lines := deck.Wrap(p.Theme.Warn, p.Text.N("{count} of the marked is hidden by the filter or the scope: {names}",
			"{count} of the marked are hidden by the filter or the scope: {names}", h.n, named), w)
		if len(lines) <= 2 {
			return lines
		}
	}
	return deck.Wrap(p.Theme.Warn, p.Text.N("{count} of the marked is hidden by the filter or the scope",
		"{count} of the marked are hidden by the filter or the scope", h.n), w)
}
