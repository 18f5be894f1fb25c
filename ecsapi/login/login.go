// Package login finds who somebody is in the cloud: the profiles of the official
// command line, in all of its modes, and the variables of the environment. It makes
// the keys that calls are signed with, and renews those that end.
package login

import (
	"cmp"
	"context"
	"os"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// Lookup says where to look.
type Lookup struct {
	Getenv  func(string) string // nil means os.Getenv
	Environ []string            // that a process_command has
	Home    string              // home directory; "" means the user's
	File    string              // of profiles, by --config-path; "" means the usual one
	Profile string              // asked for by name, by --profile

	// EndpointGiven is set when an endpoint was given by hand: then only keys
	// from the environment or an explicit Profile are used, for a profile that
	// happens to be current belongs to the real cloud.
	EndpointGiven bool
}

// Login is how somebody logs in.
type Login struct {
	// Credentials say where it was found and its region. They have a key only of the
	// modes AK and StsToken, which hold one themselves.
	ecsapi.Credentials

	Mode    Mode
	As      string // how to recognise who acts: the tail of the key, else the role or the mode
	VPC     bool   // the cloud is asked by its addresses within a VPC
	STSHost string // where it is asked who somebody is

	Keys ecsapi.KeySource

	// Notes are what a person should know of why it is this one, a line each.
	Notes []message.Text
}

// None says that there is no way to log in. It is not a fault of anything that was
// configured.
type None struct {
	File          string // where profiles are looked for
	EndpointGiven bool

	Ignored, Name string // a variable, and the profile that it names, which an endpoint does not get
}

func (e *None) Error() string { return e.Describe().String() }

// Describe returns what Error says, for the reader's language.
func (e *None) Describe() message.Text {
	if e.EndpointGiven {
		if e.Name != "" {
			return message.New("no credentials: with an endpoint given, the profile {name:q} that {variable} names is not used; --profile {name} is", e.Name, e.Ignored)
		}
		return message.New("no credentials: with an endpoint given, set {key} and {secret} or name a profile", prefixes[0]+accessKeyID, prefixes[0]+accessKeySecret)
	}
	return message.New("no credentials: set {key} and {secret}, or make a profile with `aliyun configure`, or try --demo", prefixes[0]+accessKeyID, prefixes[0]+accessKeySecret)
}

// Variables of the environment, behind each of these prefixes; the first that is set
// wins.
var prefixes = []string{"ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_"}

const (
	accessKeyID     = "ACCESS_KEY_ID"
	accessKeySecret = "ACCESS_KEY_SECRET"
	securityToken   = "SECURITY_TOKEN"
)

// finder is a Lookup at work.
type finder struct {
	Lookup
	file    string // of profiles
	shown   string // as messages name it
	environ []string
}

// Find looks for a way to log in, in this order:
//
//  1. the profile asked for by name
//  2. an access key in the environment, with ROLE_ARN for that role
//  3. ROLE_ARN, OIDC_PROVIDER_ARN and OIDC_TOKEN_FILE in the environment
//  4. the profile that a variable names: ALIBABACLOUD_PROFILE, ALIBABA_CLOUD_PROFILE or ALICLOUD_PROFILE
//  5. the current profile of the official command line
//  6. ~/.alibabacloud/credentials of Alibaba's SDKs, the section default
//  7. ALIBABA_CLOUD_ECS_METADATA, the RAM role of this instance
//  8. ALIBABA_CLOUD_CREDENTIALS_URI
//
// ALIBABA_CLOUD_IGNORE_PROFILE=TRUE and ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true leave
// out 4 to 6; with an endpoint given there is nothing after 2. It touches no network.
// Without a way it returns a *None; what is there but wrong gives a plain error of
// one line.
func Find(l Lookup) (*Login, error) {
	if l.Getenv == nil {
		l.Getenv = os.Getenv
	}
	if l.Home == "" {
		l.Home, _ = os.UserHomeDir() // without one there are just no profiles
	}
	f := finder{Lookup: l, environ: l.Environ}
	f.file = cmp.Or(l.File, l.Getenv("ALIBABA_CLOUD_CONFIG_FILE"), DefaultFile(l.Home))
	f.shown = shown(f.file, l.Home)

	if l.Profile != "" {
		return f.byName(l.Profile)
	}
	env, err := f.environment()
	if err != nil {
		return nil, err
	}
	ignored := f.ignoresProfiles()
	name, variable := f.first("PROFILE", "ALIBABACLOUD_", "ALIBABA_CLOUD_", "ALICLOUD_")
	if env != nil {
		if name != "" && !ignored {
			env.Notes = append(env.Notes, message.New("the keys of the environment act, and not the profile {name:q} that {variable} names; --profile {name} comes first", name, variable))
		}
		return env, nil
	}
	if l.EndpointGiven {
		return nil, &None{File: f.shown, EndpointGiven: true, Ignored: variable, Name: name}
	}
	if !ignored {
		if name != "" {
			return f.byName(name)
		}
		c, err := readConfig(f.file, f.shown)
		if err != nil {
			return nil, err
		}
		switch p, err := c.current(); {
		case err != nil:
			return nil, err
		case p != nil:
			return f.login(c, p)
		}
		if l, err := f.fromINI(); l != nil || err != nil {
			return l, err
		}
	}
	p := &profile{Region: f.region(), RoleName: l.Getenv("ALIBABA_CLOUD_ECS_METADATA"), URI: l.Getenv("ALIBABA_CLOUD_CREDENTIALS_URI")}
	switch {
	case p.RoleName != "" && !strings.EqualFold(l.Getenv("ALIBABA_CLOUD_ECS_METADATA_DISABLED"), "true"):
		return f.fromEnvironment(p, EcsRamRole)
	case p.URI != "":
		return f.fromEnvironment(p, CredentialsURI)
	}
	return nil, &None{File: f.shown}
}

// Profiles lists the names of the profiles in the file's order; none without a file.
func Profiles(l Lookup) ([]string, error) {
	path := cmp.Or(l.File, DefaultFile(l.Home))
	c, err := readConfig(path, shown(path, l.Home))
	if err != nil {
		return nil, err
	}
	return c.names(), nil
}

// first is the value of a variable behind the first prefix that has one, and the
// variable.
func (f finder) first(name string, prefixes ...string) (value, variable string) {
	for _, prefix := range prefixes {
		if v := strings.TrimSpace(f.Getenv(prefix + name)); v != "" {
			return v, prefix + name
		}
	}
	return "", prefixes[0] + name
}

func (f finder) ignoresProfiles() bool {
	ignore, _ := f.first("IGNORE_PROFILE", "ALIBABA_CLOUD_", "ALIBABACLOUD_")
	return strings.EqualFold(ignore, "true") || strings.EqualFold(f.Getenv("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"), "true")
}

func (f finder) region() string {
	id, _ := f.first("REGION_ID", prefixes...)
	other, _ := f.first("REGION", prefixes...)
	return cmp.Or(id, other)
}

// environment is a login by what the environment has itself; nil when it has nothing.
func (f finder) environment() (*Login, error) {
	p := &profile{Region: f.region()}
	var keyVariable, secretVariable string
	p.KeyID, keyVariable = f.first(accessKeyID, prefixes...)
	p.Secret, secretVariable = f.first(accessKeySecret, prefixes...)
	p.Token, _ = f.first(securityToken, prefixes...)
	p.RoleARN, _ = f.first("ROLE_ARN", prefixes...)
	p.OIDCProvider, _ = f.first("OIDC_PROVIDER_ARN", prefixes...)
	p.OIDCTokenFile, _ = f.first("OIDC_TOKEN_FILE", prefixes...)
	p.Session, _ = f.first("ROLE_SESSION_NAME", prefixes...)
	p.ExternalID, _ = f.first("EXTERNAL_ID", prefixes...)
	p.STSEndpoint, _ = f.first("STS_ENDPOINT", prefixes...)
	p.STSRegion, _ = f.first("STS_REGION", prefixes...)
	p.EndpointType, _ = f.first("ENDPOINT_TYPE", prefixes...)
	if strings.EqualFold(f.Getenv("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"), "true") {
		p.EndpointType = "vpc"
	}
	switch {
	case p.KeyID != "" && p.Secret == "":
		return nil, message.Errorf("{name} is set but {other} is not", keyVariable, secretVariable)
	case p.KeyID == "" && p.Secret != "":
		return nil, message.Errorf("{name} is set but {other} is not", secretVariable, keyVariable)
	case p.KeyID != "" && p.RoleARN != "" && p.OIDCTokenFile == "": // else the role is the token's
		return f.fromEnvironment(p, RamRoleArn)
	case p.KeyID != "" && p.Token != "":
		return f.fromEnvironment(p, StsToken)
	case p.KeyID != "":
		return f.fromEnvironment(p, AK)
	case f.EndpointGiven:
		return nil, nil
	case p.recognised() == OIDC:
		return f.fromEnvironment(p, OIDC)
	}
	return nil, nil
}

func (f finder) fromEnvironment(p *profile, mode Mode) (*Login, error) {
	issue, err := f.issuer(p, mode)
	if err != nil {
		return nil, err
	}
	return p.login("environment", "", mode, issue), nil
}

// byName is a login by a profile of the file.
func (f finder) byName(name string) (*Login, error) {
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
	return p.login("profile "+name, name, mode, func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
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
	}), nil
}

