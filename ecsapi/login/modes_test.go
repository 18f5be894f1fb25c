package login

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/pipenet"
)

// net of a test: the simulated cloud, which is its token service too, and at their
// fixed addresses the metadata service and an address that gives keys.
type world struct {
	*testing.T
	home  string
	env   map[string]string
	cloud *ecssim.Cloud
	hosts map[string]http.Handler // by host:port
	dials map[string]*pipenet.Listener
	calls atomic.Int32 // of AssumeRole and AssumeRoleWithOIDC
	gone  atomic.Bool  // the operator's key was taken away
	owner atomic.Value // whose the read-only key is said to be; a string
	broke atomic.Bool  // the token service answers nothing
}

func newWorld(t *testing.T, config string) *world {
	w := &world{T: t, home: home(t, config), env: map[string]string{}, cloud: ecssim.New(ecssim.Config{Instances: 3, Regions: 1}), dials: map[string]*pipenet.Listener{}}
	w.hosts = map[string]http.Handler{
		"127.0.0.1:80": http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Query().Get("Action"), "AssumeRole") {
				w.calls.Add(1)
				if q := r.URL.Query(); q.Get("Action") == ecsapi.AssumeRoleWithOIDC && (q.Has("AccessKeyId") || q.Has("Signature") || q.Has("OIDCToken")) {
					w.Errorf("the identity provider's token goes out with %v", q)
				}
				if w.broke.Load() {
					http.Error(rw, "out of order", http.StatusServiceUnavailable)
					return
				}
			}
			switch q := r.URL.Query(); {
			case w.gone.Load() && q.Get("AccessKeyId") == "LTAI-sim-operator":
				rw.WriteHeader(http.StatusNotFound)
				fmt.Fprint(rw, `{"RequestId":"R","Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key LTAI-sim-operator is not found."}`)
				return
			case w.owner.Load() != nil && q.Get("Action") == ecsapi.GetCallerIdentity && q.Get("AccessKeyId") == "LTAI-sim-readonly":
				fmt.Fprintf(rw, `{"RequestId":"R","AccountId":%q,"IdentityType":"RAMUser","Arn":"acs:ram::2:user/x"}`, w.owner.Load())
				return
			}
			w.cloud.ServeHTTP(rw, r)
		}),
		metadataHost + ":80": sts.Metadata{Role: "ops", Life: time.Hour},
	}
	return w
}

// serve begins to answer at every host.
func (w *world) serve() {
	for at, h := range w.hosts {
		l := pipenet.Listen()
		srv := &http.Server{Handler: h}
		go srv.Serve(l)
		w.dials[at] = l
		w.Cleanup(func() {
			srv.Close()
			l.Close()
		})
	}
}

func (w *world) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if l := w.dials[addr]; l != nil {
		return l.Dial(ctx, network, addr)
	}
	return nil, fmt.Errorf("connect to %s: no such host", addr)
}

func (w *world) find(profile string) (*Login, error) {
	return Find(Lookup{Getenv: func(k string) string { return w.env[k] }, Environ: os.Environ(), Home: w.home, Profile: profile})
}

// client logs in and makes a client.
func (w *world) client(l *Login) *ecsapi.Client {
	c, err := ecsapi.New(ecsapi.Options{Keys: l.Keys, Endpoint: "http://127.0.0.1", Dial: w.dial})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(c.Close)
	return c
}

// login finds a login that there must be, and makes a client.
func (w *world) login(profile string) (*Login, *ecsapi.Client) {
	l, err := w.find(profile)
	if err != nil {
		w.Fatal(err)
	}
	return l, w.client(l)
}

// ask makes a call that needs a key.
func ask(c *ecsapi.Client) error {
	_, err := c.Instances(context.Background(), ecsapi.Query{Region: "cn-hangzhou"})
	return err
}

// keys is a profile's key that the simulated cloud knows.
const keys = `"access_key_id":"LTAI-sim-operator","access_key_secret":"sim-operator-secret"`

