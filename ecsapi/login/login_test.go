package login

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi"
)

const someConfig = `{"current":"prod","profiles":[
 {"name":"default","mode":"AK","access_key_id":"","access_key_secret":""},
 {"name":"prod","mode":"AK","access_key_id":"LTAIprodprodprod","access_key_secret":"prodsecret","region_id":"cn-beijing"},
 {"name":"temp","mode":"StsToken","access_key_id":"STS.temptemptemp","access_key_secret":"tempsecret","sts_token":"temptoken"},
 {"name":"notoken","mode":"StsToken","access_key_id":"STS.x","access_key_secret":"y"},
 {"name":"role","mode":"Kerberos"}]}`

// home makes a home directory with a configuration, none if it is "".
func home(t *testing.T, config string) string {
	dir := t.TempDir()
	if config != "" {
		if err := os.Mkdir(filepath.Join(dir, ".aliyun"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(DefaultFile(dir), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func isNone(err error) bool {
	_, none := errors.AsType[*None](err)
	return none
}

// The first of these that there is acts.
func TestFind(t *testing.T) {
	env := map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIenvenvenvenv", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "envsecret", "ALIBABA_CLOUD_SECURITY_TOKEN": "envtoken", "ALIBABA_CLOUD_REGION_ID": "cn-shanghai"}
	for _, tt := range []struct {
		name   string
		env    map[string]string
		config string
		ini    string
		lookup Lookup
		want   ecsapi.Credentials
		err    string
		none   bool
	}{
		{name: "environment", env: env, config: someConfig,
			want: ecsapi.Credentials{KeyID: "LTAIenvenvenvenv", Secret: "envsecret", Token: "envtoken", Source: "environment", Region: "cn-shanghai"}},
		{name: "an explicit profile precedes the environment", env: env, config: someConfig, lookup: Lookup{Profile: "temp"},
			want: ecsapi.Credentials{KeyID: "STS.temptemptemp", Secret: "tempsecret", Token: "temptoken", Source: "profile temp", Profile: "temp"}},
		{name: "the variable's profile precedes the current one", env: map[string]string{"ALIBABA_CLOUD_PROFILE": "temp"}, config: someConfig,
			want: ecsapi.Credentials{KeyID: "STS.temptemptemp", Secret: "tempsecret", Token: "temptoken", Source: "profile temp", Profile: "temp"}},
		{name: "current profile", config: someConfig,
			want: ecsapi.Credentials{KeyID: "LTAIprodprodprod", Secret: "prodsecret", Source: "profile prod", Profile: "prod", Region: "cn-beijing"}},
		{name: "an endpoint does not get the current profile", config: someConfig, lookup: Lookup{EndpointGiven: true}, none: true},
		{name: "an endpoint does not get the variable's profile", env: map[string]string{"ALIBABA_CLOUD_PROFILE": "temp"}, config: someConfig, lookup: Lookup{EndpointGiven: true}, none: true},
		{name: "an endpoint gets an explicit profile", config: someConfig, lookup: Lookup{EndpointGiven: true, Profile: "prod"},
			want: ecsapi.Credentials{KeyID: "LTAIprodprodprod", Secret: "prodsecret", Source: "profile prod", Profile: "prod", Region: "cn-beijing"}},
		{name: "a profile named by a variable that an endpoint does not get is named", env: map[string]string{"ALIBABA_CLOUD_PROFILE": "temp"}, config: someConfig, lookup: Lookup{EndpointGiven: true},
			err: `the profile "temp" that ALIBABA_CLOUD_PROFILE names is not used; --profile temp is`},
		{name: "keys precede a variable's profile", env: map[string]string{"ALIBABACLOUD_ACCESS_KEY_ID": "LTAIother", "ALIBABACLOUD_ACCESS_KEY_SECRET": "y", "ALIBABA_CLOUD_PROFILE": "temp"}, config: someConfig,
			want: ecsapi.Credentials{KeyID: "LTAIother", Secret: "y", Source: "environment"}},
		{name: "other prefixes", env: map[string]string{"ALICLOUD_ACCESS_KEY_ID": "LTAIother", "ALICLOUD_ACCESS_KEY_SECRET": "y", "ALICLOUD_REGION": "cn-beijing"},
			want: ecsapi.Credentials{KeyID: "LTAIother", Secret: "y", Source: "environment", Region: "cn-beijing"}},
		{name: "the first variable of a profile", env: map[string]string{"ALIBABACLOUD_PROFILE": "temp", "ALIBABA_CLOUD_PROFILE": "prod"}, config: someConfig,
			want: ecsapi.Credentials{KeyID: "STS.temptemptemp", Secret: "tempsecret", Token: "temptoken", Source: "profile temp", Profile: "temp"}},
		{name: "profiles ignored", env: map[string]string{"ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE", "ALIBABA_CLOUD_PROFILE": "temp"}, config: someConfig, none: true},
		{name: "profiles disabled", env: map[string]string{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true"}, config: someConfig, none: true},
		{name: "the current profile precedes the SDKs' file", config: someConfig, ini: "[default]\ntype = access_key\naccess_key_id = LTAIini\naccess_key_secret = z\n",
			want: ecsapi.Credentials{KeyID: "LTAIprodprodprod", Secret: "prodsecret", Source: "profile prod", Profile: "prod", Region: "cn-beijing"}},
		{name: "the SDKs' file", ini: "# keys\n[other]\ntype = x\n[default]\ntype = access_key\naccess_key_id = LTAIini\naccess_key_secret = z=\n",
			want: ecsapi.Credentials{KeyID: "LTAIini", Secret: "z=", Source: "~/.alibabacloud/credentials"}},
		{name: "an unknown type there", ini: "[default]\ntype = bearer\n", err: `section "default" has the type "bearer"; accepted: access_key,`},
		{name: "a role there without its name", ini: "[default]\ntype = ram_role_arn\naccess_key_id = LTAIini\naccess_key_secret = z\n", err: `section "default" has no role_arn`},
		{name: "a token precedes a role", env: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIx", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "y", "ALIBABA_CLOUD_SECURITY_TOKEN": "z", "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/x"},
			want: ecsapi.Credentials{KeyID: "LTAIx", Secret: "y", Token: "z", Source: "environment"}},
		{name: "no address is asked where that is turned off", env: map[string]string{"ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1/", "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "true"}, err: "is turned off by ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS"},
		{name: "nothing at all", none: true},
		{name: "a profile never filled in", config: `{"current":"default","profiles":[{"name":"default","mode":"AK"}]}`, none: true},
		{name: "half a key", env: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIx"}, err: "ALIBABA_CLOUD_ACCESS_KEY_SECRET" + " is not"},
		{name: "the other half", env: map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "hunter2"}, err: "ALIBABA_CLOUD_ACCESS_KEY_ID" + " is not"},
		{name: "unknown profile", config: someConfig, lookup: Lookup{Profile: "stage"}, err: `no profile "stage"; ~/.aliyun/config.json has default, prod, temp`},
		{name: "unknown profile without a file", lookup: Lookup{Profile: "stage"}, err: "has no profiles"},
		{name: "unsupported mode", config: someConfig, lookup: Lookup{Profile: "role"}, err: "the mode \"Kerberos\", which there is not; accepted: AK, StsToken"},
		{name: "token missing", config: someConfig, lookup: Lookup{Profile: "notoken"}, err: "has no sts_token"},
		{name: "broken file", config: "{\n\"profiles\": [{\"access_key_secret\": \"hunter2\",,}]}", err: "(line 2)"},
		{name: "wrong type", config: `{"profiles": [{"name": "a", "access_key_secret": ["hunter2"]}]}`, err: "access_key_secret has the wrong type"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.lookup.Getenv = func(k string) string { return tt.env[k] }
			tt.lookup.Home = home(t, tt.config)
			if tt.ini != "" {
				os.Mkdir(filepath.Join(tt.lookup.Home, ".alibabacloud"), 0o700)
				os.WriteFile(filepath.Join(tt.lookup.Home, ".alibabacloud", "credentials"), []byte(tt.ini), 0o600)
			}
			got, err := Find(tt.lookup)
			switch {
			case tt.none:
				if !isNone(err) {
					t.Errorf("got %v, %v, want a *None", got, err)
				}
			case tt.err != "":
				if err == nil || !strings.Contains(err.Error(), tt.err) || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
					t.Errorf("error %v, want one line with %q", err, tt.err)
				}
			case err != nil:
				t.Error(err)
			case got.Credentials != tt.want:
				t.Errorf("got %s %s", got, got.Region)
			case got.Profile != "" && Chosen(tt.lookup) != got.Profile, tt.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] != "" && got.Profile == "" && Chosen(tt.lookup) != "":
				t.Errorf("chosen is %q", Chosen(tt.lookup))
			}
		})
	}
}

func TestProfiles(t *testing.T) {
	names, err := Profiles(Lookup{Home: home(t, someConfig)})
	if want := []string{"default", "prod", "temp", "notoken", "role"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("got %q, %v, want %q", names, err, want)
	}
	if names, err := Profiles(Lookup{Home: home(t, "")}); err != nil || len(names) != 0 {
		t.Errorf("without a file: %q, %v", names, err)
	}
}

func TestConfigIsNotWritten(t *testing.T) {
	dir := home(t, someConfig)
	os.Chmod(DefaultFile(dir), 0o400)
	Find(Lookup{Home: dir, Getenv: func(string) string { return "" }})
	Find(Lookup{Home: dir, Profile: "temp"})
	if b, _ := os.ReadFile(DefaultFile(dir)); string(b) != someConfig {
		t.Error("the file changed")
	}
	entries, _ := os.ReadDir(filepath.Join(dir, ".aliyun"))
	if len(entries) != 1 {
		t.Errorf("%d files beside it", len(entries)-1)
	}
}

// Ways to log in without a key of their own are told apart, for what belongs to one
// must not be taken for the other's.
func TestWaysAreToldApart(t *testing.T) {
	seen := map[string]string{}
	for _, env := range []map[string]string{
		{"ALIBABA_CLOUD_ECS_METADATA": "ops"}, {"ALIBABA_CLOUD_ECS_METADATA": "viewer"},
		{"ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1/a"}, {"ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1/b"},
		{"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/ops", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "p", "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "t"},
		{"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::2:role/ops", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "p", "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "t"},
		{"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::2:role/ops", "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIa", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"},
	} {
		l, err := Find(Lookup{Home: t.TempDir(), Getenv: func(k string) string { return env[k] }})
		if err != nil {
			t.Fatal(err)
		}
		if other, twice := seen[l.ID]; twice || l.ID == "" {
			t.Errorf("%v is %q, as %s is", env, l.ID, other)
		}
		seen[l.ID] = l.As
	}
}

// Where two things that somebody set disagree, one line says which one acts and why.
func TestWhatActsIsNoted(t *testing.T) {
	env := func(more ...string) map[string]string {
		m := map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIenv", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"}
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	const byFlag = `profile "prod" acts, and not the keys of the environment: --profile comes first`
	const byKeys = `the keys of the environment act, and not the profile "temp" that ALIBABA_CLOUD_PROFILE names; --profile temp comes first`
	token := map[string]string{
		"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/x", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "p", "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "t", "ALICLOUD_PROFILE": "temp",
	}
	for name, tt := range map[string]struct {
		env     map[string]string
		profile string
		given   bool
		want    string
	}{
		"the flag and keys":             {env(), "prod", false, byFlag},
		"with an endpoint":              {env(), "prod", true, byFlag},
		"the flag and its own key":      {env("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIprodprodprod"), "prod", false, ""},
		"the flag and half a key":       {map[string]string{"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIenv"}, "prod", false, ""},
		"the flag alone":                {nil, "prod", false, ""},
		"the flag and a variable":       {map[string]string{"ALIBABA_CLOUD_PROFILE": "temp"}, "prod", false, ""},
		"keys and a variable":           {env("ALIBABA_CLOUD_PROFILE", "temp"), "", false, byKeys},
		"keys and a variable ignored":   {env("ALIBABA_CLOUD_PROFILE", "temp", "ALIBABA_CLOUD_IGNORE_PROFILE", "true"), "", false, ""},
		"the key that a variable names": {env("ALIBABA_CLOUD_PROFILE", "temp", "ALIBABA_CLOUD_ACCESS_KEY_ID", "STS.temptemptemp"), "", false, ""},
		"keys and the current profile":  {env(), "", false, ""},
		"a token and a variable":        {token, "", false, `the identity provider's token of the environment acts, and not the profile "temp" that ALICLOUD_PROFILE names; --profile temp comes first`},
	} {
		l, err := Find(Lookup{Getenv: func(k string) string { return tt.env[k] }, Home: home(t, someConfig), Profile: tt.profile, EndpointGiven: tt.given})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var notes []string
		for _, note := range l.Notes {
			notes = append(notes, note.String())
		}
		if got := strings.Join(notes, "\n"); got != tt.want {
			t.Errorf("%s: noted %q, want %q", name, got, tt.want)
		}
	}
}

// A file that is there and can't be read is not taken for none, and who may read it is
// told.
func TestFilesThatCantBeRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the system has other words and other rights")
	}
	ini := filepath.Join(".alibabacloud", "credentials")
	for name, tt := range map[string]struct{ dir, want string }{
		"the SDKs' file":   {ini, "~/.alibabacloud/credentials can't be read: is a directory"},
		"the profiles":     {filepath.Join(".aliyun", "config.json"), "~/.aliyun/config.json can't be read: is a directory"},
		"the way to them":  {"", "~/.aliyun/config.json can't be read: not a directory"},
		"the way to those": {"", "~/.alibabacloud/credentials can't be read: not a directory"},
	} {
		l := Lookup{Home: t.TempDir(), Getenv: func(string) string { return "" }}
		switch name {
		case "the way to them":
			os.WriteFile(filepath.Join(l.Home, ".aliyun"), nil, 0o600)
		case "the way to those":
			os.WriteFile(filepath.Join(l.Home, ".alibabacloud"), nil, 0o600)
		default:
			os.MkdirAll(filepath.Join(l.Home, tt.dir), 0o700)
		}
		if _, err := Find(l); err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
		if l.File = filepath.Join(l.Home, ".aliyun", "config.json"); strings.HasPrefix(tt.want, "~/.aliyun") {
			if _, err := Find(l); err == nil || err.Error() != tt.want {
				t.Errorf("%s, by its name: %v, want %s", name, err, tt.want)
			}
		}
	}
	for _, file := range []string{ini, filepath.Join(".aliyun", "config.json")} {
		l := Lookup{Home: t.TempDir(), Getenv: func(string) string { return "" }}
		text := "[default]\ntype = access_key\naccess_key_id = LTAIini\naccess_key_secret = z\n"
		if file != ini {
			text = someConfig
		}
		os.MkdirAll(filepath.Dir(filepath.Join(l.Home, file)), 0o700)
		os.WriteFile(filepath.Join(l.Home, file), []byte(text), 0o644)
		got, err := Find(l)
		if want := "~/" + filepath.ToSlash(file) + " can be read by others on this machine; "; err != nil || len(got.Notes) != 1 || !strings.HasPrefix(got.Notes[0].String(), want) {
			t.Errorf("%s: %v, %v, want %q", file, got.Notes, err, want)
		}
	}
}

// All ways at once: they act in this order, as each one before is taken away.
func TestOrder(t *testing.T) {
	const key = `"access_key_id":"LTAIx","access_key_secret":"y"`
	l := Lookup{Home: home(t, `{"current":"cur","profiles":[{"name":"flag",`+key+`},{"name":"var",`+key+`},{"name":"cur",`+key+`}]}`), Profile: "flag"}
	ini := filepath.Join(l.Home, ".alibabacloud", "credentials")
	os.Mkdir(filepath.Dir(ini), 0o700)
	os.WriteFile(ini, []byte("[default]\ntype=access_key\naccess_key_id=LTAIx\naccess_key_secret=y\n"), 0o600)
	env := map[string]string{
		"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAIe", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s", "ALIBABA_CLOUD_PROFILE": "var",
		"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/x", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "p", "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "t",
		"ALIBABA_CLOUD_ECS_METADATA": "ops", "ALIBABA_CLOUD_CREDENTIALS_URI": "http://127.0.0.1/",
	}
	l.Getenv = func(name string) string { return env[name] }
	for i, step := range []struct {
		source string
		mode   Mode
		remove func()
	}{
		{"profile flag", AK, func() { l.Profile = "" }},
		{"environment", AK, func() { delete(env, "ALIBABA_CLOUD_ACCESS_KEY_ID"); delete(env, "ALIBABA_CLOUD_ACCESS_KEY_SECRET") }},
		{"environment", OIDC, func() { delete(env, "ALIBABA_CLOUD_ROLE_ARN") }},
		{"profile var", AK, func() { delete(env, "ALIBABA_CLOUD_PROFILE") }},
		{"profile cur", AK, func() { os.Remove(DefaultFile(l.Home)) }},
		{"~/.alibabacloud/credentials", AK, func() { os.Remove(ini) }},
		{"environment", EcsRamRole, func() { delete(env, "ALIBABA_CLOUD_ECS_METADATA") }},
		{"environment", CredentialsURI, func() { delete(env, "ALIBABA_CLOUD_CREDENTIALS_URI") }},
	} {
		got, err := Find(l)
		if err != nil || got.Source != step.source || got.Mode != step.mode || len(got.Looked) != i+1 {
			t.Fatalf("step %d: %v, %v, want %s by %s", i+1, got, err, step.mode, step.source)
		}
		step.remove()
	}
	if _, err := Find(l); !isNone(err) {
		t.Error(err)
	}
}
