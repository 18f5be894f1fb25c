package login

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"strings"

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

// filled is the lookup with what stands for its zero fields.
func (l Lookup) filled() Lookup {
	if l.Getenv == nil {
		l.Getenv = os.Getenv
	}
	if l.Home == "" {
		l.Home, _ = os.UserHomeDir() // without one there are just no profiles
	}
	return l
}

// path is the file of profiles, of a filled lookup.
func (l Lookup) path() string {
	return cmp.Or(l.File, l.Getenv("ALIBABA_CLOUD_CONFIG_FILE"), DefaultFile(l.Home))
}

// Shown is the path of the file of profiles as messages name it, "~/.aliyun/config.json".
func (l Lookup) Shown() string {
	l = l.filled()
	return cmp.Or(shown(l.path(), l.Home), "~/.aliyun/config.json")
}

// None says that there is no way to log in. It is not a fault of anything that was
// configured.
type None struct {
	File          string // where profiles are looked for
	EndpointGiven bool

	Looked []Looked

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
	file  string // of profiles
	shown string // as messages name it

	processes *processes

	named, variable string // a profile, and the variable that names it
}

// Looked is a place that was looked at for a way to log in.
type Looked struct {
	Place message.Key
	Says  message.Text // why it is none; zero of the one that acts
}

// Find looks for a way to log in, in the order of steps; the first that there is acts.
// It touches no network. Without a way it returns a *None; what is there but wrong
// gives a plain error of one line.
func Find(l Lookup) (*Login, error) {
	l = l.filled()
	f := finder{Lookup: l, file: l.path(), shown: l.Shown(), processes: &processes{wait: processWait, ran: map[string]*processRun{}}}
	f.named, f.variable = f.first("PROFILE", "ALIBABACLOUD_", "ALIBABA_CLOUD_", "ALICLOUD_")

	if _, err := os.Stat(f.file); l.File != "" && errors.Is(err, fs.ErrNotExist) {
		return nil, message.Errorf("{file}: there is no such file of profiles", f.shown)
	}
	var looked []Looked
	for _, s := range f.steps() {
		if s.off {
			looked = append(looked, Looked{s.place, message.New("not looked at")})
			continue
		}
		login, err := s.try()
		switch {
		case err != nil:
			return nil, err
		case login != nil:
			login.Looked = append(looked, Looked{Place: s.place})
			return login, nil
		}
		looked = append(looked, Looked{s.place, message.New("nothing there")})
	}
	none := &None{File: f.shown, EndpointGiven: l.EndpointGiven, Looked: looked}
	if l.EndpointGiven && !f.ignoresProfiles() {
		none.Ignored, none.Name = f.variable, f.named
	}
	return nil, none
}

// step is a place where a way to log in may be: try returns nil when it is not there.
type step struct {
	place message.Key
	off   bool // not looked at
	try   func() (*Login, error)
}

// steps are all places in their order. An endpoint that was given by hand gets only
// what was named for it: the current profile belongs to the real cloud.
func (f finder) steps() []step {
	given, ignored := f.EndpointGiven, f.ignoresProfiles()
	noMetadata := strings.EqualFold(f.Getenv("ALIBABA_CLOUD_ECS_METADATA_DISABLED"), "true")
	return []step{
		{"--profile", false, f.byFlag},
		{"an access key in the environment", false, f.environmentKey},
		{"an identity provider's token in the environment", given, f.environmentToken},
		{"the profile that a variable names", given || ignored, func() (*Login, error) { return f.byName(f.named) }},
		{"the current profile", given || ignored, f.current},
		{"the file of Alibaba's SDKs", given || ignored, f.fromINI},
		{"the RAM role of this instance, by a variable", given || noMetadata, func() (*Login, error) {
			return f.fromVariable("ALIBABA_CLOUD_ECS_METADATA", EcsRamRole, func(p *profile, value string) { p.RoleName = value })
		}},
		{"a credentials URI in the environment", given, func() (*Login, error) {
			return f.fromVariable("ALIBABA_CLOUD_CREDENTIALS_URI", CredentialsURI, func(p *profile, value string) { p.URI = value })
		}},
	}
}

// byFlag is a login by --profile; nil without it.
func (f finder) byFlag() (*Login, error) {
	l, err := f.byName(f.Profile)
	if env := f.environment(); l != nil && env.KeyID != "" && env.Secret != "" && !f.hasKey(f.Profile, env.KeyID) {
		l.note(message.New("profile {name:q} acts, and not the keys of the environment: --profile comes first", l.Profile))
	}
	return l, err
}

// hasKey reports whether a profile of the file has an access key for its own.
func (f finder) hasKey(name, id string) bool {
	c, err := readConfig(f.file, f.shown)
	if err != nil {
		return false
	}
	p := c.find(name)
	return p != nil && p.own().KeyID == id
}

