package ecsapi

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"ecsdeck/ecsapi/message"
)

// endpoint is where requests go.
type endpoint struct {
	scheme string // "HTTP" or "HTTPS", as the SDK's configuration wants it
	host   string // "" leaves the host to the SDK: one for each region
}

// parseEndpoint checks what a person gave as the endpoint; allowed are hosts,
// with a port if need be, that may have the keys too. Its errors are one
// sentence and quote nothing but the host: a URL may hold a password.
func parseEndpoint(s string, allowed []string) (endpoint, error) {
	if s == "" {
		return endpoint{scheme: "HTTPS"}, nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return endpoint{}, message.Errorf("the endpoint must look like https://host or http://127.0.0.1:port")
	}
	host := strings.ToLower(u.Hostname())
	own := host == "localhost"
	if ip := net.ParseIP(host); ip != nil {
		own = ip.IsLoopback()
	}
	switch {
	case own:
	case u.Scheme == "http":
		return endpoint{}, message.Errorf("endpoint {host}: plain http is only for this machine itself; use https", Clean(host))
	case !strings.HasSuffix(host, ".aliyuncs.com") && !slices.ContainsFunc(allowed, func(a string) bool { return withoutPort(a) == withoutPort(u.Host) }):
		return endpoint{}, message.Errorf("endpoint {host}: keys are sent only to hosts of aliyuncs.com, to this machine, or to hosts that the settings name under endpoints of the profile", Clean(u.Host))
	}
	return endpoint{scheme: strings.ToUpper(u.Scheme), host: u.Host}, nil
}

// withoutPort is a host as it compares to others: without https's own port.
func withoutPort(host string) string { return strings.TrimSuffix(strings.ToLower(host), ":443") }
