package create

import (
	"cmp"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
	"ecsdeck/ui/when"
)

func (r *rowBuilder) what() {
	d := &r.draft
	r.head(r.Text.S("What"))
	o, empty, bad := r.offer(0), r.Text.S("choose one"), r.wrong(-1, "type")
	if d.typ == "" && o.loading() {
		empty, bad = r.Text.S("reading…"), ""
	}
	note := r.typeNote()
	if e := o.failed("type"); e != nil {
		note = r.Text.S("can't be read ({reason}); {key} tries again", r.Reason(e), r.Keys.Refresh.Label())
	}
	r.row(r.Text.S("Type"), note, bad, picked("type", d.typ, empty, "", r.pickType))
	r.row(r.Text.S("System disk"), "", r.wrong(-1, "system-disk"), r.disk("system-disk", 0, &d.system, r.Text.S("no size: as large as the image wants, 40 GiB at least"))...)
	for i := range d.data {
		r.row(r.Text.S("Data disk {index}", i+1), "", r.wrongDisk(d.data[i]), append(r.disk("data-disk", i, &d.data[i], ""),
			pressed("remove-disk", i, r.Text.S("remove"), "", func() tea.Cmd { d.data = slices.Delete(d.data, i, i+1); return r.edited() }))...)
	}
	if len(d.data) < mostData {
		r.row("", "", "", pressed("add-disk", 0, r.Text.S("add a data disk"), r.Text.S("an instance has at most {most}", mostData), r.addDisk))
	}
	first, last := r.order.Names()
	if name := first; name != "" {
		if note = name; last != name {
			note += " … " + last
		}
	} else {
		note = r.Text.S("named by their ids")
	}
	r.row(r.Text.S("Name"), note, r.wrong(-1, "name", "host-name"),
		typed("name", 0, &d.name, 24, "", "", r.Text.S("web-[1,3] counts from 1 in three digits, on over all places")))
	r.row(r.Text.S("Tags"), "", r.wrong(-1, "tag"), typed("tag", 0, &d.tags, 24, r.Text.S("none"), "", r.Text.S("such as {example}", "env=prod, team=pay")))
	fields := []formField{typed("bandwidth", 0, &d.bandwidth, 6, "0", r.Text.S("Mbit/s"), r.Text.S("above 0 each gets a public address"))}
	if r.order.Launch.BandwidthOut > 0 {
		fields = append(fields, switched("bandwidth-terms", &d.byBandwidth, r.Text.S("pay by traffic"), r.Text.S("pay by bandwidth"), ""))
	}
	r.row(r.Text.S("Public network"), "", r.wrong(-1, "bandwidth", "bandwidth-terms"), fields...)
}

const mostData = 16

func (c *Form) addDisk() tea.Cmd {
	c.draft.data = append(c.draft.data, diskDraft{category: c.draft.system.category, level: c.draft.system.level, size: "100"})
	cmd := c.edited()
	c.setFocus(fieldKey{"data-disk", len(c.draft.data) - 1})
	return cmd
}

// disk makes the fields of a disk: its category, its level if it has some, and its size.
func (r *rowBuilder) disk(name string, n int, d *diskDraft, hint string) []formField {
	category := func(c string) string { return cmp.Or(c, r.Text.S("usual kind")) }
	level := func(l string) string { return cmp.Or(l, r.Text.S("usual level")) }
	categories := []string{"", essd, "cloud_essd_entry", "cloud_auto", "cloud_ssd", "cloud_efficiency"}
	out := []formField{chosenOf(name, n, &d.category, categories, category, "")}
	if d.category == essd {
		out = append(out, chosenOf(name+"-level", n, &d.level, []string{"", "PL0", "PL1", "PL2", "PL3"}, level, ""))
	}
	return append(out, typed(name+"-size", n, &d.size, 6, r.Text.S("auto"), r.Text.S("GiB"), hint))
}

func (r *rowBuilder) wrongDisk(d diskDraft) string {
	read := reader{}
	o := fleet.Order{Launch: ecsapi.Launch{Data: []ecsapi.DiskSpec{read.disk("data-disk", d)}}}
	for _, p := range append(read.problems, op.CheckOrder(&o, r.Cloud)...) {
		if p.Field == "data-disk" {
			return r.Text.T(p.Text)
		}
	}
	return ""
}

// typeNote says what the type has, what it costs, and where there is stock.
func (r *rowBuilder) typeNote() string {
	t, ok := r.offer(r.place).instanceType(r.draft.typ)
	if !ok {
		return r.priceNote(r.place)
	}
	size := r.Text.S("{cpu} vCPU {size} GiB", t.CPU, deck.GiB(t.MemoryMiB))
	if t.GPU > 0 {
		size = deck.JoinNotes(size, strconv.Itoa(t.GPU)+" "+t.GPUName)
	}
	return deck.JoinNotes(r.priceNote(r.place), size, t.Arch)
}

