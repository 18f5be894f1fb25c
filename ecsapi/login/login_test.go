package login

import (
	"errors"
	"os"
	"path/filepath"
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
