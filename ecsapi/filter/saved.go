package filter

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"ecsdeck/ecsapi/message"
)

// Saved expressions have names: @night in an expression stands for what was saved as night, and
// "@night=EXPR" is how one is saved.

// savedName is what one may be called.
var savedName = regexp.MustCompile(`^[\pL\pN_-]{1,40}$`)

// longestSaved and nested bound what names stand for: one may name another, but not itself.
const longestSaved, nested = 64 << 10, 8

// SavedName reports whether a saved expression may be called so.
func SavedName(name string) bool { return savedName.MatchString(name) }

// Saving takes "@night=EXPR" apart; ok is false for any other source.
func Saving(src string) (name, expr string, ok bool) {
	word, expr, ok := strings.Cut(strings.TrimLeft(src, " "), "=")
	name, at := strings.CutPrefix(word, "@")
	if !ok || !at || !SavedName(name) {
		return "", "", false
	}
	return name, strings.TrimSpace(expr), true
}

// Expand puts saved expressions in place of their names, in parentheses. A name at the end of
// the source that is still being typed, live, stands for nothing yet. The error is an *Error.
func Expand(src string, saved map[string]string, live bool) (string, error) {
	for range nested {
		var b strings.Builder
		pieces, _ := lex(src)
		from := 0
		for _, p := range pieces {
			at := strings.TrimLeft(p.text, "!-")
			signs := len(p.text) - len(at)
			if p.sign || len(at) < 2 || at[0] != '@' || p.quoted[signs] {
				continue
			}
			name := at[1:]
			expr, has := saved[name]
			switch {
			case has:
				if msg := unbalanced(expr); msg != "" {
					return "", &Error{Pos: p.start, Len: p.end - p.start, Text: expr, Msg: msg}
				}
				if b.Len() > longestSaved {
					return "", &Error{Text: src[:min(len(src), 40)], Msg: MsgSavedCircle}
				}
				b.WriteString(src[from:p.start] + src[p.start:p.start+signs] + "(" + expr + ")")
			case live && p.end == len(src):
				b.WriteString(src[from:p.start])
			default:
				names := slices.Sorted(maps.Keys(saved))
				return "", &Error{Pos: p.start, Len: p.end - p.start, Text: src[p.start:p.end], Msg: MsgNoSaved, Accepted: atNames(Suggest(name, names))}
			}
			from = p.end
		}
		if from == 0 {
			return src, nil
		}
		if b.WriteString(src[from:]); b.Len() > longestSaved {
			break
		}
		src = b.String()
	}
	return "", &Error{Text: src[:min(len(src), 40)], Msg: MsgSavedCircle}
}

// unbalanced says why an expression in parentheses would not be all that is in them; "" when it
// is. Settings are written by hand: "a) or (b" would join itself to what stands beside its name.
func unbalanced(expr string) message.Key {
	pieces, open := lex("(" + expr + ")")
	if open {
		return MsgOpenQuote
	}
	depth := 0
	for i, p := range pieces {
		switch {
		case p.sign && p.text == "(":
			depth++
		case p.sign && p.text == ")":
			depth--
		}
		if depth == 0 && i < len(pieces)-1 {
			return MsgNotOpen
		}
	}
	if depth > 0 {
		return MsgNotClosed
	}
	return ""
}

func atNames(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "@" + n
	}
	return out
}

// CompleteSaved lists the saved expressions that the word at the cursor (a byte offset) could
// name; ok is false for a word that names none.
func CompleteSaved(src string, cursor int, saved map[string]string) (found []Completion, ok bool) {
	p := pieceAt(src, max(0, min(cursor, len(src))))
	left := strings.TrimLeft(p.until(cursor).text, "!-")
	prefix, ok := strings.CutPrefix(left, "@")
	if !ok {
		return nil, false
	}
	start := p.start + strings.IndexByte(src[p.start:], '@')
	for _, name := range slices.Sorted(maps.Keys(saved)) {
		if len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			found = append(found, Completion{Start: start, End: p.end, Text: "@" + name, Meaning: saved[name]})
		}
	}
	return found, true
}
