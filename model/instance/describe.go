// Package instance is the page of one instance.
package instance

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/create"
	"ecsdeck/model/deck"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// Page is the page of one instance. It stays on it whatever the table below does, gone or not.
type Page struct {
	*deck.Deck
	id   ecsapi.InstanceID
	last *ecsapi.Instance // as last seen
	gone bool
	deck.Pager
}

// New is the page of an instance; last is how it was last seen, or nil.
func New(d *deck.Deck, id ecsapi.InstanceID, last *ecsapi.Instance) *Page {
	p := &Page{Deck: d, id: id, last: last}
	p.Apply()
	d.Engine.WantAutoRenewals(id)
	return p
}

// Fresh is the instance.
func (p *Page) Fresh() []ecsapi.InstanceID { return []ecsapi.InstanceID{p.id} }

func (p *Page) Apply() {
	i, ok := p.Snap.Instance(p.id)
	p.gone = !ok
	if ok {
		p.last = i
	}
}

// SpotPrices is what its type costs, of a spot instance.
func (p *Page) SpotPrices() []fleet.SpotKey {
	if p.last == nil || !p.last.Spot() || p.gone {
		return nil
	}
	return []fleet.SpotKey{{Region: p.last.Region, Type: p.last.Type}}
}

// Targets is the instance.
func (p *Page) Targets() (ids, hidden []ecsapi.InstanceID, why string) {
	return []ecsapi.InstanceID{p.id}, nil, ""
}

// Create opens the form on an instance like this one.
func (p *Page) Create() tea.Cmd {
	if i, ok := p.Snap.Instance(p.id); ok {
		return create.Like(p.Deck, i)
	}
	return create.New(p.Deck)
}

// Ticket is about the instance.
func (p *Page) Ticket() []string {
	if p.last == nil {
		return nil
	}
	return p.Brief().InstanceTicket(p.last, p.Snap.Jobs)
}

func (p *Page) Key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	return nil, p.Pager.Scroll(p.Keys, press)
}

// CopyMenu is what can be copied of the instance.
func (p *Page) CopyMenu() *deck.CopyMenu {
	itself := func(i *ecsapi.Instance) *ecsapi.Instance { return i }
	last := p.last
	if last == nil {
		last = &ecsapi.Instance{ID: p.id}
	}
	return deck.NewCopyMenu(p.Deck, deck.CopyRows[*ecsapi.Instance]{
		Page: "instance", Chosen: []*ecsapi.Instance{last}, Label: deck.Label,
		Fields: deck.InstanceFields(p.Deck, itself), Commands: deck.InstanceCommands(itself),
		Record: func(i *ecsapi.Instance) any { return record.NewInstance(i) },
	})
}

// Here is the instance.
func (p *Page) Here() (ecsapi.InstanceID, *ecsapi.Instance) { return p.id, p.last }

func (p *Page) Heading() string {
	name := string(p.id)
	if p.last != nil {
		name = p.last.Name + " · " + name
	}
	return name + " ─ " + p.TimesNote()
}

func (p *Page) View(w, h int, _ bool) []string { return p.Pager.Lines(p.lines(w), w, h) }

type field struct {
	name, value string
	ink         term.Ink
}

func (p *Page) lines(w int) []string {
	i := p.last
	if i == nil {
		return []string{"", " " + p.Text.S("{instance} is not in the fleet.", p.id)}
	}
	var out []string
	note := func(ink term.Ink, text string) {
		for _, l := range deck.Wrap(ink, text, max(10, w-2)) {
			out = append(out, " "+l)
		}
		out = append(out, "")
	}
	if p.gone {
		out = append(out, " "+p.Theme.Bad.Paint(p.Text.S("Released: it is no longer in the fleet. This is how it was last seen.")), "")
	}
	if r, ok := p.Snap.Region(i.Region); ok && r.Err != nil && !p.gone {
		at := r.Read
		if at.IsZero() {
			at = r.ReadAt(i.ID)
		}
		if at.IsZero() {
			note(p.Theme.Bad, p.Text.S("{region} can't be read ({reason}).", string(r.ID), p.Reason(r.Err)))
		} else {
			note(p.Theme.Bad, p.Text.S("{region} can't be read ({reason}): this is {age} old.",
				string(r.ID), p.Reason(r.Err), p.Coarse(p.Cloud.Sub(at))))
		}
	}
	if i.Odd != "" {
		note(p.Theme.Warn, p.Text.S("What the cloud says can't be read in part, which is blank: {fields}", i.Odd))
	}
	sections := p.sections(i)
	name := 20
	for _, s := range sections {
		for _, f := range s.fields {
			name = max(name, term.Width(f.name))
		}
	}
	name = min(name, max(20, w/3))
	for n, s := range sections {
		if n > 0 {
			out = append(out, "")
		}
		out = append(out, " "+p.Theme.Title.Paint(s.title))
		for _, f := range s.fields {
			if f.value == "" {
				continue
			}
			head := term.Fit(f.name, name, term.AlignLeft)
			for n, part := range term.Wrap(f.value, max(10, w-name-5)) {
				if n > 0 {
					head = strings.Repeat(" ", name)
				}
				out = append(out, "  "+p.Theme.Dim.Paint(head)+" "+f.ink.Paint(part))
			}
		}
	}
	return out
}

