package cli

import (
	"strconv"

	"ecsdeck/ecsapi"
)

// The tables show what people look for; -o json has all. What is unknown is
// blank. A table has no more columns than ids and names can be read beside.

func (a *commands) instanceColumns() []Column[InstanceRecord] {
	return []Column[InstanceRecord]{
		Left(a.P.S("ID"), func(r InstanceRecord) string { return r.ID }),
		Left(a.P.S("NAME"), func(r InstanceRecord) string { return r.Name }),
		Left(a.P.S("STATUS"), a.status),
		Left(a.P.S("TYPE"), func(r InstanceRecord) string { return Deref(r.Type) }),
		Left(a.P.S("ZONE"), func(r InstanceRecord) string { return Deref(r.Zone) }),
		Left(a.P.S("PRIVATE IP"), func(r InstanceRecord) string { return Deref(r.PrivateIP) }),
		Left(a.P.S("PUBLIC IP"), func(r InstanceRecord) string { return Deref(r.PublicIP) }),
		Left(a.P.S("CHARGE"), a.charge),
		Left(a.P.S("EXPIRES"), func(r InstanceRecord) string { return Day(r.Expires) }),
	}
}

// status is the state, and the lock if there is one.
func (a *commands) status(r InstanceRecord) string {
	s := a.P.S(Deref(r.Status))
	for _, lock := range r.Locks {
		s += " " + a.P.S("locked (%s)", lock)
	}
	return s
}

// charge is the word that the filter knows it by.
func (a *commands) charge(r InstanceRecord) string {
	switch {
	case r.SpotStrategy != nil && *r.SpotStrategy != ecsapi.NoSpot:
		return a.P.S("spot")
	case r.ChargeType == nil:
		return ""
	case *r.ChargeType == ecsapi.PrePaid:
		return a.P.S("monthly")
	}
	return a.P.S("hourly")
}

func (a *commands) regionColumns() []Column[regionRecord] {
	return []Column[regionRecord]{
		Left(a.P.S("ID"), func(r regionRecord) string { return r.ID }),
		Left(a.P.S("NAME"), func(r regionRecord) string { return r.Name }),
		Right(a.P.S("INSTANCES"), func(r regionRecord) string { return Number(r.Instances) }),
		Left(a.P.S("STATE"), func(r regionRecord) string {
			if r.Error != nil {
				return a.P.S("not read")
			}
			return a.P.S("read")
		}),
	}
}

func (a *commands) zoneColumns() []Column[zoneRecord] {
	return []Column[zoneRecord]{
		Left(a.P.S("ID"), func(r zoneRecord) string { return r.ID }),
		Left(a.P.S("REGION"), func(r zoneRecord) string { return r.Region }),
		Right(a.P.S("INSTANCES"), func(r zoneRecord) string { return Number(r.Instances) }),
		Right(a.P.S("TYPES"), func(r zoneRecord) string { return strconv.Itoa(len(r.Types)) }),
	}
}
