package create

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/when"
)

// draft is an order while it is filled in. Numbers, tags and times stay as they were typed.
type draft struct {
	rest ecsapi.Launch // what a template asks for and the form doesn't

	typ     string // instance type
	ownType bool   // the person chose it
	system  diskDraft
	data    []diskDraft
	name    string
	tags    string

	pay       payment
	period    ecsapi.Period
	autoRenew bool
	limited   bool // spot: with a price limit
	limit     string
	stop      bool // spot: a reclaimed instance is stopped, not released
	release   string
	protected bool

	bandwidth   string
	byBandwidth bool

	anyStock bool
	start    startMode
	places   []placeDraft
}

type diskDraft struct{ category, level, size string }

// placeDraft is a place and which of its fields the person chose: the others follow the rest.
type placeDraft struct {
	fleet.Place
	amount   string
	own      chosen
	autoZone bool   // the zone is the cheapest one, see zoneSearch
	vpc      string // … with a vSwitch of this VPC; "": of any

	former  *names                  // what its choices were called where it was before; nil: nowhere
	pending chosen                  // are to be matched with those
	missing map[string]message.Text // by field: what could not be matched
}

type chosen struct{ vswitch, groups, image, key bool }

type payment int

const (
	payPostPaid payment = iota
	payPrePaid
	paySpot
)

// startMode is whether and how instances are started once they are created.
type startMode int

const (
	startAll startMode = iota
	startOneByOne
	leaveStopped
)

func newDraft() draft {
	return draft{
		pay:    payPostPaid,
		period: ecsapi.Period{N: 1, Unit: ecsapi.Month},
		places: []placeDraft{{amount: "1"}},
	}
}

// draftOf is the draft that makes the order. All of it was chosen.
func draftOf(o fleet.Order) draft {
	l := o.Launch
	d := draft{
		rest: l, typ: l.Type, ownType: l.Type != "", system: diskDraftOf(l.System), name: l.Name,
		period: l.Period, autoRenew: l.AutoRenew,
		limited: l.SpotStrategy == ecsapi.SpotWithPriceLimit, stop: l.SpotInterruption == "Stop",
		protected: l.Protected, byBandwidth: l.BandwidthTerms == "PayByBandwidth",
		anyStock: o.AnyStock,
	}
	for _, k := range l.Data {
		d.data = append(d.data, diskDraftOf(k))
	}
	var tags []string
	for _, t := range l.Tags {
		tags = append(tags, t.Key+"="+t.Value)
	}
	d.tags = strings.Join(tags, ", ")
	switch {
	case l.ChargeType == ecsapi.PrePaid:
		d.pay = payPrePaid
	case l.SpotStrategy == ecsapi.SpotAsPriceGo, d.limited:
		d.pay = paySpot
	}
	if d.period.N == 0 {
		d.period = newDraft().period
	}
	if l.SpotPriceLimit > 0 {
		d.limit = l.SpotPriceLimit.String()
	}
	if l.BandwidthOut > 0 {
		d.bandwidth = strconv.Itoa(l.BandwidthOut)
	}
	if !l.AutoRelease.IsZero() {
		d.release = l.AutoRelease.UTC().Format(time.RFC3339)
	}
	switch {
	case o.LeaveStopped:
		d.start = leaveStopped
	case o.OneByOne:
		d.start = startOneByOne
	}
	for _, p := range o.Places {
		p.SecurityGroups = slices.Clone(p.SecurityGroups)
		d.places = append(d.places, placeDraft{
			Place: p, amount: strconv.Itoa(p.Amount),
			own: chosen{vswitch: p.VSwitch != "", groups: len(p.SecurityGroups) > 0, image: p.Image != "", key: true},
		})
	}
	if len(d.places) == 0 {
		d.places = newDraft().places
	}
	return d
}

func diskDraftOf(d ecsapi.DiskSpec) diskDraft {
	out := diskDraft{category: d.Category, level: d.Level}
	if d.SizeGiB > 0 {
		out.size = strconv.Itoa(d.SizeGiB)
	}
	return out
}