// Each mode logs in, from the file to an answer of the cloud.
func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the process is a shell's")
	}
	role := `"ram_role_arn":"` + sts.RoleARN("ops") + `"`
	for name, c := range map[string]struct {
		profile string // but for its name
		mode    Mode
		before  func(w *world)
	}{
		"AK":                     {profile: `"mode":"AK",` + keys},
		"any case":               {profile: `"mode":"ak",` + keys, mode: AK},
		"no mode":                {profile: keys, mode: AK},
		"RamRoleArn":             {profile: `"mode":"RamRoleArn",` + keys + `,"ram_session_name":"anna",` + role},
		"no mode, but a role":    {profile: keys + `,` + role, mode: RamRoleArn},
		"EcsRamRole":             {profile: `"mode":"EcsRamRole","ram_role_name":"ops"`},
		"role not named":         {profile: `"mode":"EcsRamRole"`, mode: EcsRamRole},
		"RamRoleArnWithRoleName": {profile: `"mode":"RamRoleArnWithRoleName","ram_role_name":"ops",` + role},
		"ChainableRamRoleArn": {profile: `"mode":"ChainableRamRoleArn","source_profile":"first",` + role + `},
			{"name":"first","mode":"ChainableRamRoleArn","source_profile":"second","ram_role_arn":"` + sts.RoleARN("viewer") + `"},
			{"name":"second","mode":"AK",` + keys},
		"OIDC": {profile: `"mode":"OIDC","oidc_provider_arn":"acs:ram::1:oidc-provider/x","oidc_token_file":"{home}/token",` + role,
			before: func(w *world) { w.write("token", "oidc-token\n") }},
		"CredentialsURI": {profile: `"mode":"CredentialsURI","credentials_uri":"http://127.0.0.1/_sim/credentials"`},
		"URI by variable": {profile: `"mode":"CredentialsURI"`, mode: CredentialsURI,
			before: func(w *world) { w.env["ALIBABA_CLOUD_CREDENTIALS_URI"] = "http://127.0.0.1/_sim/credentials" }},
		"External": {profile: `"mode":"External","process_command":"sh -c 'cat \"{home}/key\"'"`,
			before: func(w *world) { w.write("key", `{"mode":"AK",`+keys+`}`) }},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "")
			w.serve()
			if c.before != nil {
				c.before(w)
			}
			w.write(".aliyun/config.json", `{"current":"p","profiles":[{"name":"p","region_id":"cn-hangzhou",`+strings.ReplaceAll(c.profile, "{home}", w.home)+`}]}`)
			l, err := w.find("")
			if err != nil {
				t.Fatal(err)
			}
			if want := cmp.Or(c.mode, Mode(name)); l.Mode != want || l.Profile != "p" || l.Region != "cn-hangzhou" {
				t.Errorf("mode %s of profile %q in %q, want %s", l.Mode, l.Profile, l.Region, want)
			}
			if err := ask(w.client(l)); err != nil {
				t.Error(err)
			}
		})
	}
	// A key that lives for a while stands in the file: as a token, and as a login in a
	// browser left it.
	for _, mode := range []Mode{StsToken, CloudSSO, OAuth, ""} {
		t.Run("triple of "+string(mode), func(t *testing.T) {
			w := newWorld(t, "")
			w.serve()
			k := w.cloud.TemporaryKey(time.Hour)
			w.write(".aliyun/config.json", fmt.Sprintf(`{"current":"p","profiles":[{"name":"p","mode":%q,"access_key_id":%q,"access_key_secret":%q,"sts_token":%q,"sts_expiration":%d}]}`,
				mode, k.ID, k.Secret, k.Token, k.Expires.Unix()))
			_, c := w.login("")
			if err := ask(c); err != nil {
				t.Error(err)
			}
		})
	}
}

func (w *world) write(name, text string) {
	path := filepath.Join(w.home, name)
	os.MkdirAll(filepath.Dir(path), 0o700)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}

