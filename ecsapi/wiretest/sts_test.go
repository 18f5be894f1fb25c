package wiretest

import (
	"context"
	"time"

	"ecsdeck/ecsapi"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"
)

const stsHost = "sts.aliyuncs.com"

// logins are the calls of the token service.
func logins() []exchange {
	return []exchange{
		{name: "AssumeRole", call: func(ctx context.Context, c *ecsapi.Client) {
			c.AssumeRole(ctx, key, ecsapi.Role{ARN: "acs:ram::1:role/ops", Session: "anna", ExternalID: "x", Life: 15 * time.Minute, Host: stsHost})
		},
			typed: []requests.AcsRequest{with(sts.CreateAssumeRoleRequest(), func(r *sts.AssumeRoleRequest) {
				r.RoleArn, r.RoleSessionName, r.ExternalId, r.DurationSeconds = "acs:ram::1:role/ops", "anna", "x", requests.NewInteger(900)
			})}},
		{name: "Identity", call: func(ctx context.Context, c *ecsapi.Client) { c.Identity(ctx, stsHost) },
			typed: []requests.AcsRequest{sts.CreateGetCallerIdentityRequest()}},
		{name: "IdentityOf", call: func(ctx context.Context, c *ecsapi.Client) { c.IdentityOf(ctx, key, stsHost) },
			typed: []requests.AcsRequest{sts.CreateGetCallerIdentityRequest()}},
	}
}

// unlike are methods that send otherwise than the typed clients, with the request
// whose names they use. A token of an identity provider goes unsigned and in the
// body, where no log of addresses has it.
var unlike = map[string]requests.AcsRequest{
	"AssumeRoleWithOIDC": with(sts.CreateAssumeRoleWithOIDCRequest(), func(r *sts.AssumeRoleWithOIDCRequest) {
		r.OIDCToken, r.OIDCProviderArn = "token", "acs:ram::1:oidc-provider/x"
	}),
}
