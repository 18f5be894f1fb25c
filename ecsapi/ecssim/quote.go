package ecssim

import (
	"math"
	"slices"
	"time"

	"ecsdeck/ecsapi/catalog"
)

// basket is what one machine is made of, as far as it costs money.
type basket struct {
	typ        *catalog.InstanceType // nil for none
	windows    bool
	disks      []diskSpec // the system disk first
	bandwidth  int        // Mbit/s, paid for as such
	spot       *series    // price of the machine, nil for on demand
	spotAt     time.Time
	systemless bool    // none of the disks is a system disk
	multiplier float64 // of prices in the region
}

// term is what is paid for in one go: an hour, or days or a period of a
// subscription.
type term struct {
	period
	days int
}

// hourly is whether a term is an hour.
func (t term) hourly() bool { return t == term{} }

// share is how many months of a subscription a term is.
func (t term) share() float64 {
	return float64(t.months) + float64(7*t.weeks+t.days)/30
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

// reduction is what is left of the price of the machine.
func (t term) reduction() float64 { return reductions[min(t.months/12, len(reductions)-1)] }

// part is what one resource of a basket costs: without and with reductions.
type part struct {
	resource        string
	original, trade float64
}

// quote is what a basket costs for a term, resource by resource. Hours are
// rounded to a thousandth, subscriptions to a hundredth of a CNY.
func (b basket) quote(t term) []part {
	var parts []part
	add := func(resource string, hour, month, reduction float64) {
		p := part{resource, roundPrice(hour), roundPrice(hour)}
		if !t.hourly() {
			p.original = roundCent(month * t.share())
			p.trade = roundCent(month * t.share() * reduction)
		}
		if n := slices.IndexFunc(parts, func(o part) bool { return o.resource == resource }); n >= 0 {
			parts[n].original, parts[n].trade = roundPrice(parts[n].original+p.original), roundPrice(parts[n].trade+p.trade)
			return
		}
		parts = append(parts, p)
	}
	if b.typ != nil {
		hour := onDemand(b.typ, b.multiplier)
		add("instanceType", hour, hour*monthHours, t.reduction())
		if b.windows {
			licence := windowsLicence(b.typ)
			add("image", licence, licence*monthHours, 1)
		}
	}
	if b.spot != nil {
		// The market price holds the licence already.
		parts = []part{{"instanceType", roundPrice(b.spot.origin + b.spot.extra), b.spot.at(b.spotAt.Unix())}}
	}
	for n, d := range b.disks {
		resource := "dataDisk"
		if n == 0 && !b.systemless {
			resource = "systemDisk"
		}
		month := d.gibMonth() * float64(d.size) * b.multiplier
		add(resource, month/fullHours, month, 1)
	}
	if b.bandwidth > 0 {
		month := (23*float64(min(b.bandwidth, 5)) + 80*float64(max(b.bandwidth-5, 0))) * b.multiplier
		add("bandwidth", month/fullHours, month, 1)
	}
	return parts
}

// total is what n of each part cost together.
func total(parts []part, n int) (original, trade float64) {
	for _, p := range parts {
		original += p.original
		trade += p.trade
	}
	return roundPrice(original * float64(n)), roundPrice(trade * float64(n))
}

func roundCent(p float64) float64 { return math.Round(p*100) / 100 }