// priceNote is what the type alone costs in a place: "¥ 0.62/h".
func (c *Form) priceNote(place int) string {
	k := c.price(place, c.draft.typ)
	q, ok := c.priced.known[k]
	switch {
	case c.draft.typ == "" || !ok:
		return ""
	case q.Err != nil:
		return c.Text.S("price unknown")
	}
	return term.Price(int64(q.Price), q.Currency) + "/" + c.per(k)
}

// per is what a price is for: an hour, or a period.
func (c *Form) per(k priceKey) string {
	switch {
	case k.pay != payPrePaid:
		return c.Text.S("h")
	case k.period == ecsapi.Period{N: 1, Unit: ecsapi.Week}:
		return c.Text.S("week")
	case k.period == ecsapi.Period{N: 1, Unit: ecsapi.Month}:
		return c.Text.S("month")
	}
	return c.periodWords(k.period)
}

func (c *Form) periodWords(p ecsapi.Period) string {
	if p.Unit == ecsapi.Week {
		return c.Text.N("{count} week", "{count} weeks", p.N)
	}
	return c.Text.N("{count} month", "{count} months", p.N)
}

// paid makes the rows of how it is paid for and when it ends.
func (r *rowBuilder) paid() {
	d := &r.draft
	r.head(r.Text.S("Paid"))
	words := func(p payment) string {
		return [...]string{r.Text.S("pay as you go"), r.Text.S("paid in advance"), r.Text.S("spot")}[p]
	}
	r.row(r.Text.S("Charge"), "", r.wrong(-1, "charge-type", "spot"),
		chosenOf("charge-type", 0, &d.pay, []payment{payPostPaid, payPrePaid, paySpot}, words, ""))
	switch d.pay {
	case payPrePaid:
		r.row(r.Text.S("Period"), "", r.wrong(-1, "period"), chosenOf("period", 0, &d.period, op.PurchasePeriods, r.periodWords, ""))
		r.row(r.Text.S("Then"), "", r.wrong(-1, "auto-renew"),
			switched("auto-renew", &d.autoRenew, r.Text.S("it expires"), r.Text.S("it renews itself"), r.Text.S("for the same period again and again")))
		return
	case paySpot:
		note := r.spotPriceNote()
		if d.limited {
			note = "" // it stands beside the limit
		}
		r.row(r.Text.S("Bid"), note, r.wrong(-1, "spot"),
			switched("spot", &d.limited, r.Text.S("as the price goes"), r.Text.S("up to a limit"), ""))
		if d.limited {
			r.limitRow()
		}
		r.row(r.Text.S("When taken back"), "", r.wrong(-1, "spot-interruption"),
			switched("spot-interruption", &d.stop, r.Text.S("released"), r.Text.S("stopped"), ""))
	}
	note := ""
	if at := r.order.Launch.AutoRelease; !at.IsZero() {
		note = r.Clock(at)
	}
	r.row(r.Text.S("Auto-release"), note, r.wrong(-1, "auto-release"),
		typed("auto-release", 0, &d.release, 22, r.Text.S("never"), "", r.Text.S("such as {example}", when.Accepted()[0]+", "+when.Accepted()[4])))
	if d.pay == payPostPaid {
		r.row(r.Text.S("Protection"), "", r.wrong(-1, "protect"),
			switched("protect", &d.protected, r.Text.S("can be released"), r.Text.S("protected against release"), ""))
	}
}

// how makes the last rows: how it is carried out, and what becomes of the form.
func (r *rowBuilder) how() {
	d := &r.draft
	r.head(r.Text.S("How"))
	if d.start == startAll {
		r.row(r.Text.S("If stock is short"), "", "", switched("any-stock", &d.anyStock, r.Text.S("create none"), r.Text.S("create fewer"),
			r.Text.S("with fewer, each call creates as many as there are")))
	}
	words := func(b startMode) string {
		return [...]string{r.Text.S("all at once, started"), r.Text.S("one by one, started"), r.Text.S("one by one, left stopped")}[b]
	}
	r.row(r.Text.S("Create"), "", "", chosenOf("begin", 0, &d.start, []startMode{startAll, startOneByOne, leaveStopped}, words,
		r.Text.S("one by one: create, give an address, start; each step is seen in the job")))
	r.keepRow()
	r.row("", "", "", pressed("review", 0, r.Text.S("Review"), r.Text.S("the plan tells what it costs; nothing is sent before you confirm it"), r.review))
}
