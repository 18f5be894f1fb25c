// Package pane has texts that the scanner must find.
package pane

import "ecsdeck/ui/text"

func draw(p *text.Printer, n int) []string {
	dynamic := "a key that is not literal"
	return []string{
		p.S("Regions"),
		p.S("Zones"),
		p.S(dynamic),
		// A count and a word, in another order in the fake language.
		p.S("%d of %s", n, "all"),
		p.N("%d zone", "%d zones", n),
		p.N("%d instance", "%d instances", n),
	}
}

var words = map[action]struct{ N, One, Many string }{
	stop: {N: "stop %d", One: "stop %d instance", Many: "stop %d instances"},
}

func lines(w writer) line { return w.line(1, "It is gone.") }
