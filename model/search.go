package model

import (
	"bytes"
	"runtime"
	"slices"
	"sync"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
)

// searchable holds rows with the texts that words of a filter are looked for in, one behind
// the other: about 100 bytes a row, kept while a filter is typed. Looking through them takes
// a few milliseconds at 200,000 rows; asking the rows takes ten times as long, most of it
// for memory that is read in no order.
type searchable struct {
	rows  []*ecsapi.Instance
	parts []searchPart
}

type searchPart struct {
	rows []*ecsapi.Instance
	text []byte
	ends []uint32 // of each row's texts
}

// inParts works on parts of rows at once, as many as there are processors.
func inParts(rows []*ecsapi.Instance, work func(n int, part []*ecsapi.Instance)) (parts int) {
	const least = 4096 // rows that are worth a goroutine
	size := max(least, (len(rows)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var running sync.WaitGroup
	for ; len(rows) > 0; parts++ {
		n, part := parts, rows[:min(size, len(rows))]
		rows = rows[len(part):]
		running.Go(func() { work(n, part) })
	}
	running.Wait()
	return parts
}

func newSearchable(rows []*ecsapi.Instance) *searchable {
	s := &searchable{rows: rows, parts: make([]searchPart, runtime.GOMAXPROCS(0)+1)}
	s.parts = s.parts[:inParts(rows, func(n int, part []*ecsapi.Instance) {
		const usual = 112 // bytes
		p := searchPart{rows: part, text: make([]byte, 0, usual*len(part)), ends: make([]uint32, len(part))}
		for k, i := range part {
			p.text = filter.Instances.AppendTexts(p.text, fleet.Subject{Instance: i})
			p.ends[k] = uint32(len(p.text))
		}
		s.parts[n] = p
	})]
	return s
}

// has reports whether it holds just these rows.
func (s *searchable) has(rows []*ecsapi.Instance) bool {
	return s != nil && len(s.rows) == len(rows) && (len(rows) == 0 || &s.rows[0] == &rows[0])
}

// matching returns the rows that match, in their order. ok is false when the texts are of no use.
func (s *searchable) matching(expr filter.Expr[filter.Subject]) (rows []*ecsapi.Instance, ok bool) {
	words, only := expr.Words()
	if len(words) == 0 {
		return nil, false
	}
	return keptOf(s.rows, func(n int, _ []*ecsapi.Instance) []*ecsapi.Instance {
		found := s.parts[n].having(words)
		if !only {
			found = slices.DeleteFunc(found, func(i *ecsapi.Instance) bool { return !expr.Match(fleet.Subject{Instance: i}) })
		}
		return found
	}), true
}

// having returns the rows that have all of the words in their texts.
func (p *searchPart) having(words []string) (found []*ecsapi.Instance) {
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
		if !slices.ContainsFunc(words, func(w string) bool { return !bytes.Contains(text, []byte(w)) }) {
			found = append(found, p.rows[row])
		}
		from = int(p.ends[row])
		row++
	}
	return found
}

// filtered returns the rows that match, in their order.
func filtered(rows []*ecsapi.Instance, expr filter.Expr[filter.Subject]) []*ecsapi.Instance {
	return keptOf(rows, func(_ int, part []*ecsapi.Instance) (kept []*ecsapi.Instance) {
		for _, i := range part {
			if expr.Match(fleet.Subject{Instance: i}) {
				kept = append(kept, i)
			}
		}
		return kept
	})
}

// keptOf puts together what is kept of parts of rows.
func keptOf(rows []*ecsapi.Instance, keep func(n int, part []*ecsapi.Instance) []*ecsapi.Instance) []*ecsapi.Instance {
	kept := make([][]*ecsapi.Instance, runtime.GOMAXPROCS(0)+1)
	inParts(rows, func(n int, part []*ecsapi.Instance) { kept[n] = keep(n, part) })
	return slices.Concat(kept...)
}
