package login

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
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
	return message.Errorf("role/{role} can't be assumed: {reason}", ecsapi.Clean(cmp.Or(role, p.RoleARN)), err)
}

// withToken is an issuer of keys of the profile's role, for an identity provider's
// token, which others renew in its file.
func (p *profile) withToken(home string) issuer {
	return func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		data, err := regular.Read(p.OIDCTokenFile)
		if err != nil {
			if e := (*fs.PathError)(nil); errors.As(err, &e) {
				err = e.Err
			}
			return ecsapi.Credentials{}, message.Errorf("the token {file} can't be read: {reason}", shown(p.OIDCTokenFile, home), err)
		}
		key, err := via.AssumeRoleWithOIDC(ctx, strings.TrimSpace(string(data)), p.role())
		return key, p.refused(err)
	}
}

// issued is a key as the metadata service and a credentials URI answer it.
type issued struct {
	Code, AccessKeyId, AccessKeySecret, SecurityToken, Expiration string
}

// key is the key of an answer; from says who gave it.
func (i issued) key(from string) (ecsapi.Credentials, error) {
	k := ecsapi.Credentials{KeyID: i.AccessKeyId, Secret: i.AccessKeySecret, Token: i.SecurityToken}
	var err error
	if i.Expiration != "" {
		k.Expires, err = time.Parse(time.RFC3339, i.Expiration)
	}
	if i.Code != "Success" || k.KeyID == "" || k.Secret == "" || k.Token == "" || err != nil {
		return ecsapi.Credentials{}, message.Errorf("{from} answers without a temporary key", from)
	}
	return k, nil
}

// fromURI is an issuer that asks an address.
func fromURI(address string) issuer {
	return func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return ecsapi.Credentials{}, message.Errorf("the credentials URI is no address")
		}
		from := "the credentials URI " + q.URL.Host
		status, body, err := via.Fetch(q, false)
		switch {
		case err != nil:
			return ecsapi.Credentials{}, message.Errorf("{from} can't be read: {reason}", from, via.Shown(err.Error()))
		case status != http.StatusOK:
			return ecsapi.Credentials{}, message.Errorf("{from} answers with HTTP {status}", from, status)
		}
		var i issued
		if json.Unmarshal(body, &i) != nil {
			i = issued{}
		}
		return i.key(from)
	}
}
