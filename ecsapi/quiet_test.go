package ecsapi

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The SDK prints signed requests to standard output when DEBUG asks for it,
// and looks before main. So this runs itself again with the variable set.
func TestSDKIsQuiet(t *testing.T) {
	if os.Getenv("ECSAPI_TEST_CHILD") != "" {
		c := serve(t, answers(200, "application/json", full), Options{})
		if err := read(c); err != nil {
			t.Fatal(err)
		}
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestSDKIsQuiet$", "-test.v")
	child.Env = append(os.Environ(), "ECSAPI_TEST_CHILD=1", "DEBUG=other,sdk")
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS: TestSDKIsQuiet") {
		t.Fatalf("%v: %s", err, out)
	}
	if strings.Contains(string(out), "AccessKeyId") || strings.Contains(string(out), "RequestId") {
		t.Errorf("printed: %s", out)
	}
}

// The SDK would parse the proxy variables for each call and fail with theirs.
func TestStrangeProxyVariables(t *testing.T) {
	for name, value := range map[string]string{"HTTP_PROXY": "http://me:pass word@%zz", "HTTPS_PROXY": "::", "NO_PROXY": "+.(local"} {
		t.Setenv(name, value)
	}
	if err := read(serve(t, answers(200, "application/json", full), Options{})); err != nil {
		t.Error(err)
	}
}
