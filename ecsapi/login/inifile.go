package login

import (
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
	const section = "default"
	path := f.iniFile()
	data, err := regular.Read(path)
	if err != nil || path == "" {
		return nil, nil
	}
	values := map[string]string{}
	here := ""
	for text := range strings.Lines(string(data)) {
		text = strings.TrimSpace(text)
		key, value, pair := strings.Cut(text, "=")
		switch name, header := strings.CutPrefix(text, "["); {
		case header:
			here = strings.TrimSpace(strings.TrimSuffix(name, "]"))
		case pair && here == section && !strings.HasPrefix(text, "#") && !strings.HasPrefix(text, ";"):
			values[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	p := &profile{
		Name: section, Region: f.region(), KeyID: values["access_key_id"], Secret: values["access_key_secret"],
		RoleName: values["role_name"], RoleARN: values["role_arn"], Session: values["role_session_name"],
	}
	mode, known := map[string]Mode{"access_key": AK, "ecs_ram_role": EcsRamRole, "ram_role_arn": RamRoleArn}[values["type"]]
	name := shown(path, f.Home)
	switch {
	case len(values) == 0:
		return nil, nil
	case !known:
		return nil, message.Errorf("{file}: section {name:q} has the type {type:q}; accepted: access_key, ecs_ram_role, ram_role_arn", name, section, ecsapi.Clean(values["type"]))
	case p.missing(mode) != "":
		return nil, message.Errorf("{file}: section {name:q} has no {field}", name, section, strings.TrimPrefix(p.missing(mode), "ram_"))
	}
	issue, err := f.issuer(p, mode)
	if err != nil {
		return nil, err
	}
	return p.login(name, "", mode, issue), nil
}
