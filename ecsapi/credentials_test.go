package ecsapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const someConfig = `{"current":"prod","profiles":[
 {"name":"default","mode":"AK","access_key_id":"","access_key_secret":""},
 {"name":"prod","mode":"AK","access_key_id":"LTAIprodprodprod","access_key_secret":"prodsecret","region_id":"cn-beijing"},
 {"name":"temp","mode":"StsToken","access_key_id":"STS.temptemptemp","access_key_secret":"tempsecret","sts_token":"temptoken"},
 {"name":"notoken","mode":"StsToken","access_key_id":"STS.x","access_key_secret":"y"},
 {"name":"role","mode":"EcsRamRole","ram_role_name":"r"}]}`

// home makes a home directory with a configuration, none if it is "".
func home(t *testing.T, config string) string {
	dir := t.TempDir()
	if config != "" {
		if err := os.Mkdir(filepath.Join(dir, ".aliyun"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(configPath(dir), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFindCredentials(t *testing.T) {
	env := map[string]string{envKeyID: "LTAIenvenvenvenv", envSecret: "envsecret", envToken: "envtoken", envRegion: "cn-shanghai"}
	none := (*NoCredentials)(nil)
	for _, tt := range []struct {
		name   string
		env    map[string]string
		config string
		lookup Lookup
		want   Credentials
		err    string
		none   bool
	}{
		{name: "environment", env: env, config: someConfig,
			want: Credentials{KeyID: "LTAIenvenvenvenv", Secret: "envsecret", Token: "envtoken", Source: "environment", Region: "cn-shanghai"}},
		{name: "an explicit profile precedes the environment", env: env, config: someConfig, lookup: Lookup{Profile: "temp"},
			want: Credentials{KeyID: "STS.temptemptemp", Secret: "tempsecret", Token: "temptoken", Source: "profile temp", Profile: "temp"}},
		{name: "the variable's profile precedes the current one", env: map[string]string{envProfile: "temp"}, config: someConfig,
			want: Credentials{KeyID: "STS.temptemptemp", Secret: "tempsecret", Token: "temptoken", Source: "profile temp", Profile: "temp"}},
		{name: "current profile", config: someConfig,
			want: Credentials{KeyID: "LTAIprodprodprod", Secret: "prodsecret", Source: "profile prod", Profile: "prod", Region: "cn-beijing"}},
		{name: "an endpoint does not get the current profile", config: someConfig, lookup: Lookup{EndpointGiven: true}, none: true},
		{name: "an endpoint does not get the variable's profile", env: map[string]string{envProfile: "temp"}, config: someConfig, lookup: Lookup{EndpointGiven: true}, none: true},
		{name: "an endpoint gets an explicit profile", config: someConfig, lookup: Lookup{EndpointGiven: true, Profile: "prod"},
			want: Credentials{KeyID: "LTAIprodprodprod", Secret: "prodsecret", Source: "profile prod", Profile: "prod", Region: "cn-beijing"}},
		{name: "nothing at all", none: true},
		{name: "a profile never filled in", config: `{"current":"default","profiles":[{"name":"default","mode":"AK"}]}`, none: true},
		{name: "half a key", env: map[string]string{envKeyID: "LTAIx"}, err: envSecret + " is not"},
		{name: "the other half", env: map[string]string{envSecret: "hunter2"}, err: envKeyID + " is not"},
		{name: "unknown profile", config: someConfig, lookup: Lookup{Profile: "stage"}, err: `no profile "stage"; ~/.aliyun/config.json has default, prod, temp`},
		{name: "unknown profile without a file", lookup: Lookup{Profile: "stage"}, err: "has no profiles"},
		{name: "unsupported mode", config: someConfig, lookup: Lookup{Profile: "role"}, err: "only AK and StsToken are supported"},
		{name: "token missing", config: someConfig, lookup: Lookup{Profile: "notoken"}, err: "has no sts_token"},
		{name: "broken file", config: "{\n\"profiles\": [{\"access_key_secret\": \"hunter2\",,}]}", err: "(line 2)"},
		{name: "wrong type", config: `{"profiles": [{"name": "a", "access_key_secret": ["hunter2"]}]}`, err: "access_key_secret has the wrong type"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.lookup.Getenv = func(k string) string { return tt.env[k] }
			tt.lookup.Home = home(t, tt.config)
			got, err := FindCredentials(tt.lookup)
			switch {
			case tt.none:
				if !errors.As(err, &none) {
					t.Errorf("got %v, %v, want a *NoCredentials", got, err)
				}
			case tt.err != "":
				if err == nil || !strings.Contains(err.Error(), tt.err) || strings.ContainsAny(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
					t.Errorf("error %v, want one line with %q", err, tt.err)
				}
			case err != nil || got != tt.want:
				t.Errorf("got %s %s, %v", got, got.Region, err)
			}
		})
	}
}

func TestProfiles(t *testing.T) {
	names, err := Profiles(home(t, someConfig))
	if want := []string{"default", "prod", "temp", "notoken", "role"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("got %q, %v, want %q", names, err, want)
	}
	if names, err := Profiles(home(t, "")); err != nil || len(names) != 0 {
		t.Errorf("without a file: %q, %v", names, err)
	}
}

func TestConfigIsNotWritten(t *testing.T) {
	dir := home(t, someConfig)
	os.Chmod(configPath(dir), 0o400)
	FindCredentials(Lookup{Home: dir, Getenv: func(string) string { return "" }})
	FindCredentials(Lookup{Home: dir, Profile: "temp"})
	if b, _ := os.ReadFile(configPath(dir)); string(b) != someConfig {
		t.Error("the file changed")
	}
	entries, _ := os.ReadDir(filepath.Join(dir, ".aliyun"))
	if len(entries) != 1 {
		t.Errorf("%d files beside it", len(entries)-1)
	}
}

func TestCredentialsShowNoSecret(t *testing.T) {
	js, _ := json.Marshal(testKey)
	for _, s := range []string{
		fmt.Sprint(testKey), fmt.Sprintf("%v %+v %#v %s %q %x %d", testKey, testKey, testKey, testKey, testKey, testKey, testKey),
		fmt.Sprintf("%+v %#v", struct{ C Credentials }{testKey}, &testKey), string(js),
	} {
		if strings.Contains(s, testKey.Secret) || strings.Contains(s, testKey.Token) || strings.Contains(s, "ecretSecr") {
			t.Errorf("shown: %s", s)
		}
	}
	for id, want := range map[string]string{"LTAI5tTESTKEYID0000abcd": "LTAI…abcd", "testid": "…d", "": "…"} {
		if got := (Credentials{KeyID: id}).KeyTail(); got != want {
			t.Errorf("tail of %q is %q, want %q", id, got, want)
		}
	}
}
