package cli

import (
	"math"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

// instanceColumns are the columns of instances. Those that are printed by default show what
// people look for, and are no more than ids and names can be read beside. now is cloud time
// once it is known.
func (a *commands) instanceColumns(now *time.Time) []shell.Column[record.Instance] {
	type row = record.Instance
	w := a.Brief(time.Time{})
	text := func(name, title string, of func(row) *string) shell.Column[row] {
		return shell.Left(name, title, func(r row) string { return shell.OneLine(shell.Deref(of(r))) })
	}
	moment := func(name, title string, of func(row) *string) shell.Column[row] {
		return shell.Left(name, a.TimeTitle(title), func(r row) string { return shell.Minute(of(r)) })
	}
	return []shell.Column[row]{
		shell.Left("id", a.P.S("ID"), func(r row) string { return r.ID }),
		shell.Left("name", a.P.S("NAME"), func(r row) string { return r.Name }),
		shell.Left("status", a.P.S("STATUS"), func(r row) string { return a.status(w, r) }),
		shell.Left("type", a.P.S("TYPE"), func(r row) string { return shell.Deref(r.Type) }),
		shell.Left("zone", a.P.S("ZONE"), func(r row) string { return shell.Deref(r.Zone) }),
		shell.Left("private", a.P.S("PRIVATE IP"), func(r row) string { return shell.Deref(r.PrivateIP) }).Of("private_ip"),
		shell.Left("public", a.P.S("PUBLIC IP"), func(r row) string { return shell.Deref(r.PublicIP) }).Of("public_ip"),
		shell.Left("charge", a.P.S("CHARGE"), a.charge),
		shell.Left("expires", a.P.S("EXPIRES"), func(r row) string { return shell.Day(r.Expires) }),

		shell.Left("region", a.P.S("REGION"), func(r row) string { return r.Region }).OnRequest(a.P.S("region")),
		shell.Right("vcpu", a.P.S("VCPU"), func(r row) string { return shell.Number(r.CPU) }).Of("cpu").OnRequest(a.P.S("vCPUs")),
		shell.Right("mem", a.P.S("GIB"), func(r row) string { return gibibytes(r.MemoryMiB) }).Of("memory_mib").OnRequest(a.P.S("memory in GiB")),
		shell.Right("gpu", a.P.S("GPU"), func(r row) string { return shell.Number(r.GPU) }).OnRequest(a.P.S("GPUs")),
		shell.Left("family", a.P.S("FAMILY"), func(r row) string {
			return (&ecsapi.Instance{Type: shell.Deref(r.Type)}).Family()
		}).OnRequest(a.P.S("family of the instance type")),
		text("os", a.P.S("OS"), func(r row) *string { return r.OS }).OnRequest(a.P.S("operating system")),
		text("image", a.P.S("IMAGE"), func(r row) *string { return r.Image }).OnRequest(a.P.S("image")),
		text("vpc", a.P.S("VPC"), func(r row) *string { return r.VPC }).OnRequest(a.P.S("VPC")),
		text("vswitch", a.P.S("VSWITCH"), func(r row) *string { return r.VSwitch }).OnRequest(a.P.S("vSwitch")),
		shell.Left("sg", a.P.S("SECURITY GROUPS"), func(r row) string { return strings.Join(r.SecurityGroups, " ") }).Of("security_groups").OnRequest(a.P.S("security groups")),
		shell.Left("eni", a.P.S("NETWORK INTERFACES"), func(r row) string { return strings.Join(r.Interfaces, " ") }).Of("network_interface_ids").OnRequest(a.P.S("network interfaces")),
		shell.Left("ipv6", a.P.S("IPV6"), func(r row) string { return strings.Join(r.IPv6, " ") }).Of("ipv6_addresses").OnRequest(a.P.S("IPv6 addresses")),
		text("elastic", a.P.S("ELASTIC IP"), func(r row) *string { return r.ElasticIP }).Of("elastic_ip").OnRequest(a.P.S("elastic IP address")),
		shell.Right("bandwidth", a.P.S("MBIT/S"), func(r row) string { return shell.Number(r.BandwidthOut) }).Of("bandwidth_out").OnRequest(a.P.S("bandwidth to the public network")),
		text("host", a.P.S("HOST NAME"), func(r row) *string { return r.HostName }).Of("host_name").OnRequest(a.P.S("host name")),
		text("keypair", a.P.S("KEY PAIR"), func(r row) *string { return r.KeyPair }).Of("key_pair").OnRequest(a.P.S("key pair")),
		text("group", a.P.S("RESOURCE GROUP"), func(r row) *string { return r.ResourceGroup }).Of("resource_group").OnRequest(a.P.S("resource group")),
		text("description", a.P.S("DESCRIPTION"), func(r row) *string { return r.Description }).OnRequest(a.P.S("description")),
		shell.Left("owner", a.P.S("OWNER"), func(r row) string {
			for key, value := range r.Tags {
				if strings.EqualFold(key, "owner") {
					return shell.OneLine(value)
				}
			}
			return ""
		}).OnRequest(a.P.S("value of the tag owner")),
		moment("created", a.P.S("CREATED"), func(r row) *string { return r.Created }).OnRequest(a.P.S("when it was created, in this machine's time zone")),
		shell.Right("age", a.P.S("AGE"), func(r row) string {
			at, err := time.Parse(time.RFC3339, shell.Deref(r.Created))
			if err != nil || now.IsZero() {
				return ""
			}
			return brief.Units(a.P).Age(now.Sub(at))
		}).By(func(r row) float64 {
			at, err := time.Parse(time.RFC3339, shell.Deref(r.Created))
			if err != nil {
				return math.NaN()
			}
			return -float64(at.Unix())
		}).OnRequest(a.P.S("time since it was created")),
		moment("started", a.P.S("STARTED"), func(r row) *string { return r.Started }).OnRequest(a.P.S("when it was last started")),
		moment("autorelease", a.P.S("AUTO-RELEASE"), func(r row) *string { return r.AutoRelease }).Of("auto_release").OnRequest(a.P.S("when it is released automatically")),
		shell.Left("protected", a.P.S("PROTECTED"), func(r row) string {
			return map[bool]string{true: a.P.S("yes"), false: a.P.S("no")}[r.DeletionProtection]
		}).Of("deletion_protection").OnRequest(a.P.S("whether it is protected against release")),
		text("spot", a.P.S("SPOT"), func(r row) *string { return r.SpotStrategy }).Of("spot_strategy").OnRequest(a.P.S("spot strategy")),
		shell.Right("limit", a.P.S("PRICE LIMIT"), func(r row) string { return shell.Decimal(r.SpotPriceLimit) }).Of("spot_price_limit").OnRequest(a.P.S("price limit of a spot instance")),
		shell.Left("lock", a.P.S("LOCKED"), func(r row) string { return strings.Join(r.Locks, " ") }).Of("locks").OnRequest(a.P.S("why it is locked")),
	}
}

// gibibytes is a size of memory as a table has it.
func gibibytes(mib *int) string {
	if mib == nil {
		return ""
	}
	return strconv.FormatFloat(float64(*mib)/1024, 'f', -1, 64)
}

// status is the state, and the lock if there is one.
func (a *commands) status(w brief.Writer, r record.Instance) string {
	s := w.Status(ecsapi.Status(shell.Deref(r.Status)))
	for _, lock := range r.Locks {
		s += " " + a.P.S("locked ({lock})", lock)
	}
	return s
}

// charge is the word that the filter knows it by.
func (a *commands) charge(r record.Instance) string {
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
