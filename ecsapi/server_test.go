package ecsapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/pipenet"
)

// testKey is a key whose parts are easy to find where they must not be.
var testKey = Credentials{KeyID: "LTAI5tTESTKEYID0000abcd", Secret: "SecretSecret/With+Signs=", Token: "CAIS/token+token==", Source: "environment"}

// serve runs a handler on a network inside the process and returns a client of
// it. In a synctest bubble both live in fake time.
func serve(t testing.TB, h http.Handler, o Options) *Client {
	t.Helper()
	l := pipenet.Listen()
	srv := &http.Server{Handler: h}
	go srv.Serve(l)
	o.Endpoint, o.Dial = "http://127.0.0.1", l.Dial
	if o.Credentials.KeyID == "" {
		o.Credentials = testKey
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		srv.Close()
		l.Close()
	})
	return c
}

// simulate returns a client of a simulated cloud, with the operator's key
// unless o has one.
func simulate(t testing.TB, cfg ecssim.Config, o Options) (*Client, *ecssim.Cloud) {
	t.Helper()
	cloud := ecssim.New(cfg)
	if o.Credentials.KeyID == "" {
		key, _ := cloud.Keys()
		o.Credentials = Credentials{KeyID: key.ID, Secret: key.Secret, Source: "demo"}
	}
	return serve(t, cloud, o), cloud
}

// answers serves the same answer to every call.
func answers(status int, contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
}

// refusal is an error answer as the API gives it.
func refusal(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"RequestId": "REQ-1", "HostId": "h", "Code": code, "Message": message})
}

// pass lets the time of a bubble pass, where nothing under test would.
func pass(d time.Duration) { <-time.After(d) }

// read makes some read.
func read(c *Client) error {
	_, err := c.Instances(context.Background(), Query{Region: "cn-hangzhou"})
	return err
}
