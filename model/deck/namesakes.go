package deck

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// Namesakes tells the rows in sight that have one name apart, by the end of their ids.
type Namesakes map[string]int

// Look counts the names of the rows that a table has in sight. Where it shows the ids they
// are told apart already.
func (n *Namesakes) Look(t *term.Table, name func(row int) string) {
	if *n == nil {
		*n = Namesakes{}
	}
	clear(*n)
	if t.WidthOf("id") > 0 {
		return
	}
	from, to := t.Visible()
	for row := from; row < to; row++ {
		(*n)[name(row)]++
	}
}

// Cell is a name, with the end of the id where others have it too.
func (n *Namesakes) Cell(name, id string) term.Cell {
	const tail = 4
	if (*n)[name] < 2 || name == id || len(id) <= tail {
		return term.Cell{Text: name}
	}
	return term.Cell{Text: name, Tail: "…" + id[len(id)-tail:]}
}

// LabelCell is the name of an instance.
func (n *Namesakes) LabelCell(i *ecsapi.Instance) term.Cell { return n.Cell(Label(i), string(i.ID)) }

// FullLabel names an instance so that it can't be taken for another one of its name.
func FullLabel(i *ecsapi.Instance) string {
	if Label(i) == string(i.ID) {
		return string(i.ID)
	}
	return i.Name + " · " + string(i.ID)
}
