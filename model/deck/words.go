package deck

import (
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/term"
)

// GiB writes mebibytes as gibibytes.
func GiB(mib int) string {
	if mib%1024 == 0 {
		return term.Count(mib / 1024)
	}
	return term.Money(int64(mib)*1_000_000/1024, 1) // 512 MiB is 0.5
}

// Label names an instance to a person: an empty name would leave it nameless.
func Label(i *ecsapi.Instance) string {
	if i.Name == "" {
		return string(i.ID)
	}
	return i.Name
}

// ShortType is an instance's type without the "ecs." that all types begin with.
func ShortType(i *ecsapi.Instance) string { return strings.TrimPrefix(i.Type, "ecs.") }

// ScopeName says the scope in words.
func (d *Deck) ScopeName() string {
	regions := d.Scope.Regions
	if len(regions) == 0 {
		regions = d.Regions
	}
	switch {
	case d.Scope.Zone != "":
		return string(d.Scope.Zone)
	case len(regions) == 0:
		return d.Text.S("all regions")
	case len(regions) == 1:
		return string(regions[0])
	}
	return d.Text.N("{count} region", "{count} regions", len(regions))
}

// JoinNotes writes what there is of some notes behind each other.
func JoinNotes(notes ...string) string {
	var out []string
	for _, n := range notes {
		if n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, " · ")
}

// Reason is an error's code and what it means in plain words, or how much came.
func (d *Deck) Reason(e *ecsapi.Error) string { return d.Brief().Reason(e) }

// LastRead says when all of a region was read last, or that it never was and what is known.
func (d *Deck) LastRead(r *fleet.RegionState) string {
	if r.Read.IsZero() {
		total := "?"
		if r.Total > 0 {
			total = term.Count(r.Total)
		}
		return d.Text.S("never read completely: {count} of {total} known", len(r.Instances), total)
	}
	return d.Text.S("last read completely {age} ago", d.Coarse(d.Cloud.Sub(r.Read)))
}

// ZoneLetter is the part of a zone's id that differs within its region: "h" of cn-hangzhou-h, "1a"
// of ap-southeast-1a is "a".
func ZoneLetter(r ecsapi.RegionID, z ecsapi.ZoneID) string {
	s := strings.TrimPrefix(strings.TrimPrefix(string(z), string(r)), "-")
	if s == "" {
		return string(z)
	}
	return s
}

// LeftList says that a key would hit another row than the one chosen, which was.
func (d *Deck) LeftList(was string) string {
	if i, known := d.Snap.Instance(ecsapi.InstanceID(was)); known {
		was = Label(i)
	}
	return d.Text.S("{instance} has left the list: look where the cursor is now.", was)
}

// RenewalWord says an auto-renewal.
func (d *Deck) RenewalWord(a ecsapi.AutoRenewal) string {
	switch {
	case a.On:
		return d.Text.S("on, {period}", d.Period(a.Period))
	case a.Never:
		return d.Text.S("never")
	}
	return d.Text.S("off")
}

// Period says a period.
func (d *Deck) Period(p ecsapi.Period) string { return d.Brief().Period(p) }

// Periods says several.
func (d *Deck) Periods(list []ecsapi.Period) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = d.Period(p)
	}
	return out
}
