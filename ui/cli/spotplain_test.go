package cli

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"ecsdeck/ui/cli/shell"
	spotcli "ecsdeck/ui/cli/spot"
)

// untouched is a transport that the SDK doesn't know, and so leaves as it is.
type untouched struct{ http.RoundTripper }

// plainPrice is a row of DescribeSpotPriceHistory.
type plainPrice struct {
	ZoneId, Timestamp      string
	SpotPrice, OriginPrice float64
}

// plainRows reads the prices of a type with the SDK alone, zone by zone.
func (w *world) plainRows(region, typ string, from, to time.Time) map[string][]plainPrice {
	w.Helper()
	key, _ := w.Keys()
	provider, err := credentials.NewStaticAKCredentialsProviderBuilder().WithAccessKeyId(key.ID).WithAccessKeySecret(key.Secret).Build()
	if err != nil {
		w.Fatal(err)
	}
	config := sdk.NewConfig().WithScheme("HTTP")
	transport := &http.Transport{DialContext: w.env.Dial}
	defer transport.CloseIdleConnections()
	config.Transport = untouched{transport}
	client, err := sdk.NewClientWithOptions(region, config, provider)
	if err != nil {
		w.Fatal(err)
	}
	client.Domain = "127.0.0.1:80"
	rows := map[string][]plainPrice{}
	for offset := 0; ; {
		q := requests.NewCommonRequest()
		q.Product, q.Version, q.ApiName = "Ecs", "2014-05-26", "DescribeSpotPriceHistory"
		q.QueryParams = map[string]string{
			"InstanceType": typ, "NetworkType": "vpc", "Offset": strconv.Itoa(offset),
			"StartTime": from.Format(time.RFC3339), "EndTime": to.Format(time.RFC3339),
		}
		answered, err := client.ProcessCommonRequest(q)
		if err != nil {
			w.Fatal(err)
		}
		var a struct {
			NextOffset int
			SpotPrices struct{ SpotPriceType []plainPrice }
		}
		if err := json.Unmarshal(answered.GetHttpContentBytes(), &a); err != nil {
			w.Fatal(err)
		}
		for _, r := range a.SpotPrices.SpotPriceType {
			rows[r.ZoneId] = append(rows[r.ZoneId], r)
		}
		if offset = a.NextOffset; offset == 0 {
			return rows
		}
	}
}

// close fails the test unless a number is that, to ten digits.
func (w *world) close(what string, got *json.Number, want float64) {
	w.Helper()
	if got == nil {
		w.Errorf("%s is null, want %v", what, want)
		return
	}
	f, err := got.Float64()
	if err != nil || math.Abs(f-want) > 1e-10*max(1, math.Abs(want)) {
		w.Errorf("%s is %v, want %v", what, f, want)
	}
}

// What the command says of 30 days is what comes out of the rows that the SDK
// gives, by the price of each second.
func TestSpotAgainstPlainRows(t *testing.T) {
	if testing.Short() {
		t.Skip("a long test of what is printed")
	}
	config := small
	config.Now, config.Frozen = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC), true
	simulate(t, config, func(w *world) {
		const bid = 0.12
		from := config.Now.AddDate(0, 0, -30)
		rows := w.plainRows("cn-hangzhou", "ecs.g7.large", from, config.Now)
		all := read[[]spotcli.Record](w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", "30d", "--bid", "0.12", "--job", "6h", "-o", "json").ended(shell.StatusDone))
		if len(all) != len(rows) || len(rows) < 3 {
			w.Fatalf("%d series of %d zones", len(all), len(rows))
		}
		for _, s := range all {
			plain := rows[s.Zone]
			if s.Rows != len(plain) {
				w.Errorf("%s: %d rows, want %d", s.Zone, s.Rows, len(plain))
			}
			prices := make([]float64, 30*86400)
			next := 0
			for i := range prices {
				for next < len(plain) && plain[next].Timestamp <= from.Add(time.Duration(i)*time.Second).Format(time.RFC3339) {
					next++
				}
				prices[i] = plain[next-1].SpotPrice
			}
			n := float64(len(prices))
			var sum, square, above, paid float64
			excursions, changes, survived := 0, 0, 0
			for i, p := range prices {
				sum += p
				if i > 0 && p != prices[i-1] {
					changes++
				}
				if p > bid {
					above++
					if i == 0 || prices[i-1] <= bid {
						excursions++
					}
				} else {
					paid += p
				}
			}
			for _, p := range prices {
				square += (p - sum/n) * (p - sum/n)
			}
			// A job is not interrupted if the next second above the bid is too far away.
			const job = 6 * 3600
			soon := len(prices)
			for i := len(prices) - 1; i >= 0; i-- {
				if prices[i] > bid {
					soon = i
				}
				if i+job < len(prices) && i+job < soon {
					survived++
				}
			}
			sorted := slices.Sorted(slices.Values(prices))
			x := s.Windows[0]
			w.close("coverage", x.Coverage, 1)
			w.close("min", x.Min, sorted[0])
			w.close("max", x.Max, sorted[len(sorted)-1])
			w.close("p90", x.Quantiles.P90, sorted[len(sorted)*90/100-1])
			w.close("avg", x.Avg, sum/n)
			w.close("sd", x.SD, math.Sqrt(square/n))
			w.close("above", x.Bids[0].Above, above)
			if above < n {
				w.close("paid", x.Bids[0].AvgPaid, paid/(n-above))
			} else {
				is(w.T, "paid", x.Bids[0].AvgPaid, "null")
			}
			w.close("survival", x.Bids[0].Survival[0].P, float64(survived)/(n-job))
			w.close("price", s.Current.Price, plain[len(plain)-1].SpotPrice)
			w.close("discount", s.Current.DiscountPct, 100*(1-plain[len(plain)-1].SpotPrice/plain[len(plain)-1].OriginPrice))
			if *x.Changes != changes || *x.Bids[0].Excursions != excursions {
				w.Errorf("%s: %d changes and %d excursions, want %d and %d", s.Zone, *x.Changes, *x.Bids[0].Excursions, changes, excursions)
			}
		}
	})
}
