package sts

import (
	"fmt"
	"strings"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// accountID is the simulated account.
const accountID = "1000000000000001"

// IdentityReply is the answer of GetCallerIdentity.
type IdentityReply struct {
	rpc.Reply
	AccountId, Arn, IdentityType, PrincipalId string

	UserId string `json:",omitempty"` // of a user
	RoleId string `json:",omitempty"` // of a temporary key
}

var _ = Actions.Add("GetCallerIdentity", getCallerIdentity, "")

// getCallerIdentity tells who a key belongs to. It is an action of the token
// service, which this host answers too.
func getCallerIdentity(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	const account = "acs:ram::" + accountID
	if call.Key.Token != "" {
		const role = "300000000000000001"
		_, session, _ := strings.Cut(call.Key.As, "/")
		return &IdentityReply{
			AccountId: accountID, Arn: account + ":assumed-role/" + call.Key.As,
			IdentityType: "AssumedRoleUser", PrincipalId: role + ":" + session, RoleId: role,
		}, nil
	}
	user := strings.TrimPrefix(call.Key.ID, "LTAI-")
	id := fmt.Sprintf("2%017d", hash.Of(user)%1e17)
	return &IdentityReply{
		AccountId: accountID, Arn: account + ":user/" + user,
		IdentityType: "RAMUser", PrincipalId: id, UserId: id,
	}, nil
}
