package wiretest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

// dialled keeps the hosts that somebody wants to reach and lets nobody through.
type dialled struct {
	mu    sync.Mutex
	hosts []string
}

func (d *dialled) dial(_ context.Context, _, addr string) (net.Conn, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Contains(d.hosts, addr) {
		d.hosts = append(d.hosts, addr)
	}
	return nil, errors.New("nobody is let through")
}

// Each region has the host that the typed clients call it at, and no other host
// is asked for it.
func TestHostsOfTypedClients(t *testing.T) {
	regions := []string{"xx-new-1"}
	for _, r := range catalog.Regions() {
		regions = append(regions, r.ID)
	}
	for r := range ecs.GetEndpointMap() {
		regions = append(regions, r)
	}
	for _, r := range regions {
		synctest.Test(t, func(t *testing.T) {
			for vpc, network := range map[bool]string{false: "", true: "vpc"} {
				var ours, theirs dialled
				c, err := ecsapi.New(ecsapi.Options{Credentials: key, VPC: vpc, Dial: ours.dial})
				if err != nil {
					t.Fatal(err)
				}
				c.Zones(t.Context(), ecsapi.RegionID(r))
				c.Close()

				client := typed(t, r, "HTTPS", "", &http.Transport{DialContext: theirs.dial})
				client.Network = network
				client.DoAction(ecs.CreateDescribeZonesRequest(), &responses.BaseResponse{})
				if len(theirs.hosts) != 1 || !slices.Equal(ours.hosts, theirs.hosts) {
					t.Errorf("%s is asked at %v, by the typed client at %v", r, ours.hosts, theirs.hosts)
				}
			}
		})
	}
}
