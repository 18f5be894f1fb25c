package login

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// configFile is the configuration of the official command line. It is read, never
// written.
type configFile struct {
	path string

	Current  string     `json:"current"`
	Profiles []*profile `json:"profiles"`
}

// profile is one of its profiles, and what a process prints in its place.
type profile struct {
	Name   string `json:"name"`
	Mode   Mode   `json:"mode"`
	Region string `json:"region_id"`

	KeyID         string `json:"access_key_id"`
	Secret        string `json:"access_key_secret"`
	Token         string `json:"sts_token"`
	TokenExpires  int64  `json:"sts_expiration"` // seconds since 1970, of a key that a login left
	Life          int    `json:"expired_seconds"`
	RoleName      string `json:"ram_role_name"`
	RoleARN       string `json:"ram_role_arn"`
	Session       string `json:"ram_session_name"`
	ExternalID    string `json:"external_id"`
	SourceProfile string `json:"source_profile"`
	PrivateKey    string `json:"private_key"`
	KeyPair       string `json:"key_pair_name"`
	Process       string `json:"process_command"`
	URI           string `json:"credentials_uri"`
	OIDCProvider  string `json:"oidc_provider_arn"`
	OIDCTokenFile string `json:"oidc_token_file"`
	SignInURL     string `json:"cloud_sso_sign_in_url"`
	SSOAccount    string `json:"cloud_sso_account_id"`
	Bearer        string `json:"bearer_token"`

	STSRegion    string `json:"sts_region"`
	STSEndpoint  string `json:"sts_endpoint"`
	EndpointType string `json:"endpoint_type"`
}

// DefaultFile is where the official command line keeps its profiles; "" without a
// home directory.
func DefaultFile(home string) string {
	if home == "" {
		return ""
	}
	return filepath.Join(home, ".aliyun", "config.json")
}

// shown is a path as messages name it.
func shown(path, home string) string {
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok && home != "" {
		return "~/" + filepath.ToSlash(rest)
	}
	return ecsapi.Clean(path)
}

// systemCause is what the system said of a file, without its name.
func systemCause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// exposed is the note that a file with keys can be read by others; zero when it can't.
func exposed(path, name string) (note message.Text) {
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o044 != 0 && runtime.GOOS != "windows" {
		note = message.New("{file} can be read by others on this machine; `chmod 600 {file}` keeps its keys to you", name)
	}
	return note
}

// readConfig reads the configuration; without a file it is empty. Errors quote
// nothing of the file's content, which is secrets. name is how they call it.
func readConfig(path, name string) (*configFile, error) {
	data, err := regular.Read(path)
	if errors.Is(err, fs.ErrNotExist) || path == "" {
		return &configFile{path: name}, nil
	}
	if err != nil {
		return nil, message.Errorf("{name} can't be read: {reason}", name, systemCause(err))
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	c := &configFile{path: name}
	if err := json.Unmarshal(data, c); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			return nil, message.Errorf("{file} is not a valid configuration (line {line})", name, line(data, syntax.Offset))
		case errors.As(err, &kind):
			return nil, message.Errorf("{file} is not a valid configuration (line {line}: {field} has the wrong type)", name, line(data, kind.Offset), kind.Field)
		}
		return nil, message.Errorf("{file} is not a valid configuration", name)
	}
	return c, nil
}

func line(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

func (c *configFile) find(name string) *profile {
	for _, p := range c.Profiles {
		if p != nil && p.Name == name {
			return p
		}
	}
	return nil
}

// named is the profile of a name, or an error that lists those that there are.
func (c *configFile) named(name string) (*profile, error) {
	if p := c.find(name); p != nil {
		return p, nil
	}
	names := c.names()
	if len(names) == 0 {
		return nil, message.Errorf("there is no profile {name:q}: {file} has no profiles", name, c.path)
	}
	return nil, message.Errorf("there is no profile {name:q}; {file} has {profiles}", name, c.path, strings.Join(names, ", "))
}

func (c *configFile) names() []string {
	var names []string
	for _, p := range c.Profiles {
		if p != nil {
			names = append(names, ecsapi.Clean(p.Name))
		}
	}
	return names
}

// current is the profile that is used when none is named, nil when there is none:
// a profile that was never filled in, as the command line's first run leaves it,
// is none.
func (c *configFile) current() (*profile, error) {
	name := c.Current
	if name == "" {
		name = "default"
	}
	p := c.find(name)
	if p == nil && c.Current != "" {
		return c.named(name)
	}
	if p != nil && (p.Mode == "" || p.Mode == AK) && p.KeyID == "" && p.Secret == "" && p.recognised() == "" {
		return nil, nil
	}
	return p, nil
}
