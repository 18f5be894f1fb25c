package ecssim

import (
	"fmt"
	"strings"
)

// accountID is the simulated account.
const accountID = "1000000000000001"

// identityReply is the answer of GetCallerIdentity.
type identityReply struct {
	reply
	AccountId, Arn, IdentityType, PrincipalId, UserId string
}

// getCallerIdentity tells who a key belongs to. It is an action of the token
// service, which this host answers too.
func (c *Cloud) getCallerIdentity(call *call) (stamped, error) {
	user := strings.TrimPrefix(call.key.ID, "LTAI-")
	id := fmt.Sprintf("2%017d", hashOf(user)%1e17)
	return &identityReply{
		AccountId: accountID, Arn: "acs:ram::" + accountID + ":user/" + user,
		IdentityType: "RAMUser", PrincipalId: id, UserId: id,
	}, nil
}
