package model

import (
	"bytes"
	"runtime"
	"slices"
	"sync"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// searchable holds rows with the texts that words of a filter are looked for in, one behind
// the other: about 100 bytes a row. Looking through them takes a few milliseconds at 200,000
// rows; asking the rows takes ten times as long, most of it for memory that is read in no
// order. It never changes: what has changed in the fleet since is asked each time.
type searchable struct {
	base    *fleet.Snapshot // the fleet, of which there are the rows alone
	scope   deck.Scope
	sorts   []sortColumn // the rows are sorted by them
	changed int          // see order
	parts   []searchPart
}

type searchPart struct {
	rows []*ecsapi.Instance
	text []byte
	ends []uint32 // of each row's texts
}

// newSearchable lays out the texts of an order's rows. It leaves the other processors to
// whoever waits for something.
func newSearchable(o *order) *searchable {
	const size = 4096 // rows of a part
	s := &searchable{base: &fleet.Snapshot{}, scope: o.scope, sorts: o.sorts, changed: o.changed}
	for _, r := range o.snap.Regions {
		s.base.Regions = append(s.base.Regions, &fleet.RegionState{Region: ecsapi.Region{ID: r.ID}, Instances: r.Instances})
	}
	var text []byte
	room := make([]string, 0, 16) // values that a row may have
	for rows := range slices.Chunk(o.all, size) {
		p := searchPart{rows: rows, ends: make([]uint32, len(rows))}
		text = text[:0]
		for k, i := range rows {
			text = fleet.Instances.AppendTexts(text, fleet.Subject{Instance: i}, room)
			p.ends[k] = uint32(len(text))
		}
		p.text = bytes.Clone(text)
		s.parts = append(s.parts, p)
	}
	return s
}

// sortedAs reports whether the rows are in an order's order.
func (s *searchable) sortedAs(o *order) bool {
	return sameSort(o.sorts, s.sorts)
}

// outdated reports whether there is much that it does not help with.
func (s *searchable) outdated(o *order) bool {
	const share = 50 // of the rows: as many changes are taken, two of a row that is another now
	return s == nil || !s.scope.Equal(o.scope) || lasting(o.sorts) && !s.sortedAs(o) ||
		(o.changed-s.changed)*share > len(o.all)
}

// matching returns the rows of an order that match its filter, sorted. ok is false when the
// texts are of no use.
func (s *searchable) matching(o *order) (rows []*ecsapi.Instance, ok bool) {
	const few = 8192 // rows are sorted in a moment
	words, only := o.expr.Words()
	if len(words) == 0 && !o.expr.HasWords() || !s.scope.Equal(o.scope) {
		return nil, false
	}
	match, about := o.matches(o.expr), o.about()
	found := keptOf(s.parts, 1, func(parts []searchPart) (kept []*ecsapi.Instance) {
		for _, p := range parts {
			if len(words) == 0 {
				kept = p.matching(o.expr, about, kept)
			} else {
				kept = p.having(words, kept)
			}
		}
		if !only && len(words) > 0 {
			kept = slices.DeleteFunc(kept, func(i *ecsapi.Instance) bool { return !match(i) })
		}
		return kept
	})
	since := changesBetween(s.base, o.snap).only(func(i *ecsapi.Instance) bool {
		return o.scope.Has(i.Region) && (o.scope.Zone == "" || i.Zone == o.scope.Zone) && match(i)
	})
	by := o.sorting()
	if s.sortedAs(o) {
		if rows, ok := by.apply(since, found); ok {
			return rows, true
		}
	}
	if len(found) > few {
		return nil, false
	}
	removed := map[*ecsapi.Instance]bool{}
	for _, i := range since.removed {
		removed[i] = true
	}
	found = slices.DeleteFunc(found, func(i *ecsapi.Instance) bool { return removed[i] })
	return by.sort(append(found, since.added...)), true
}

// matching appends the rows that match an expression which has words to found.
func (p *searchPart) matching(expr filter.Expr[fleet.Subject], about *fleet.Context, found []*ecsapi.Instance) []*ecsapi.Instance {
	from := uint32(0)
	for k, i := range p.rows {
		if expr.MatchText(fleet.Subject{Instance: i, Context: about}, p.text[from:p.ends[k]]) {
			found = append(found, i)
		}
		from = p.ends[k]
	}
	return found
}

// having appends the rows that have all of the words in their texts to found.
func (p *searchPart) having(words []string, found []*ecsapi.Instance) []*ecsapi.Instance {
	rarest := []byte(slices.MaxFunc(words, func(a, b string) int { return len(a) - len(b) }))
	row, from := 0, 0
	for row < len(p.rows) {
		at := bytes.Index(p.text[from:], rarest)
		if at < 0 {
			break
		}
		at += from
		for int(p.ends[row]) <= at {
			from = int(p.ends[row])
			row++
		}
		text := p.text[from:p.ends[row]]
		if len(words) == 1 || !slices.ContainsFunc(words, func(w string) bool { return !bytes.Contains(text, []byte(w)) }) {
			found = append(found, p.rows[row])
		}
		from = int(p.ends[row])
		row++
	}
	return found
}

// filtered returns the rows that match, in their order.
func filtered(rows []*ecsapi.Instance, match func(*ecsapi.Instance) bool) []*ecsapi.Instance {
	const least = 4096 // rows that are worth a goroutine
	return keptOf(rows, least, func(part []*ecsapi.Instance) (kept []*ecsapi.Instance) {
		for _, i := range part {
			if match(i) {
				kept = append(kept, i)
			}
		}
		return kept
	})
}

// keptOf puts together the rows that are kept of parts of all. It works on as many parts at
// once as there are processors, none of them smaller than least.
func keptOf[T any](all []T, least int, keep func(part []T) []*ecsapi.Instance) []*ecsapi.Instance {
	size := max(least, (len(all)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	kept := make([][]*ecsapi.Instance, (len(all)+size-1)/size)
	var running sync.WaitGroup
	n := 0
	for part := range slices.Chunk(all, size) {
		at := n
		running.Go(func() { kept[at] = keep(part) })
		n++
	}
	running.Wait()
	return slices.Concat(kept...)
}
