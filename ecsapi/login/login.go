// Package login finds who somebody is in the cloud: the profiles of the official
// command line, in all of its modes, and the variables of the environment. It makes
// the keys that calls are signed with, and renews those that end.
package login

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// fromVariables is the Source of what the environment has.
const fromVariables = "environment"

// Login is how somebody logs in.
type Login struct {
	// Credentials say where it was found and its region. They have a key only of the
	// modes AK and StsToken, which hold one themselves.
	ecsapi.Credentials

	Mode    Mode
	As      string // how to recognise who acts: the tail of the key, else the role or the mode
	ID      string // tells one way without a key of its own from another; "" with one
	VPC     bool   // the cloud is asked by its addresses within a VPC
	STSHost string // where it is asked who somebody is

	Keys ecsapi.KeySource

	// Identity is who acts, as far as the login itself tells it: a role's ARN names its
	// account. Zero where only GetCallerIdentity can tell.
	Identity ecsapi.Identity

	Looked []Looked // where was looked, up to this

	// Notes are what a person should know of why it is this one, a line each.
	Notes []message.Text
}

// Owned notes whose the keys are, as GetCallerIdentity or an earlier session told it: a key
// of another account, user or role will not be taken.
func (l *Login) Owned(who ecsapi.Identity) {
	if r, ok := l.Keys.(*renewing); ok {
		r.learn(who.Account, who.As())
	}
}

// note adds to the notes what there is to say.
func (l *Login) note(text message.Text) {
	if !text.IsZero() {
		l.Notes = append(l.Notes, text)
	}
}

func (f finder) fromEnvironment(p *profile, mode Mode) (*Login, error) {
	issue, err := f.issuer(p, mode)
	if err != nil {
		return nil, err
	}
	return p.login(fromVariables, "", mode, issue), nil
}

// byName is a login by a profile of the file; nil without a name.
func (f finder) byName(name string) (*Login, error) {
	if name == "" {
		return nil, nil
	}
	if f.file == "" {
		return nil, message.Errorf("there is no home directory, where profiles are; set HOME, or name their file with --config-path")
	}
	c, err := readConfig(f.file, f.shown)
	if err != nil {
		return nil, err
	}
	p, err := c.named(name)
	if err != nil {
		return nil, err
	}
	return f.login(c, p)
}

func (f finder) login(c *configFile, p *profile) (*Login, error) {
	mode, err := f.usable(p)
	if err != nil {
		return nil, err
	}
	if _, err := f.profileIssuer(c, p, nil); err != nil {
		return nil, err
	}
	name := ecsapi.Clean(p.Name)
	// The file may have another key later: that of this name, whichever is current.
	l := p.login("profile "+name, name, mode, func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		c, err := readConfig(f.file, f.shown)
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		p, err := c.named(p.Name)
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		issue, err := f.profileIssuer(c, p, nil)
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		return issue(ctx, via)
	})
	l.note(exposed(f.file, f.shown))
	return l, nil
}

// login is how the profile logs in.
func (p *profile) login(source, name string, mode Mode, issue issuer) *Login {
	l := &Login{Mode: mode, VPC: p.vpc(), STSHost: p.stsHost()}
	if mode == AK || mode == StsToken {
		l.Credentials = p.own()
	}
	l.Source, l.Profile, l.Region = source, name, ecsapi.RegionID(ecsapi.Clean(p.Region))
	l.As = cmp.Or(l.KeyTail(), ecsapi.Clean(p.RoleARN[strings.LastIndex(p.RoleARN, ":")+1:]), ecsapi.Clean(p.RoleName), string(mode))
	if l.KeyID == "" {
		key := p.KeyID
		if mode == CloudSSO || mode == OAuth {
			key = name // whose key is another one after each login
		}
		sum := sha256.Sum256([]byte(strings.Join([]string{string(mode), p.RoleARN, p.RoleName, p.URI, p.OIDCProvider, p.Process, key}, "\x00")))
		l.ID = string(mode) + "-" + hex.EncodeToString(sum[:8])
	}
	switch mode {
	case RamRoleArn, RamRoleArnWithRole, ChainableRamRoleArn, OIDC:
		if arn := ecsapi.Clean(p.RoleARN); ecsapi.AccountOf(arn) != "" {
			l.Identity = ecsapi.Identity{Account: ecsapi.AccountOf(arn), Kind: "AssumedRoleUser", ARN: arn}
		}
	}
	keys := &renewing{host: l.STSHost, account: l.Identity.Account, as: l.Identity.As(), issue: func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		key, err := issue(ctx, via)
		key.Source, key.Profile, key.Region = l.Source, l.Profile, l.Region
		return key, err
	}}
	if l.Keys = keys; source == fromVariables && l.KeyID != "" {
		l.Keys = l.Credentials // the environment has no other later
	}
	return l
}

