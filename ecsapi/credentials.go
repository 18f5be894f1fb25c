package ecsapi

import (
	"fmt"
	"os"
	"strings"

	"ecsdeck/ecsapi/message"
)

// Credentials is an access key and where it was found. However it is printed,
// it shows neither secret nor token.
type Credentials struct {
	KeyID   string
	Secret  string `json:"-"`
	Token   string `json:"-"` // security token of a temporary key
	Source  string // "environment", "profile NAME" or "demo"
	Profile string
	Region  RegionID // the profile's or the environment's own; may be ""
}

// KeyTail shows the ends of the access key id, "LTAI…8fQ2": enough to
// recognise it, too little to use it.
func (c Credentials) KeyTail() string {
	k := Clean(c.KeyID)
	if len(k) < 12 {
		return "…" + k[len(k)-len(k)/4:]
	}
	return k[:4] + "…" + k[len(k)-4:]
}

func (c Credentials) String() string { return c.Source + " (" + c.KeyTail() + ")" }

// Format prints String for every verb, %#v too.
func (c Credentials) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// Lookup says where to look for credentials.
type Lookup struct {
	Getenv  func(string) string // nil means os.Getenv
	Home    string              // home directory; "" means the user's
	Profile string              // asked for by name, by --profile

	// EndpointGiven is set when an endpoint was given by hand: then only keys
	// from the environment or an explicit Profile are used, for a profile that
	// happens to be current belongs to the real cloud.
	EndpointGiven bool
}

// NoCredentials says that there are none anywhere. It is not a fault of
// anything that was configured.
type NoCredentials struct{ EndpointGiven bool }

func (e *NoCredentials) Error() string { return e.Describe().String() }

// Describe returns what Error says, for the reader's language.
func (e *NoCredentials) Describe() message.Text {
	if e.EndpointGiven {
		return message.New("no credentials: with an endpoint given, set {key} and {secret} or name a profile", envKeyID, envSecret)
	}
	return message.New("no credentials: set {key} and {secret}, or make a profile with `aliyun configure`, or try --demo", envKeyID, envSecret)
}

const (
	envKeyID   = "ALIBABA_CLOUD_ACCESS_KEY_ID"
	envSecret  = "ALIBABA_CLOUD_ACCESS_KEY_SECRET"
	envToken   = "ALIBABA_CLOUD_SECURITY_TOKEN"
	envRegion  = "ALIBABA_CLOUD_REGION_ID"
	envProfile = "ALIBABA_CLOUD_PROFILE"
)

// FindCredentials looks for an access key: the profile asked for, the
// environment, the profile that ALIBABA_CLOUD_PROFILE names, the current
// profile of ~/.aliyun/config.json. It touches no network. Without any it
// returns a *NoCredentials; what is there but wrong gives a plain error of one
// line.
func FindCredentials(l Lookup) (Credentials, error) {
	if l.Getenv == nil {
		l.Getenv = os.Getenv
	}
	if l.Home == "" {
		l.Home, _ = os.UserHomeDir() // without one there are just no profiles
	}
	if l.Profile != "" {
		return profile(l.Home, l.Profile)
	}
	c := Credentials{
		KeyID:  strings.TrimSpace(l.Getenv(envKeyID)),
		Secret: strings.TrimSpace(l.Getenv(envSecret)),
		Token:  strings.TrimSpace(l.Getenv(envToken)),
		Source: "environment",
		Region: RegionID(strings.TrimSpace(l.Getenv(envRegion))),
	}
	switch {
	case c.KeyID != "" && c.Secret != "":
		return c, nil
	case c.KeyID != "":
		return Credentials{}, message.Errorf("{name} is set but {other} is not", envKeyID, envSecret)
	case c.Secret != "":
		return Credentials{}, message.Errorf("{name} is set but {other} is not", envSecret, envKeyID)
	}
	if l.EndpointGiven {
		return Credentials{}, &NoCredentials{EndpointGiven: true}
	}
	return profile(l.Home, l.Getenv(envProfile))
}
