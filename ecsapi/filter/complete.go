package filter

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"ecsdeck/ecsapi/message"
)

// Completion is one way to go on: Text takes the place of the source from Start to End, in bytes.
type Completion struct {
	Start, End int
	Text       string
	About      message.Key // what a field is; "" for a value
	Count      int         // rows that have a value, of those that were looked at
	Meaning    string      // of a saved expression
}

// Apply gives the source with the completion in place and the cursor behind it.
func (c Completion) Apply(src string) (done string, cursor int) {
	return src[:c.Start] + c.Text + src[c.End:], c.Start + len(c.Text)
}

// Bounds of what Complete looks through, and of what it lists.
const (
	rowsLookedAt = 2000
	valuesListed = 200
)

// Complete lists what the word at the cursor (a byte offset) could become: fields, the words of a
// closed set, or the values that some rows have, those of most rows first, quoted where needed.
// rows may be nil.
func (t *Table[R]) Complete(src string, cursor int, rows iter.Seq[R]) []Completion {
	cursor = max(0, min(cursor, len(src)))
	p := pieceAt(src, cursor)
	if (p.starts('!') || p.starts('-')) && p.start < cursor {
		_, p = p.cut(0)
	}
	left := p.until(cursor)
	name, value, o, ok := splitField(left)
	if !ok {
		return t.offer(p, left)
	}
	f := t.find(name.text)
	if f == nil || f.texts == nil || o == pattern || o == "=~" || o == "!~" {
		return nil
	}
	key := ""
	if i := value.index('='); i >= 0 && f.tag != nil {
		var before piece
		before, value = value.cut(i)
		key = strings.TrimSuffix(before.text, "!")
		if key == "" {
			return nil
		}
	}
	parts := value.split(',')
	typed, before := parts[len(parts)-1], parts[:len(parts)-1]
	end := p.end
	for i, at := range p.at {
		if at >= cursor && p.text[i] == ',' && !p.quoted[i] {
			end = at
			break
		}
	}
	var out []Completion
	for _, v := range f.valuesLike(typed.text, key, rows) {
		if !slices.ContainsFunc(before, func(b piece) bool { return strings.EqualFold(b.text, v.Text) }) {
			v.Start, v.End = typed.start, end
			if v.Text = quote(v.Text); f.tag != nil && key == "" {
				v.Text += "="
			}
			out = append(out, v)
		}
	}
	return out
}

// valuesLike are the values that begin with a prefix: of the rows, of a tag's key if there is one,
// or of the closed set.
func (f *field[R]) valuesLike(with, key string, rows iter.Seq[R]) []Completion {
	counts := map[string]int{}
	looked := 0
	var room []string
	if rows != nil {
		for r := range rows {
			if looked++; looked > rowsLookedAt {
				break
			}
			room = f.valuesOf(r, key, room[:0])
			slices.Sort(room)
			for _, v := range slices.Compact(room) {
				counts[v]++
			}
		}
	}
	var out []Completion
	for _, w := range f.words {
		if w.begins(with) {
			n := 0
			for _, v := range w.Values {
				n += counts[v]
			}
			out = append(out, Completion{Text: w.Name, Count: n})
		}
	}
	if f.words != nil {
		return out
	}
	n := newNeedle(with)
	for _, v := range slices.Sorted(maps.Keys(counts)) {
		short := v
		if f.bare {
			short = strings.TrimPrefix(v, "ecs.")
		}
		switch {
		case v == "" && key == "":
		case n.prefix(short) >= 0:
			out = append(out, Completion{Text: short, Count: counts[v]})
		case n.prefix(v) >= 0:
			out = append(out, Completion{Text: v, Count: counts[v]})
		}
	}
	slices.SortStableFunc(out, func(a, b Completion) int { return cmp.Compare(b.Count, a.Count) })
	return out[:min(len(out), valuesListed)]
}

// valuesOf appends what a row has: the field's values, the keys of tags, or the value of a key.
func (f *field[R]) valuesOf(r R, key string, dst []string) []string {
	switch {
	case f.tag == nil:
		vals, _ := f.texts(r, dst)
		return vals
	case key == "":
		return f.tagKeys(r, dst)
	}
	if v, has, _ := f.tag(r, key); has {
		return append(dst, v)
	}
	return dst
}

// offer offers the fields that begin with the word.
func (t *Table[R]) offer(p, left piece) []Completion {
	n, end := newNeedle(left.text), p.end
	if i := p.index(':'); i >= 0 {
		end = p.at[i] + 1 // the value stays
	}
	var out []Completion
	for _, f := range t.fields {
		if n.prefix(string(f.name)) >= 0 {
			out = append(out, Completion{Start: p.start, End: end, Text: string(f.name) + ":", About: f.about})
		}
	}
	return out
}

// pieceAt is the piece the cursor is in or behind, or an empty one where a new piece would begin.
func pieceAt(src string, cursor int) piece {
	pieces, _ := lex(src)
	for _, p := range pieces {
		if p.start <= cursor && cursor <= p.end && !p.sign {
			return p
		}
	}
	return piece{start: cursor, end: cursor}
}

// until is the part of the piece left of the cursor.
func (p piece) until(cursor int) piece {
	n, _ := slices.BinarySearch(p.at, cursor)
	return piece{text: p.text[:n], quoted: p.quoted[:n], at: p.at[:n], start: p.start, end: min(cursor, p.end)}
}
