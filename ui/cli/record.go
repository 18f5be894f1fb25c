package cli

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// The records are what scripts read, as JSON and as CSV under the same names.
// They may grow, but what is there keeps its name and meaning. A nil pointer is
// a value that is unset or unknown, null in JSON and empty in CSV.

type instanceRecord struct {
	ID                 string            `json:"id"`
	Name               string            `json:"name"`
	Region             string            `json:"region"`
	Zone               *string           `json:"zone"`
	Type               *string           `json:"type"`
	CPU                *int              `json:"cpu"`
	MemoryMiB          *int              `json:"memory_mib"`
	Status             *string           `json:"status"`
	ChargeType         *string           `json:"charge_type"`
	SpotStrategy       *string           `json:"spot_strategy"`
	SpotPriceLimit     *json.Number      `json:"spot_price_limit"`
	PublicIP           *string           `json:"public_ip"`
	PrivateIP          *string           `json:"private_ip"`
	Created            *string           `json:"created"`
	Expires            *string           `json:"expires"`
	AutoRelease        *string           `json:"auto_release"`
	Locks              []string          `json:"locks"`
	DeletionProtection bool              `json:"deletion_protection"`
	StoppedMode        *string           `json:"stopped_mode"`
	SecurityGroups     []string          `json:"security_groups"`
	Tags               map[string]string `json:"tags"`
}

func newInstanceRecord(in *ecsapi.Instance) instanceRecord {
	r := instanceRecord{
		ID:                 string(in.ID),
		Name:               in.Name,
		Region:             string(in.Region),
		Zone:               known(string(in.Zone)),
		Type:               known(in.Type),
		CPU:                known(in.CPU),
		MemoryMiB:          known(in.MemoryMiB),
		Status:             known(string(in.Status)),
		ChargeType:         known(in.ChargeType),
		SpotStrategy:       known(in.SpotStrategy),
		SpotPriceLimit:     amount(in.SpotPriceLimit),
		PublicIP:           known(in.PublicIP()),
		PrivateIP:          known(in.PrivateIP()),
		Created:            stamp(in.Created),
		Expires:            stamp(in.Expires),
		AutoRelease:        stamp(in.AutoRelease),
		Locks:              []string{},
		DeletionProtection: in.DeletionProtection,
		StoppedMode:        known(in.StoppedMode),
		SecurityGroups:     append([]string{}, in.SecurityGroups...),
		Tags:               make(map[string]string, len(in.Tags)),
	}
	for _, l := range in.Locks {
		r.Locks = append(r.Locks, l.Reason)
	}
	for _, t := range in.Tags {
		r.Tags[t.Key] = t.Value
	}
	return r
}

type regionRecord struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	NameZH    *string `json:"name_zh"`
	Endpoint  *string `json:"endpoint"`
	Instances *int    `json:"instances"`
	Error     *string `json:"error"`
}

func newRegionRecord(r *fleet.RegionState, match *filterFlag) regionRecord {
	rec := regionRecord{
		ID:       string(r.ID),
		Name:     r.Name,
		NameZH:   known(r.NameZH),
		Endpoint: known(r.Endpoint),
	}
	if r.Complete {
		n := 0
		for _, in := range r.Instances {
			if match.matches(in) {
				n++
			}
		}
		rec.Instances = &n
	}
	if r.Err != nil {
		text := r.Err.Error()
		rec.Error = &text
	}
	return rec
}

type zoneRecord struct {
	ID        string   `json:"id"`
	Region    string   `json:"region"`
	Instances *int     `json:"instances"`
	Types     []string `json:"types"`
}

// known is v, or nil for the zero value, which stands for unset or unknown.
func known[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// stamp is a time as RFC 3339 in UTC, or nil for the zero time.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// amount is a price as an exact decimal number, or nil for none.
func amount(p ecsapi.Price) *json.Number {
	if p == 0 {
		return nil
	}
	n := exact(p)
	return &n
}

// exact is a price as a decimal number.
func exact(p ecsapi.Price) json.Number {
	s := strconv.FormatInt(int64(p), 10)
	sign := ""
	if p < 0 {
		sign, s = "-", s[1:]
	}
	s = strings.Repeat("0", max(0, 7-len(s))) + s
	units, rest := s[:len(s)-6], strings.TrimRight(s[len(s)-6:], "0")
	if rest != "" {
		rest = "." + rest
	}
	return json.Number(sign + units + rest)
}
