package world

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/message"
)

// Machine is an instance that somebody has, as far as a list of instances tells
// of it. What is zero is not known.
type Machine struct {
	ID, Name, Region, Zone, Type string

	CPU, MemoryMiB int // needed of types that the catalogue lacks

	Status         string // Pending, Starting, Running, Stopping or Stopped
	ChargeType     string // PrePaid, or PostPaid, which is the default
	SpotStrategy   string
	SpotPriceLimit float64
	PublicIP       string
	PrivateIP      string
	Created        time.Time
	Expires        time.Time // needed of PrePaid
	AutoRelease    time.Time
	Lock           string
	Protected      bool
	StoppedMode    string
	SecurityGroups []string
	Tags           [][2]string // keys and values
	Description    string
}

// MachineError is what is wrong with a machine of a fleet that is given.
type MachineError struct {
	N        int          // its place in the list, from 0
	ID       string       // "" when it has none
	Field    string       // of its record, as ecsdeck ls names it
	Value    string       // what it has there, "" for nothing
	Accepted message.Text // what it could have
}

// Error says which machine and what is accepted.
func (e *MachineError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("machine %d (%s) lacks %s; accepted: %s", e.N+1, e.ID, e.Field, e.Accepted)
	}
	return fmt.Sprintf("machine %d (%s): %s can't be %.80q; accepted: %s", e.N+1, e.ID, e.Field, e.Value, e.Accepted)
}

// Forms of what names something.
var (
	machineForm  = regexp.MustCompile(`^i-[0-9A-Za-z][0-9A-Za-z-]{3,61}$`)
	machineTypes = regexp.MustCompile(`^[a-z0-9]+(\.[a-z0-9-]+)+$`)
)

// Limits of machines that are given.
const (
	mostCPUs      = 100_000
	mostMemoryMiB = 1 << 30
	longestGiven  = 256 // characters of a name, a description or a tag
)

// CheckFleet says what is wrong with a fleet, if anything is: a *MachineError.
func CheckFleet(fleet []Machine) error {
	seen := make(map[string]int, len(fleet))
	regions := make(map[string][]catalog.Zone)
	for _, r := range catalog.Regions() {
		regions[r.ID] = catalog.Zones(r.ID)
	}
	known := map[string]bool{}
	for _, t := range catalog.InstanceTypes() {
		known[t.ID] = true
	}
	for n := range fleet {
		m := &fleet[n]
		if e := m.check(regions, known); e != nil {
			e.N, e.ID = n, m.ID
			return e
		}
		if first, twice := seen[m.ID]; twice {
			return &MachineError{n, m.ID, "id", m.ID, message.New("an id once; record {record} has it too", strconv.Itoa(first+1))}
		}
		seen[m.ID] = n
	}
	return nil
}

