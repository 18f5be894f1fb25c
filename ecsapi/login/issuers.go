package login

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// sessionName names who acts in the cloud's audit where a profile names nobody.
const sessionName = "ecsdeck"

// own is the profile's own key.
func (p *profile) own() ecsapi.Credentials {
	return ecsapi.Credentials{KeyID: strings.TrimSpace(p.KeyID), Secret: strings.TrimSpace(p.Secret), Token: strings.TrimSpace(p.Token)}
}

// role is the profile's role.
func (p *profile) role() ecsapi.Role {
	return ecsapi.Role{
		ARN: p.RoleARN, Session: cmp.Or(p.Session, sessionName), ExternalID: p.ExternalID, Life: time.Duration(p.Life) * time.Second,
		Host: p.stsHost(), OIDCProvider: p.OIDCProvider,
	}
}

// stsHost is where the profile asks for temporary keys.
func (p *profile) stsHost() string {
	if host := strings.TrimSpace(p.STSEndpoint); host != "" {
		host = strings.TrimPrefix(strings.TrimPrefix(host, "https://"), "http://")
		return strings.TrimSuffix(host, "/")
	}
	net := "sts"
	if p.vpc() {
		net = "sts-vpc"
	}
	if region := cmp.Or(p.STSRegion, map[bool]string{true: p.Region}[p.vpc()]); region != "" {
		return net + "." + region + ".aliyuncs.com"
	}
	return "sts.aliyuncs.com"
}

// checkSTSHost refuses a profile whose keys would go to others than the cloud, by what
// looks like its host in a path or behind a name too.
func (p *profile) checkSTSHost() error {
	host := p.stsHost()
	if u, err := url.Parse("https://" + host); err != nil || u.Host != host || !strings.HasSuffix(host, ".aliyuncs.com") {
		return message.Errorf("sts_endpoint cannot be {host}: keys are sent only to hosts of aliyuncs.com", ecsapi.Clean(host))
	}
	return nil
}

func (p *profile) vpc() bool { return strings.EqualFold(p.EndpointType, "vpc") }

// assumed is an issuer of keys of the profile's role, for who has a key.
func (p *profile) assumed(by issuer) issuer {
	return func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		key, err := by(ctx, via)
		if err != nil {
			return key, err
		}
		key, err = via.AssumeRole(ctx, key, p.role())
		return key, p.refused(err)
	}
}

// refused says which role could not be assumed.
func (p *profile) refused(err error) error {
	if err == nil {
		return nil
	}
	_, role, _ := strings.Cut(p.RoleARN, ":role/")
	role = ecsapi.Clean(cmp.Or(role, p.RoleARN))
	if e, ok := errors.AsType[*ecsapi.Error](err); ok && e.Kind == ecsapi.KindForbidden {
		return message.Errorf("role/{role} can't be assumed: {reason}; the role must trust who logs in, and who logs in needs sts:AssumeRole",
			role, err)
	}
	return message.Errorf("role/{role} can't be assumed: {reason}", role, err)
}

// withToken is an issuer of keys of the profile's role, for an identity provider's
// token, which others renew in its file.
func (p *profile) withToken(home string) issuer {
	return func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		data, err := regular.Read(p.OIDCTokenFile)
		if err != nil {
			return ecsapi.Credentials{}, message.Errorf("the token {file} can't be read: {reason}; oidc_token_file or ALIBABA_CLOUD_OIDC_TOKEN_FILE names it",
				shown(p.OIDCTokenFile, home), systemCause(err))
		}
		key, err := via.AssumeRoleWithOIDC(ctx, strings.TrimSpace(string(data)), p.role())
		return key, p.refused(err)
	}
}

// issuedKey is the key in an answer of the metadata service or of a credentials URI;
// ok is false where there is none.
func issuedKey(body []byte) (key ecsapi.Credentials, ok bool) {
	var a struct{ Code, AccessKeyId, AccessKeySecret, SecurityToken, Expiration string }
	if json.Unmarshal(body, &a) != nil || a.Code != "Success" || a.AccessKeyId == "" || a.AccessKeySecret == "" || a.SecurityToken == "" {
		return key, false
	}
	key = ecsapi.Credentials{KeyID: a.AccessKeyId, Secret: a.AccessKeySecret, Token: a.SecurityToken}
	if a.Expiration != "" {
		var err error
		if key.Expires, err = time.Parse(time.RFC3339, a.Expiration); err != nil {
			return ecsapi.Credentials{}, false
		}
	}
	return key, true
}

// uriWait is how long a credentials URI may take. Everything waits for a key.
const uriWait = 5 * time.Second

// fromURI is an issuer that asks an address.
func fromURI(address string) issuer {
	return func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		ctx, cancel := context.WithTimeoutCause(ctx, uriWait, message.Errorf("it did not answer in {duration}", uriWait.String()))
		defer cancel()
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return ecsapi.Credentials{}, message.Errorf("the credentials URI is no address")
		}
		host := ecsapi.Clean(q.URL.Host)
		status, body, err := via.Fetch(q, false)
		switch {
		case err != nil && ctx.Err() != nil:
			return ecsapi.Credentials{}, message.Errorf("the credentials URI {host} can't be read: {reason}", host, context.Cause(ctx))
		case err != nil:
			return ecsapi.Credentials{}, message.Errorf("the credentials URI {host} can't be read: {reason}", host, via.Shown(err.Error()))
		case status != http.StatusOK:
			return ecsapi.Credentials{}, message.Errorf("the credentials URI {host} answers with HTTP {status}", host, status)
		}
		key, ok := issuedKey(body)
		if !ok {
			return key, message.Errorf("the credentials URI {host} answers without a temporary key", host)
		}
		return key, nil
	}
}
