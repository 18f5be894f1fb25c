package record

import "ecsdeck/ecsapi"

// DetailedInstance is an instance with all that the API tells of it, but for its disks, as
// `ecsdeck show` and the deck have it.
type DetailedInstance struct {
	Instance
	Details
}

// NewDetailedInstance is an instance with its details; the zero ones are not known.
func NewDetailedInstance(in *ecsapi.Instance, d Details) DetailedInstance {
	return DetailedInstance{NewInstance(in), d}
}

// Details is what is read of few instances only. All of it is null where it could not
// be read.
type Details struct {
	SerialNumber       *string     `json:"serial_number"`
	OSType             *string     `json:"os_type"`
	GPUSpec            *string     `json:"gpu_spec"`
	NetworkType        *string     `json:"network_type"`
	InternetChargeType *string     `json:"internet_charge_type"`
	ElasticID          *string     `json:"elastic_ip_id"`
	Interfaces         []Interface `json:"network_interfaces"`
}

// Interface is a network interface.
type Interface struct {
	ID         string   `json:"id"`
	Type       *string  `json:"type"`
	MAC        *string  `json:"mac"`
	PrimaryIP  *string  `json:"primary_ip"`
	PrivateIPs []string `json:"private_ips"`
	IPv6       []string `json:"ipv6_addresses"`
}

// NewDetails is what was read of an instance.
func NewDetails(d ecsapi.InstanceDetails) Details {
	r := Details{
		SerialNumber: Known(d.SerialNumber), OSType: Known(d.OSType), GPUSpec: Known(d.GPUSpec), NetworkType: Known(d.NetworkType),
		InternetChargeType: Known(d.InternetChargeType), ElasticID: Known(d.ElasticID),
		Interfaces: []Interface{},
	}
	for _, i := range d.Interfaces {
		r.Interfaces = append(r.Interfaces, Interface{
			ID: i.ID, Type: Known(i.Type), MAC: Known(i.MAC), PrimaryIP: Known(i.PrimaryIP),
			PrivateIPs: append([]string{}, i.PrivateIPs...), IPv6: append([]string{}, i.IPv6...),
		})
	}
	return r
}
