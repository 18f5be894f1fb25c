package ecssim

import (
	"errors"
	"net/http/httptest"
	"syscall"
	"testing"
)

// A connection that is reset looks so through TLS as well: no farewell.
func TestResetThroughTLS(t *testing.T) {
	cloud := frozen(0)
	server := httptest.NewTLSServer(cloud)
	defer server.Close()
	cloud.Inject(Fault{Kind: FaultReset})
	if r, err := server.Client().Get(server.URL); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%v %v", r, err)
	}
}
