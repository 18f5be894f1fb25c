package login

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim/sts"
)

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