// What is missing or wrong is one line that says what to do, at once where the file
// tells it and else with the first call.
func TestWrongLogins(t *testing.T) {
	role := func(name string) string { return `"ram_role_arn":"` + sts.RoleARN(name) + `"` }
	for name, c := range map[string]struct{ profile, want string }{
		"nothing filled in":    {`"region_id":"x"`, `is not filled in; ` + "`aliyun configure --profile p`"},
		"unknown mode":         {`"mode":"Kerberos"`, `has the mode "Kerberos", which there is not; accepted: AK, StsToken,`},
		"no role":              {`"mode":"RamRoleArn",` + keys, "has no ram_role_arn"},
		"no source":            {`"mode":"ChainableRamRoleArn",` + role("ops"), "has no source_profile"},
		"unknown source":       {`"mode":"ChainableRamRoleArn","source_profile":"q",` + role("ops"), `the source_profile of profile "p": there is no profile "q"`},
		"circle":               {`"mode":"ChainableRamRoleArn","source_profile":"q",` + role("ops") + `},{"name":"q","mode":"ChainableRamRoleArn","source_profile":"p",` + role("ops"), "in a circle by source_profile: p → q → p"},
		"RSA":                  {`"mode":"RsaKeyPair"`, "which the cloud gave up"},
		"bearer":               {`"mode":"BearerToken","bearer_token":"hunter2"`, "which ECS does not take"},
		"anonymous":            {`"mode":"Anonymous"`, "ECS wants a key"},
		"token file gone":      {`"mode":"OIDC","oidc_provider_arn":"x","oidc_token_file":"{home}/gone",` + role("ops"), "the token ~/gone can't be read: no such file"},
		"token refused":        {`"mode":"OIDC","oidc_provider_arn":"x","oidc_token_file":"{home}/bad",` + role("ops"), "AuthenticationFail.OIDCToken.Invalid"},
		"role refused":         {`"mode":"RamRoleArn",` + keys + `,` + role("closed"), "role/closed can't be assumed: AssumeRole: NoPermission"},
		"role unknown":         {`"mode":"RamRoleArn",` + keys + `,` + role("nobody"), "role/nobody can't be assumed: AssumeRole: EntityNotExist.Role"},
		"instance role":        {`"mode":"EcsRamRole","ram_role_name":"other"`, "no RAM role of that name"},
		"address refuses":      {`"mode":"CredentialsURI","credentials_uri":"http://127.0.0.1/_sim/nothing"`, "127.0.0.1 answers with HTTP 404"},
		"address unknown":      {`"mode":"CredentialsURI","credentials_uri":"http://nowhere.example"`, "nowhere.example can't be read: "},
		"not logged in":        {`"mode":"CloudSSO","cloud_sso_sign_in_url":"https://x"`, "is not logged in; `aliyun configure --profile p`"},
		"login expired":        {`"mode":"OAuth",` + keys + `,"sts_token":"x","sts_expiration":1000`, "has expired; `aliyun configure --profile p --mode OAuth`"},
		"process fails":        {`"mode":"External","process_command":"sh -c 'echo hunter2; echo no ticket >&2; exit 3'"`, "process_command failed with exit status 3: no ticket"},
		"process prints words": {`"mode":"External","process_command":"echo hunter2"`, "process_command prints no JSON"},
		"process has no key":   {`"mode":"External","process_command":"echo {}"`, "prints a profile without a key"},
		"no process":           {`"mode":"External","process_command":"ecsdeck-no-such-program"`, `there is no program "ecsdeck-no-such-program"`},
		"key is not there":     {`"mode":"RamRoleArn","access_key_id":"LTAI5tSecretIdentifier99","access_key_secret":"x",` + role("ops"), "AssumeRole: InvalidAccessKeyId.NotFound"},
		"STS elsewhere":        {`"mode":"RamRoleArn","sts_endpoint":"sts.example.com",` + keys + `,` + role("ops"), "sts_endpoint cannot be sts.example.com: keys are sent only to hosts of aliyuncs.com"},
		"STS by a path":        {`"mode":"RamRoleArn","sts_endpoint":"sts.example.com/.aliyuncs.com",` + keys + `,` + role("ops"), "sts_endpoint cannot be sts.example.com/.aliyuncs.com: "},
		"STS by a region":      {`"mode":"RamRoleArn","sts_region":"example.com/x",` + keys + `,` + role("ops"), "sts_endpoint cannot be sts.example.com/x.aliyuncs.com: "},
		"STS of a chain": {`"mode":"ChainableRamRoleArn","source_profile":"q","sts_endpoint":"sts.example.com",` + role("ops") + `},{"name":"q",` + keys,
			"sts_endpoint cannot be sts.example.com: "},
		"quotes": {`"mode":"External","process_command":"sh -c 'echo"`, "has a quote that does not end"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "")
			w.serve()
			w.write("bad", "no token")
			w.write(".aliyun/config.json", `{"current":"p","profiles":[{"name":"p",`+strings.ReplaceAll(c.profile, "{home}", w.home)+`}]}`)
			l, err := w.find("p")
			if err == nil {
				err = ask(w.client(l))
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "SecretIdentifier") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v, want one line with %q", err, c.want)
			}
			if e, ok := errors.AsType[*ecsapi.Error](err); ok && e.MayHaveApplied {
				t.Errorf("it may have applied, though nothing was sent: %v", err)
			}
		})
	}
}

