package login

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// iniFile is where Alibaba's SDKs keep profiles of their own; "" where there is none.
func (f finder) iniFile() string {
	if path := f.Getenv("ALIBABA_CLOUD_CREDENTIALS_FILE"); path != "" {
		return path
	}
	if f.Home == "" {
		return ""
	}
	return filepath.Join(f.Home, ".alibabacloud", "credentials")
}

// fromINI is a login by the section default of the SDKs' file. It is nil where there
// is no such file or section.
func (f finder) fromINI() (*Login, error) {
	p, mode, err := f.readINI()
	if p == nil || err != nil {
		return nil, err
	}
	if _, err := f.issuer(p, mode); err != nil {
		return nil, err
	}
	path := f.iniFile()
	name := shown(path, f.Home)
	// The file may have another key later.
	l := p.login(name, "", mode, func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
		p, mode, err := f.readINI()
		if p == nil && err == nil {
			err = message.Errorf("{file} has no section {name:q} any more", name, iniSection)
		}
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		issue, err := f.issuer(p, mode)
		if err != nil {
			return ecsapi.Credentials{}, err
		}
		return issue(ctx, via)
	})
	l.note(exposed(path, name))
	return l, nil
}

// iniSection is the section of the SDKs' file that is used.
const iniSection = "default"

// readINI is what the SDKs' file says, nil where there is no such file or section.
func (f finder) readINI() (*profile, Mode, error) {
	path := f.iniFile()
	name := shown(path, f.Home)
	data, err := regular.Read(path)
	switch {
	case path == "", errors.Is(err, fs.ErrNotExist):
		return nil, "", nil
	case err != nil:
		return nil, "", message.Errorf("{name} can't be read: {reason}", name, systemCause(err))
	}
	values := map[string]string{}
	here := ""
	for text := range strings.Lines(string(data)) {
		text = strings.TrimSpace(text)
		key, value, pair := strings.Cut(text, "=")
		switch name, header := strings.CutPrefix(text, "["); {
		case header:
			here = strings.TrimSpace(strings.TrimSuffix(name, "]"))
		case pair && here == iniSection && !strings.HasPrefix(text, "#") && !strings.HasPrefix(text, ";"):
			values[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	p := &profile{
		Name: iniSection, Region: f.region(), KeyID: values["access_key_id"], Secret: values["access_key_secret"],
		RoleName: values["role_name"], RoleARN: values["role_arn"], Session: values["role_session_name"],
	}
	mode, known := map[string]Mode{"access_key": AK, "ecs_ram_role": EcsRamRole, "ram_role_arn": RamRoleArn}[values["type"]]
	switch {
	case len(values) == 0:
		return nil, "", nil
	case !known:
		return nil, "", message.Errorf("{file}: section {name:q} has the type {type:q}; accepted: access_key, ecs_ram_role, ram_role_arn",
			name, iniSection, ecsapi.Clean(values["type"]))
	case p.missing(mode) != "":
		return nil, "", message.Errorf("{file}: section {name:q} has no {field}", name, iniSection, strings.TrimPrefix(p.missing(mode), "ram_"))
	}
	return p, mode, nil
}
