package filter

import (
	"math"
	"strings"
)

// SpotField is a property of a row of the spot board that a term can name.
type SpotField uint8

// The fields of the spot board. From SpotVCPU on their values are numbers.
const (
	SpotType SpotField = iota
	SpotZone
	SpotFamily
	SpotArch
	SpotStock
	SpotVCPU
	SpotMemory
	SpotPrice
	SpotOff
	SpotAvg
	SpotCV
	SpotRun
	SpotReclaim
	SpotCover
	SpotOwn

	spotFree // a word without a field
)

var spotNames = [...]string{
	SpotType: "type", SpotZone: "zone", SpotFamily: "family", SpotArch: "arch", SpotStock: "stock",
	SpotVCPU: "vcpu", SpotMemory: "mem", SpotPrice: "price", SpotOff: "off", SpotAvg: "avg", SpotCV: "cv",
	SpotRun: "run", SpotReclaim: "reclaim", SpotCover: "cover", SpotOwn: "own", spotFree: "",
}

// String is the field's name in an expression, without the colon.
func (f SpotField) String() string {
	if int(f) < len(spotNames) {
		return spotNames[f]
	}
	return "unknown"
}

// SpotRow is what the spot board knows of a type in a zone. An empty text and a NaN are unknown.
type SpotRow struct {
	Type   string // "ecs.g7.large"
	Zone   string // "cn-hangzhou-h"
	Family string // "ecs.g7"
	Arch   string // "X86" or "ARM"
	Stock  string // "yes", "few" or "no"

	VCPU, Memory float64 // memory in GiB
	Price, Avg   float64 // an hour, in units of the currency: now, and the mean of the window
	Off          float64 // percent below the on-demand price
	CV           float64 // percent: standard deviation over mean
	Run          float64 // percent of the jobs that would have reached their end
	Reclaim      float64 // percent that was taken back
	Cover        float64 // percent of the window of which prices are known
	Own          float64 // spot instances of the account
}

// text is the row's value of a field of words.
func (r *SpotRow) text(f SpotField) string {
	switch f {
	case SpotZone:
		return r.Zone
	case SpotFamily:
		return r.Family
	case SpotArch:
		return r.Arch
	case SpotStock:
		return r.Stock
	}
	return r.Type
}

// number is the row's value of a field of numbers.
func (r *SpotRow) number(f SpotField) float64 {
	switch f {
	case SpotVCPU:
		return r.VCPU
	case SpotMemory:
		return r.Memory
	case SpotPrice:
		return r.Price
	case SpotOff:
		return r.Off
	case SpotAvg:
		return r.Avg
	case SpotCV:
		return r.CV
	case SpotRun:
		return r.Run
	case SpotReclaim:
		return r.Reclaim
	case SpotCover:
		return r.Cover
	case SpotOwn:
		return r.Own
	}
	return math.NaN()
}

// SpotExpr is a parsed expression over rows of the spot board, in the style of Expr. It is immutable and may be used by
// several goroutines. The zero SpotExpr is empty.
//
//	g7 vcpu:4-16 mem:>=8 !zone:h,k arch:arm reclaim:<=5 stock:yes price:<0.5
//
// A word alone is looked for in the type. Numbers are compared by < <= > >= or a range; percents may say so by a %.
type SpotExpr struct{ terms []spotTerm }

// spotTerm is one condition: any of the alternatives, or none of them when negated.
type spotTerm struct {
	not   bool
	field SpotField
	alts  []spotAlt
}

// spotAlt is one of the values between the commas of a term: a text, or a range of numbers.
type spotAlt struct {
	test         func(string) bool // nil for a number
	low, high    float64
	above, below bool   // low, and high, do not belong to the range
	src          string // canonical source
}

// Empty says whether the expression has no terms and so matches every row.
func (e SpotExpr) Empty() bool { return len(e.terms) == 0 }

// Match says whether every term holds for the row. What is unknown satisfies none, negated or not.
func (e SpotExpr) Match(r *SpotRow) bool {
	for i := range e.terms {
		t := &e.terms[i]
		if got := t.eval(r); got == unknown || (got == yes) == t.not {
			return false
		}
	}
	return true
}

func (t *spotTerm) eval(r *SpotRow) truth {
	if t.field.numeric() {
		v := r.number(t.field)
		if math.IsNaN(v) {
			return unknown
		}
		for i := range t.alts {
			if t.alts[i].holds(v) {
				return yes
			}
		}
		return no
	}
	v := r.text(t.field)
	if v == "" {
		return unknown
	}
	for i := range t.alts {
		if t.alts[i].test(v) {
			return yes
		}
	}
	return no
}

func (a *spotAlt) holds(v float64) bool {
	return (v > a.low || v == a.low && !a.above) && (v < a.high || v == a.high && !a.below)
}

func (f SpotField) numeric() bool { return f >= SpotVCPU && f < spotFree }

// percent says whether the field's numbers may be written with a %.
func (f SpotField) percent() bool {
	switch f {
	case SpotOff, SpotCV, SpotRun, SpotReclaim, SpotCover:
		return true
	}
	return false
}

// String is the canonical form: parsing it again gives an expression that matches the same rows.
func (e SpotExpr) String() string {
	var b strings.Builder
	for i, t := range e.terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.not {
			b.WriteByte('!')
		}
		if t.field != spotFree {
			b.WriteString(t.field.String() + ":")
		}
		for k, a := range t.alts {
			if k > 0 {
				b.WriteByte(',')
			}
			b.WriteString(a.src)
		}
	}
	return b.String()
}
