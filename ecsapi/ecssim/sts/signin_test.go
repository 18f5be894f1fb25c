package sts

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A refresh token is good once, an access token for a while, and who has neither gets no key.
func TestTokensOfSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(SignIn)
		ask := func(want int, path, token, body string) (answer map[string]any) {
			t.Helper()
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			if r.Header.Set("Authorization", "Bearer "+token); path == "/v1/token" {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			status, said := s.Answer(r)
			b, _ := json.Marshal(said)
			if json.Unmarshal(b, &answer); status != want {
				t.Errorf("%s %s: %d %s, want %d", path, body, status, b, want)
			}
			return answer
		}
		refresh := func(want int, token any) map[string]any {
			t.Helper()
			return ask(want, "/v1/token", "", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token.(string)}}.Encode())
		}
		first := ask(200, "/v1/token", "", "grant_type=authorization_code&code=20m")
		second := refresh(200, first["refresh_token"])
		refresh(400, first["refresh_token"])
		ask(400, "/v1/token", "", "grant_type=authorization_code&code=x")
		refresh(400, "")
		key := ask(200, "/v1/exchange", second["access_token"].(string), "")
		if end, err := time.Parse(time.RFC3339, key["expiration"].(string)); err != nil || time.Until(end) != 20*time.Minute {
			t.Errorf("it ends in %v, %v", time.Until(end), err)
		}
		ask(401, "/v1/exchange", "x", "")
		ask(401, "/cloud-credentials", "", `{"AccountId":"1000000000000001","AccessConfigurationId":"ac-15m"}`)
		ask(400, "/token", "", `{"DeviceCode":"another"}`)
		sso := ask(200, "/token", "", `{"DeviceCode":"sim-device","GrantType":"urn:ietf:params:oauth:grant-type:device_code"}`)["AccessToken"].(string)
		ask(404, "/cloud-credentials", sso, `{"AccountId":"2","AccessConfigurationId":"ac-15m"}`)
		ask(404, "/cloud-credentials", sso, `{"AccountId":"1000000000000001","AccessConfigurationId":"admin"}`)
		ask(200, "/cloud-credentials", sso, `{"AccountId":"1000000000000001","AccessConfigurationId":"ac-15m"}`)
		ask(401, "/v1/exchange", sso, "")
		<-time.After(oauthLogin)
		ask(401, "/v1/exchange", second["access_token"].(string), "")
		ask(0, "/", "", "")
	})
}
