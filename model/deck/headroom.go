package deck

import (
	"fmt"

	"ecsdeck/ui/term"
)

// NearLimit is the headroom in percent below which an instance may be outbid soon.
const NearLimit = 10

// Percent writes a whole number of percent.
func Percent(p float64) string { return fmt.Sprintf("%.0f%%", p) }

// HeadroomInk warns of little headroom.
func (d *Deck) HeadroomInk(room float64) term.Ink {
	switch {
	case room < 0:
		return d.Theme.Bad
	case room < NearLimit:
		return d.Theme.Warn
	}
	return d.Theme.Dim
}