// beaten notes that the environment comes before the profile that a variable names;
// what is how.
func (f finder) beaten(l *Login, what message.Key) {
	if f.named != "" && !f.ignoresProfiles() {
		l.note(message.New(what, f.named, f.variable))
	}
}

// fromVariable is a login by a single variable; nil when it is not set.
func (f finder) fromVariable(name string, mode Mode, set func(p *profile, value string)) (*Login, error) {
	value := strings.TrimSpace(f.Getenv(name))
	if value == "" {
		return nil, nil
	}
	p := &profile{Region: f.region()}
	set(p, value)
	return f.fromEnvironment(p, mode)
}

// current is a login by the current profile; nil when there is none.
func (f finder) current() (*Login, error) {
	c, err := readConfig(f.file, f.shown)
	if err != nil {
		return nil, err
	}
	p, err := c.current()
	if p == nil || err != nil {
		return nil, err
	}
	return f.login(c, p)
}

// Profiles lists the names of the profiles in the file's order; none without a file.
func Profiles(l Lookup) ([]string, error) {
	l = l.filled()
	c, err := readConfig(l.path(), l.Shown())
	if err != nil {
		return nil, err
	}
	return c.names(), nil
}

// Chosen is the name of the profile that Find logs in with, if it can; "" where none does.
func Chosen(l Lookup) string {
	l = l.filled()
	f := finder{Lookup: l, file: l.path(), shown: l.Shown()}
	named, _ := f.first("PROFILE", "ALIBABACLOUD_", "ALIBABA_CLOUD_", "ALICLOUD_")
	key := f.environment()
	switch {
	case l.Profile != "":
		return ecsapi.Clean(l.Profile)
	case key.KeyID != "" || key.Secret != "" || l.EndpointGiven || f.ignoresProfiles():
		return ""
	case key.OIDCProvider != "" && key.OIDCTokenFile != "" && key.RoleARN != "":
		return ""
	case named != "":
		return ecsapi.Clean(named)
	}
	c, err := readConfig(f.file, f.shown)
	if err != nil {
		return ""
	}
	return ecsapi.Clean(cmp.Or(c.Current, "default"))
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

// environment are the settings of the environment, as a profile has them.
func (f finder) environment() *profile {
	get := func(name string) string {
		v, _ := f.first(name, prefixes...)
		return v
	}
	role := func(name string) string { // whose prefixes the official command line takes in this order
		v, _ := f.first(name, "ALIBABACLOUD_", "ALIBABA_CLOUD_", "ALICLOUD_")
		return v
	}
	return &profile{
		Region: f.region(), KeyID: get(accessKeyID), Secret: get(accessKeySecret), Token: get(securityToken),
		RoleARN: role("ROLE_ARN"), Session: get("ROLE_SESSION_NAME"), ExternalID: role("EXTERNAL_ID"),
		OIDCProvider: role("OIDC_PROVIDER_ARN"), OIDCTokenFile: role("OIDC_TOKEN_FILE"),
		STSEndpoint: get("STS_ENDPOINT"), STSRegion: get("STS_REGION"), EndpointType: get("ENDPOINT_TYPE"),
	}
}

// environmentKey is a login by a key of the environment; nil when there is none.
func (f finder) environmentKey() (*Login, error) {
	p := f.environment()
	_, id := f.first(accessKeyID, prefixes...)
	_, secret := f.first(accessKeySecret, prefixes...)
	mode := AK
	switch {
	case p.KeyID == "" && p.Secret == "":
		return nil, nil
	case p.Secret == "":
		return nil, message.Errorf("{name} is set but {other} is not", id, secret)
	case p.KeyID == "":
		return nil, message.Errorf("{name} is set but {other} is not", secret, id)
	case p.Token != "":
		mode = StsToken
	case p.RoleARN != "" && p.OIDCTokenFile == "": // else the role is the identity provider's
		mode = RamRoleArn
	}
	l, err := f.fromEnvironment(p, mode)
	if err == nil && !f.hasKey(f.named, p.KeyID) {
		f.beaten(l, "the keys of the environment act, and not the profile {name:q} that {variable} names; --profile {name} comes first")
	}
	return l, err
}

// environmentToken is a login by an identity provider's token; nil when there is
// none.
func (f finder) environmentToken() (*Login, error) {
	if p := f.environment(); p.OIDCProvider != "" && p.OIDCTokenFile != "" && p.RoleARN != "" {
		l, err := f.fromEnvironment(p, OIDC)
		if err == nil {
			f.beaten(l, "the identity provider's token of the environment acts, and not the profile {name:q} that {variable} names; --profile {name} comes first")
		}
		return l, err
	}
	return nil, nil
}
