package term

import (
	"fmt"
	"math"
	"testing"
)

// rgb is a colour in linear light.
type rgb [3]float64

func parseHex(t *testing.T, hex string) (c rgb) {
	t.Helper()
	var v [3]int
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &v[0], &v[1], &v[2]); err != nil {
		t.Fatalf("%q: %v", hex, err)
	}
	for i := range v {
		c[i] = float64(v[i]) / 255
		if c[i] <= .04045 {
			c[i] /= 12.92
		} else {
			c[i] = math.Pow((c[i]+.055)/1.055, 2.4)
		}
	}
	return c
}

// contrastRatio is that of WCAG 2.
func contrastRatio(a, b rgb) float64 {
	light := func(c rgb) float64 { return .2126*c[0] + .7152*c[1] + .0722*c[2] + .05 }
	return max(light(a), light(b)) / min(light(a), light(b))
}

// lab is a colour in CIE L*a*b*.
func lab(c rgb) (out [3]float64) {
	f := func(v float64) float64 {
		if v > .008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16./116
	}
	x := f((.4124*c[0] + .3576*c[1] + .1805*c[2]) / .9505)
	y := f(.2126*c[0] + .7152*c[1] + .0722*c[2])
	z := f((.0193*c[0] + .1192*c[1] + .9505*c[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// eyes see without one kind of cones: matrices of Machado, Oliveira and Fernandes (2009).
var eyes = map[string][3]rgb{
	"usual":        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{.152286, 1.052583, -.204868}, {.114503, .786281, .099216}, {-.003882, -.048116, 1.051998}},
	"deuteranopia": {{.367322, .860646, -.227968}, {.280085, .672501, .047413}, {-.011820, .042940, .968881}},
	"tritanopia":   {{1.255528, -.076749, -.178779}, {-.078411, .930809, .147602}, {.004733, .691367, .303900}},
}

func seenBy(eye [3]rgb, c rgb) (out rgb) {
	for i, row := range eye {
		out[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
	}
	return out
}

var palettes = []struct {
	name       string
	p          palette
	grounds    []string
	text, rule float64 // least contrast
}{
	{"dark", onDark, darkGrounds, 4.5, 2.8},
	{"light", onLight, lightGrounds, 4.5, 2.8},
	{"high-contrast, dark", contrastOnDark, darkGrounds, 7, 7},
	{"high-contrast, light", contrastOnLight, lightGrounds, 7, 7},
	{"colour-blind, dark", anyEyeOnDark, darkGrounds, 4.5, 2.8},
	{"colour-blind, light", anyEyeOnLight, lightGrounds, 4.5, 2.8},
}

// The darkest and the lightest grounds that terminals come with.
var (
	darkGrounds  = []string{"#000000", "#1e1e2e", "#282c34"}
	lightGrounds = []string{"#ffffff", "#fdf6e3", "#fbf1c7"}
)

func TestThemesAreReadable(t *testing.T) {
	for _, th := range palettes {
		for name, ink := range map[string]string{
			"dim": th.p.dim, "faint": th.p.faint, "accent": th.p.accent, "good": th.p.good, "warn": th.p.warn, "bad": th.p.bad,
			"info": th.p.info, "busy": th.p.busy, "badge": th.p.badge, "rule": th.p.rule,
		} {
			least := th.text
			if name == "rule" {
				least = th.rule
			}
			for _, ground := range th.grounds {
				if got := contrastRatio(parseHex(t, ink), parseHex(t, ground)); got < least {
					t.Errorf("%s: %s %s on %s has a contrast of %.2f, not %.1f", th.name, name, ink, ground, got, least)
				}
			}
		}
	}
}

// Good, Warn and Bad differ for every kind of eye.
func TestColourBlindThemeIsTold(t *testing.T) {
	const least = 20 // of CIE76; 2.3 is just noticed
	for _, p := range []palette{anyEyeOnDark, anyEyeOnLight} {
		for name, eye := range eyes {
			inks := []string{p.good, p.warn, p.bad}
			for i, a := range inks {
				for _, b := range inks[:i] {
					x, y := lab(seenBy(eye, parseHex(t, a))), lab(seenBy(eye, parseHex(t, b)))
					if d := math.Hypot(math.Hypot(x[0]-y[0], x[1]-y[1]), x[2]-y[2]); d < least {
						t.Errorf("%s: %s and %s differ by %.1f", name, a, b, d)
					}
				}
			}
		}
	}
}

// Every name makes a theme of its own, on either background.
func TestThemeNames(t *testing.T) {
	all := map[Theme]string{}
	for _, name := range ThemeNames() {
		for _, dark := range []bool{true, false} {
			th := NewTheme(name, dark)
			th.Dark = false
			if other, ok := all[th]; ok && name != other && name != "dark" && name != "light" {
				t.Errorf("%s looks like %s", name, other)
			}
			all[th] = name
		}
	}
	if len(all) != 7 {
		t.Errorf("%d kinds of colours, want 7", len(all))
	}
}