// order turns the draft into an order, with the fields that can't be parsed. now is cloud
// time, in the zone that typed moments are meant in.
func (d *draft) order(now time.Time) (fleet.Order, []fleet.OrderProblem) {
	r := reader{}
	l := d.rest
	l.Type, l.Name = d.typ, strings.TrimSpace(d.name)
	l.System, l.Data = r.disk("system-disk", d.system), nil
	for _, k := range d.data {
		l.Data = append(l.Data, r.disk("data-disk", k))
	}
	l.Tags = r.tags(d.tags)
	l.BandwidthOut, l.BandwidthTerms = r.number("bandwidth", d.bandwidth), ""
	if l.BandwidthOut > 0 {
		if l.BandwidthTerms = "PayByTraffic"; d.byBandwidth {
			l.BandwidthTerms = "PayByBandwidth"
		}
	}
	d.terms(&l)
	if d.pay == paySpot && d.limited {
		l.SpotPriceLimit = r.price("spot-limit", d.limit)
	}
	if d.pay != payPrePaid && strings.TrimSpace(d.release) != "" {
		at, err := when.Parse(d.release, now)
		if err != nil {
			r.bad("auto-release", momentKey(err))
		}
		l.AutoRelease = at
	}
	o := fleet.Order{Launch: l, AnyStock: d.anyStock, OneByOne: d.start == startOneByOne, LeaveStopped: d.start == leaveStopped}
	for i, p := range d.places {
		r.place = i + 1
		p.Amount = r.number("amount", p.amount)
		p.SecurityGroups = slices.Clone(p.SecurityGroups)
		o.Places = append(o.Places, p.Place)
	}
	return o, r.problems
}

// momentKey is the key of a time's parse error, without the typed text.
func momentKey(err error) message.Key {
	if e, ok := errors.AsType[*when.Error](err); ok {
		return e.Msg
	}
	return when.MsgNoMoment
}

// terms writes the payment into a launch. What belongs to other ways of paying stays in the draft.
func (d *draft) terms(l *ecsapi.Launch) {
	l.ChargeType, l.Period, l.AutoRenew = ecsapi.PostPaid, ecsapi.Period{}, false
	l.SpotStrategy, l.SpotPriceLimit, l.SpotInterruption = "", 0, ""
	l.AutoRelease, l.Protected = time.Time{}, d.protected
	switch d.pay {
	case payPrePaid:
		l.ChargeType, l.Period, l.AutoRenew, l.Protected = ecsapi.PrePaid, d.period, d.autoRenew, false
	case paySpot:
		if l.SpotStrategy = ecsapi.SpotAsPriceGo; d.limited {
			l.SpotStrategy = ecsapi.SpotWithPriceLimit
		}
		if l.SpotInterruption = "Terminate"; d.stop {
			l.SpotInterruption = "Stop"
		}
		l.Protected = false
	}
}

func (d *draft) query(place int) fleet.OffersQuery {
	q := fleet.OffersQuery{Region: d.places[place].Region, ChargeType: ecsapi.PostPaid, SpotStrategy: ecsapi.NoSpot}
	switch d.pay {
	case payPrePaid:
		q.ChargeType = ecsapi.PrePaid
	case paySpot:
		q.SpotStrategy = ecsapi.SpotAsPriceGo
	}
	return q
}

// reader parses typed values, and collects the problems.
type reader struct {
	place    int // … + 1; 0 is what the places share
	problems []fleet.OrderProblem
}

func (r *reader) bad(field string, text message.Key, args ...any) {
	r.problems = append(r.problems, fleet.OrderProblem{Place: r.place - 1, Field: field, Text: message.New(text, args...)})
}

// number reads a count; nothing typed is 0.
func (r *reader) number(field, s string) int {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		r.bad(field, "{value:q} is not a whole number", s)
	}
	return n
}

// essd is the category of disks that come in performance levels.
const essd = "cloud_essd"

func (r *reader) disk(field string, d diskDraft) ecsapi.DiskSpec {
	out := ecsapi.DiskSpec{Category: d.category, SizeGiB: r.number(field, d.size)}
	if d.category == essd {
		out.Level = d.level
	}
	return out
}

// price reads money with at most six decimals.
func (r *reader) price(field, s string) ecsapi.Price {
	if strings.TrimSpace(s) == "" {
		return 0
	}
	p, err := op.ParsePrice(s)
	if err != nil {
		r.problems = append(r.problems, fleet.OrderProblem{Place: r.place - 1, Field: field, Text: message.Of(err)})
	}
	return p
}

// tags reads "k=v, …". A key alone is a tag without a value.
func (r *reader) tags(s string) []ecsapi.Tag {
	var out []ecsapi.Tag
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		k, v, _ := strings.Cut(part, "=")
		if k = strings.TrimSpace(k); k == "" {
			r.bad("tag", "tags are written as key=value, key=value")
			continue
		}
		out = append(out, ecsapi.Tag{Key: k, Value: strings.TrimSpace(v)})
	}
	return out
}
