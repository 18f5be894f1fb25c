package filter

import "strings"

// word is a value of a field whose values are a closed set.
type word struct {
	name   string   // canonical
	also   []string // other spellings, the API's among them
	values []string // of Subject.Values
}

// closed lists the words of each closed set in the order they are offered.
var closed = map[Field][]word{
	Status: {
		{"pending", nil, []string{"Pending"}},
		{"starting", nil, []string{"Starting"}},
		{"running", nil, []string{"Running"}},
		{"stopping", nil, []string{"Stopping"}},
		{"stopped", nil, []string{"Stopped"}},
		{"changing", nil, []string{"Pending", "Starting", "Stopping"}},
	},
	// The screen's words part spot from hourly. postpaid and prepaid are the API's, to which spot is PostPaid too.
	Charge: {
		{"hourly", nil, []string{"PostPaid"}},
		{"monthly", []string{"subscription"}, []string{"PrePaid"}},
		{"spot", nil, []string{"Spot"}},
		{"postpaid", nil, []string{"PostPaid", "Spot"}},
		{"prepaid", nil, []string{"PrePaid"}},
	},
	Spot: {
		{"yes", []string{"true"}, []string{"SpotWithPriceLimit", "SpotAsPriceGo"}},
		{"no", []string{"false", "NoSpot"}, []string{"NoSpot"}},
		{"limit", []string{"price-limit", "SpotWithPriceLimit"}, []string{"SpotWithPriceLimit"}},
		{"price-go", []string{"auto", "SpotAsPriceGo"}, []string{"SpotAsPriceGo"}},
	},
}

// names are the canonical words of a closed set.
func names(f Field) []string {
	var out []string
	for _, w := range closed[f] {
		out = append(out, w.name)
	}
	return out
}

// find gives the word that is spelt so.
func find(f Field, spelt string) (word, bool) {
	for _, w := range closed[f] {
		if w.is(spelt) {
			return w, true
		}
	}
	return word{}, false
}

func (w word) is(spelt string) bool {
	if strings.EqualFold(w.name, spelt) {
		return true
	}
	for _, a := range w.also {
		if strings.EqualFold(a, spelt) {
			return true
		}
	}
	return false
}

// begins says whether some spelling of the word starts so.
func (w word) begins(with string) bool {
	n := newNeedle(with)
	if n.prefix(w.name) >= 0 {
		return true
	}
	for _, a := range w.also {
		if n.prefix(a) >= 0 {
			return true
		}
	}
	return false
}

// oneOf tests for any of the values. Rows nearly always spell them as listed, so that is tried before folding.
func oneOf(values []string) func(string) bool {
	return func(v string) bool {
		for _, w := range values {
			if v == w {
				return true
			}
		}
		for _, w := range values {
			if len(v) == len(w) && strings.EqualFold(v, w) {
				return true
			}
		}
		return false
	}
}
