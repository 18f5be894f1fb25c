package deck

import (
	"slices"
	"strings"
)

// history is the filters that were kept on a page in this session, the newest last.
type history struct{ kept []string }

// longestHistory bounds how many are remembered.
const longestHistory = 100

// add remembers a filter, once.
func (h *history) add(source string) {
	if source = strings.TrimSpace(source); source == "" {
		return
	}
	h.kept = append(slices.DeleteFunc(h.kept, func(s string) bool { return s == source }), source)
	h.kept = h.kept[max(0, len(h.kept)-longestHistory):]
}

// recall puts the filter before or after the one that the line shows into the line. What was
// typed comes after the newest.
func (f *TypedLine) recall(by int) {
	if f.entry == len(f.history.kept) {
		f.draft = f.Input.Value()
	}
	next := max(0, min(f.entry+by, len(f.history.kept)))
	if by < 0 && next < f.entry && next == len(f.history.kept)-1 && f.history.kept[next] == f.draft && next > 0 {
		next-- // it is what the line shows
	}
	f.entry = next
	source := f.draft
	if next < len(f.history.kept) {
		source = f.history.kept[next]
	}
	f.put(source, len(source))
}
