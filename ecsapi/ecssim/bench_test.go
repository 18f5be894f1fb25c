package ecssim

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
)

func BenchmarkBuild100k(b *testing.B) {
	for b.Loop() {
		New(Config{Instances: 100_000, Now: day, Frozen: true})
	}
}

func BenchmarkBuildDemo(b *testing.B) {
	for b.Loop() {
		New(Config{Now: day, Frozen: true})
	}
}

// A page of 100 of a fleet of 100,000, handler included, signature and all.
func BenchmarkPage(b *testing.B) {
	for _, bench := range []struct {
		name string
		args []string
	}{
		{"first", []string{"PageSize", "100"}},
		{"last", []string{"PageSize", "100", "PageNumber", "300"}},
		{"filtered", []string{"PageSize", "100", "Status", "Running", "InstanceName", "*服务*"}},
		{"filtered by token", []string{"MaxResults", "100", "Status", "Running", "InstanceName", "*服务*"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := newClient(b, New(Config{Instances: 100_000, Now: day, Frozen: true}))
			b.ReportAllocs()
			for b.Loop() {
				w := httptest.NewRecorder()
				c.cloud.ServeHTTP(w, c.request(c.params("DescribeInstances", pairs(bench.args))))
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
				b.SetBytes(int64(w.Body.Len()))
			}
		})
	}
}

// Thirty days of a type in every zone of the largest region.
func BenchmarkSpotMonth(b *testing.B) {
	c := newClient(b, frozen(10))
	b.ReportAllocs()
	for b.Loop() {
		a := c.call("DescribeSpotPriceHistory", "InstanceType", "ecs.g7.large", "NetworkType", "vpc",
			"StartTime", day.Add(-market.HistoryKept).Format(rpc.SecondForm))
		if a.status != 200 {
			b.Fatal(a.body)
		}
	}
}