// login is how the profile logs in.
func (p *profile) login(source, name string, mode Mode, issue issuer) *Login {
	l := &Login{Mode: mode, VPC: p.vpc(), STSHost: p.stsHost()}
	if mode == AK || mode == StsToken {
		l.Credentials = p.own()
	}
	l.Source, l.Profile, l.Region = source, name, ecsapi.RegionID(ecsapi.Clean(p.Region))
	l.As = cmp.Or(l.KeyTail(), ecsapi.Clean(p.RoleARN[strings.LastIndex(p.RoleARN, ":")+1:]), ecsapi.Clean(p.RoleName), string(mode))
	keys := &renewing{issue: func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		key, err := issue(ctx, via)
		key.Source, key.Profile, key.Region = l.Source, l.Profile, l.Region
		return key, err
	}}
	if mode == External {
		keys.least = processPause
	}
	l.Keys = keys
	return l
}

// usable is the mode of a profile that has all that it needs.
func (f finder) usable(p *profile) (Mode, error) {
	name := ecsapi.Clean(p.Name)
	mode, known := p.mode()
	if mode == CredentialsURI && p.URI == "" {
		p.URI = f.Getenv("ALIBABA_CLOUD_CREDENTIALS_URI")
	}
	disabled := f.Getenv("ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS")
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
	case (mode == External || mode == CredentialsURI) && (disabled == "1" || strings.EqualFold(disabled, "true")):
		return "", message.Errorf("profile {name:q} has the mode {mode}, which ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS turns off", name, string(mode))
	}
	if missing := p.missing(mode); missing != "" {
		return "", message.Errorf("profile {name:q} has no {field}", name, missing)
	}
	return mode, nil
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
			return nil, message.Errorf("the profiles lead in a circle by source_profile: {profiles}", strings.Join(append(seen, name), " → "))
		}
	}
	source, err := c.named(p.SourceProfile)
	if err != nil {
		return nil, message.Errorf("the source_profile of profile {name:q}: {reason}", ecsapi.Clean(p.Name), err)
	}
	by, err := f.profileIssuer(c, source, seen)
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
			key.Token, key.Expires = "", time.Time{}
		}
		return key, nil
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
