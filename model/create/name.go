package create

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// numbered splits a name into what comes before its number and the number's
// digits; ok is false when it doesn't end in a number that can be counted on.
func numbered(name string) (prefix, digits string, ok bool) {
	prefix = strings.TrimRight(name, "0123456789")
	digits = name[len(prefix):]
	return prefix, digits, prefix != "" && digits != "" && len(digits) <= 6
}

// countingPattern is a name pattern that counts up from a number.
func countingPattern(prefix string, from, digits int) string {
	return fmt.Sprintf("%s[%d,%d]", prefix, from, max(digits, len(strconv.Itoa(from))))
}

// nameLike is the name pattern that continues after a name.
func nameLike(name string) string {
	prefix, digits, ok := numbered(name)
	if !ok {
		return name
	}
	n, _ := strconv.Atoi(digits)
	return countingPattern(prefix, n+1, len(digits))
}

// countOn looks for the highest number in use with a name, and names the instances from there on.
func (c *Form) countOn(name string) tea.Cmd {
	prefix, digits, ok := numbered(name)
	if !ok {
		return nil
	}
	snap, was := c.Snap, c.draft.name
	return deck.Run(func() int { return highest(snap, prefix) }, func(n int) tea.Cmd {
		if c.draft.name != was {
			return nil // the person has named them
		}
		c.draft.name = countingPattern(prefix, n+1, len(digits))
		return c.recompute()
	})
}

func highest(s *fleet.Snapshot, prefix string) int {
	most := 0
	for _, r := range s.Regions {
		for _, i := range r.Instances {
			if rest, ok := strings.CutPrefix(i.Name, prefix); ok && len(rest) <= 6 {
				if n, err := strconv.Atoi(rest); err == nil {
					most = max(most, n)
				}
			}
		}
	}
	return most
}
