package fleet

import "ecsdeck/ecsapi"

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

// Problem is what keeps an order from being sent, found without asking the
// cloud. Text is English and a key of the message catalogue, its arguments
// beside it.
type Problem struct {
	Place int    // index of the place, or -1 for what the places share
	Field string // "type", "amount", "name" …: as the command line calls its flag
	Text  string
	Args  []any
}
