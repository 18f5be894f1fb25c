package record

import "ecsdeck/ecsapi/fleet"

// Reclaim is an instance that the cloud announced to reclaim, as it was seen last.
type Reclaim struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Region    string  `json:"region"`
	Zone      *string `json:"zone"`
	Type      *string `json:"type"`
	Status    *string `json:"status"`
	PrivateIP *string `json:"private_ip"`
	PublicIP  *string `json:"public_ip"`
	Seen      *string `json:"seen"`
	Due       *string `json:"due"`
	Latest    *string `json:"latest"`
	Gone      *string `json:"gone"`
}

// NewReclaim is an announcement.
func NewReclaim(k *fleet.Reclaim) Reclaim {
	in := k.Instance
	return Reclaim{
		ID: string(in.ID), Name: in.Name, Region: string(in.Region),
		Zone: Known(string(in.Zone)), Type: Known(in.Type), Status: Known(string(in.Status)),
		PrivateIP: Known(in.PrivateIP()), PublicIP: Known(in.PublicIP()),
		Seen: Stamp(k.Seen), Due: Stamp(k.Due), Latest: Stamp(k.Latest), Gone: Stamp(k.Gone),
	}
}
