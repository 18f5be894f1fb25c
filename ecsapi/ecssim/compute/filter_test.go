package compute

import (
	"net/url"
	"testing"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Whatever the values are, reading them must not panic.
func FuzzReadFilters(f *testing.F) {
	f.Add("Tag.1.Key=%E4%B8%AD")
	f.Add("InstanceId.1=i-1&InstanceId.2=i-2")
	f.Add("InstanceIds=[\"a\"]&PrivateIpAddresses=[\"10.0.0.1\"]&Filter.1.Key=CreationStartTime&Filter.1.Value=2026-01-01T00:00Z&InstanceName=a*b*")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		p := rpc.Params{}
		for name := range values {
			p[name] = values.Get(name)
		}
		readFilters(p)
	})
}