// check says what is wrong with a machine by itself.
func (m *Machine) check(regions map[string][]catalog.Zone, known map[string]bool) *MachineError {
	bad := func(field, value string, accepted message.Key, args ...any) *MachineError {
		return &MachineError{Field: field, Value: value, Accepted: message.New(accepted, args...)}
	}
	among := func(field, value string, accepted ...string) *MachineError {
		if value == "" || slices.Contains(accepted, value) {
			return nil
		}
		return bad(field, value, "{accepted}", strings.Join(accepted, ", "))
	}
	if !machineForm.MatchString(m.ID) {
		return bad("id", m.ID, "an id such as i-bp1example")
	}
	for _, f := range []struct {
		field, value string
		accepted     message.Key
	}{
		{"region", m.Region, "the id of a region"}, {"zone", m.Zone, "the id of a zone"},
		{"type", m.Type, "the id of an instance type"}, {"status", m.Status, "a status such as Running"},
	} {
		if f.value == "" {
			return bad(f.field, "", f.accepted)
		}
	}
	zones, there := regions[m.Region]
	switch {
	case !there:
		ids := []string{}
		for _, r := range catalog.Regions() {
			ids = append(ids, r.ID)
		}
		return bad("region", m.Region, "{accepted}", strings.Join(ids, ", "))
	case slices.ContainsFunc(zones, func(z catalog.Zone) bool { return z.ID == m.Zone }):
	case !ZoneForm.MatchString(m.Zone) || !strings.HasPrefix(m.Zone, m.Region) || m.Zone == m.Region:
		ids := []string{}
		for _, z := range zones {
			ids = append(ids, z.ID)
		}
		return bad("zone", m.Zone, "{zones}, or another whose id begins with {region}", strings.Join(ids, ", "), m.Region)
	}
	switch {
	case !known[m.Type] && (!machineTypes.MatchString(m.Type) || len(m.Type) > 64):
		return bad("type", m.Type, "an instance type such as ecs.g7.large")
	case m.CPU < 0 || m.CPU > mostCPUs || m.CPU == 0 && !known[m.Type]:
		return bad("cpu", given(m.CPU), "a number of vCPUs, which a type needs that the catalogue lacks")
	case m.MemoryMiB < 0 || m.MemoryMiB > mostMemoryMiB || m.MemoryMiB == 0 && !known[m.Type]:
		return bad("memory_mib", given(m.MemoryMiB), "a number of MiB, which a type needs that the catalogue lacks")
	case math.IsNaN(m.SpotPriceLimit) || m.SpotPriceLimit < 0 || m.SpotPriceLimit > 1e9:
		return bad("spot_price_limit", fmt.Sprint(m.SpotPriceLimit), "a price in CNY an hour")
	case m.ChargeType == "PrePaid" && m.SpotStrategy != "" && m.SpotStrategy != NoSpot:
		return bad("spot_strategy", m.SpotStrategy, "{strategy} with PrePaid", NoSpot)
	case m.ChargeType == "PrePaid" && m.Expires.IsZero():
		return bad("expires", "", "when it ends, which PrePaid needs")
	case m.SpotStrategy == SpotPriceLimit && m.SpotPriceLimit == 0:
		return bad("spot_price_limit", "", "a price, which {strategy} needs", SpotPriceLimit)
	case utf8.RuneCountInString(m.Name) > longestGiven:
		return bad("name", m.Name, "a name of at most 256 characters")
	case utf8.RuneCountInString(m.Description) > longestGiven:
		return bad("description", m.Description, "a description of at most 256 characters")
	case len(m.Tags) > 10*MaxTags:
		return bad("tags", fmt.Sprint(len(m.Tags)), "at most 200 tags")
	}
	for _, f := range []struct{ field, value string }{{"public_ip", m.PublicIP}, {"private_ip", m.PrivateIP}} {
		if _, ok := readAddr(f.value); f.value != "" && !ok {
			return bad(f.field, f.value, "an IPv4 address")
		}
	}
	for _, t := range []struct {
		field string
		at    time.Time
	}{{"created", m.Created}, {"expires", m.Expires}, {"auto_release", m.AutoRelease}} {
		if !t.at.IsZero() && (t.at.Year() < 2000 || t.at.Year() > 2200) {
			return bad(t.field, t.at.Format(time.RFC3339), "a time in the years 2000 to 2200")
		}
	}
	return cmp.Or(
		among("status", m.Status, Statuses...),
		among("charge_type", m.ChargeType, "PostPaid", "PrePaid"),
		among("spot_strategy", m.SpotStrategy, SpotStrategies...),
		among("stopped_mode", m.StoppedMode, KeepCharging, StopCharging, "Not-applicable"),
		among("locks", m.Lock, LockFinancial, LockSecurity, LockRecycling, "dedicatedhostfinancial", "refunded"),
	)
}

// given is a number as it was given, "" for none.
func given(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func readAddr(s string) (a Addr, ok bool) {
	ok = s != "" && a.UnmarshalText([]byte(s)) == nil
	return a, ok
}

// typesOf are the types of a fleet that the catalogue lacks or has with other
// sizes. The first machine of a type that has sizes says which.
func typesOf(fleet []Machine) []catalog.InstanceType {
	catalogued := Types(catalog.InstanceTypes())
	var own []catalog.InstanceType
	seen := map[string]bool{}
	for n := range fleet {
		m := &fleet[n]
		if seen[m.Type] || m.CPU == 0 && m.MemoryMiB == 0 {
			continue
		}
		seen[m.Type] = true
		if t := catalogued.ByID(m.Type); t == nil {
			own = append(own, ownType(m, catalogued))
		} else if size := *t; true {
			size.CPU, size.MemoryGiB = cmp.Or(m.CPU, t.CPU), float64(cmp.Or(m.MemoryMiB, t.MemoryMiB()))/1024
			if size != *t {
				own = append(own, size)
			}
		}
	}
	return own
}

// ownType is a type that the catalogue lacks: as the rest of its family, or a
// general one. Its price is as the catalogue reckons prices.
func ownType(m *Machine, catalogued Types) catalog.InstanceType {
	family := m.Type[:strings.LastIndexByte(m.Type, '.')]
	t := catalog.InstanceType{
		Family: family, Architecture: "X86", Level: "EnterpriseLevel", Category: "General-purpose", Generation: "ecs-6",
	}
	if strings.HasPrefix(family, "ecs.t") {
		t.Level = "CreditEntryLevel"
	}
	if armForm.MatchString(family) {
		t.Architecture = "ARM"
	}
	if n := slices.IndexFunc(catalogued, func(k catalog.InstanceType) bool { return k.Family == family }); n >= 0 {
		t = catalogued[n]
		t.GPUs, t.GPUSpec = 0, "" // how many it has is not told
	}
	t.ID, t.CPU, t.MemoryGiB = m.Type, m.CPU, float64(m.MemoryMiB)/1024
	t.PriceCNY = market.RoundPrice(0.1764*float64(t.CPU) + 0.0221*t.MemoryGiB)
	return t
}

// armForm is how families with ARM processors are called.
var armForm = regexp.MustCompile(`^ecs\.[a-z]+[0-9]+[ry]`)
