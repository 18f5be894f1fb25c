package filter

import "unicode/utf8"

// textEnd ends each text that AppendTexts writes. No text of UTF-8 has it.
const textEnd = 0xFF

// AppendTexts appends what a word without a field is looked for in, folded as Words are, to dst. Rows' texts one after
// the other can be searched at once, at a tenth of what it takes to ask each row for its values. room is what the values
// are put in; it can be used for the next row.
func (t *Table[R]) AppendTexts(dst []byte, r R, room []string) []byte {
	for _, f := range t.word.anyOf {
		vals, _ := f.texts(r, room[:0])
		for _, v := range vals {
			dst = append(appendFolded(dst, v), textEnd)
		}
	}
	return dst
}

func appendFolded(dst []byte, s string) []byte {
	for i, r := range s {
		if r < utf8.RuneSelf {
			dst = append(dst, lower[s[i]])
		} else {
			dst = utf8.AppendRune(dst, fold(r))
		}
	}
	return dst
}

// Words are texts that each row that matches has somewhere in what AppendTexts writes. When only is true, a row that has
// all of them matches.
func (e Expr[R]) Words() (words []string, only bool) {
	only = true
	for i := range e.terms {
		t := &e.terms[i]
		if t.not || len(t.alts) != 1 || t.field.anyOf == nil && !t.field.laidOut {
			only = false
			continue
		}
		a := &t.alts[0]
		if a.part != "" {
			words = append(words, a.part)
		}
		only = only && t.field.anyOf != nil && a.inner != ""
	}
	return words, only
}
