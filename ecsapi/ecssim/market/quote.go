package market

import (
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// Basket is what one machine is made of, as far as it costs money.
type Basket struct {
	Type       *catalog.InstanceType // nil for none
	Windows    bool
	Disks      []DiskSpec // the system disk first
	Bandwidth  int        // Mbit/s, paid for as such
	Spot       *Series    // price of the machine, nil for on demand
	SpotAt     time.Time
	Systemless bool    // none of the disks is a system disk
	Multiplier float64 // of prices in the region
}

// Term is what is paid for in one go: an hour, or days or a period of a subscription.
type Term struct {
	Period
	Days int
}

// Hourly is whether a term is an hour.
func (t Term) Hourly() bool { return t == Term{} }

// share is how many months of a subscription a term is.
func (t Term) share() float64 {
	return float64(t.Months) + float64(7*t.Weeks+t.Days)/30
}

// A month of a machine costs as much as monthHours on demand; disks and
// bandwidth are no cheaper by the month, which has fullHours.
const (
	monthHours = 480
	fullHours  = 720
)

// reductions are what is left of the price of a machine that is subscribed to
// for years, by their number.
var reductions = []float64{1, 0.85, 0.7, 0.5, 0.45, 0.4}

// Reduction is what is left of the price of the machine.
func (t Term) Reduction() float64 { return reductions[min(t.Months/12, len(reductions)-1)] }

// Part is what one resource of a basket costs: without and with reductions.
type Part struct {
	Resource        string
	original, trade float64
}

// Quote is what a basket costs for a term, resource by resource. Hours are
// rounded to a thousandth, subscriptions to a hundredth of a CNY.
func (b Basket) Quote(t Term) []Part {
	var parts []Part
	add := func(resource string, hour, month, reduction float64) {
		p := Part{resource, RoundPrice(hour), RoundPrice(hour)}
		if !t.Hourly() {
			p.original = RoundCent(month * t.share())
			p.trade = RoundCent(month * t.share() * reduction)
		}
		if n := slices.IndexFunc(parts, func(o Part) bool { return o.Resource == resource }); n >= 0 {
			parts[n].original, parts[n].trade = RoundPrice(parts[n].original+p.original), RoundPrice(parts[n].trade+p.trade)
			return
		}
		parts = append(parts, p)
	}
	if b.Type != nil {
		hour := OnDemand(b.Type, b.Multiplier)
		add("instanceType", hour, hour*monthHours, t.Reduction())
		if b.Windows {
			licence := windowsLicence(b.Type)
			add("image", licence, licence*monthHours, 1)
		}
	}
	if b.Spot != nil {
		// The market price holds the licence already.
		parts = []Part{{"instanceType", RoundPrice(b.Spot.Origin + b.Spot.Extra), b.Spot.At(b.SpotAt.Unix())}}
	}
	for n, d := range b.Disks {
		resource := "dataDisk"
		if n == 0 && !b.Systemless {
			resource = "systemDisk"
		}
		month := d.gibMonth() * float64(d.Size) * b.Multiplier
		add(resource, month/fullHours, month, 1)
	}
	if b.Bandwidth > 0 {
		month := (23*float64(min(b.Bandwidth, 5)) + 80*float64(max(b.Bandwidth-5, 0))) * b.Multiplier
		add("bandwidth", month/fullHours, month, 1)
	}
	return parts
}

// Total is what n of each part cost together.
func Total(parts []Part, n int) (original, trade float64) {
	for _, p := range parts {
		original += p.original
		trade += p.trade
	}
	return RoundPrice(original * float64(n)), RoundPrice(trade * float64(n))
}

// RoundCent rounds to a hundredth of a CNY.
func RoundCent(p float64) float64 { return math.Round(p*100) / 100 }