// Elsewhere than on an instance nobody answers for the metadata service.
func TestMetadataIsNotThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, `{"current":"p","profiles":[{"name":"p","mode":"EcsRamRole"}]}`)
		w.hosts[metadataHost+":80"] = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		w.serve()
		l, err := w.find("")
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		if err := ask(w.client(l)); err == nil || !strings.Contains(err.Error(), "it did not answer in 2s; it is there on ECS instances only") {
			t.Error(err)
		}
		if took := time.Since(begun); took != metadataWait {
			t.Errorf("it took %v", took)
		}
	})
}

// The role that the SDKs' file does not name is the one that the instance has at the
// time, and not the one that it had at first.
func TestTheInstanceChangesItsRole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "")
		var role atomic.Value
		role.Store("ops")
		w.hosts[metadataHost+":80"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			sts.Metadata{Role: role.Load().(string), Life: time.Hour}.ServeHTTP(rw, r)
		})
		w.write(".alibabacloud/credentials", "[default]\ntype = ecs_ram_role\n")
		w.serve()
		l, c := w.login("")
		l.Owned(ecsapi.Identity{Account: "1000000000000001"})
		for _, now := range []string{"ops", "viewer"} {
			role.Store(now)
			if err := ask(c); err != nil {
				t.Errorf("as %s: %v", now, err)
			}
			<-time.After(2 * time.Hour) // the key has ended
		}
	})
}

// Another key in the file is taken when it is of the same account, and no other: what
// was begun in one account must not go on in another.
func TestAnotherKeyInTheFile(t *testing.T) {
	const readOnly = `"access_key_id":"LTAI-sim-readonly","access_key_secret":"sim-readonly-secret"`
	for owner, want := range map[string]string{
		"1000000000000001": "",
		"2":                "there is a key of another account now, 2 in place of 1000000000000001",
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, `{"profiles":[{"name":"p",`+keys+`}]}`)
			w.owner.Store(owner)
			w.serve()
			l, c := w.login("p")
			if err := ask(c); err != nil {
				t.Fatal(err)
			}
			l.Owned(ecsapi.Identity{Account: "1000000000000001"})
			<-time.After(time.Minute)
			w.gone.Store(true)
			w.write(".aliyun/config.json", `{"current":"q","profiles":[{"name":"q",`+keys+`},{"name":"p",`+readOnly+`}]}`)
			switch err := ask(c); {
			case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want)):
				t.Errorf("%v, want %q", err, want)
			}
			// Nor is a write sent with it, and by no means twice.
			before := c.Calls().Rev()
			_, err := c.Reboot(t.Context(), "cn-hangzhou", []ecsapi.InstanceID{"i-1"}, false)
			if sent := c.Calls().Rev() - before; want != "" && sent > 1 || err == nil {
				t.Errorf("%d calls, %v", sent, err)
			}
		})
	}
}

// So is another key in the SDKs' file, which must still be there and say one.
func TestAnotherKeyInTheSDKsFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const ini, first = ".alibabacloud/credentials", "[default]\ntype = access_key\naccess_key_id = LTAI-sim-operator\naccess_key_secret = sim-operator-secret\n"
		w := newWorld(t, "")
		w.serve()
		w.write(ini, first)
		l, c := w.login("")
		if err := ask(c); err != nil {
			t.Fatal(err)
		}
		l.Owned(ecsapi.Identity{Account: "1000000000000001"})
		w.gone.Store(true)
		for _, next := range []struct{ text, want string }{
			{"[other]\n", `~/.alibabacloud/credentials has no section "default" any more`},
			{"[default]\ntype = access_key\n", `section "default" has no access_key_id`},
			{strings.ReplaceAll(first, "operator", "readonly"), ""},
		} {
			<-time.After(time.Minute)
			w.write(ini, next.text)
			if err := ask(c); (err == nil) != (next.want == "") || err != nil && !strings.Contains(err.Error(), next.want) {
				t.Errorf("%v, want %q", err, next.want)
			}
		}
	})
}

// Who gives up does not wait for a key, nor keep others from it, and a key that lives
// is there at once while the next one is asked for.
func TestRenewalDoesNotHoldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, `{"profiles":[{"name":"p",`+keys+`,"ram_role_arn":"`+sts.RoleARN("ops")+`"}]}`)
		w.serve()
		l, c := w.login("p")
		if err := ask(c); err != nil {
			t.Fatal(err)
		}
		<-time.After(56 * time.Minute)
		w.broke.Store(true)
		over, cancel := context.WithCancel(t.Context())
		cancel()
		for range 3 {
			begun := time.Now()
			if key, err := l.Keys.Key(over, c); err != nil || key.KeyID == "" || time.Since(begun) > 0 {
				t.Errorf("%s, %v after %v", key, err, time.Since(begun))
			}
		}
		<-time.After(5 * time.Minute)
		if _, err := l.Keys.Key(over, c); !errors.Is(err, context.Canceled) {
			t.Errorf("a dead key, and nobody waits: %v", err)
		}
	})
}

