package filter

import (
	"slices"
	"strings"
)

// Completion is one way to go on: Text takes the place of the source from Start to End, in bytes.
type Completion struct {
	Start, End int
	Text       string
}

// Apply gives the source with the completion in place and the cursor behind it.
func (c Completion) Apply(src string) (done string, cursor int) {
	return src[:c.Start] + c.Text + src[c.End:], c.Start + len(c.Text)
}

// Complete lists what the word at the cursor (a byte offset) could become: fields, the words of a closed set, or what
// values gives for the other fields of texts, in its order and quoted where needed. For Tag, values is asked for keys with
// the beginning of a key, and for the values of one key with "key=" and the beginning of a value. It may be nil.
func (t *Table[R]) Complete(src string, cursor int, values func(f Field, prefix string) []string) []Completion {
	cursor = max(0, min(cursor, len(src)))
	p := pieceAt(src, cursor)
	if p.starts('!') && p.start < cursor {
		_, p = p.cut(0)
	}
	left := p.until(cursor)
	name, value, ok := splitField(left)
	if !ok {
		return offer(p, left, t.names())
	}
	f := t.find(name.text)
	if f == nil || f.number != nil {
		return nil
	}
	key := ""
	if i := value.index('='); i >= 0 && f.tag != nil {
		var before piece
		before, value = value.cut(i)
		key = before.text + "="
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
	add := func(text, written string) {
		if !slices.ContainsFunc(before, func(b piece) bool { return strings.EqualFold(b.text, text) }) {
			out = append(out, Completion{typed.start, end, written})
		}
	}
	for _, w := range f.words {
		if w.begins(typed.text) {
			add(w.name, w.name)
		}
	}
	if f.words != nil || values == nil {
		return out
	}
	for _, v := range values(f.name, key+typed.text) {
		switch {
		case v == "" && key == "":
		case f.tag != nil && key == "":
			add(v, quote(v)+"=")
		default:
			add(v, quote(v))
		}
	}
	return out
}

// offer offers the fields that begin with the word.
func offer(p, left piece, fields []string) []Completion {
	n, end := newNeedle(left.text), p.end
	if i := p.index(':'); i >= 0 {
		end = p.at[i] + 1 // the value stays
	}
	var out []Completion
	for _, name := range fields {
		if n.prefix(name) >= 0 {
			out = append(out, Completion{p.start, end, name})
		}
	}
	return out
}

// pieceAt is the piece the cursor is in or behind, or an empty one where a new piece would begin.
func pieceAt(src string, cursor int) piece {
	pieces, _ := lex(src)
	for _, p := range pieces {
		if p.start <= cursor && cursor <= p.end {
			return p
		}
	}
	return piece{start: cursor, end: cursor}
}

// until is the part of the piece left of the cursor.
func (p piece) until(cursor int) piece {
	n, _ := slices.BinarySearch(p.at, cursor)
	return piece{p.text[:n], p.quoted[:n], p.at[:n], p.start, min(cursor, p.end)}
}
