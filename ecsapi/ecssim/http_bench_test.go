package ecssim

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Signed calls over loopback for pages of 100 of a fleet of 100,000, asked for
// by two clients at once. Clients and endpoint share the processors.
func BenchmarkServe(b *testing.B) {
	cloud := New(Config{Instances: 100_000, Now: day, Frozen: true, Limits: Limits{"*": {Calls: 1 << 30, Per: 1e9}}})
	s := httptest.NewServer(cloud)
	defer s.Close()
	c := newClient(b, cloud)
	v1 := func(page int, args ...string) *http.Request {
		args = append(args, "PageSize", "100", "PageNumber", fmt.Sprint(page))
		r, _ := http.NewRequest("POST", s.URL+"/?"+encodeQuery(c.params("DescribeInstances", pairs(args))), nil)
		return r
	}
	v3 := func(page int, args ...string) *http.Request {
		a := ask3{key: rpc.OperatorKey, method: "POST", path: "/", header: map[string]string{"x-acs-action": "DescribeInstances"}}
		a.query = [][2]string{{"RegionId", "cn-hangzhou"}, {"PageSize", "100"}, {"PageNumber", fmt.Sprint(page)}}
		for n := 0; n < len(args); n += 2 {
			a.query = append(a.query, [2]string{args[n], args[n+1]})
		}
		return a.request(s.URL)
	}
	for _, bench := range []struct {
		name, encoding string
		ask            func(int, ...string) *http.Request
		args           []string
	}{
		{"v1/json", "identity", v1, nil},
		{"v1/xml", "identity", v1, []string{"Format", "XML"}},
		{"v1/json/gzip", "gzip", v1, nil},
		{"v1/xml/gzip", "gzip", v1, []string{"Format", "XML"}},
		{"v3/json", "identity", v3, nil},
		{"v3/xml", "identity", v3, []string{"Format", "XML"}},
		{"v3/json/gzip", "gzip", v3, nil},
	} {
		b.Run(bench.name, func(b *testing.B) {
			var calls, out atomic.Int64
			b.SetParallelism(1)
			b.RunParallel(func(pb *testing.PB) {
				client := &http.Client{Transport: &http.Transport{}}
				defer client.CloseIdleConnections()
				for pb.Next() {
					r := bench.ask(1+int(calls.Add(1))%100, bench.args...)
					r.Header.Set("Accept-Encoding", bench.encoding)
					resp, err := client.Do(r)
					if err != nil {
						b.Error(err)
						return
					}
					n, err := io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
					if err != nil || resp.StatusCode != 200 {
						b.Errorf("%d %v", resp.StatusCode, err)
						return
					}
					out.Add(n)
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
			b.ReportMetric(float64(out.Load())/float64(b.N), "B/answer")
		})
	}
}
