package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"encoding/base64"
	"slices"
	"time"
)

// denied is why nothing may be changed about an instance that is locked, or nil.
func denied(i *instance) error {
	switch i.lock {
	case "":
		return nil
	case lockFinancial:
		return errInstanceArrears
	}
	return errInstanceLocked
}

// addressReply is the answer of AllocatePublicIpAddress.
type addressReply struct {
	rpc.Reply
	IpAddress string
}

// allocatePublicIPAddress gives an instance a static public address, or tells
// the one it has.
func allocatePublicIPAddress(c *world, call *call) (rpc.Answer, error) {
	out := &addressReply{}
	err := c.change(call, errInstance, func(r *region, i *instance) error {
		if err := denied(i); err != nil {
			return err
		}
		switch {
		case i.status != running && i.status != stopped:
			return errInstanceStatus
		case i.EIP != 0:
			return errAllocatedAlready
		case i.publicIP == 0 && i.bandwidth == 0:
			return errNoBandwidth
		case i.publicIP == 0:
			i.publicIP = r.publicAddr()
		}
		out.IpAddress = i.publicIP.String()
		return nil
	})
	return out, err
}

// modifyInstanceAttribute changes what an instance is called and how it is kept.
func modifyInstanceAttribute(c *world, call *call) (rpc.Answer, error) {
	return &rpc.Reply{}, c.change(call, errInstance, func(r *region, i *instance) error {
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
func modifyAttributes(i *instance, r *region, p rpc.Params) error {
	if i.lock == lockSecurity || i.lock == lockRecycling {
		return errInstanceLocked
	}
	if name := p["InstanceName"]; name != "" {
		if !properName(name) {
			return errName
		}
		i.name = name
	}
	if s := p["Description"]; s != "" {
		if !properDescription(s) {
			return errDescription
		}
		i.description = s
	}
	if err := modifySystem(i, p); err != nil {
		return err
	}
	if p["DeletionProtection"] != "" {
		on, err := p.Flag("DeletionProtection")
		switch {
		case err != nil:
			return err
		case i.prepaid:
			return errProtectPrepaid
		}
		i.protected = on
	}
	if err := readCredits(i, p); err != nil {
		return err
	}
	if ids := p.List("SecurityGroupIds"); len(ids) > 0 {
		if err := checkGroups(r, ids, i.place.VPC); err != nil {
			return err
		}
		i.groups = ids
	}
	return nil
}

// modifySystem applies what the system of an instance learns at its next start.
func modifySystem(i *instance, p rpc.Params) error {
	host, password, data := p["HostName"], p["Password"], p["UserData"]
	windows := i.image.OSType == "windows"
	switch {
	case host == "" && password == "" && data == "":
		return nil
	case i.status == pending || i.status == starting:
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
		i.userData = data
	}
	if host != "" {
		i.nextHost = host
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
func checkGroups(r *region, ids []string, v *VPC) error {
	for _, id := range ids {
		n := slices.IndexFunc(r.vpcs, func(v *VPC) bool { return slices.Contains(v.security, id) })
		switch {
		case n < 0:
			return errSecurityGroup
		case r.vpcs[n] != v:
			return errMismatch
		}
	}
	return nil
}

// modifyInstanceAutoReleaseTime sets when an instance is released by itself, or
// that it isn't.
func modifyInstanceAutoReleaseTime(c *world, call *call) (rpc.Answer, error) {
	return &rpc.Reply{}, c.change(call, errNoSuchResource, func(r *region, i *instance) error {
		at, err := readAutoRelease(call.Params["AutoReleaseTime"], call.now)
		switch {
		case err != nil:
			return err
		case i.prepaid:
			return errChargeType
		}
		i.release = at
		r.plan(i)
		return nil
	})
}

// Window of an automatic release.
const (
	soonestRelease = 30 * time.Minute
	latestRelease  = 3 // years
)

// readAutoRelease reads a moment of automatic release, zero for none; seconds
// are cut off.
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
