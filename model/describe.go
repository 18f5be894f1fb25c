package model

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ui"
)

// describe is the page of one instance. It stays on the instance whatever the
// table below does, and says so when the instance is gone.
type describe struct {
	*deck
	id     ecsapi.InstanceID
	last   *ecsapi.Instance // as last seen
	gone   bool
	offset int
	height int // lines shown last, for paging
	length int
}

func newDescribe(d *deck, id ecsapi.InstanceID) *describe {
	p := &describe{deck: d, id: id}
	p.apply()
	return p
}

func (p *describe) apply() {
	i, ok := p.snap.Instance(p.id)
	p.gone = !ok
	if ok {
		p.last = i
	}
}

func (p *describe) key(press tea.KeyPressMsg) (tea.Cmd, bool) {
	k := p.Keys
	switch {
	case k.Down.Match(press):
		p.scroll(1)
	case k.Up.Match(press):
		p.scroll(-1)
	case k.PageDown.Match(press), k.HalfDown.Match(press):
		p.scroll(p.height - 1)
	case k.PageUp.Match(press), k.HalfUp.Match(press):
		p.scroll(1 - p.height)
	case k.Top.Match(press):
		p.offset = 0
	case k.Bottom.Match(press):
		p.scroll(p.length)
	case k.Copy.Match(press):
		return tea.Batch(tea.SetClipboard(string(p.id)), say(p.Text.S("%s is in the clipboard", p.id))), true
	default:
		return nil, false
	}
	return nil, true
}

func (p *describe) scroll(by int) {
	p.offset = max(0, min(p.offset+by, p.length-p.height))
}

func (p *describe) heading() string {
	name := string(p.id)
	if p.last != nil {
		name = p.last.Name + " · " + name
	}
	if below := p.length - p.height - p.offset; below > 0 && p.height > 0 {
		name += " ─ " + p.Text.N("%d more line below", "%d more lines below", below)
	}
	return name
}

func (p *describe) view(w, h int, _ bool) []string {
	lines := p.lines(w)
	p.height, p.length = h, len(lines)
	p.offset = max(0, min(p.offset, len(lines)-h))
	out := make([]string, h)
	for i := range out {
		line := ""
		if n := p.offset + i; n < len(lines) {
			line = lines[n]
		}
		out[i] = ui.FitLine(line, w)
	}
	return out
}

// field is one line of the page: a name and what is known of it.
type field struct {
	name, value string
	ink         ui.Ink
}

func (p *describe) lines(w int) []string {
	i := p.last
	if i == nil {
		return []string{"", " " + p.Text.S("%s is not in the fleet.", p.id)}
	}
	var out []string
	if p.gone {
		out = append(out, " "+p.theme.Bad.Paint(p.Text.S("Released: it is no longer in the fleet. This is how it was last seen.")), "")
	}
	if r, ok := p.snap.Region(i.Region); ok && r.Err != nil && !p.gone {
		note := p.Text.S("%s can't be read (%s): this is %s old.", string(r.ID), p.reason(r.Err), p.coarse(p.cloud.Sub(r.Read)))
		for _, l := range ui.Wrap(note, max(10, w-2)) {
			out = append(out, " "+p.theme.Bad.Paint(l))
		}
		out = append(out, "")
	}
	for n, s := range p.sections(i) {
		if n > 0 {
			out = append(out, "")
		}
		out = append(out, " "+p.theme.Title.Paint(s.title))
		for _, f := range s.fields {
			if f.value == "" {
				continue
			}
			head := ui.Fit(f.name, 20, ui.AlignLeft)
			for n, part := range ui.Wrap(f.value, max(10, w-25)) {
				if n > 0 {
					head = strings.Repeat(" ", 20)
				}
				out = append(out, "  "+p.theme.Dim.Paint(head)+" "+f.ink.Paint(part))
			}
		}
	}
	return out
}

type section struct {
	title  string
	fields []field
}

func (p *describe) sections(i *ecsapi.Instance) []section {
	s := p.Text.S
	status := p.statusCell(i)
	var locks []string
	for _, l := range i.Locks {
		locks = append(locks, strings.TrimSpace(l.Reason+" "+l.Message))
	}
	var tags []string
	for _, t := range i.Tags {
		tags = append(tags, t.Key+"="+t.Value)
	}
	protected := ""
	if i.DeletionProtection {
		protected = s("on")
	}
	spot := ""
	if i.Spot() {
		spot = i.SpotStrategy
		if i.SpotPriceLimit > 0 {
			spot += " " + s("up to %s an hour", ui.Money(int64(i.SpotPriceLimit), 3))
		}
	}
	cpu := ""
	if i.CPU > 0 {
		cpu = s("%d vCPU, %s GiB", i.CPU, gib(i.MemoryMiB))
	}
	if i.GPU > 0 {
		cpu += ", " + s("%d GPU", i.GPU)
	}
	bandwidth := ""
	if i.BandwidthOut > 0 {
		bandwidth = s("%d Mbit/s out", i.BandwidthOut)
	}
	stopped := ""
	if i.Status == ecsapi.Stopped && i.StoppedMode != "Not-applicable" {
		stopped = i.StoppedMode
	}
	return []section{
		{s("State"), []field{
			{s("Status"), status.Text, status.Ink},
			{name: s("Stopped mode"), value: stopped},
			{name: s("Operation locks"), value: strings.Join(locks, ", ")},
			{name: s("Deletion protection"), value: protected},
			{name: s("Created"), value: p.moment(i.Created)},
			{name: s("Last start"), value: p.moment(i.Started)},
		}},
		{s("Shape"), []field{
			{name: s("Type"), value: i.Type},
			{name: s("Size"), value: cpu},
			{name: s("System"), value: i.OS},
			{name: s("Image"), value: i.Image},
			{name: s("Host name"), value: i.HostName},
			{name: s("Key pair"), value: i.KeyPair},
		}},
		{s("Place"), []field{
			{name: s("Region"), value: string(i.Region)},
			{name: s("Zone"), value: string(i.Zone)},
			{name: s("Private addresses"), value: strings.Join(i.PrivateIPs, ", ")},
			{name: s("Public addresses"), value: strings.Join(i.PublicIPs, ", ")},
			{name: s("Bandwidth"), value: bandwidth},
			{name: s("VPC"), value: i.VPC},
			{name: s("vSwitch"), value: i.VSwitch},
			{name: s("Security groups"), value: strings.Join(i.SecurityGroups, ", ")},
		}},
		{s("Billing"), []field{
			{name: s("Charge type"), value: i.ChargeType},
			{name: s("Spot"), value: spot},
			{name: s("Expires"), value: p.moment(i.Expires)},
			{name: s("Auto-release"), value: p.moment(i.AutoRelease)},
		}},
		{s("Labels"), []field{
			{name: s("Tags"), value: strings.Join(tags, ", ")},
			{name: s("Resource group"), value: i.ResourceGroup},
			{name: s("Description"), value: i.Description},
		}},
	}
}

// moment shows a time in UTC with its distance from now; unknown is blank.
func (p *describe) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	at := t.UTC().Format("2006-01-02 15:04 UTC")
	if d := t.Sub(p.cloud); d > 0 {
		return p.Text.S("%s (in %s)", at, p.left(d))
	}
	return p.Text.S("%s (%s ago)", at, p.ago(p.cloud.Sub(t)))
}