type section struct {
	title  string
	fields []field
}

func (p *Page) sections(i *ecsapi.Instance) []section {
	status := p.StatusCell(i)
	var locks []string
	for _, l := range i.Locks {
		locks = append(locks, strings.TrimSpace(l.Reason+" "+l.Message))
	}
	var tags []string
	for _, t := range i.Tags {
		tags = append(tags, t.Key+"="+t.Value)
	}
	protected := p.Text.S("off")
	switch {
	case i.DeletionProtection:
		protected = p.Text.S("on")
	case i.ChargeType == ecsapi.PrePaid:
		protected = "" // what is paid in advance can't have it
	}
	spot := ""
	if i.Spot() {
		spot = i.SpotStrategy
		if i.SpotPriceLimit > 0 {
			spot += " " + p.Text.S("up to {limit} an hour", term.Money(int64(i.SpotPriceLimit), 3))
		}
	}
	cpu := ""
	switch {
	case i.CPU > 0 && i.MemoryMiB > 0:
		cpu = p.Text.S("{cpu} vCPU, {size} GiB", i.CPU, deck.GiB(i.MemoryMiB))
	case i.CPU > 0:
		cpu = p.Text.S("{cpu} vCPU", i.CPU)
	case i.MemoryMiB > 0:
		cpu = p.Text.S("{size} GiB", deck.GiB(i.MemoryMiB))
	}
	if i.GPU > 0 {
		cpu += ", " + p.Text.S("{gpu} GPU", i.GPU)
	}
	bandwidth := ""
	if i.BandwidthOut > 0 {
		bandwidth = p.Text.S("{bandwidth} Mbit/s out", i.BandwidthOut)
	}
	stopped := ""
	if i.Status == ecsapi.Stopped {
		switch stopped = i.StoppedMode; stopped {
		case "Not-applicable":
			stopped = ""
		case ecsapi.StopCharging:
			stopped += ": " + p.Text.S("vCPU and memory were given back")
		case ecsapi.KeepCharging:
			stopped += ": " + p.Text.S("vCPU and memory stay reserved and are charged")
		}
	}
	return []section{
		{p.Text.S("State"), []field{
			{p.Text.S("Status"), status.Text, status.Ink},
			{p.Text.S("Reclaim"), p.reclaim(i), p.Theme.Bad},
			{name: p.Text.S("Stopped mode"), value: stopped},
			{name: p.Text.S("Operation locks"), value: strings.Join(locks, ", ")},
			{name: p.Text.S("Deletion protection"), value: protected},
			{name: p.Text.S("Created"), value: p.moment(i.Created)},
			{name: p.Text.S("Last start"), value: p.moment(i.Started)},
			{name: p.Text.S("Read"), value: p.read(i)},
		}},
		{p.Text.S("Shape"), []field{
			{name: p.Text.S("Type"), value: i.Type},
			{name: p.Text.S("Size"), value: cpu},
			{name: p.Text.S("System"), value: i.OS},
			{name: p.Text.S("Image"), value: i.Image},
			{name: p.Text.S("Host name"), value: i.HostName},
			{name: p.Text.S("Key pair"), value: i.KeyPair},
		}},
		{p.Text.S("Place"), []field{
			{name: p.Text.S("Region"), value: string(i.Region)},
			{name: p.Text.S("Zone"), value: string(i.Zone)},
			{name: p.Text.S("Private addresses"), value: strings.Join(i.PrivateIPs, ", ")},
			{name: p.Text.S("Public addresses"), value: strings.Join(i.PublicIPs, ", ")},
			{name: p.Text.S("Bandwidth"), value: bandwidth},
			{name: p.Text.S("VPC"), value: i.VPC},
			{name: p.Text.S("vSwitch"), value: i.VSwitch},
			{name: p.Text.S("Security groups"), value: strings.Join(i.SecurityGroups, ", ")},
		}},
		{p.Text.S("Billing"), []field{
			{name: p.Text.S("Charge type"), value: i.ChargeType},
			{name: p.Text.S("Spot"), value: spot},
			p.spotPriceField(i),
			p.headroomField(i),
			{p.Text.S("Expires"), p.moment(i.Expires), p.UntilCell(i.Expires, false).Ink},
			{name: p.Text.S("Auto-renewal"), value: p.autoRenewal(i)},
			{p.Text.S("Auto-release"), p.moment(i.AutoRelease), p.UntilCell(i.AutoRelease, true).Ink},
		}},
		{p.Text.S("Labels"), []field{
			{name: p.Text.S("Tags"), value: strings.Join(tags, ", ")},
			{name: p.Text.S("Resource group"), value: i.ResourceGroup},
			{name: p.Text.S("Description"), value: i.Description},
		}},
	}
}

