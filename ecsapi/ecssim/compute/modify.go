package compute

import (
	"encoding/base64"
	"slices"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// denied is why nothing may be changed about an instance that is locked, or nil.
func denied(i *world.Instance) error {
	switch i.Lock {
	case "":
		return nil
	case world.LockFinancial:
		return errInstanceArrears
	}
	return errInstanceLocked
}

// AddressReply is the answer of AllocatePublicIpAddress.
type AddressReply struct {
	rpc.Reply
	IpAddress string
}

var _ = Actions.Add("AllocatePublicIpAddress", allocatePublicIPAddress, `
	InvalidInstanceId.NotFound IncorrectInstanceStatus AllocateIpInvalidInstanceBandwidth AllocatedAlready
	InstanceLockedForSecurity InstanceExpiredOrInArrears`)

// allocatePublicIPAddress gives an instance a static public address, or tells the one it has.
func allocatePublicIPAddress(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	out := &AddressReply{}
	err := c.Change(call, world.ErrInstance, func(r *world.Region, i *world.Instance) error {
		if err := denied(i); err != nil {
			return err
		}
		switch {
		case i.Status != world.Running && i.Status != world.Stopped:
			return errInstanceStatus
		case i.EIP != 0:
			return errAllocatedAlready
		case i.PublicIP == 0 && i.Bandwidth == 0:
			return errNoBandwidth
		case i.PublicIP == 0:
			i.PublicIP = r.PublicAddr()
		}
		out.IpAddress = i.PublicIP.String()
		return nil
	})
	return out, err
}

var _ = Actions.Add("ModifyInstanceAttribute", modifyInstanceAttribute, `
	InvalidInstanceId.NotFound InvalidInstanceName.Malformed InvalidDescription.Malformed InvalidHostName.Malformed
	InvalidPassword.Malformed InvalidUserData.SizeExceeded InvalidUserData.Base64FormatInvalid
	InvalidSecurityGroupId.NotFound InvalidParameter.Mismatch InvalidChargeType.ValueNotSupported IncorrectInstanceStatus
	InstanceLockedForSecurity`)

// modifyInstanceAttribute changes what an instance is called and how it is kept.
func modifyInstanceAttribute(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	return &rpc.Reply{}, c.Change(call, world.ErrInstance, func(r *world.Region, i *world.Instance) error {
		changed := *i
		if err := modifyAttributes(&changed, r, call.Params); err != nil {
			return err
		}
		*i = changed
		return nil
	})
}

// modifyAttributes applies the attributes a call gives. On an error the instance is
// changed in part.
func modifyAttributes(i *world.Instance, r *world.Region, p rpc.Params) error {
	if i.Lock == world.LockSecurity || i.Lock == world.LockRecycling {
		return errInstanceLocked
	}
	if name := p["InstanceName"]; name != "" {
		if !world.ProperName(name) {
			return errName
		}
		i.Name = name
	}
	if s := p["Description"]; s != "" {
		if !world.ProperDescription(s) {
			return errDescription
		}
		i.Description = s
	}
	if err := modifySystem(i, p); err != nil {
		return err
	}
	if p["DeletionProtection"] != "" {
		on, err := p.Flag("DeletionProtection")
		switch {
		case err != nil:
			return err
		case i.Prepaid, on && i.Spot != world.NoSpot:
			return errProtectType
		}
		i.Protected = on
	}
	if err := readCredits(i, p); err != nil {
		return err
	}
	if ids := p.List("SecurityGroupIds"); len(ids) > 0 {
		if err := checkGroups(r, ids, i.Place.VPC); err != nil {
			return err
		}
		i.Groups = ids
	}
	return nil
}

// modifySystem applies what the system of an instance learns at its next start.
func modifySystem(i *world.Instance, p rpc.Params) error {
	host, password, data := p["HostName"], p["Password"], p["UserData"]
	windows := i.Image.OSType == "windows"
	switch {
	case host == "" && password == "" && data == "":
		return nil
	case i.Status == world.Pending || i.Status == world.Starting:
		return errInstanceStatus
	case host != "" && !properHost(host, windows):
		return errHostName
	case password != "" && !properPassword(password):
		return errPassword
	}
	if data != "" {
		if err := checkUserData(data); err != nil {
			return err
		}
		i.UserData = data
	}
	if host != "" {
		i.NextHost = host
	}
	return nil
}

// maxUserData is how long user data is at most, in bytes before base64.
const maxUserData = 32 << 10

// checkUserData refuses user data that is too long or not base64.
func checkUserData(s string) error {
	if base64.StdEncoding.DecodedLen(len(s)) > maxUserData+2 {
		return errUserDataSize
	}
	raw, err := base64.StdEncoding.DecodeString(s)
	switch {
	case err != nil:
		return errUserDataForm
	case len(raw) > maxUserData:
		return errUserDataSize
	}
	return nil
}

// checkGroups refuses security groups that don't exist or are of another network.
func checkGroups(r *world.Region, ids []string, v *world.VPC) error {
	for _, id := range ids {
		n := slices.IndexFunc(r.VPCs, func(v *world.VPC) bool { return slices.Contains(v.Security, id) })
		switch {
		case n < 0:
			return errSecurityGroup
		case r.VPCs[n] != v:
			return errMismatch
		}
	}
	return nil
}

var _ = Actions.Add("ModifyInstanceAutoReleaseTime", modifyInstanceAutoReleaseTime, `
	NoSuchResource InvalidAutoReleaseTime.Malformed ChargeTypeViolation`)

// modifyInstanceAutoReleaseTime sets when an instance is released by itself, or that it isn't.
func modifyInstanceAutoReleaseTime(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	return &rpc.Reply{}, c.Change(call, errNoSuchResource, func(r *world.Region, i *world.Instance) error {
		at, err := readAutoRelease(call.Params["AutoReleaseTime"], call.Now)
		switch {
		case err != nil:
			return err
		case i.Prepaid:
			return errChargeType
		}
		i.Release = at
		r.Plan(i)
		return nil
	})
}

// Window of an automatic release.
const (
	soonestRelease = 30 * time.Minute
	latestRelease  = 3 // years
)

// readAutoRelease reads a moment of automatic release, zero for none; seconds are cut off.
func readAutoRelease(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(rpc.SecondForm, s)
	if err != nil || at.Before(now.Add(soonestRelease)) || at.After(now.AddDate(latestRelease, 0, 0)) {
		return time.Time{}, errAutoRelease
	}
	return at.Truncate(time.Minute), nil
}