// cliLogin plays the official command line for a profile that logs in with a browser.
type cliLogin struct {
	*world
	p map[string]any // the profile, of which nothing is lost
}

// ask asks a host that signs people in, and reads its answer.
func (c *cliLogin) ask(method, path, token string, body, answer any) {
	c.Helper()
	var text io.Reader
	form, isForm := body.(url.Values)
	if isForm {
		text = strings.NewReader(form.Encode())
	} else if body != nil {
		b, _ := json.Marshal(body)
		text = bytes.NewReader(b)
	}
	q, _ := http.NewRequestWithContext(c.Context(), method, "http://sign-in.example"+path, text)
	if isForm {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token != "" {
		q.Header.Set("Authorization", "Bearer "+token)
	}
	t := &http.Transport{DialContext: c.dial}
	defer t.CloseIdleConnections()
	resp, err := t.RoundTrip(q)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 200 || json.Unmarshal(b, answer) != nil {
		c.Fatalf("%s answers %d: %s", path, resp.StatusCode, b)
	}
}

// token is the profile's access token: the one that it has while that is good, else
// another, by a refresh token or a new login.
func (c *cliLogin) token(stored, until string, another func() (token string, seconds int)) string {
	if end, _ := c.p[until].(int64); end <= time.Now().Unix() {
		token, seconds := another()
		c.p[stored], c.p[until] = token, time.Now().Unix()+int64(seconds)
	}
	return c.p[stored].(string)
}

// refresh does what any command of the official command line does when the key of the
// profile has expired.
func (c *cliLogin) refresh() {
	c.Helper()
	var key struct{ AccessKeyId, AccessKeySecret, SecurityToken, Expiration string }
	if c.p["mode"] == "CloudSSO" {
		token := c.token("access_token", "cloud_sso_access_token_expire", func() (string, int) {
			var device struct{ DeviceCode string }
			c.ask("POST", "/device-authorization", "", map[string]string{"PortalUrl": "http://sign-in.example/start/login", "ClientId": "app-x", "CodeChallenge": "x", "CodeChallengeMethod": "S256"}, &device)
			var a struct {
				AccessToken string
				ExpiresIn   int
			}
			c.ask("POST", "/token", "", map[string]string{"DeviceCode": device.DeviceCode, "GrantType": "urn:ietf:params:oauth:grant-type:device_code", "ClientId": "app-x", "CodeVerifier": "x"}, &a)
			return a.AccessToken, a.ExpiresIn
		})
		var accounts struct{ Accounts []struct{ AccountId string } }
		c.ask("GET", "/access-assignments/accounts?MaxResults=100", token, nil, &accounts)
		var may struct {
			AccessConfigurationsForAccount []struct{ AccessConfigurationId string }
		}
		c.p["cloud_sso_account_id"] = accounts.Accounts[0].AccountId
		c.ask("GET", "/access-assignments/access-configurations?AccountId="+accounts.Accounts[0].AccountId, token, nil, &may)
		var a struct{ CloudCredential any }
		a.CloudCredential = &key
		c.ask("POST", "/cloud-credentials", token, map[string]string{
			"AccountId": accounts.Accounts[0].AccountId, "AccessConfigurationId": may.AccessConfigurationsForAccount[0].AccessConfigurationId,
		}, &a)
	} else {
		token := c.token("oauth_access_token", "oauth_access_token_expire", func() (string, int) {
			how := url.Values{"grant_type": {"authorization_code"}, "code": {"15m"}, "client_id": {"1"}}
			if old, ok := c.p["oauth_refresh_token"].(string); ok {
				how = url.Values{"grant_type": {"refresh_token"}, "refresh_token": {old}, "client_id": {"1"}}
			}
			var a struct {
				AccessToken  string `json:"access_token"`
				RefreshToken string `json:"refresh_token"`
				ExpiresIn    int    `json:"expires_in"`
			}
			c.ask("POST", "/v1/token", "", how, &a)
			c.p["oauth_refresh_token"] = a.RefreshToken
			return a.AccessToken, a.ExpiresIn
		})
		c.ask("POST", "/v1/exchange", token, nil, &key)
	}
	end, err := time.Parse(time.RFC3339, key.Expiration)
	if err != nil {
		c.Fatal(err)
	}
	c.p["access_key_id"], c.p["access_key_secret"], c.p["sts_token"], c.p["sts_expiration"] = key.AccessKeyId, key.AccessKeySecret, key.SecurityToken, end.Unix()
	b, _ := json.Marshal(map[string]any{"current": "p", "profiles": []any{c.p}})
	c.write(".aliyun/config.json", string(b))
}

// Who logged in with a browser works until the key ends, reads then which command renews
// it and, once that ran, goes on. The deck itself asks nobody to sign it in, for that would
// spend the token of the official command line.
func TestLoginsInABrowser(t *testing.T) {
	for mode, command := range map[string]string{
		"CloudSSO": "`aliyun configure --profile p`", "OAuth": "`aliyun configure --profile p --mode OAuth`",
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, "")
			w.hosts["sign-in.example:80"] = w.cloud
			cloud := w.hosts["127.0.0.1:80"]
			w.hosts["127.0.0.1:80"] = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/" {
					t.Errorf("%s: the deck asks %s", mode, r.URL.Path)
				}
				cloud.ServeHTTP(rw, r)
			})
			w.serve()
			cli := &cliLogin{w, map[string]any{"name": "p", "mode": mode, "region_id": "cn-hangzhou", "cloud_sso_sign_in_url": "http://sign-in.example/start/login", "oauth_site_type": "CN"}}
			cli.refresh()
			l, c := w.login("p")
			if mode == "OAuth" { // whose file does not say which account it is
				l.Owned(ecsapi.Identity{Account: "1000000000000001"})
			}
			for begun := time.Now(); time.Since(begun) < 9*time.Hour; { // past the end of the tokens, too
				written, _ := os.ReadFile(DefaultFile(w.home))
				for range 14 {
					if err := ask(c); err != nil {
						t.Fatalf("%s, after %v: %v", mode, time.Since(begun), err)
					}
					<-time.After(time.Minute)
				}
				<-time.After(2 * time.Minute)
				if err := ask(c); err == nil || !strings.Contains(err.Error(), "the login of profile \"p\" has expired; "+command+" renews it, or any command of aliyun with that profile") {
					t.Errorf("%s: %v", mode, err)
				}
				if now, _ := os.ReadFile(DefaultFile(w.home)); !bytes.Equal(now, written) {
					t.Errorf("%s: the file is %s now", mode, now)
				}
				cli.refresh()
				<-time.After(pause)
			}
		})
	}
}

