package ecsapi

import (
	"context"
	"net"
	"net/url"
	"slices"
	"testing"
	"testing/synctest"
)

// An endpoint with an IPv6 address is asked there, for keys and who has them too.
func TestIPv6Endpoints(t *testing.T) {
	for endpoint, want := range map[string]string{
		"http://[::1]:8080": "[::1]:8080", "http://[::1]": "[::1]:80", "https://[::1]": "[::1]:443",
		"https://[FD00::1]": "[FD00::1]:443", "https://[fd00::1]:8443": "",
	} {
		synctest.Test(t, func(t *testing.T) {
			var asked []string
			c, err := New(Options{Credentials: testKey, Endpoint: endpoint, Hosts: []string{"[fd00::1]"}, Dial: func(_ context.Context, _, addr string) (net.Conn, error) {
				asked = append(asked, addr)
				return nil, net.ErrClosed
			}})
			if err != nil {
				if want != "" {
					t.Error(err)
				}
				return
			}
			defer c.Close()
			_, ecs := c.Zones(t.Context(), "cn-hangzhou")
			_, sts := c.Identity(t.Context(), "sts.cn-hangzhou.aliyuncs.com")
			if asked = slices.Compact(asked); !slices.Equal(asked, []string{want}) || ecs == nil || sts == nil {
				t.Errorf("%s: asked %q, want %s; %v, %v", endpoint, asked, want, ecs, sts)
			}
		})
	}
}

// NO_PROXY takes addresses and networks of IPv6, in brackets with a port, and this machine
// itself needs none.
func TestIPv6Proxies(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://[fd00::99]:3128")
	t.Setenv("NO_PROXY", "fd00::1,[fd00::2]:8443,fd01::/16")
	for address, want := range map[string]string{
		"https://[fd00::3]:8443": "http://[fd00::99]:3128", "https://[fd00::2]": "http://[fd00::99]:3128",
		"https://[fd00::1]:8443": "", "https://[fd00:0::1]": "", "https://[fd00::2]:8443": "", "https://[fd01:2::3]": "", "https://[::1]:8443": "",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if proxy, err := Proxies()(u); err != nil {
			t.Error(err)
		} else if proxy != nil {
			got = proxy.String()
		}
		if got != want {
			t.Errorf("%s by %q, want %q", address, got, want)
		}
	}
}
