package filter

import (
	"slices"
	"strings"
)

// Suggest returns up to three of words that somebody who wrote word may have
// meant: those that contain it, and those few typing mistakes away, nearest
// first.
func Suggest(word string, words []string) []string {
	type match struct {
		word string
		far  int
	}
	word = strings.ToLower(word)
	var found []match
	for _, w := range words {
		far := distance(word, strings.ToLower(w))
		switch {
		case far <= 2 && far < len(word):
		case len(word) >= 3 && strings.Contains(strings.ToLower(w), word):
			far = 2
		default:
			continue
		}
		found = append(found, match{w, far})
	}
	slices.SortStableFunc(found, func(a, b match) int { return a.far - b.far })
	var out []string
	for _, n := range found[:min(3, len(found))] {
		out = append(out, n.word)
	}
	return out
}

// distance counts the letters to insert, remove, change or swap with their
// neighbour to get from a to b.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
