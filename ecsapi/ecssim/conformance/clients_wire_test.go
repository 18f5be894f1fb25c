package conformance

import (
	"net/http"
	"sync"
	"testing"

	"ecsdeck/ecsapi/ecssim"
)

// Calls one after the other need one connection, refused ones among them. Who
// can unpack long answers gets them packed.
func foreignConnection(t *testing.T, p *program, client foreignClient) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	var mu sync.Mutex
	from, packed := map[string]int{}, 0
	c := a.by(p).through(func(w http.ResponseWriter, r *http.Request) {
		a.cloud.ServeHTTP(w, r)
		mu.Lock()
		defer mu.Unlock()
		from[r.RemoteAddr]++
		if w.Header().Get("Content-Encoding") == "gzip" {
			packed++
		}
	})
	for range 10 {
		c.call("DescribeInstances", with{"RegionId": hangzhou, "PageSize": 100})
		c.refused("StartInstance", with{"InstanceId": "i-none"})
	}
	mu.Lock()
	defer mu.Unlock()
	if len(from) != 1 {
		t.Errorf("calls by connection: %v", from)
	}
	if packed != 0 != client.unpacks || packed > 10 {
		t.Errorf("%d answers were packed", packed)
	}
}
