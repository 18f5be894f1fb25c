package cli

import (
	"encoding/json"
	"strconv"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// The tables show what people look for; -o json has all. What is unknown is
// blank. A table has no more columns than ids and names can be read beside.

func (a *app) instanceColumns() []column[instanceRecord] {
	return []column[instanceRecord]{
		{a.p.S("ID"), term.AlignLeft, func(r instanceRecord) string { return r.ID }},
		{a.p.S("NAME"), term.AlignLeft, func(r instanceRecord) string { return r.Name }},
		{a.p.S("STATUS"), term.AlignLeft, a.status},
		{a.p.S("TYPE"), term.AlignLeft, func(r instanceRecord) string { return shown(r.Type) }},
		{a.p.S("ZONE"), term.AlignLeft, func(r instanceRecord) string { return shown(r.Zone) }},
		{a.p.S("PRIVATE IP"), term.AlignLeft, func(r instanceRecord) string { return shown(r.PrivateIP) }},
		{a.p.S("PUBLIC IP"), term.AlignLeft, func(r instanceRecord) string { return shown(r.PublicIP) }},
		{a.p.S("CHARGE"), term.AlignLeft, a.charge},
		{a.p.S("EXPIRES"), term.AlignLeft, func(r instanceRecord) string { return day(r.Expires) }},
	}
}

// status is the state, and the lock if there is one.
func (a *app) status(r instanceRecord) string {
	s := a.p.S(shown(r.Status))
	for _, lock := range r.Locks {
		s += " " + a.p.S("locked (%s)", lock)
	}
	return s
}

// charge is the word that the filter knows it by.
func (a *app) charge(r instanceRecord) string {
	switch {
	case r.SpotStrategy != nil && *r.SpotStrategy != ecsapi.NoSpot:
		return a.p.S("spot")
	case r.ChargeType == nil:
		return ""
	case *r.ChargeType == ecsapi.PrePaid:
		return a.p.S("monthly")
	}
	return a.p.S("hourly")
}

func (a *app) regionColumns() []column[regionRecord] {
	return []column[regionRecord]{
		{a.p.S("ID"), term.AlignLeft, func(r regionRecord) string { return r.ID }},
		{a.p.S("NAME"), term.AlignLeft, func(r regionRecord) string { return r.Name }},
		{a.p.S("INSTANCES"), term.AlignRight, func(r regionRecord) string { return number(r.Instances) }},
		{a.p.S("STATE"), term.AlignLeft, func(r regionRecord) string {
			if r.Error != nil {
				return a.p.S("not read")
			}
			return a.p.S("read")
		}},
	}
}

func (a *app) zoneColumns() []column[zoneRecord] {
	return []column[zoneRecord]{
		{a.p.S("ID"), term.AlignLeft, func(r zoneRecord) string { return r.ID }},
		{a.p.S("REGION"), term.AlignLeft, func(r zoneRecord) string { return r.Region }},
		{a.p.S("INSTANCES"), term.AlignRight, func(r zoneRecord) string { return number(r.Instances) }},
		{a.p.S("TYPES"), term.AlignRight, func(r zoneRecord) string { return strconv.Itoa(len(r.Types)) }},
	}
}

func shown(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func decimal(n *json.Number) string {
	if n == nil {
		return ""
	}
	return n.String()
}

// day is the date of a time in RFC 3339.
func day(s *string) string {
	if t := shown(s); len(t) >= len("2006-01-02") {
		return t[:len("2006-01-02")]
	}
	return ""
}
