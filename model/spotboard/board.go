// Package spotboard has the page of the spot prices of a region, and that of one price.
package spotboard

import (
	"iter"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// Board is the page of spot prices: a row for each type and zone of one region,
// with statistics of its prices over a window of time.
type Board struct {
	*deck.Deck
	deck.List[string, *row, *filter.SpotOffer]
	deck.Loader[*list]
	region     ecsapi.RegionID
	columns    []column
	list       *list
	chosen     deck.MarkSet[string]
	markedRows map[string]*row // the rows of the marks as they were seen last, of other regions too

	measuring measuring
	requested request
}

// The values that keys of the board step through; the first one is the default.
var (
	boardWindows   = []time.Duration{24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, time.Hour}
	availabilities = []float64{95, 99, 100, 90}
	jobDurations   = []time.Duration{6 * time.Hour, 24 * time.Hour, time.Hour}
)

// next returns the value after now, or the first one after the last.
func next[T comparable](all []T, now T) T { return all[(slices.Index(all, now)+1)%len(all)] }

// defaultSort is the column of the mean price per vCPU.
const defaultSort = "per-cpu"

// New is the page of a region's prices, in the zone in scope.
func New(d *deck.Deck, region ecsapi.RegionID) *Board {
	p := &Board{
		Deck: d, columns: columns(d), list: &list{}, markedRows: map[string]*row{},
		measuring: measuring{window: boardWindows[0], availability: availabilities[0], job: jobDurations[0], cells: 12},
	}
	layout := make([]deck.Column[*row], len(p.columns))
	for i, c := range p.columns {
		layout[i].Column = c.Column
	}
	p.Loader = deck.NewLoader(d.Ctx, func() func() *list { return p.query().run }, p.take)
	p.List = deck.NewList(d, filter.SpotOffers, deck.ListConfig[string, *row, *filter.SpotOffer]{
		Page:    "spot",
		Sort:    defaultSort,
		Columns: layout,
		Marks:   &p.chosen,
		NameOf:  func(r *row) string { return r.id },
		View:    rows{p},
		Cell:    p.cellOf,
		Refresh: p.Refresh,
		Sample:  p.sample,
		OnMove:  p.want,
	})
	p.Table.SetDense()
	p.setTitles()
	p.showRegion(region)
	if z := d.Scope.Zone; z != "" && region != "" {
		p.Set("zone:" + deck.ZoneLetter(region, z))
	}
	return p
}

// RegionOf is the region in scope that has the most spot instances, or else the most instances.
func RegionOf(d *deck.Deck) ecsapi.RegionID {
	var best ecsapi.RegionID
	most := -1
	for _, s := range d.Scoped() {
		spots := 0
		for _, i := range s.Instances {
			spots += deck.Btoi(i.Spot())
		}
		if worth := spots<<32 + len(s.Instances); worth > most {
			best, most = s.ID, worth
		}
	}
	return best
}

func (p *Board) showRegion(region ecsapi.RegionID) {
	if region == p.region {
		return
	}
	p.region, p.list = region, &list{region: region, place: map[string]int{}}
	p.Unpin()
	p.Show(nil, 0, 0, false)
	p.setEmpty()
	p.Engine.WantStock(region)
}

func (p *Board) FullWidth() {}

// Resumed requests everything again: the page above has requested something else.
func (p *Board) Resumed() {
	p.requested = request{}
	p.Engine.WantStock(p.region)
	p.want()
}

// Closed stops the reading of prices that are not on screen any more.
func (p *Board) Closed() {
	p.Engine.WantHistory(nil)
	p.Engine.WantAdvice(nil)
	p.Engine.WantStock()
}

// Resize fits the sparklines to the room there is.
func (p *Board) Resize(w, h int) tea.Cmd {
	p.Table.SetSize(w, h-1-len(p.foot(w, h)))
	if p.fitSparks() {
		return p.Refresh()
	}
	return nil
}

// fitSparks fits sparklines to their column, and reports whether their length has changed.
func (p *Board) fitSparks() bool {
	cells := p.Table.WidthOf("prices")
	if cells == 0 || cells == p.measuring.cells {
		return false
	}
	p.measuring.cells = cells
	return true
}

func (p *Board) query() listQuery {
	var sorts []sorting
	for _, s := range p.Sorts() {
		sorts = append(sorts, sorting{p.columns[s.Column], s.Desc})
	}
	return listQuery{
		snap: p.Snap, region: p.region, now: p.Cloud, measuring: p.measuring, expr: p.Expr,
		sorts: sorts, last: p.list.measured,
	}
}

func (p *Board) take(list *list, last bool) {
	if list.region != p.region {
		return // the person went on to another region: its list is on its way
	}
	p.list = list
	cursor, found := list.place[p.Wanted()]
	if !found {
		cursor = -1
	}
	p.Show(list.rows, len(list.unfiltered), cursor, last)
	p.keepMarkedRows()
	p.setEmpty()
	p.want()
}

// ClearMarks removes all marks.
func (p *Board) ClearMarks() {
	p.chosen.Clear()
	p.keepMarkedRows()
}

// keepMarkedRows updates markedRows after the marks or the rows have changed.
func (p *Board) keepMarkedRows() {
	maps.DeleteFunc(p.markedRows, func(id string, _ *row) bool { return !p.chosen.Has(id) })
	for _, id := range p.chosen.IDs() {
		if i, shown := p.list.place[id]; shown {
			p.markedRows[id] = p.list.rows[i]
		}
	}
}

// Tick requests what is still missing, and measures again when the window has moved.
func (p *Board) Tick() tea.Cmd {
	p.want()
	if p.fitSparks() || p.Cloud.Sub(p.list.at) >= p.measuring.step() { // columns may have been chosen
		return p.Refresh()
	}
	return nil
}

// pickRegion lists the regions to look at: those in scope first.
func (p *Board) pickRegion() {
	pick := &form.Picker{
		Deck: p.Deck, Title: p.Text.S("Spot prices of which region?"),
		List: p.regionList,
		News: func() (string, bool) { return "", false },
		Take: func(ids []string) tea.Cmd {
			p.showRegion(ecsapi.RegionID(ids[0]))
			return p.Refresh()
		},
		Again:  func() tea.Cmd { p.Engine.Refresh(); return nil },
		Scroll: func() tea.Cmd { return nil },
		Gone:   func() {},
	}
	p.Cover(pick.Open([]string{string(p.region)}, "", 0, 0))
}

func (p *Board) regionList() ([]term.Column, []form.Item) {
	columns := []term.Column{
		{Key: "id", Title: p.Text.S("REGION"), Min: 16, Max: 24, Grow: 1},
		{Key: "name", Title: p.Text.S("NAME"), Min: 10, Grow: 2, Priority: 1},
		{Key: "spot", Title: p.Text.S("SPOT"), Min: 6, Right: true},
		{Key: "n", Title: p.Text.S("INSTANCES"), Right: true},
	}
	var all []form.Item
	for _, inScope := range []bool{true, false} {
		for _, s := range p.Snap.Regions {
			if p.Scope.Has(s.ID) != inScope {
				continue
			}
			spots, n := "", ""
			if s.Known {
				k := 0
				for _, i := range s.Instances {
					k += deck.Btoi(i.Spot())
				}
				spots, n = term.Count(k), term.Count(s.Counts.Total)
			}
			all = append(all, form.Item{
				ID: string(s.ID), Cells: []term.Cell{{Text: string(s.ID)}, {Text: s.Name}, {Text: spots}, {Text: n}}, Faint: !inScope,
				Has: form.AnyHas(string(s.ID), s.Name, s.NameZH),
			})
		}
	}
	return columns, all
}

// sample are the region's rows, whatever the filter.
func (p *Board) sample() iter.Seq[*filter.SpotOffer] {
	return func(yield func(*filter.SpotOffer) bool) {
		for _, r := range p.list.unfiltered {
			if !yield(r.subject()) {
				return
			}
		}
	}
}

// Legends say what the columns mean.
func Legends(d *deck.Deck) []deck.Legend {
	return []deck.Legend{deck.NewLegend(d.Text.S("Columns of spot prices"), columns(d))}
}
