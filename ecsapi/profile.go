package ecsapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ecsdeck/ecsapi/message"
)

// The official command line's configuration. It is read, never written.
type config struct {
	Current  string          `json:"current"`
	Profiles []configProfile `json:"profiles"`
}

type configProfile struct {
	Name   string `json:"name"`
	Mode   string `json:"mode"`
	KeyID  string `json:"access_key_id"`
	Secret string `json:"access_key_secret"`
	Token  string `json:"sts_token"`
	Region string `json:"region_id"`
}

// The modes of a profile that hold a key themselves. The others would have to
// ask somebody for one first.
const (
	modeAK  = "AK"
	modeSTS = "StsToken"
)

// configShown is the configuration's path as messages name it.
const configShown = "~/.aliyun/config.json"

func configPath(home string) string {
	if home == "" {
		return ""
	}
	return filepath.Join(home, ".aliyun", "config.json")
}

// readConfig reads the configuration; without a file it is empty. Errors quote
// nothing of the file's content, which is secrets.
func readConfig(home string) (*config, error) {
	data, err := os.ReadFile(configPath(home))
	if errors.Is(err, fs.ErrNotExist) {
		return &config{}, nil
	}
	if err != nil {
		if p := (*fs.PathError)(nil); errors.As(err, &p) {
			err = p.Err
		}
		return nil, message.Errorf("{name} can't be read: {reason}", configShown, err)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	c := new(config)
	if err := json.Unmarshal(data, c); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			return nil, message.Errorf("{file} is not a valid configuration (line {line})", configShown, line(data, syntax.Offset))
		case errors.As(err, &kind):
			return nil, message.Errorf("{file} is not a valid configuration (line {line}: {field} has the wrong type)", configShown, line(data, kind.Offset), kind.Field)
		}
		return nil, message.Errorf("{file} is not a valid configuration", configShown)
	}
	return c, nil
}

func line(data []byte, offset int64) int {
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

// Profiles lists the names of the profiles of ~/.aliyun/config.json in the
// file's order; none without a file.
func Profiles(home string) ([]string, error) {
	c, err := readConfig(home)
	if err != nil {
		return nil, err
	}
	return c.names(), nil
}

func (c *config) names() []string {
	return mapped(c.Profiles, func(p configProfile) string { return Clean(p.Name) })
}

// profile returns the credentials of a profile by name, "" being the current one.
// A file whose current profile was never filled in, as the command line's first
// run leaves it, counts as none.
func profile(home, name string) (Credentials, error) {
	c, err := readConfig(home)
	if err != nil {
		return Credentials{}, err
	}
	named := cmp.Or(name, c.Current)
	for _, p := range c.Profiles {
		switch {
		case p.Name != cmp.Or(named, "default"):
		case name == "" && (p.Mode == "" || p.Mode == modeAK) && p.KeyID == "" && p.Secret == "":
			return Credentials{}, &NoCredentials{}
		default:
			return p.credentials()
		}
	}
	switch {
	case named == "":
		return Credentials{}, &NoCredentials{}
	case len(c.Profiles) == 0:
		return Credentials{}, message.Errorf("there is no profile {name:q}: {file} has no profiles", named, configShown)
	}
	return Credentials{}, message.Errorf("there is no profile {name:q}; {file} has {profiles}", named, configShown, strings.Join(c.names(), ", "))
}

func (p *configProfile) credentials() (Credentials, error) {
	c := Credentials{KeyID: p.KeyID, Secret: p.Secret, Source: "profile " + Clean(p.Name), Profile: Clean(p.Name), Region: RegionID(Clean(p.Region))}
	missing := ""
	switch p.Mode {
	case modeSTS:
		if c.Token = p.Token; c.Token == "" {
			missing = "sts_token"
		}
	case modeAK, "":
	default:
		return Credentials{}, message.Errorf("profile {name:q} has the mode {mode:q}; only {keyMode} and {tokenMode} are supported", Clean(p.Name), Clean(p.Mode), modeAK, modeSTS)
	}
	switch {
	case c.KeyID == "":
		missing = "access_key_id"
	case c.Secret == "":
		missing = "access_key_secret"
	}
	if missing != "" {
		return Credentials{}, message.Errorf("profile {name:q} has no {field}", Clean(p.Name), missing)
	}
	return c, nil
}
