package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/term"
)

// keyEvery is how often a key is pressed while a fleet loads, and keyCount how many are when
// it is there.
const (
	keyEvery = 50 * time.Millisecond
	keyCount = 400
)

// insideLines are those that decks of this process are measured for.
var insideLines = []string{"key-1000", "key-50000", "key-200000", "key-spread", "stall-view-200000", "stall-key-200000", "filter-200000", "filter-next-200000"}

// inside measures decks in this process. Keys are pressed in all of them by turns, so that
// what else the machine does costs each the same.
func (m *measurement) inside() error {
	var decks []*watched
	sizes := slices.DeleteFunc(slices.Clone(keySizes), func(n int) bool {
		return !m.wants("key-spread", fmt.Sprintf("key-%d", n)) && (n != huge || !m.wants(insideLines[4:]...))
	})
	slices.Reverse(sizes) // the biggest is loaded while nothing else happens
	for _, n := range sizes {
		c, err := m.fleet(n)
		if err != nil {
			return err
		}
		w, closing, err := m.watch(c)
		if err != nil {
			return err
		}
		defer closing()
		if err := m.whileLoading(w, n); err != nil {
			return err
		}
		if err := m.sleep(2 * time.Second); err != nil {
			return err
		}
		if n == huge && m.wants("filter-200000", "filter-next-200000") {
			if err := m.filterKeys(w); err != nil {
				m.missing(message.Of(err), "filter-200000", "filter-next-200000")
			}
		}
		decks = append(decks, w)
	}
	if !m.wants(insideLines[:4]...) {
		return nil
	}
	took := make([][]float64, len(decks))
	for i := range keyCount {
		for at, w := range decks {
			d, err := m.cursorKey(w, []string{"j", "k"}[i/20%2])
			if err != nil {
				return err
			}
			took[at] = append(took[at], milliseconds(d))
		}
	}
	var all []float64
	for at, n := range sizes {
		all = append(all, median(took[at]))
		m.set(fmt.Sprintf("key-%d", n), all[at])
	}
	if len(all) == len(keySizes) {
		m.set("key-spread", slices.Max(all)/slices.Min(all))
	}
	return nil
}

// whileLoading presses keys until all rows are there.
func (m *measurement) whileLoading(w *watched, n int) error {
	loaded := make(chan struct{}, 1)
	count := m.instances(m.size(n))
	var longest time.Duration
	var waits []time.Duration
	over := w.listen(func(h handled) {
		longest = max(longest, h.own)
		if h.key {
			waits = append(waits, h.ended.Sub(h.sent))
		}
		if header, _, _ := strings.Cut(h.view, "\n"); strings.Contains(header, " "+count+" ") && strings.Contains(header, " old") {
			select {
			case loaded <- struct{}{}:
			default:
			}
		}
	})
	tick := time.NewTicker(keyEvery)
	defer tick.Stop()
	limit := time.After(loadLimit)
	for i := 0; ; i++ {
		select {
		case <-loaded:
			over()
			if n == huge {
				m.set("stall-view-200000", milliseconds(longest))
				slices.Sort(waits)
				if len(waits) > 0 {
					m.set("stall-key-200000", milliseconds(waits[len(waits)*99/100]))
				}
			}
			return nil
		case <-tick.C:
			w.press([]string{"j", "k"}[i%2])
		case <-limit:
			over()
			return message.Errorf("not within {time}", loadLimit.String())
		case <-m.ctx.Done():
			over()
			return m.ctx.Err()
		}
	}
}

// cursorKey presses a key that moves the cursor, and returns what it took to the finished view.
func (m *measurement) cursorKey(w *watched, key string) (time.Duration, error) {
	took := make(chan time.Duration, 1)
	over := w.listen(func(h handled) {
		if h.key {
			took <- h.took
		}
	})
	defer over()
	w.press(key)
	select {
	case d := <-took:
		return d, nil
	case <-time.After(time.Minute):
		return 0, message.Errorf("not within {time}", time.Minute.String())
	case <-m.ctx.Done():
		return 0, m.ctx.Err()
	}
}

// filterKeys measures letters of a filter, each to the frame that has its rows. The median
// of a few filters counts, because the fleet is read again now and then.
func (m *measurement) filterKeys(w *watched) error {
	var first, next []float64
	for _, word := range []string{"web", "api", "job", "spot", "db-"} {
		w.press("/")
		before := -1
		for i := range word {
			expr, err := fleet.Instances.ParseLive(word[:i+1])
			if err != nil {
				return err
			}
			found := 0
			for _, r := range w.engine.Snapshot().Regions {
				for _, in := range r.Instances {
					if expr.Match(fleet.Subject{Instance: in}) {
						found++
					}
				}
			}
			took, err := m.letter(w, word[i:i+1], found)
			switch {
			case err != nil:
				return err
			case found == before: // its rows may be those from before
			case i == 0:
				first = append(first, milliseconds(took))
			default:
				next = append(next, milliseconds(took))
			}
			before = found
		}
		w.press("\x1b")
		if err := m.sleep(time.Second); err != nil {
			return err
		}
	}
	if len(first) == 0 || len(next) == 0 {
		return message.Errorf("the fleet is too small")
	}
	m.set("filter-200000", median(first))
	m.set("filter-next-200000", median(next))
	return nil
}

// letter types one and waits until so many rows are counted as found.
func (m *measurement) letter(w *watched, letter string, found int) (time.Duration, error) {
	note := fmt.Sprintf("%s of ", term.Count(found))
	done := make(chan time.Duration, 1)
	var sent time.Time
	over := w.listen(func(h handled) {
		if h.key {
			sent = h.sent
		}
		lines := strings.Split(h.view, "\n")
		if !sent.IsZero() && len(lines) > 1 && strings.Contains(lines[len(lines)-2], note) {
			select {
			case done <- h.ended.Sub(sent):
			default:
			}
		}
	})
	defer over()
	w.press(letter)
	select {
	case d := <-done:
		return d, nil
	case <-time.After(time.Minute):
		return 0, message.Errorf("the filter did not find {count} rows within {time}", found, time.Minute.String())
	case <-m.ctx.Done():
		return 0, m.ctx.Err()
	}
}