// reclaim says when the cloud takes a spot instance back, or what became of that.
func (p *Page) reclaim(i *ecsapi.Instance) string {
	l := p.Alert.Of[i.ID]
	if l == nil {
		return ""
	}
	return p.ReclaimCell(l).Text + ", " + p.Text.S("announced {time}", p.Minute(l.Seen))
}

// autoRenewal says what happens when a prepaid period ends, and when that is paid for.
func (p *Page) autoRenewal(i *ecsapi.Instance) string {
	if i.ChargeType != ecsapi.PrePaid {
		return ""
	}
	a, known := p.Snap.AutoRenewals[i.ID]
	if !known {
		if err := p.Snap.AutoRenewalsErr[i.Region]; err != nil {
			return p.Text.S("can't be read: {reason}", p.Reason(err))
		}
		return "…"
	}
	s := p.RenewalWord(a)
	if at := ecsapi.NextCharge(i.Expires, p.Cloud); a.On && !i.Expires.IsZero() && !at.IsZero() {
		s += ", " + p.Text.S("charged {time} ({away})", p.Minute(at), p.Away(at))
	}
	return s
}

// read says how old what is shown is.
func (p *Page) read(i *ecsapi.Instance) string {
	r, ok := p.Snap.Region(i.Region)
	if !ok || p.gone {
		return ""
	}
	at := r.ReadAt(i.ID)
	if at.IsZero() {
		return ""
	}
	return p.Text.S("{age} ago", p.Coarse(p.Cloud.Sub(at)))
}

// moment shows a time with its distance from now; an unknown one is empty.
func (p *Page) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.Minute(t) + " (" + p.Away(t) + ")"
}

// Hints are the keys that matter here.
func (p *Page) Hints() []deck.Hint {
	k := p.Keys
	return []deck.Hint{
		{Keys: k.Back.Label(), What: p.Text.S("back")},
		{Keys: k.Start.Label(), What: p.Text.S("start")},
		{Keys: k.Stop.Label(), What: p.Text.S("stop")},
		{Keys: k.Reboot.Label(), What: p.Text.S("reboot")},
		{Keys: k.Actions.Label(), What: p.Text.S("actions")},
		{Keys: k.Copy.Label(), What: p.Text.S("copy")},
	}
}

func (p *Page) spotPriceField(i *ecsapi.Instance) field {
	f := field{name: p.Text.S("Going price")}
	if !i.Spot() {
		return f
	}
	k := p.Snap.Spot[fleet.SpotKey{Region: i.Region, Type: i.Type}]
	price, ok := fleet.GoingPrice(p.Snap, p.Cloud, i)
	switch {
	case ok:
		now := k.Zones[i.Zone].Current(p.Cloud)
		f.value = p.Text.S("{price} an hour in {zone}", term.Price(int64(price), k.Currency), string(i.Zone))
		switch {
		case now.Trend > 0:
			f.value += ", " + p.Text.S("▲ {age} ago", p.Ago(now.Held))
		case now.Trend < 0:
			f.value += ", " + p.Text.S("▼ {age} ago", p.Ago(now.Held))
		}
	case k != nil && k.Err != nil:
		f.value, f.ink = p.Text.S("can't be read: {reason}", p.Reason(k.Err)), p.Theme.Bad
	case k == nil || k.Loading:
		f.value = "…"
	default:
		f.value = p.Text.S("no price for this zone")
	}
	return f
}

func (p *Page) headroomField(i *ecsapi.Instance) field {
	f := field{name: p.Text.S("Headroom")}
	room, ok := fleet.Headroom(p.Snap, p.Cloud, i)
	if !ok {
		return f
	}
	f.ink = p.HeadroomInk(room)
	switch {
	case room < 0:
		f.value = p.Text.S("none: the price is above the limit, so it may be taken back")
	case room < deck.NearLimit:
		f.value = p.Text.S("{percent} of the limit: soon outbid", deck.Percent(room))
	default:
		f.value = p.Text.S("{percent} of the limit", deck.Percent(room))
	}
	return f
}
