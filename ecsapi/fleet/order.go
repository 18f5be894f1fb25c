package fleet

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// Order is what a person asks to have created: one kind of instance, in one or
// more places. It is what a template keeps.
type Order struct {
	// Launch is what the places share. Its Region, Zone, VSwitch,
	// SecurityGroups, Image, KeyPair, Amount and MinAmount are not used.
	Launch ecsapi.Launch `json:"launch"`
	Places []Place       `json:"places"`

	// AnyStock lets a call create fewer than asked when stock runs short,
	// instead of none.
	AnyStock bool `json:"any_stock,omitzero"`

	// LeaveStopped creates with CreateInstance, one by one, and leaves the
	// instances stopped. OneByOne does the same and starts them: create, give
	// an address where there is bandwidth, start.
	LeaveStopped bool `json:"leave_stopped,omitzero"`
	OneByOne     bool `json:"one_by_one,omitzero"`
}

// Place is where a part of an order is created, and with what only exists there.
type Place struct {
	Region         ecsapi.RegionID `json:"region"`
	Zone           ecsapi.ZoneID   `json:"zone,omitzero"`
	VSwitch        string          `json:"vswitch"`
	SecurityGroups []string        `json:"security_groups"`
	Image          string          `json:"image"`
	KeyPair        string          `json:"key_pair,omitzero"`
	Amount         int             `json:"amount"`
}

// N is how many instances are asked for.
func (o *Order) N() int {
	n := 0
	for _, p := range o.Places {
		n += p.Amount
	}
	return n
}

// OrderProblem is what keeps an order from being sent, found without asking the
// cloud.
type OrderProblem struct {
	Place int    // index of the place, or -1 for what the places share
	Field string // "type", "amount", "name" …: as the command line calls its flag
	Text  message.Text
}

// PlanTag is the key of a tag on everything that a job created; its value is
// the job's key, or is made from the idempotency key that it was given under. By
// it a later run finds what a broken-off job left behind.
const PlanTag = "ecsdeck:plan"

// Launches splits the order into calls, of at most MaxBatch instances each.
// Numbers in names run on from call to call.
func (o *Order) Launches() []ecsapi.Launch {
	var calls []ecsapi.Launch
	most := ecsapi.MaxBatch
	if o.Single() {
		most = 1
	}
	names, hosts := ParseNumbering(o.Launch.Name).ForMany(o.N()), ParseNumbering(o.Launch.HostName).ForMany(o.N())
	k := 0 // instances so far
	for _, p := range o.Places {
		for left := p.Amount; left > 0; {
			l := o.at(p)
			l.Amount = min(left, most)
			l.Name, l.HostName = names.From(k).ForCall(l.Amount), hosts.From(k).ForCall(l.Amount)
			if o.AnyStock && !o.Single() {
				l.MinAmount = 1
			}
			calls = append(calls, l)
			k += l.Amount
			left -= l.Amount
		}
	}
	return calls
}

// at is what the order asks for in a place, of no amount yet.
func (o *Order) at(p Place) ecsapi.Launch {
	l := o.Launch
	l.Region, l.Zone, l.VSwitch, l.Image, l.KeyPair = p.Region, p.Zone, p.VSwitch, p.Image, p.KeyPair
	l.SecurityGroups = slices.Clone(p.SecurityGroups)
	l.Amount, l.MinAmount = 0, 0
	return l
}

// Single reports whether each instance is created by a call of its own.
func (o *Order) Single() bool { return o.LeaveStopped || o.OneByOne }

// Writes is how many writes a call of the plan takes.
func (o *Order) Writes() int {
	n := 1
	if o.Single() && !o.Launch.AutoRelease.IsZero() {
		n++
	}
	if o.Single() && o.Launch.BandwidthOut > 0 {
		n++
	}
	if o.Single() && !o.LeaveStopped {
		n++
	}
	return n
}

// API is the API that creates.
func (o *Order) API() string {
	if o.Single() {
		return ecsapi.CreateInstance
	}
	return ecsapi.RunInstances
}

// Names are the first and the last name that the order gives, the same for one
// instance. They are "" when it gives none: the cloud then names each by its id.
func (o *Order) Names() (first, last string) {
	n := max(o.N(), 1)
	m := ParseNumbering(o.Launch.Name).ForMany(n)
	return m.Name(0), m.Name(n - 1)
}
