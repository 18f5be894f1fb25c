package ecsapi

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"
	"golang.org/x/sync/errgroup"
)

// BenchmarkHeld measures what an instance costs while it is held, in bytes;
// the budget is 1536.
func BenchmarkHeld(b *testing.B) {
	const n = 10_000
	for range b.N {
		c, _ := simulate(b, ecssim.Config{Instances: n, Regions: 1}, Options{Budget: Budget{Burst: 1 << 30}})
		regions, err := c.Regions(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&before)
		all, err := c.Instances(context.Background(), Query{Region: regions[0].ID})
		if err != nil || len(all) != n {
			b.Fatal(len(all), err)
		}
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/n, "B/instance")
		runtime.KeepAlive(all)
		runtime.KeepAlive(c)
	}
}

// BenchmarkPage measures one call of 100 instances: signing, net/http on a
// pipe, decoding, cleaning. The answer is a recorded one, so the simulated
// cloud's own work is not in it.
func BenchmarkPage(b *testing.B) {
	cloud := ecssim.New(ecssim.Config{Instances: 100, Regions: 1})
	key, _ := cloud.Keys()
	var recorded []byte
	c := serve(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("Action") == "DescribeInstances" {
			if recorded == nil {
				rec := httptest.NewRecorder()
				cloud.ServeHTTP(rec, r)
				recorded = rec.Body.Bytes()
			}
			w.Header().Set("Content-Type", "application/json")
			w.Write(recorded)
			return
		}
		cloud.ServeHTTP(w, r)
	}), Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}, Budget: Budget{Burst: 1 << 30}})
	regions, err := c.Regions(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if all, err := c.Instances(context.Background(), Query{Region: regions[0].ID}); err != nil || len(all) != 100 {
			b.Fatal(len(all), err)
		}
	}
	b.ReportMetric(float64(len(recorded)), "B/page")
}

// BenchmarkCloud reads 10,000 instances in 28 regions, each answer 50 ms late.
// The simulated cloud's work is in it.
func BenchmarkCloud(b *testing.B) {
	c, cloud := simulate(b, ecssim.Config{Instances: 10_000, Latency: 50 * time.Millisecond}, Options{Budget: Budget{Burst: 1 << 30}})
	for b.Loop() {
		regions, err := c.Regions(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		var g errgroup.Group
		for _, r := range regions {
			g.Go(func() error {
				_, err := c.Instances(context.Background(), Query{Region: r.ID})
				return err
			})
		}
		if err := g.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cloud.Stats().Calls["DescribeInstances"])/float64(b.N), "calls/op")
}

// BenchmarkSmallCall measures the fixed cost of a call.
func BenchmarkSmallCall(b *testing.B) {
	c := serve(b, answers(200, "application/json", `{"RequestId":"r","Instances":{"Instance":[]}}`), Options{Budget: Budget{Burst: 1 << 30}})
	b.ReportAllocs()
	for b.Loop() {
		if err := read(c); err != nil {
			b.Fatal(err)
		}
	}
}

// recordedPage is an answer with 100 instances.
func recordedPage(b testing.TB) []byte {
	var page []byte
	cloud := ecssim.New(ecssim.Config{Instances: 100, Regions: 1})
	key, _ := cloud.Keys()
	c := serve(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		cloud.ServeHTTP(rec, r)
		page = rec.Body.Bytes()
		w.Write(page)
	}), Options{Credentials: Credentials{KeyID: key.ID, Secret: key.Secret}})
	if all, err := c.Instances(context.Background(), Query{Region: "cn-hangzhou"}); err != nil || len(all) != 100 {
		b.Fatal(len(all), err)
	}
	return page
}

// BenchmarkDecode measures making 100 instances of the text of a page: as it is read, and
// as the SDK's decoder reads it, which has what is unusual.
func BenchmarkDecode(b *testing.B) {
	page := recordedPage(b)
	run := func(name string, decode func(d *pageDecoder, a *instancesAnswer) bool) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(page)))
			d := new(pageDecoder)
			for b.Loop() {
				a := new(instancesAnswer)
				if !decode(d, a) || len(d.instancesOf("r", a.Instances.Instance)) != 100 {
					b.Fatal("unreadable")
				}
			}
			b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
	run("usual", func(d *pageDecoder, a *instancesAnswer) bool { return d.instances(string(page), a) })
	run("unusual", func(_ *pageDecoder, a *instancesAnswer) bool {
		body := io.NopCloser(bytes.NewReader(page))
		return responses.Unmarshal(a, &http.Response{StatusCode: http.StatusOK, Body: body}, "JSON") == nil
	})
}
