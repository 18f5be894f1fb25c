package login

import "strings"

// Mode is how a profile logs in, as the official command line spells it.
type Mode string

// The modes.
const (
	AK                  Mode = "AK"
	StsToken            Mode = "StsToken"
	RamRoleArn          Mode = "RamRoleArn"
	EcsRamRole          Mode = "EcsRamRole"
	RamRoleArnWithRole  Mode = "RamRoleArnWithRoleName"
	ChainableRamRoleArn Mode = "ChainableRamRoleArn"
	OIDC                Mode = "OIDC"
	CredentialsURI      Mode = "CredentialsURI"
	External            Mode = "External"
	CloudSSO            Mode = "CloudSSO"
	OAuth               Mode = "OAuth"
	RsaKeyPair          Mode = "RsaKeyPair"
	BearerToken         Mode = "BearerToken"
	Anonymous           Mode = "Anonymous"
)

// modes are all modes with what a profile of each must have, in the order in which
// it is asked for.
var modes = []struct {
	mode  Mode
	needs []field
}{
	{AK, []field{keyID, secret}},
	{StsToken, []field{keyID, secret, token}},
	{RamRoleArn, []field{keyID, secret, roleARN}},
	{EcsRamRole, nil},
	{RamRoleArnWithRole, []field{roleARN}},
	{ChainableRamRoleArn, []field{sourceProfile, roleARN}},
	{OIDC, []field{oidcProvider, oidcTokenFile, roleARN}},
	{CredentialsURI, []field{uri}},
	{External, []field{process}},
	{CloudSSO, nil},
	{OAuth, nil},
	{RsaKeyPair, nil},
	{BearerToken, nil},
	{Anonymous, nil},
}

// field is a setting of a profile by its name in the file.
type field struct {
	name string
	of   func(*profile) string
}

var (
	keyID         = field{"access_key_id", func(p *profile) string { return p.KeyID }}
	secret        = field{"access_key_secret", func(p *profile) string { return p.Secret }}
	token         = field{"sts_token", func(p *profile) string { return p.Token }}
	roleARN       = field{"ram_role_arn", func(p *profile) string { return p.RoleARN }}
	sourceProfile = field{"source_profile", func(p *profile) string { return p.SourceProfile }}
	oidcProvider  = field{"oidc_provider_arn", func(p *profile) string { return p.OIDCProvider }}
	oidcTokenFile = field{"oidc_token_file", func(p *profile) string { return p.OIDCTokenFile }}
	process       = field{"process_command", func(p *profile) string { return p.Process }}
	uri           = field{"credentials_uri", func(p *profile) string { return p.URI }}
)

// missing is the first setting that the profile's mode needs and that it lacks, or "".
func (p *profile) missing(mode Mode) string {
	for _, m := range modes {
		if m.mode != mode {
			continue
		}
		for _, f := range m.needs {
			if strings.TrimSpace(f.of(p)) == "" {
				return f.name
			}
		}
	}
	return ""
}

// mode is the profile's mode in any case of letters or, where it names none, the
// one that its settings show. known is false for a mode that there is not.
func (p *profile) mode() (mode Mode, known bool) {
	named := strings.TrimSpace(string(p.Mode))
	if named == "" {
		return p.recognised(), true
	}
	for _, m := range modes {
		if strings.EqualFold(named, string(m.mode)) {
			return m.mode, true
		}
	}
	return Mode(named), false
}

// recognised is the mode that a profile's settings show, by the rules of the
// official command line; "" when they show none.
func (p *profile) recognised() Mode {
	has := func(values ...string) bool {
		for _, v := range values {
			if v == "" {
				return false
			}
		}
		return true
	}
	switch {
	case has(p.KeyID, p.Secret, p.Token):
		return StsToken
	case has(p.KeyID, p.Secret, p.RoleARN):
		return RamRoleArn
	case has(p.KeyID, p.Secret):
		return AK
	case has(p.PrivateKey, p.KeyPair):
		return RsaKeyPair
	case has(p.RoleName):
		return EcsRamRole
	case has(p.Process):
		return External
	case has(p.OIDCProvider, p.OIDCTokenFile, p.RoleARN):
		return OIDC
	case has(p.SignInURL):
		return CloudSSO
	case has(p.Bearer):
		return BearerToken
	}
	return ""
}