// A deck stays alive over twelve hours of keys that live for a quarter of one, and
// asks for each key once. While STS is out of order the old key goes on as long as it
// lives; then calls say whom they wait for, and go on by themselves.
func TestKeysAreRenewedAllDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, `{"current":"p","profiles":[{"name":"p","mode":"RamRoleArn","expired_seconds":900,`+keys+`,"ram_role_arn":"`+sts.RoleARN("ops")+`"}]}`)
		w.serve()
		_, c := w.login("")
		// A key is replaced ten minutes after it came: that of 6:00 at 6:10, or by 6:15.
		const down, dead, up = 6*time.Hour + 9*time.Minute, 6*time.Hour + 15*time.Minute, 6*time.Hour + 19*time.Minute
		refused, tries := 0, int32(0)
		begun := time.Now()
		for time.Since(begun) < 12*time.Hour {
			at := time.Since(begun)
			if outage := at >= down && at < up; outage != w.broke.Swap(outage) && !outage {
				tries = w.calls.Load() - tries
			} else if outage && tries == 0 {
				tries = w.calls.Load()
			}
			answers := make(chan error, 8) // of many calls at once only one asks
			for range cap(answers) {
				go func() { answers <- ask(c) }()
			}
			for range cap(answers) {
				switch err := <-answers; {
				case err == nil:
				case at < dead || at >= up+time.Minute || !strings.Contains(err.Error(), "role/ops can't be assumed: AssumeRole"):
					t.Fatalf("after %v: %v", at, err)
				default:
					refused++
				}
			}
			<-time.After(time.Minute)
		}
		if refused == 0 {
			t.Error("STS was out of order for ten minutes, and nobody noticed")
		}
		if n := w.calls.Load() - tries; n < 71 || n > 73 {
			t.Errorf("%d calls of AssumeRole for 72 keys, besides %d while STS was out of order", n, tries)
		}
	})
}
