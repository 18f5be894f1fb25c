package ecsapi

import (
	"strings"
	"testing"
)

func TestEndpoints(t *testing.T) {
	for _, tt := range []struct{ in, scheme, host, err string }{
		{in: "", scheme: "HTTPS"},
		{in: "http://127.0.0.1:8080", scheme: "HTTP", host: "127.0.0.1:8080"},
		{in: "http://localhost:1/", scheme: "HTTP", host: "localhost:1"},
		{in: "http://[::1]:8080", scheme: "HTTP", host: "[::1]:8080"},
		{in: "https://127.0.0.1:8443", scheme: "HTTPS", host: "127.0.0.1:8443"},
		{in: "https://ecs-vpc.cn-beijing.aliyuncs.com", scheme: "HTTPS", host: "ecs-vpc.cn-beijing.aliyuncs.com"},
		{in: "http://ecs.cn-beijing.aliyuncs.com", err: "plain http"},
		{in: "https://example.com", err: "aliyuncs.com"},
		{in: "https://own.example.com", scheme: "HTTPS", host: "own.example.com"},
		{in: "https://Own.example.com:443/", scheme: "HTTPS", host: "Own.example.com:443"},
		{in: "https://own.example.com:8443", err: "aliyuncs.com"},
		{in: "http://own.example.com", err: "plain http"},
		{in: "https://upper.example.com", scheme: "HTTPS", host: "upper.example.com"},
		{in: "https://not.own.example.com", err: "aliyuncs.com"},
		{in: "https://10.0.0.1:8443", scheme: "HTTPS", host: "10.0.0.1:8443"},
		{in: "https://10.0.0.1", err: "aliyuncs.com"},
		{in: "https://aliyuncs.com.example.com", err: "aliyuncs.com"},
		{in: "https://evilaliyuncs.com", err: "aliyuncs.com"},
		{in: "http://10.0.0.1", err: "plain http"},
		{in: "127.0.0.1:8080", err: "must look like"},
		{in: "ftp://127.0.0.1", err: "must look like"},
		{in: "http://user:hunter2@127.0.0.1", err: "must look like"},
		{in: "http://127.0.0.1/?x=1", err: "must look like"},
		{in: "http://%zz", err: "must look like"},
	} {
		got, err := parseEndpoint(tt.in, []string{"own.example.com", "10.0.0.1:8443", "Upper.example.com:443"})
		if tt.err == "" {
			if err != nil || got != (endpoint{tt.scheme, tt.host}) {
				t.Errorf("%q: %+v, %v", tt.in, got, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: error %v, want one line with %q", tt.in, err, tt.err)
		}
	}
}
