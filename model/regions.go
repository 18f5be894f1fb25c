package model

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// regions is the pane of regions: instances and trouble of each. Its first row is all of them.
// Its filter narrows it, and then it has regions only.
type regions struct {
	*deck.Deck
	deck.FilterLine[*fleet.RegionState]
	table    *term.Table
	rows     deck.Rows[*fleet.RegionState] // nil is all regions
	sort     regionSort
	desc     bool
	anchor   string                       // where the cursor was before a region was looked for
	problems func(*fleet.RegionState) int // how many of its instances have some
}

// regionSort is what the regions are sorted by.
type regionSort int

const (
	byCloud regionSort = iota // as the cloud lists them
	byCount
	byProblems
	regionSorts
)

func newRegions(d *deck.Deck, problems func(*fleet.RegionState) int) *regions {
	p := &regions{Deck: d, problems: problems}
	p.FilterLine = deck.NewFilterLine(d, "regions", p.fields())
	p.rows = deck.Rows[*fleet.RegionState]{
		Columns: []deck.Column[*fleet.RegionState]{
			{Column: term.Column{Key: "region", Title: d.Text.S("REGION"), Min: 14, Grow: 1}, Cell: p.nameCell},
			{Column: term.Column{Key: "count", Title: d.Text.S("COUNT"), Min: 6, Max: 8, Right: true}, Cell: p.countCell},
			{Column: term.Column{Key: "problems", Min: 3, Max: 3, Right: true}, Cell: p.problemsCell},
			{Column: term.Column{Key: "health", Min: 1, Max: 1}, Cell: p.healthCell},
		},
		Key: func(s *fleet.RegionState) string {
			if s == nil {
				return ""
			}
			return string(s.ID)
		},
		IsMarked: func(s *fleet.RegionState) bool {
			if s == nil {
				return len(d.Scope.Regions) == 0
			}
			return len(d.Scope.Regions) > 0 && d.Scope.Has(s.ID)
		},
	}
	p.table = deck.NewTable(p.rows.Columns)
	p.table.SetEmpty(d.Text.S("no region matches"))
	return p
}

// fields is the table of the fields of regions. A word alone is looked for in the id and the names.
func (p *regions) fields() *filter.Table[*fleet.RegionState] {
	return filter.NewTable(filter.Names, []filter.Field{"region"},
		filter.Texts("region", "id or name of the region", filter.Names, func(s *fleet.RegionState, dst []string) ([]string, bool) {
			return append(dst, string(s.ID), s.Name, s.NameZH), true
		}),
		filter.Text("status", "whether the region can be read", filter.Closed(
			filter.Word{Name: "read"}, filter.Word{Name: "reading"}, filter.Word{Name: "failed", Also: []string{"unread"}},
		), func(s *fleet.RegionState) string {
			switch {
			case s.Err != nil:
				return "failed"
			case !s.Complete:
				return "reading"
			}
			return "read"
		}),
		filter.Number("count", "number of instances", filter.Numbers, func(s *fleet.RegionState) float64 {
			if !s.Known {
				return math.NaN()
			}
			return float64(len(s.Instances))
		}),
		filter.Number("problems", "number of instances with problems", filter.Numbers, func(s *fleet.RegionState) float64 { return float64(p.problems(s)) }),
	)
}

func (p *regions) apply() {
	p.list()
	p.table.SetRows(p.rows, max(0, p.rows.Index(p.table.LastID())))
}

// toUnread moves the cursor to the next region that can't be read, which no filter hides then.
func (p *regions) toUnread() {
	p.clear()
	n := p.rows.Len()
	for k := range n {
		at := (max(p.table.Cursor(), 0) + 1 + k) % n
		if s := p.rows.Rows[at]; s != nil && s.Err != nil {
			p.table.ScrollTo(at)
			return
		}
	}
}

// CopyMenu is what can be copied of the regions; of the first row, that is all of them.
func (p *regions) CopyMenu() *deck.CopyMenu {
	var shown []*fleet.RegionState
	for _, s := range p.rows.Rows {
		if s != nil {
			shown = append(shown, s)
		}
	}
	c := deck.CopyRows[*fleet.RegionState]{
		Page: "regions", Chosen: shown, Shown: shown, Table: p.table,
		Label: func(*fleet.RegionState) string { return p.Text.S("all regions") },
		Cell:  func(s *fleet.RegionState, column int) term.Cell { return p.rows.Columns[column].Cell(s) },
		Record: func(s *fleet.RegionState) any {
			return record.NewRegion(s, func(*ecsapi.Instance) bool { return true })
		},
		Fields: []deck.CopyField[*fleet.RegionState]{{
			Key: p.Keys.CopyID, What: p.Text.S("ids"), Many: func(n int) string { return p.Text.N("{count} id", "{count} ids", n) },
			Of: func(s *fleet.RegionState) string { return string(s.ID) },
		}},
	}
	if s, ok := p.rows.At(p.table.Cursor()); ok && s != nil {
		c.Chosen, c.Label = []*fleet.RegionState{s}, func(s *fleet.RegionState) string { return string(s.ID) }
	}
	return deck.NewCopyMenu(p.Deck, c)
}

