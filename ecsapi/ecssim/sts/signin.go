package sts

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// SignIn is what the official command line logs in at with a browser, which says yes at
// once: CloudSSO gives a token for a device code and keys for the token, OAuth a token for
// an authorization code or for a refresh token, which is good once, and keys for the token.
// How long keys live is named: by the access configuration "ac-15m", by the code "15m".
type SignIn struct {
	mu      sync.Mutex
	refresh string // the refresh token that is good
	given   int    // refresh tokens
}

// How long the tokens of the two are good.
const (
	cloudSSOLogin = 8 * time.Hour
	oauthLogin    = time.Hour
)

const signInID = "51A7E000-0000-4000-8000-000000000001" // of each request

// Answer answers a request; status is 0 where its path is another's.
func (s *SignIn) Answer(r *http.Request) (status int, answer any) {
	switch r.Method + " " + r.URL.Path {
	case "POST /device-authorization":
		return 200, map[string]any{
			"DeviceCode": "sim-device", "UserCode": "SIMU-LATE", "Interval": 1,
			"VerificationUri": "http://" + r.Host + "/device", "VerificationUriComplete": "http://" + r.Host + "/device?code=SIMU-LATE",
		}
	case "POST /token":
		var ask struct{ DeviceCode, GrantType string }
		if read(r, &ask); ask.DeviceCode != "sim-device" || ask.GrantType != "urn:ietf:params:oauth:grant-type:device_code" {
			return ssoError(400, "InvalidDeviceCodeError")
		}
		return 200, map[string]any{"AccessToken": access(cloudSSOLogin, 0), "TokenType": "Bearer", "ExpiresIn": int(cloudSSOLogin.Seconds())}
	case "GET /access-assignments/accounts", "GET /access-assignments/access-configurations", "POST /cloud-credentials":
		if _, ok := bearer(r); !ok {
			return ssoError(401, "InvalidAccessToken")
		}
		return assigned(r)
	case "POST /v1/token":
		return s.token(r)
	case "POST /v1/exchange":
		life, ok := bearer(r)
		if !ok || life <= 0 {
			return oauthError(401, "expired_token")
		}
		k := Issue("sim-operator", life)
		return 200, map[string]string{
			"accessKeyId": k.AccessKeyId, "accessKeySecret": k.AccessKeySecret, "securityToken": k.SecurityToken,
			"expiration": k.Expiration, "requestId": signInID,
		}
	}
	return 0, nil
}

// assigned tells what somebody who logged in by CloudSSO may be, or gives keys for that.
func assigned(r *http.Request) (status int, answer any) {
	switch r.URL.Path {
	case "/access-assignments/accounts":
		return 200, map[string]any{"Accounts": []any{map[string]string{"AccountId": accountID, "DisplayName": "simulated"}}}
	case "/access-assignments/access-configurations":
		var list []any
		for _, id := range []string{"ac-15m", "ac-1h", "ac-12h"} {
			list = append(list, map[string]string{"AccessConfigurationId": id, "AccessConfigurationName": "operator, " + id[3:]})
		}
		return 200, map[string]any{"AccessConfigurationsForAccount": list}
	}
	var ask struct{ AccountId, AccessConfigurationId string }
	read(r, &ask)
	life, err := time.ParseDuration(strings.TrimPrefix(ask.AccessConfigurationId, "ac-"))
	if ask.AccountId != accountID || err != nil || life <= 0 {
		return ssoError(404, "EntityNotExist.AccessAssignment")
	}
	k := Issue("sim-operator", life)
	return 200, map[string]any{"RequestId": signInID, "CloudCredential": map[string]string{
		"AccessKeyId": k.AccessKeyId, "AccessKeySecret": k.AccessKeySecret, "SecurityToken": k.SecurityToken, "Expiration": k.Expiration,
	}}
}

// token gives who logs in by OAuth, or did, an access token and the next refresh token.
func (s *SignIn) token(r *http.Request) (status int, answer any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	named := r.PostFormValue("code")
	if r.PostFormValue("grant_type") == "refresh_token" {
		token := r.PostFormValue("refresh_token")
		if token == "" || token != s.refresh {
			return oauthError(400, "invalid_grant")
		}
		named = token[strings.LastIndex(token, ".")+1:]
	}
	life, err := time.ParseDuration(named)
	if err != nil || life <= 0 {
		return oauthError(400, "invalid_grant")
	}
	s.given++
	s.refresh = fmt.Sprintf("sim-refresh.%d.%s", s.given, life)
	return 200, map[string]any{
		"access_token": access(oauthLogin, life), "refresh_token": s.refresh, "expires_in": int(oauthLogin.Seconds()), "token_type": "Bearer",
	}
}

// access is an access token: until when it is good, and how long its keys live.
func access(good, life time.Duration) string {
	return fmt.Sprintf("sim-access.%d.%s", time.Now().Add(good).Unix(), life)
}

// bearer is what the access token of a request says; ok is false without a good one.
func bearer(r *http.Request) (life time.Duration, ok bool) {
	var until int64
	var text string
	n, _ := fmt.Sscanf(r.Header.Get("Authorization"), "Bearer sim-access.%d.%s", &until, &text)
	life, err := time.ParseDuration(text)
	return life, n == 2 && err == nil && time.Now().Before(time.Unix(until, 0))
}

func read(r *http.Request, ask any) {
	_ = json.NewDecoder(io.LimitReader(r.Body, rpc.MaxBody)).Decode(ask)
}

func ssoError(status int, code string) (int, any) {
	return status, map[string]string{"ErrorCode": code, "ErrorMessage": code, "RequestId": signInID}
}

func oauthError(status int, code string) (int, any) {
	return status, map[string]string{"error": code, "error_description": code, "requestId": signInID}
}
