// Package record has what programs read of the fleet: records as JSON, and as CSV under the
// same names. Commands print them, and the deck copies and exports them.
//
// Place in the house: values over those of ecsapi; it draws nothing and reads nothing.
package record

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
)

// The records are what scripts read, as JSON and as CSV under the same names.
// They may grow, but what is there keeps its name and meaning. A nil pointer is
// a value that is unset or unknown, null in JSON and empty in CSV.

// Instance is an instance as scripts read it.
type Instance struct {
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
	Description        *string           `json:"description"`
	InstanceSetup
}

// InstanceSetup is what `ecsdeck sim --fleet` makes up of an instance, wherever the record
// comes from.
type InstanceSetup struct {
	Started       *string  `json:"started"`
	GPU           *int     `json:"gpu"`
	Image         *string  `json:"image"`
	OS            *string  `json:"os"`
	HostName      *string  `json:"host_name"`
	KeyPair       *string  `json:"key_pair"`
	VPC           *string  `json:"vpc"`
	VSwitch       *string  `json:"vswitch"`
	ResourceGroup *string  `json:"resource_group"`
	Interfaces    []string `json:"network_interface_ids"`
	PrivateIPs    []string `json:"private_ips"`
	PublicIPs     []string `json:"public_ips"` // the elastic one is the last
	ElasticIP     *string  `json:"elastic_ip"`
	ElasticMbit   *int     `json:"elastic_bandwidth"` // Mbit/s
	BandwidthOut  *int     `json:"bandwidth_out"`     // Mbit/s
	IPv6          []string `json:"ipv6_addresses"`
}

// NewInstance is an instance as scripts read it.
func NewInstance(in *ecsapi.Instance) Instance {
	r := Instance{
		ID:                 string(in.ID),
		Name:               in.Name,
		Region:             string(in.Region),
		Zone:               Known(string(in.Zone)),
		Type:               Known(in.Type),
		CPU:                Known(in.CPU),
		MemoryMiB:          Known(in.MemoryMiB),
		Status:             Known(string(in.Status)),
		ChargeType:         Known(in.ChargeType),
		SpotStrategy:       Known(in.SpotStrategy),
		SpotPriceLimit:     Amount(in.SpotPriceLimit),
		PublicIP:           Known(in.PublicIP()),
		PrivateIP:          Known(in.PrivateIP()),
		Created:            Stamp(in.Created),
		Expires:            Stamp(in.Expires),
		AutoRelease:        Stamp(in.AutoRelease),
		Locks:              []string{},
		DeletionProtection: in.DeletionProtection,
		StoppedMode:        Known(in.StoppedMode),
		SecurityGroups:     append([]string{}, in.SecurityGroups...),
		Tags:               make(map[string]string, len(in.Tags)),
		Description:        Known(in.Description),
		InstanceSetup: InstanceSetup{
			Started:       Stamp(in.Started),
			GPU:           Known(in.GPU),
			Image:         Known(in.Image),
			OS:            Known(in.OS),
			HostName:      Known(in.HostName),
			KeyPair:       Known(in.KeyPair),
			VPC:           Known(in.VPC),
			VSwitch:       Known(in.VSwitch),
			ResourceGroup: Known(in.ResourceGroup),
			Interfaces:    append([]string{}, strings.Fields(in.NetworkInterfaces)...),
			PrivateIPs:    append([]string{}, in.PrivateIPv4()...),
			PublicIPs:     append([]string{}, in.PublicIPs...),
			ElasticIP:     Known(in.ElasticIP()),
			ElasticMbit:   Known(int(in.ElasticBandwidth)),
			BandwidthOut:  Known(in.BandwidthOut),
			IPv6:          append([]string{}, in.IPv6()...),
		},
	}
	for _, l := range in.Locks {
		r.Locks = append(r.Locks, l.Reason)
	}
	for _, t := range in.Tags {
		r.Tags[t.Key] = t.Value
	}
	return r
}

// Known is v, or nil for the zero value, which stands for unset or unknown.
func Known[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// Stamp is a time as RFC 3339 in UTC, or nil for the zero time.
func Stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format(time.RFC3339))
}

// Amount is a price as an exact decimal number, or nil for none.
func Amount(p ecsapi.Price) *json.Number {
	if p == 0 {
		return nil
	}
	return new(Exact(p))
}

// Exact is a price as a decimal number.
func Exact(p ecsapi.Price) json.Number { return json.Number(p.String()) }

// Mean is a mean of prices, given in millionths.
func Mean(micro float64) *json.Number { return Rounded(micro / 1e6) }

// Rounded is a number of twelve digits, which is what is the same however it was computed; nil
// for what is unknown.
func Rounded(f float64) *json.Number {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 12, 64), 64)
	return new(json.Number(strconv.FormatFloat(f, 'f', -1, 64)))
}
