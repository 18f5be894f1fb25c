package ecsapi

import (
	"context"
	"strconv"
	"time"
)

// Attributes are what SetAttributes changes. Zero fields stay as they are.
type Attributes struct {
	Name        string
	Description string
	Protected   *bool // against release; pay-as-you-go only
}

// SetAttributes renames or describes an instance, or protects it against release
// or no longer (ModifyInstanceAttribute).
func (c *Client) SetAttributes(ctx context.Context, region RegionID, id InstanceID, a Attributes) (Outcome, error) {
	if a == (Attributes{}) {
		return Outcome{}, invalidCall(ModifyInstanceAttribute, region, "nothing is to be changed")
	}
	p := params{"InstanceName": a.Name, "Description": a.Description}
	if a.Protected != nil {
		p["DeletionProtection"] = strconv.FormatBool(*a.Protected)
	}
	_, o, err := writeOne[envelope](ctx, c, ModifyInstanceAttribute, region, id, 30*time.Second, p)
	return o, err
}

type addressAnswer struct {
	envelope
	IpAddress string
}

// Address gives an instance with public bandwidth a public address
// (AllocatePublicIpAddress) that it keeps for its life. The system of a running
// instance learns of it at its next start. One that has such an address may
// answer it again, or refuse.
func (c *Client) Address(ctx context.Context, region RegionID, id InstanceID) (ip string, o Outcome, err error) {
	a, o, err := writeOne[addressAnswer](ctx, c, AllocatePublicIPAddress, region, id, 36*time.Second, params{})
	if err != nil {
		return "", o, err
	}
	return Clean(a.IpAddress), o, nil
}
