package cli

import (
	"strconv"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
)

// The tables show what people look for; -o json has all. What is unknown is
// blank. A table has no more columns than ids and names can be read beside.

func (a *commands) instanceColumns() []shell.Column[shell.InstanceRecord] {
	w := a.Brief(time.Time{})
	return []shell.Column[shell.InstanceRecord]{
		shell.Left(a.P.S("ID"), func(r shell.InstanceRecord) string { return r.ID }),
		shell.Left(a.P.S("NAME"), func(r shell.InstanceRecord) string { return r.Name }),
		shell.Left(a.P.S("STATUS"), func(r shell.InstanceRecord) string { return a.status(w, r) }),
		shell.Left(a.P.S("TYPE"), func(r shell.InstanceRecord) string { return shell.Deref(r.Type) }),
		shell.Left(a.P.S("ZONE"), func(r shell.InstanceRecord) string { return shell.Deref(r.Zone) }),
		shell.Left(a.P.S("PRIVATE IP"), func(r shell.InstanceRecord) string { return shell.Deref(r.PrivateIP) }),
		shell.Left(a.P.S("PUBLIC IP"), func(r shell.InstanceRecord) string { return shell.Deref(r.PublicIP) }),
		shell.Left(a.P.S("CHARGE"), a.charge),
		shell.Left(a.P.S("EXPIRES"), func(r shell.InstanceRecord) string { return shell.Day(r.Expires) }),
	}
}

// status is the state, and the lock if there is one.
func (a *commands) status(w brief.Writer, r shell.InstanceRecord) string {
	s := w.Status(ecsapi.Status(shell.Deref(r.Status)))
	for _, lock := range r.Locks {
		s += " " + a.P.S("locked ({lock})", lock)
	}
	return s
}

// charge is the word that the filter knows it by.
func (a *commands) charge(r shell.InstanceRecord) string {
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

func (a *commands) regionColumns() []shell.Column[regionRecord] {
	return []shell.Column[regionRecord]{
		shell.Left(a.P.S("ID"), func(r regionRecord) string { return r.ID }),
		shell.Left(a.P.S("NAME"), func(r regionRecord) string { return r.Name }),
		shell.Right(a.P.S("INSTANCES"), func(r regionRecord) string { return shell.Number(r.Instances) }),
		shell.Left(a.P.S("STATE"), func(r regionRecord) string {
			if r.Error != nil {
				return a.P.S("not read")
			}
			return a.P.S("read")
		}),
	}
}

func (a *commands) zoneColumns() []shell.Column[zoneRecord] {
	return []shell.Column[zoneRecord]{
		shell.Left(a.P.S("ID"), func(r zoneRecord) string { return r.ID }),
		shell.Left(a.P.S("REGION"), func(r zoneRecord) string { return r.Region }),
		shell.Right(a.P.S("INSTANCES"), func(r zoneRecord) string { return shell.Number(r.Instances) }),
		shell.Right(a.P.S("TYPES"), func(r zoneRecord) string { return strconv.Itoa(len(r.Types)) }),
	}
}
