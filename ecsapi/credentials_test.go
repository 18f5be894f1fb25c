package ecsapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

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
	for id, want := range map[string]string{"LTAI5tTESTKEYID0000abcd": "LTAI…abcd", "testid": "…d", "": ""} {
		if got := (Credentials{KeyID: id}).KeyTail(); got != want {
			t.Errorf("tail of %q is %q, want %q", id, got, want)
		}
	}
}
