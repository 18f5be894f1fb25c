// Package quiet keeps the cloud's SDK from writing to standard output.
//
// With "sdk" in the environment variable DEBUG the SDK prints every request,
// access key and signature included, where the dashboard draws. It looks at
// the variable while its packages are initialised, before main runs, so it is
// too late to unset it there. Go initialises packages whose imports are ready
// in the order of their paths: this one needs only os and strings, and its
// path comes before the SDK's.
//
// Its place in the house: ecsapi imports it for its effect, nobody else.
package quiet

import (
	"os"
	"strings"
)

func init() {
	was := os.Getenv("DEBUG")
	var kept []string
	for _, part := range strings.Split(was, ",") {
		if part != "sdk" {
			kept = append(kept, part)
		}
	}
	if now := strings.Join(kept, ","); now != was {
		os.Setenv("DEBUG", now)
	}
}
