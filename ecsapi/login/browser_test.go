package login

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi"
)

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
