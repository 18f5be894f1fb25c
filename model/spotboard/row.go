package spotboard

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// row is a type in a zone. It never changes.
type row struct {
	id        string
	key       fleet.SpotKey
	zone      ecsapi.ZoneID
	typ       *ecsapi.InstanceType // nil if unknown
	state     *fleet.SpotState     // nil: its prices were not asked for yet
	*measured                      // nil: no price is known

	advice *fleet.Advice // nil if unknown
	stock  ecsapi.Stock  // "" if unknown, or when the zone does not sell it
	sold   bool          // the zone sells it, or that is unknown
	own    int           // spot instances of the account; -1 if unknown
	limit  ecsapi.Price  // the lowest of their price limits, 0 if none has one
}

// rowID identifies a row; a zone's id contains its region.
func rowID(zone ecsapi.ZoneID, typ string) string { return string(zone) + " " + typ }

// The numbers of a row; NaN is unknown.

func (r *row) number(f func(m *measured) float64) float64 {
	if r.measured == nil {
		return math.NaN()
	}
	return f(r.measured)
}

func (r *row) cv() float64   { return r.number(func(m *measured) float64 { return m.stats.CV }) }
func (r *row) mean() float64 { return r.number(func(m *measured) float64 { return m.stats.Avg }) }

func (r *row) cpu() float64 {
	if r.typ == nil || r.typ.CPU == 0 {
		return math.NaN()
	}
	return float64(r.typ.CPU)
}

func (r *row) gib() float64 {
	if r.typ == nil || r.typ.MemoryMiB == 0 {
		return math.NaN()
	}
	return float64(r.typ.MemoryMiB) / 1024
}

// perCPU is the mean price of a vCPU.
func (r *row) perCPU() float64 { return r.mean() / r.cpu() }

// headroom is how far the price is below the lowest limit of the account's own, as a share of it.
func (r *row) headroom() float64 {
	if r.limit <= 0 {
		return math.NaN()
	}
	return r.number(func(m *measured) float64 { return float64(r.limit-ecsapi.Price(m.now.Price)) / float64(r.limit) })
}

// reclaim is the percentage of instances that were reclaimed in thirty days. When the
// cloud gives only a range, it is the upper end.
func (r *row) reclaim() float64 {
	if r.advice == nil {
		return math.NaN()
	}
	if !math.IsNaN(r.advice.InterruptionRate) {
		return r.advice.InterruptionRate
	}
	band := strings.TrimSuffix(r.advice.Desc, "%")
	if i := strings.LastIndexAny(band, "-~>"); i >= 0 {
		band = band[i+1:]
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(band), 64)
	if err != nil {
		return math.NaN()
	}
	return n
}

// stockRank orders rows by stock, the best first.
func (r *row) stockRank() float64 {
	rank := slices.Index([]string{"yes", "few", "no"}, r.stockWord())
	if rank < 0 {
		return math.NaN()
	}
	return float64(rank + deck.Btoi(!r.sold))
}

// stockWord is a row's stock as a filter asks for it, "" if unknown.
func (r *row) stockWord() string {
	switch r.stock {
	case ecsapi.WithStock:
		return "yes"
	case ecsapi.ClosedWithStock:
		return "few"
	case ecsapi.WithoutStock, ecsapi.ClosedWithoutStock:
		return "no"
	}
	if !r.sold {
		return "no"
	}
	return ""
}

// subject is the row as filters match it.
func (r *row) subject() *filter.SpotOffer {
	s := &filter.SpotOffer{
		Type: r.key.Type, Zone: string(r.zone), Stock: r.stockWord(),
		VCPU: r.cpu(), Memory: r.gib(), Avg: r.mean() / 1e6, CV: 100 * r.cv(), Reclaim: r.reclaim(),
		Price: r.number(func(m *measured) float64 { return float64(m.now.Price) / 1e6 }),
		Off:   r.number(func(m *measured) float64 { return m.now.DiscountPct }),
		Run:   100 * r.number(func(m *measured) float64 { return m.survival }),
		Cover: 100 * r.number(func(m *measured) float64 { return m.stats.Coverage }),
		Own:   float64(r.own),
	}
	if r.own < 0 {
		s.Own = math.NaN()
	}
	if r.typ != nil {
		s.Family, s.Arch = r.typ.Family, r.typ.Arch
	}
	return s
}
