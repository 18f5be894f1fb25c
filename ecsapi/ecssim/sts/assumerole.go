package sts

import (
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// Closed is the role of the simulated account that nobody may act as; those called
// otherwise than Roles are not there.
const Closed = "closed"

// Roles are the roles of the simulated account.
var Roles = []string{"ops", "viewer", Closed}

// RoleARN is the ARN of a role of the simulated account.
func RoleARN(name string) string { return "acs:ram::" + accountID + ":role/" + name }

// AssumeRoleReply is the answer of AssumeRole and AssumeRoleWithOIDC.
type AssumeRoleReply struct {
	rpc.Reply
	AssumedRoleUser struct{ Arn, AssumedRoleId string }
	Credentials     struct{ AccessKeyId, AccessKeySecret, SecurityToken, Expiration string }
}

var (
	errNoRole   = rpc.NewError(404, "EntityNotExist.Role", "The role not exists.")
	errClosed   = rpc.NewError(403, "NoPermission", "You are not authorized to do this action. You should be authorized by RAM.")
	errOIDC     = rpc.NewError(400, "AuthenticationFail.OIDCToken.Invalid", "This OIDC Token is invalid.")
	errDuration = rpc.NewError(400, "InvalidParameter.DurationSeconds", "The Min/Max value of DurationSeconds is 15min/12hrs.")
)

var _ = Actions.Add("AssumeRole", assumeRole, `
	MissingParameter EntityNotExist.Role NoPermission InvalidParameter.DurationSeconds`)

var _ = Actions.Add("AssumeRoleWithOIDC", assumeRoleWithOIDC, `
	MissingParameter EntityNotExist.Role NoPermission InvalidParameter.DurationSeconds AuthenticationFail.OIDCToken.Invalid`).WithoutKey()

// assumeRole gives who has a key another one, of a role.
func assumeRole(_ *world.Cloud, call *world.Call) (rpc.Answer, error) { return issue(call.Params) }

// assumeRoleWithOIDC gives who has an identity provider's token a key of a role. The
// simulated provider's tokens begin with "oidc-".
func assumeRoleWithOIDC(_ *world.Cloud, call *world.Call) (rpc.Answer, error) {
	switch {
	case call.Params["OIDCProviderArn"] == "":
		return nil, rpc.Missing("OIDCProviderArn")
	case !strings.HasPrefix(call.Params["OIDCToken"], "oidc-"):
		return nil, errOIDC
	}
	return issue(call.Params)
}

func issue(p rpc.Params) (rpc.Answer, error) {
	if err := p.Needs("RoleArn", "RoleSessionName"); err != nil {
		return nil, err
	}
	life := time.Hour
	if p["DurationSeconds"] != "" {
		n, err := strconv.Atoi(p["DurationSeconds"])
		if life = time.Duration(n) * time.Second; err != nil || life < 15*time.Minute || life > 12*time.Hour {
			return nil, errDuration
		}
	}
	for _, name := range Roles {
		switch {
		case p["RoleArn"] != RoleARN(name):
		case name == Closed:
			return nil, errClosed
		default:
			key := rpc.TemporaryKey(name+"/"+p["RoleSessionName"], time.Now().Add(life))
			out := new(AssumeRoleReply)
			out.AssumedRoleUser.Arn = "acs:ram::" + accountID + ":assumed-role/" + name + "/" + p["RoleSessionName"]
			out.AssumedRoleUser.AssumedRoleId = "300000000000000001:" + p["RoleSessionName"]
			out.Credentials.AccessKeyId, out.Credentials.AccessKeySecret = key.ID, key.Secret
			out.Credentials.SecurityToken, out.Credentials.Expiration = key.Token, key.Expires.Format(rpc.SecondForm)
			return out, nil
		}
	}
	return nil, errNoRole
}