// list makes the rows.
func (p *regions) list() {
	p.rows.Rows = nil
	if p.Expr.Empty() {
		p.rows.Rows = append(p.rows.Rows, nil)
	}
	all := len(p.rows.Rows)
	for _, s := range p.Snap.Regions {
		if p.Expr.Match(s) {
			p.rows.Rows = append(p.rows.Rows, s)
		}
	}
	rows := p.rows.Rows[all:]
	switch p.sort {
	case byCount:
		slices.SortStableFunc(rows, func(a, b *fleet.RegionState) int { return len(a.Instances) - len(b.Instances) })
	case byProblems:
		slices.SortStableFunc(rows, func(a, b *fleet.RegionState) int {
			return cmp.Or(p.problems(a)-p.problems(b), deck.Btoi(a.Err != nil)-deck.Btoi(b.Err != nil))
		})
	}
	if p.desc {
		slices.Reverse(rows)
	}
}

// key handles a press while the pane has the focus.
func (p *regions) key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Filter.Match(press):
		p.anchor = p.table.CursorID()
		return p.BeginTyping(), true
	case k.Back.Match(press) && p.Source != "":
		p.clear()
		return nil, true
	case k.SortLeft.Match(press), k.SortRight.Match(press):
		by := 1
		if k.SortLeft.Match(press) {
			by = int(regionSorts) - 1
		}
		p.sort = (p.sort + regionSort(by)) % regionSorts
		p.desc = p.sort != byCloud // the most first
	case k.Order.Match(press):
		p.desc = !p.desc
	default:
		return nil, deck.MoveCursor(k, p.table, press)
	}
	p.list()
	p.table.SetRows(p.rows, 0)
	return nil, true
}

// clear shows all regions.
func (p *regions) clear() {
	p.Set("")
	p.apply()
}

// Editing handles a press or a paste while a region is looked for.
func (p *regions) Editing(msg tea.Msg) tea.Cmd {
	cmd, did := p.Edit(msg, func() iter.Seq[*fleet.RegionState] { return slices.Values(p.Snap.Regions) })
	switch did {
	case deck.Moved:
		deck.MoveCursor(p.Keys, p.table, msg.(tea.KeyPressMsg))
	case deck.Changed:
		p.list()
		cursor := 0
		if !p.Typing { // it is as it was before
			cursor = max(0, p.rows.Index(p.anchor))
		}
		p.table.SetRows(p.rows, cursor)
	case deck.Kept, deck.Nothing:
	}
	return cmd
}

// Found returns how many regions match, and how many there are.
func (p *regions) Found() (n, of int) {
	n, of = len(p.rows.Rows), len(p.Snap.Regions)
	if p.Expr.Empty() {
		n--
	}
	return n, of
}

func (p *regions) nameCell(s *fleet.RegionState) term.Cell {
	if s == nil {
		return term.Cell{Text: p.Text.S("all")}
	}
	cell := term.Cell{Text: string(s.ID)}
	if s.Known && s.Counts.Total == 0 && s.Err == nil {
		cell.Ink = p.Theme.Dim
	}
	if hits := p.Expr.Hits("region", cell.Text); len(hits) > 0 {
		cell.Hits = hits[:1]
	}
	return cell
}

// countCell is blank until the region has answered: unknown is not 0. A "+" says that some are
// missing, and after a failure "?" that nothing is known.
func (p *regions) countCell(s *fleet.RegionState) term.Cell {
	switch {
	case s == nil && slices.ContainsFunc(p.Snap.Regions, func(s *fleet.RegionState) bool { return s.Known }):
		text := term.Count(p.Snap.Counts.Total)
		if slices.ContainsFunc(p.Snap.Regions, incomplete) {
			text += "+"
		}
		return term.Cell{Text: text}
	case s != nil && !s.Known && s.Err != nil:
		return term.Cell{Text: "?", Ink: p.Theme.Bad}
	case s == nil || !s.Known:
		return term.Cell{}
	}
	cell := term.Cell{Text: term.Count(len(s.Instances))}
	if incomplete(s) || s.Total > len(s.Instances) {
		cell.Text += "+"
	}
	if s.Counts.Total == 0 && s.Err == nil {
		cell.Ink = p.Theme.Dim
	}
	return cell
}

// incomplete reports whether a region failed before it was read to its end.
func incomplete(s *fleet.RegionState) bool { return s.Err != nil && !s.Complete }

// problemsCell counts the instances with problems; without any it is blank.
func (p *regions) problemsCell(s *fleet.RegionState) term.Cell {
	n := 0
	if s != nil {
		n = p.problems(s)
	} else {
		for _, s := range p.Snap.Regions {
			n += p.problems(s)
		}
	}
	switch {
	case n == 0:
		return term.Cell{}
	case n > 999:
		return term.Cell{Text: strconv.Itoa(min(n/1000, 99)) + "k", Ink: p.Theme.Bad}
	}
	return term.Cell{Text: strconv.Itoa(n), Ink: p.Theme.Bad}
}

