package spot

// level is a price, and for how long in all it held or a lower one did.
type level struct {
	price Price
	upTo  int64 // ns
}

// Levels tells for how long which prices held.
type Levels struct {
	levels []level // by price, one for each
	now    point
}

// Levels sorts the prices of the window by height.
func (w Window) Levels() Levels {
	levels := make([]level, len(w.points))
	for i, p := range w.points {
		from, to := w.step(i)
		levels[i] = level{p.price, to - from}
	}
	levels = byPrice(levels)
	kept := levels[:0]
	var upTo int64
	for _, l := range levels {
		upTo += l.upTo
		if n := len(kept); n > 0 && kept[n-1].price == l.price {
			kept[n-1].upTo = upTo
			continue
		}
		kept = append(kept, level{l.price, upTo})
	}
	return Levels{kept, w.now}
}

// byPrice sorts levels, byte by byte of what their prices have above the lowest one: of thousands of prices the fastest
// way, since they differ in two or three bytes. It may return another slice than it was given.
func byPrice(levels []level) []level {
	if len(levels) < 2 {
		return levels
	}
	lowest, highest := levels[0].price, levels[0].price
	for _, l := range levels {
		lowest, highest = min(lowest, l.price), max(highest, l.price)
	}
	sorted := make([]level, len(levels))
	for shift := 0; (highest-lowest)>>shift > 0; shift += 8 {
		var next [256]int32 // where the next level with this byte goes
		for _, l := range levels {
			next[byte((l.price-lowest)>>shift)]++
		}
		var before int32
		for b, n := range next {
			next[b], before = before, before+n
		}
		for _, l := range levels {
			b := byte((l.price - lowest) >> shift)
			sorted[next[b]] = l
			next[b]++
		}
		levels, sorted = sorted, levels
	}
	return levels
}
