package cli

import (
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ui/cli/shell"
)

// issued is a key as the token service and an address give it.
func issued(id, secret, token, expires string) fields {
	key := fields{"AccessKeyId": id, "AccessKeySecret": secret, "SecurityToken": token, "Expiration": expires}
	return fields{"RequestId": "R", "Code": "Success", "Credentials": key, "AccessKeyId": id, "AccessKeySecret": secret, "SecurityToken": token, "Expiration": expires}
}

// Whoever issues keys may harm or lie as well: the token service that gives a key of a
// role, and the address that a profile names.
func TestHostileLogins(t *testing.T) {
	const soon = "2000-01-01T01:00:00Z" // by the clock of a bubble
	give := func(id, secret, token, expires string) func(*ask) {
		return func(a *ask) { a.tell(200, issued(id, secret, token, expires)) }
	}
	long := strings.Repeat("PWNED", 200_000)
	for name, answer := range map[string]func(*ask){
		"escapes":            give("\x1b]0;PWNED\aPWNEDPWNED", "PWNED\x1b[31mPWNED", "PWNED\r\nX-Pwned: PWNED", soon),
		"marks of direction": give("LTAI\u202ePWNED\u2066PWNED", "PWNED", "PWNED\u200b", soon),
		"broken UTF-8": func(a *ask) {
			a.send(200, "application/json", "{\"RequestId\":\"R\",\"Code\":\"Success\",\"Credentials\":{\"AccessKeyId\":\"PWNED\xff\x9b\"},\"AccessKeyId\":\"PWNED\xff\x9b\"}")
		},
		"a megabyte":          give(long, long, long, soon),
		"the end of time":     give("LTAIPWNEDPWNED", "PWNED", "PWNED", "9999-12-31T23:59:59-14:00"),
		"the start of time":   give("LTAIPWNEDPWNED", "PWNED", "PWNED", "0000-01-01T00:00:00+14:00"),
		"expired":             give("LTAIPWNEDPWNED", "PWNED", "PWNED", "1999-12-31T23:59:59Z"),
		"no time":             give("LTAIPWNEDPWNED", "PWNED", "PWNED", "\x1b[31mPWNED"),
		"no key":              give("", "", "", soon),
		"nothing":             says(200, "application/json", nothing),
		"HTML":                says(200, "text/html", "<html>\x1b[31mPWNED"),
		"refusal":             says(403, "application/json", `{"RequestId":"R","Code":"NoPermission\u001b[31m","Message":"PWNED\u001b]0;x\u0007\r\n\u202e"}`),
		"echo":                echoed(secret),
		"echo of the request": echoed(func(a *ask) string { return a.URL.String() }),
		"no end":              func(a *ask) { a.stream(big) },
		"silence":             func(a *ask) { <-a.Context().Done() },
		"another protocol":    wires("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nPWNED"),
		"redirect": func(a *ask) {
			http.Redirect(a.ResponseWriter, a.Request, "http://pwned.example/"+a.URL.String(), http.StatusFound)
		},
		"reset":    wires(""),
		"too many": func(a *ask) { a.refuse(429, "Throttling", "PWNED\x1b[31m") },
	} {
		for mode, profile := range map[string]string{
			"RamRoleArn":     `"mode":"RamRoleArn","access_key_id":"KEY","access_key_secret":"SECRET","ram_role_arn":"` + sts.RoleARN("ops") + `"`,
			"CredentialsURI": `"mode":"CredentialsURI","credentials_uri":"http://127.0.0.1/keys"`,
		} {
			t.Run(mode+"/"+name, func(t *testing.T) {
				t.Parallel()
				hostileWorld(t, 6, func(t *testing.T, c *hostileCloud, env shell.Env) {
					key, _ := c.Keys()
					file := filepath.Join(env.Home, ".aliyun", "config.json")
					os.MkdirAll(filepath.Dir(file), 0o700)
					profile := strings.NewReplacer("KEY", key.ID, "SECRET", key.Secret).Replace(profile)
					if err := os.WriteFile(file, []byte(`{"profiles":[{"name":"p","region_id":"cn-hangzhou",`+profile+`}]}`), 0o600); err != nil {
						t.Fatal(err)
					}
					asked := 0
					c.turn(&hostile{answer: func(a *ask) {
						if a.action() == "AssumeRole" || a.URL.Path == "/keys" {
							c.mu.Lock()
							asked++
							c.mu.Unlock()
							answer(a)
							return
						}
						a.honest()
					}})
					for _, args := range [][]string{{"doctor", "--profile", "p", "--region", "cn-hangzhou"}, {"ls", "--profile", "p"}} {
						began := time.Now()
						r := runOne(t, env, args)
						judge(t, args[0], r, append(c.secrets(env), key.ID, key.Secret))
						if took := time.Since(began); took > hostileTime && (name != "too many" || took > 11*time.Minute) { // a throttling is waited out
							t.Errorf("%s took %v", args[0], took)
						}
						if args[0] == "ls" && r.status != shell.StatusFailed {
							t.Errorf("ls: exit status %d with such a key: %s%s", r.status, r.out, r.err)
						}
					}
					if asked == 0 || asked > 60 {
						t.Error("a key was asked for " + strconv.Itoa(asked) + " times")
					}
				})
			})
		}
	}
}
