// Package quiet keeps the cloud's SDK from printing. With DEBUG=sdk in its
// environment the SDK writes every request, access key and signature included,
// to standard output, which here is somebody's screen or JSON.
//
// The SDK reads the variable while its packages are initialised, so main is
// too late to unset it. Go initialises packages that are ready in the order of
// their import paths: this one needs os alone and sorts before github.com.
// Command ecsdeck's end-to-end test holds it to that.
package quiet

import "os"

func init() { os.Unsetenv("DEBUG") }
