package ecsapi

import (
	"cmp"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// The APIs of STS, the service that issues temporary keys.
const (
	AssumeRole         = "AssumeRole"
	AssumeRoleWithOIDC = "AssumeRoleWithOIDC"
	GetCallerIdentity  = "GetCallerIdentity"
)

// stsTimeout is how long one call of STS may take. Everything waits for a key.
const stsTimeout = 5 * time.Second

// Role is what somebody acts as with a temporary key.
type Role struct {
	ARN        string // "acs:ram::1234567890123456:role/ops"
	Session    string // how the cloud's audit names who acts
	ExternalID string // that the role's owner asks for; may be ""
	Life       time.Duration
	Host       string // of STS, such as "sts.aliyuncs.com"; an endpoint of the client comes first

	OIDCProvider string // "acs:ram::…:oidc-provider/…"; of AssumeRoleWithOIDC
}

type keyAnswer struct {
	envelope
	Credentials struct{ AccessKeyId, AccessKeySecret, SecurityToken, Expiration string }
}

// AssumeRole asks STS for a temporary key of a role, as who has the key by.
func (c *Client) AssumeRole(ctx context.Context, by Credentials, r Role) (Credentials, error) {
	return c.issue(ctx, call{
		api: AssumeRole, key: &by, host: r.Host,
		params: params{"ExternalId": r.ExternalID},
	}, r)
}

// AssumeRoleWithOIDC asks STS for a temporary key of a role, with a token of an
// identity provider that the role trusts. No key signs it.
func (c *Client) AssumeRoleWithOIDC(ctx context.Context, token string, r Role) (Credentials, error) {
	c.redactor.learn(Credentials{Token: token})
	return c.issue(ctx, call{
		api: AssumeRoleWithOIDC, key: &Credentials{KeyID: "none", Secret: "none"}, unsigned: true, host: r.Host,
		params: params{"OIDCProviderArn": r.OIDCProvider}, form: params{"OIDCToken": token},
	}, r)
}

func (c *Client) issue(ctx context.Context, k call, r Role) (key Credentials, err error) {
	k.params["RoleArn"], k.params["RoleSessionName"] = r.ARN, r.Session
	if r.Life > 0 {
		k.params["DurationSeconds"] = strconv.Itoa(int(r.Life.Seconds()))
	}
	k.what, k.timeout = about(r.ARN), stsTimeout
	a, err := do[keyAnswer](ctx, c, k)
	if err != nil {
		return key, err
	}
	key = Credentials{KeyID: a.Credentials.AccessKeyId, Secret: a.Credentials.AccessKeySecret, Token: a.Credentials.SecurityToken}
	key.Expires, err = time.Parse(time.RFC3339, a.Credentials.Expiration)
	if err != nil || key.KeyID == "" || key.Secret == "" || key.Token == "" {
		return Credentials{}, &Error{API: k.api, Kind: KindAnswer, HTTPStatus: 200, Text: message.New("STS answered without a key")}
	}
	key.Account, key.As = AccountOf(r.ARN), Identity{ARN: r.ARN}.As()
	c.redactor.learn(key)
	return key, nil
}

// maxAccount is how many digits the number of an account may have, which folders are called by.
const maxAccount = 64

// AccountOf is the account that an ARN such as "acs:ram::1234567890123456:role/ops"
// names, or "".
func AccountOf(arn string) string {
	parts := strings.Split(arn, ":")
	if len(parts) < 5 || parts[3] == "" || len(parts[3]) > maxAccount || strings.Trim(parts[3], "0123456789") != "" {
		return ""
	}
	return parts[3]
}

// Identity is who a key belongs to.
type Identity struct {
	Account string // its number
	Kind    string // "Account" for the owner's own, "RAMUser" or "AssumedRoleUser"
	ARN     string // "acs:ram::1234567890123456:user/anna"
}

// As is who acts within the account: "user/anna", "role/ops" whatever its session is
// called, "root" for the owner.
func (i Identity) As() string {
	if i.Owner() {
		return "root"
	}
	name := i.ARN[strings.LastIndex(i.ARN, ":")+1:]
	if role, ok := strings.CutPrefix(name, "assumed-role/"); ok {
		role, _, _ = strings.Cut(role, "/")
		return "role/" + role
	}
	return name
}

// Owner reports whether it is the account itself, whom nothing can be forbidden.
func (i Identity) Owner() bool { return i.Kind == "Account" }

type identityAnswer struct {
	envelope
	AccountId, IdentityType, Arn string
}

// Identity asks STS whose key the client signs with, at a host or, without one, at
// sts.aliyuncs.com; an endpoint of the client comes first.
func (c *Client) Identity(ctx context.Context, host string) (Identity, error) {
	return c.identity(ctx, nil, host)
}

// IdentityOf is Identity of a key that is not the client's, or not yet.
func (c *Client) IdentityOf(ctx context.Context, key Credentials, host string) (Identity, error) {
	return c.identity(ctx, &key, host)
}

func (c *Client) identity(ctx context.Context, key *Credentials, host string) (Identity, error) {
	a, err := do[identityAnswer](ctx, c, call{api: GetCallerIdentity, key: key, host: cmp.Or(host, "sts.aliyuncs.com"), timeout: stsTimeout})
	if err != nil {
		return Identity{}, err
	}
	return Identity{Account: field(a.AccountId), Kind: c.redactor.text(a.IdentityType), ARN: c.redactor.text(a.Arn)}, nil
}

// mostFetched is the largest answer of Fetch.
const mostFetched = 64 << 10

// Fetch makes one request of a service of keys that is none of the API, on the
// client's own connections; direct goes past any proxy. It follows no redirect and
// reads no more than 64 KiB. What it answers is secret.
func (c *Client) Fetch(q *http.Request, direct bool) (status int, body []byte, err error) {
	ctx, cancel := context.WithCancelCause(q.Context())
	defer cancel(nil)
	defer context.AfterFunc(c.closed, func() { cancel(errClosed) })()
	connections := c.connections
	if direct && connections.Proxy != nil {
		connections = connections.Clone()
		connections.Proxy = nil
		defer connections.CloseIdleConnections()
	}
	resp, err := connections.RoundTrip(q.WithContext(ctx))
	if err != nil {
		return 0, nil, err
	}
	if switched(resp) {
		return resp.StatusCode, nil, nil
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, mostFetched))
	return resp.StatusCode, body, err
}