func (p *regions) healthCell(s *fleet.RegionState) term.Cell {
	switch {
	case s == nil:
	case s.Err != nil:
		return term.Cell{Text: "!", Ink: p.Theme.Bad}
	case !s.Complete:
		return term.Cell{Text: "…", Ink: p.Theme.Dim}
	}
	return term.Cell{}
}

// heading says how the regions are sorted and narrowed.
func (p *regions) heading() string {
	title := p.Text.S("Regions")
	if p.Source != "" && !p.Typing {
		title += " /" + p.Source
	}
	sign := term.Sort{Desc: p.desc}.Sign(true)
	switch {
	case p.sort == byCount:
		return title + " · " + p.Text.S("by count") + " " + sign
	case p.sort == byProblems:
		return title + " · " + p.Text.S("by problems") + " " + sign
	case p.desc:
		return title + " " + sign
	}
	return title
}

// health says, in lines of w cells, when the region under the cursor was last read completely, and
// its error whole.
func (p *regions) health(w int) []string {
	s, _ := p.rows.At(p.table.Cursor())
	if s == nil || !s.Known && s.Err == nil {
		return nil
	}
	lines := deck.Wrap(p.Theme.Dim, p.LastRead(s), w)
	if s.Err != nil {
		lines = append(lines, deck.Wrap(p.Theme.Bad, "! "+p.Reason(s.Err), w)...)
	}
	return lines
}

// enter puts the region under the cursor in scope.
func (p *regions) enter() deck.Scope {
	if id := p.table.CursorID(); id != "" {
		return deck.Scope{Regions: []ecsapi.RegionID{ecsapi.RegionID(id)}}
	}
	return deck.Scope{}
}

// view draws the list and, while it has the focus, what is known of the region under the cursor.
func (p *regions) view(w, h int, focused bool) []string {
	var more []string
	if focused {
		more = p.health(max(8, w-2))
		more = more[:min(len(more), h/2)]
	}
	lines := withoutHeader(p.table, w, h-len(more), &p.Theme, focused)
	for _, l := range more {
		lines = append(lines, term.FitLine(" "+l, w))
	}
	return lines
}

func withoutHeader(t *term.Table, w, h int, th *term.Theme, focused bool) []string {
	if h <= 0 {
		return nil
	}
	t.SetSize(w, h+1)
	return t.Append(make([]string, 0, h+1), th, focused)[1:]
}

// zones is the pane of the scope's zones with their instances.
type zones struct {
	*deck.Deck
	table   *term.Table
	rows    deck.Rows[zoneCount]
	touched bool // the person has moved the cursor; until then it stays on the first row
}

func newZones(d *deck.Deck) *zones {
	columns := []deck.Column[zoneCount]{
		{Column: term.Column{Key: "zone", Title: d.Text.S("ZONE"), Min: 14, Grow: 1}, Cell: deck.Text(func(z zoneCount) string {
			if id, one := d.Scope.Region(); one {
				return deck.ZoneLetter(id, z.id)
			}
			return string(z.id)
		})},
		{Column: term.Column{Key: "count", Title: d.Text.S("COUNT"), Min: 6, Max: 8, Right: true},
			Cell: deck.Text(func(z zoneCount) string { return term.Count(z.n) })},
		{Column: term.Column{Key: "edge", Min: 5, Max: 5}, // in line with the regions above
			Cell: deck.Text(func(zoneCount) string { return "" })},
	}
	return &zones{Deck: d, table: deck.NewTable(columns), rows: deck.Rows[zoneCount]{
		Columns:  columns,
		Key:      func(z zoneCount) string { return string(z.id) },
		IsMarked: func(z zoneCount) bool { return z.id == d.Scope.Zone },
		IsDim:    func(z zoneCount) bool { return z.n == 0 },
	}}
}

// apply shows the zones of an order and, of a single region, also those that have no instance.
func (p *zones) apply(o *order) {
	p.rows.Rows = slices.Clone(o.zones)
	if id, one := p.Scope.Region(); one {
		if s, ok := p.Snap.Region(id); ok {
			for _, z := range s.Zones {
				if !slices.ContainsFunc(o.zones, func(has zoneCount) bool { return has.id == z.ID }) {
					p.rows.Rows = append(p.rows.Rows, zoneCount{id: z.ID})
				}
			}
		}
	}
	cursor := 0
	if p.touched {
		cursor = p.rows.Index(p.table.LastID())
	}
	p.table.SetRows(p.rows, cursor)
	p.table.SetEmpty(p.Text.S("no zones yet"))
}

// enter puts the zone under the cursor in scope, or takes it out again.
func (p *zones) enter() deck.Scope {
	s := p.Scope
	id := ecsapi.ZoneID(p.table.CursorID())
	if id == s.Zone {
		s.Zone = ""
	} else {
		s.Zone = id
	}
	return s
}

func (p *zones) heading() string {
	if id, one := p.Scope.Region(); one {
		return p.Text.S("Zones") + " · " + string(id)
	}
	return p.Text.S("Zones")
}

func (p *zones) view(w, h int, focused bool) []string {
	return withoutHeader(p.table, w, h, &p.Theme, focused)
}