// usable is the mode of a profile that has all that it needs.
func (f finder) usable(p *profile) (Mode, error) {
	name := ecsapi.Clean(p.Name)
	mode, known := p.mode()
	f.setVPC(p)
	if mode == CredentialsURI && p.URI == "" {
		p.URI = f.Getenv("ALIBABA_CLOUD_CREDENTIALS_URI")
	}
	switch {
	case !known:
		return "", message.Errorf("profile {name:q} has the mode {mode:q}, which there is not; accepted: {modes}", name, ecsapi.Clean(string(mode)), supported())
	case mode == "":
		return "", message.Errorf("profile {name:q} is not filled in; `aliyun configure --profile {name}` does that", name)
	case mode == RsaKeyPair:
		return "", message.Errorf("profile {name:q} logs in with an RSA key pair, which the cloud gave up; make one with an access key or a role: `aliyun configure --profile {name}`", name)
	case mode == BearerToken:
		return "", message.Errorf("profile {name:q} logs in with a bearer token, which ECS does not take; make one with an access key or a role: `aliyun configure --profile {name}`", name)
	case mode == Anonymous:
		return "", message.Errorf("profile {name:q} is anonymous, and ECS wants a key; choose another with --profile, or try --demo", name)
	}
	if missing := p.missing(mode); missing != "" {
		return "", message.Errorf("profile {name:q} has no {field}; `aliyun configure --profile {name} --mode {mode}` sets it",
			name, missing, string(mode))
	}
	return mode, nil
}

// setVPC has a profile that does not say which addresses it asks ask those that the
// environment wants.
func (f finder) setVPC(p *profile) {
	if p.EndpointType == "" && strings.EqualFold(f.Getenv("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"), "true") {
		p.EndpointType = "vpc"
	}
}

// supported lists the modes that log in.
func supported() string {
	var names []string
	for _, m := range modes {
		if m.mode != RsaKeyPair && m.mode != BearerToken && m.mode != Anonymous {
			names = append(names, string(m.mode))
		}
	}
	return strings.Join(names, ", ")
}

// profileIssuer is how a profile of the file gets its keys; seen are the profiles
// that lead to it.
func (f finder) profileIssuer(c *configFile, p *profile, seen []string) (issuer, error) {
	mode, err := f.usable(p)
	if err != nil {
		return nil, err
	}
	if mode != ChainableRamRoleArn {
		return f.issuer(p, mode)
	}
	seen = append(seen, ecsapi.Clean(p.Name))
	for _, name := range seen {
		if name == ecsapi.Clean(p.SourceProfile) {
			return nil, message.Errorf("the profiles lead in a circle by source_profile: {profiles}; one of them must log in by another mode",
				strings.Join(append(seen, name), " → "))
		}
	}
	source, err := c.named(p.SourceProfile)
	if err != nil {
		return nil, message.Errorf("the source_profile of profile {name:q}: {reason}", ecsapi.Clean(p.Name), err)
	}
	by, err := f.profileIssuer(c, source, seen)
	if err == nil {
		err = p.checkSTSHost()
	}
	if err != nil {
		return nil, err
	}
	return p.assumed(by), nil
}

// issuer is how somebody with these settings gets keys, in any mode but by another
// profile.
func (f finder) issuer(p *profile, mode Mode) (issuer, error) {
	own := func(context.Context, *ecsapi.Client) (ecsapi.Credentials, error) {
		key := p.own()
		if mode == AK {
			key.Token = ""
		}
		return key, nil
	}
	f.setVPC(p)
	disabled := f.Getenv("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS")
	if (mode == External || mode == CredentialsURI) && (disabled == "1" || strings.EqualFold(disabled, "true")) {
		return nil, message.Errorf("the mode {mode} is turned off by ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS", string(mode))
	}
	if err := p.checkSTSHost(); err != nil {
		return nil, err
	}
	switch mode {
	case AK, StsToken:
		return own, nil
	case RamRoleArn:
		return p.assumed(own), nil
	case EcsRamRole:
		return fromMetadata(p.RoleName), nil
	case RamRoleArnWithRole:
		return p.assumed(fromMetadata(p.RoleName)), nil
	case OIDC:
		return p.withToken(f.Home), nil
	case CredentialsURI:
		return fromURI(p.URI), nil
	case External:
		return f.fromProcess(p.Process), nil
	case CloudSSO, OAuth:
		return p.cached(mode), nil
	}
	return nil, message.Errorf("a profile of the mode {mode} can't be used here", string(mode))
}

// cached is the key that a login in a browser left in the file. It is never
// renewed here: that would spend what the official command line needs to renew it.
func (p *profile) cached(mode Mode) issuer {
	return func(context.Context, *ecsapi.Client) (ecsapi.Credentials, error) {
		key := p.own()
		if p.TokenExpires > 0 {
			key.Expires = time.Unix(p.TokenExpires, 0)
		}
		if mode == CloudSSO {
			key.Account = strings.TrimSpace(p.SSOAccount)
		}
		command := "aliyun configure --profile " + ecsapi.Clean(p.Name)
		if mode == OAuth {
			command += " --mode OAuth"
		}
		switch {
		case key.KeyID == "" || key.Secret == "" || key.Token == "":
			return key, message.Errorf("profile {name:q} is not logged in; `{command}` does that", ecsapi.Clean(p.Name), command)
		case key.Expires.IsZero() || !time.Now().Before(key.Expires):
			return key, message.Errorf("the login of profile {name:q} has expired; `{command}` renews it, or any command of aliyun with that profile", ecsapi.Clean(p.Name), command)
		}
		return key, nil
	}
}
