package ecssim

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/world"
)

func TestAllocateAddress(t *testing.T) {
	s := newShop(t, frozen(5000))
	var out created
	s.into(&out, "CreateInstance", s.goods("InternetMaxBandwidthOut", "5")...)
	var none created
	s.into(&none, "CreateInstance", s.goods()...)
	expect(t, s.call("AllocatePublicIpAddress", "InstanceId", out.InstanceId), 403, "IncorrectInstanceStatus") // Pending
	s.settled()
	elastic := ""
	for _, i := range s.region.List {
		if i.EIP != 0 && i.Lock == "" && i.Status == world.Running {
			elastic = i.ID
		}
	}
	for _, test := range []struct {
		ID     string
		status int
		code   string
	}{
		{"", 400, "MissingParameter"},
		{"i-none", 404, "InvalidInstanceId.NotFound"},
		{none.InstanceId, 400, "AllocateIpInvalidInstanceBandwidth"},
		{elastic, 403, "AllocatedAlready"},
		{s.lockedAs(world.LockSecurity, false), 403, "InstanceLockedForSecurity"},
		{s.lockedAs(world.LockFinancial, true), 403, "InstanceExpiredOrInArrears"},
	} {
		expect(t, s.call("AllocatePublicIpAddress", "InstanceId", test.ID), test.status, test.code)
	}
	var first, again struct{ IpAddress string }
	s.into(&first, "AllocatePublicIpAddress", "InstanceId", out.InstanceId)
	s.into(&again, "AllocatePublicIpAddress", "InstanceId", out.InstanceId)
	i, _ := s.find(out.InstanceId)
	if first.IpAddress == "" || again != first || !slices.Equal(i.PublicIpAddress.IpAddress, []string{first.IpAddress}) {
		t.Errorf("%s, then %s, listed %v", first.IpAddress, again.IpAddress, i.PublicIpAddress.IpAddress)
	}
	for _, i := range s.region.List {
		if i.ID != out.InstanceId && i.PublicIP.String() == first.IpAddress {
			t.Errorf("%s has that address, too", i.ID)
		}
	}
}

func TestModifyAttribute(t *testing.T) {
	s := newShop(t, frozen(5000))
	id := s.some(1, world.Running)[0]
	network := s.region.ByID[id].Place.VPC
	if a := s.call("ModifyInstanceAttribute", "RegionId", "", "InstanceId", id, "InstanceName", "订单-1", "Description", "about it",
		"HostName", "order-1", "Password", "Secret-1", "UserData", "aGk=", "DeletionProtection", "true",
		"SecurityGroupIds.1", network.Security[0], "SecurityGroupIds.2", network.Security[1]); a.status != 200 {
		t.Fatal(a.body)
	}
	i, _ := s.find(id)
	if i.InstanceName != "订单-1" || i.Description != "about it" || !i.DeletionProtection || i.HostName == "order-1" ||
		!slices.Equal(i.SecurityGroupIds.SecurityGroupId, network.Security[:2]) {
		t.Errorf("%+v", i)
	}
	s.call("RebootInstance", "InstanceId", id)
	s.cloud.Advance(2 * time.Minute)
	if i, _ := s.find(id); i.HostName != "order-1" {
		t.Errorf("%s is the host name after a reboot", i.HostName)
	}
	if a := s.call("ModifyInstanceAttribute", "InstanceId", id, "DeletionProtection", "false"); a.status != 200 {
		t.Fatal(a.body)
	}
	if i, _ := s.find(id); i.DeletionProtection || i.InstanceName != "订单-1" {
		t.Errorf("%+v", i)
	}
}

func TestModifyAttributeRefusals(t *testing.T) {
	s := newShop(t, frozen(5000))
	ids := s.some(2, world.Running)
	id, starting := ids[0], ids[1]
	s.call("RebootInstance", "InstanceId", starting, "ForceStop", "true")
	s.cloud.Advance(5 * time.Second)
	prepaid := ""
	for _, i := range s.instances("InstanceChargeType", "PrePaid", "Status", world.Running) {
		if len(i.OperationLocks.LockReason) == 0 {
			prepaid = i.InstanceId
		}
	}
	var foreign string
	for _, v := range s.region.VPCs {
		if v != s.region.ByID[id].Place.VPC {
			foreign = v.Security[0]
		}
	}
	before, _ := s.find(id)
	for _, test := range []struct {
		status   int
		code, ID string
		args     []string
	}{
		{400, "MissingParameter", "", []string{"InstanceName", "web"}},
		{404, "InvalidInstanceId.NotFound", "i-none", []string{"InstanceName", "web"}},
		{403, "InstanceLockedForSecurity", s.lockedAs(world.LockSecurity, false), []string{"InstanceName", "web"}},
		{400, "InvalidInstanceName.Malformed", id, []string{"InstanceName", "1web"}},
		{400, "InvalidInstanceName.Malformed", id, []string{"InstanceName", strings.Repeat("名", 129)}},
		{400, "InvalidDescription.Malformed", id, []string{"InstanceName", "fine", "Description", "x"}},
		{400, "InvalidHostName.Malformed", id, []string{"HostName", "a..b"}},
		{400, "InvalidPassword.Malformed", id, []string{"Password", "12345678"}},
		{400, "InvalidUserData.Base64FormatInvalid", id, []string{"UserData", "%"}},
		{400, "InvalidParameter", id, []string{"DeletionProtection", "maybe"}},
		{403, "InvalidChargeType.ValueNotSupported", prepaid, []string{"DeletionProtection", "true"}},
		{404, "InvalidSecurityGroupId.NotFound", id, []string{"SecurityGroupIds.1", "sg-none"}},
		{400, "InvalidParameter.Mismatch", id, []string{"SecurityGroupIds.1", foreign}},
		{403, "IncorrectInstanceStatus", starting, []string{"HostName", "web-1"}},
		{400, "InvalidParameter", id, []string{"CreditSpecification", "Fast"}},
	} {
		a := s.call("ModifyInstanceAttribute", append(test.args, "InstanceId", test.ID)...)
		if a.status != test.status || a.Code != test.code {
			t.Errorf("%v: %d %s, want %d %s", test.args, a.status, a.Code, test.status, test.code)
		}
	}
	if after, _ := s.find(id); after.InstanceName != before.InstanceName {
		t.Errorf("a refused change was made in part: %s", after.InstanceName)
	}
	if a := s.call("ModifyInstanceAttribute", "InstanceId", s.lockedAs(world.LockFinancial, true), "InstanceName", "renew-me"); a.status != 200 {
		t.Errorf("an expired one can't be named: %s", a.body)
	}
}
