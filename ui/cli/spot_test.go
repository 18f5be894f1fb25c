package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/pipenet"
	"ecsdeck/ui/cli/shell"
	spotcli "ecsdeck/ui/cli/spot"
	"ecsdeck/ui/record"
)

// answering runs a test in front of a cloud of one region that answers any
// question for spot prices with these rows, at this time.
func answering(t *testing.T, now string, rows []string, test func(*world)) {
	date, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		wire := pipenet.Listen()
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", date.Format(http.TimeFormat))
			w.Header().Set("Content-Type", "application/json")
			r.ParseForm()
			switch r.Form.Get("Action") {
			case "GetCallerIdentity":
				fmt.Fprint(w, `{"RequestId":"0","AccountId":"1","IdentityType":"RAMUser","Arn":"acs:ram::1:user/anna"}`)
			case "DescribeRegions":
				fmt.Fprint(w, `{"RequestId":"1","Regions":{"Region":[{"RegionId":"cn-hangzhou","LocalName":"x","RegionEndpoint":"ecs.cn-hangzhou.aliyuncs.com"}]}}`)
			case "DescribeSpotPriceHistory":
				fmt.Fprintf(w, `{"RequestId":"2","Currency":"CNY","NextOffset":0,"SpotPrices":{"SpotPriceType":[%s]}}`, strings.Join(rows, ","))
			default:
				t.Errorf("a call of %s", r.Form.Get("Action"))
			}
		})}
		go server.Serve(wire)
		defer server.Close()
		test(&world{T: t, env: shell.Env{
			Environ: []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80", "ALIBABA_CLOUD_ACCESS_KEY_ID=a", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=b"},
			Home:    t.TempDir(), In: strings.NewReader(""), Terminal: func(any) bool { return false }, Dial: wire.Dial,
		}})
	})
}

// reference is the rows of the reference of DescribeSpotPriceHistory.
var reference = priceRows("cn-hangzhou-h", "1.2",
	"2017-09-26T06:28:55Z 0.24", "2017-09-26T14:00:00Z 0.36", "2017-09-26T15:00:00Z 0.24", "2017-09-27T14:00:00Z 0.36",
	"2017-09-27T15:00:00Z 0.24", "2017-09-28T14:00:00Z 0.36", "2017-09-28T15:00:00Z 0.24", "2017-09-29T06:28:55Z 0.24")

func priceRows(zone, origin string, steps ...string) []string {
	var rows []string
	for _, s := range steps {
		at, price, _ := strings.Cut(s, " ")
		rows = append(rows, fmt.Sprintf(`{"ZoneId":%q,"InstanceType":"ecs.g7.large","NetworkType":"vpc","Timestamp":%q,"SpotPrice":%s,"OriginPrice":%s}`, zone, at, price, origin))
	}
	return rows
}

// is fails the test unless a number is printed just so; "null" is none.
func is(t *testing.T, what string, got *json.Number, want string) {
	t.Helper()
	s := "null"
	if got != nil {
		s = got.String()
	}
	if s != want {
		t.Errorf("%s is %s, want %s", what, s, want)
	}
}

func TestSpotOfTheReference(t *testing.T) {
	answering(t, "2017-09-29T06:28:55Z", reference, func(w *world) {
		r := w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", "72h", "--window", "7d", "--resample", "24",
			"--bid", "0.2", "--bid", "0.24", "--bid", "0.36", "--availability", "95", "--availability", "99", "--job", "6h", "--job", "24h", "-o", "json").ended(shell.StatusDone)
		all := read[[]spotcli.Record](r)
		if len(all) != 1 || len(all[0].Windows) != 2 {
			w.Fatalf("got %s", r.out)
		}
		s := all[0]
		if s.Region != "cn-hangzhou" || s.Zone != "cn-hangzhou-h" || s.Type != "ecs.g7.large" || s.NetworkType != "vpc" ||
			shell.Deref(s.Currency) != "CNY" || shell.Deref(s.Now) != "2017-09-29T06:28:55Z" || s.Rows != 8 || s.IgnoredFuture != 0 || *s.Current.Trend != -1 {
			w.Errorf("series %+v", s)
		}
		is(w.T, "price", s.Current.Price, "0.24")
		is(w.T, "origin", s.Current.Origin, "1.2")
		is(w.T, "discount", s.Current.DiscountPct, "80")
		is(w.T, "held", s.Current.Held, "55735")
		is(w.T, "previous", s.Current.Previous, "0.36")
		for i, coverage := range []string{"1", "0.428571428571"} {
			x := s.Windows[i]
			if x.Window != []string{"72h", "168h"}[i] || *x.Changes != 6 || shell.Deref(x.End) != shell.Deref(s.Now) {
				w.Errorf("window %+v", x)
			}
			is(w.T, "coverage", x.Coverage, coverage)
			is(w.T, "known", x.Known, "259200")
			is(w.T, "avg", x.Avg, "0.245")
			is(w.T, "sd", x.SD, "0.0239791576166")
			is(w.T, "cv", x.CV, "0.0978741127207")
			is(w.T, "p95", x.Quantiles.P95, "0.24")
			is(w.T, "p99", x.Quantiles.P99, "0.36")
			is(w.T, "rise", x.MaxRisePct, "50")
			is(w.T, "volatility", x.RealizedVol, "0.573414254956")
			is(w.T, "discount", x.AvgDiscountPct, "79.5833333333")
		}
		x := s.Windows[0]
		below, at, top := x.Bids[0], x.Bids[1], x.Bids[2]
		is(w.T, "paid below", below.AvgPaid, "null")
		is(w.T, "above", at.Above, "10800")
		is(w.T, "fraction", at.AboveFraction, "0.0416666666667")
		is(w.T, "availability", at.Availability, "0.958333333333")
		is(w.T, "longest ok", at.LongestOK, "82800")
		is(w.T, "quiet", at.Quiet, "55735")
		is(w.T, "paid at the top", top.AvgPaid, "0.245")
		is(w.T, "hours", at.Survival[0].Hours, "6")
		is(w.T, "survival", at.Survival[0].P, "0.681818181818")
		is(w.T, "survival of a day", at.Survival[1].PProtected, "0")
		if *at.Excursions != 3 || *at.QuietCensored || !*below.AboveNow || !*top.QuietCensored {
			w.Errorf("bids %+v", x.Bids)
		}
		is(w.T, "wish", x.Suggested[0].Availability, "0.95")
		is(w.T, "suggested", x.Suggested[0].Bid, "0.241")
		is(w.T, "achieved", x.Suggested[0].Achieved, "0.958333333333")
		is(w.T, "suggested for 99%", x.Suggested[1].Bid, "0.36")
		for i, b := range x.Resampled {
			want := map[bool]string{true: "0.28", false: "0.24"}[i == 2 || i == 10 || i == 18]
			is(w.T, "mean of part "+strconv.Itoa(i), b.Mean, want)
		}
		is(w.T, "part before the first sample", s.Windows[1].Resampled[0].Mean, "null")
	})
}

// Absurd rows are no prices, and what is not known is null.
func TestSpotOfAbsurdRows(t *testing.T) {
	rows := priceRows("cn-hangzhou-h", "0", "2017-09-29T06:40:00Z 9", "2017-09-28T00:00:00Z -1", "never 0.5", "2017-09-28T00:00:00Z 1e300", "2017-09-29T06:43:00Z 1", "2017-09-29T07:00:00Z 1")
	rows = append(rows, priceRows("cn-hangzhou-i", "0", "2017-09-29T05:28:55Z 7", "2017-09-29T05:28:55Z 0.1235")...)
	answering(t, "2017-09-29T06:28:55Z", rows, func(w *world) {
		r := w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", "2h", "--resample", "2", "-o", "json").
			ended(shell.StatusPartly, "ecs.g7.large cn-hangzhou: 4 rows of the cloud's answer can't be prices and were left out.")
		all := read[[]spotcli.Record](r)
		future, late := all[0], all[1]
		if future.Rows != 6 || future.IgnoredFuture != 2 || future.Current.Trend != nil || future.Windows[0].Changes != nil || future.Windows[0].Bids[0].AboveNow != nil {
			w.Errorf("only the future: %s", r.out)
		}
		is(w.T, "price", future.Current.Price, "null")
		is(w.T, "coverage", future.Windows[0].Coverage, "0")
		is(w.T, "avg", future.Windows[0].Avg, "null")
		is(w.T, "p50", future.Windows[0].Quantiles.P50, "null")
		is(w.T, "suggested", future.Windows[0].Suggested[0].Bid, "null")
		is(w.T, "paid", future.Windows[0].Bids[0].AvgPaid, "null")
		is(w.T, "the later of two with one stamp", late.Current.Price, "0.1235")
		is(w.T, "coverage", late.Windows[0].Coverage, "0.5")
		is(w.T, "discount", late.Current.DiscountPct, "null")
		is(w.T, "bid on the tick", late.Windows[0].Suggested[0].Bid, "0.124")
		is(w.T, "first half", late.Windows[0].Resampled[0].Last, "null")
		if late.Windows[0].Suggested[0].OverOnDemand != nil {
			w.Error("over an on-demand price that is unknown")
		}

		table := w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", "2h").ended(shell.StatusPartly, "4 rows").out
		if row := strings.Fields(strings.Split(table, "\n")[1]); !slices.Equal(row, []string{"cn-hangzhou-h", "ecs.g7.large", "2", "8", "2h", "0%", "CNY"}) {
			w.Errorf("a row of nothing says %q", row)
		}
	})
}

func TestSpotWithoutPrices(t *testing.T) {
	answering(t, "2017-09-29T06:28:55Z", nil, func(w *world) {
		w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large").
			refused(shell.StatusFailed, "ecs.g7.large cn-hangzhou: the cloud tells no spot prices of this type there")
	})
}

// Each type is asked for once, page by page, and many are in flight at once.
func TestSpotPicksTypes(t *testing.T) {
	config := small
	config.Latency = 50 * time.Millisecond
	simulate(t, config, func(w *world) {
		used := map[string]bool{}
		for _, in := range read[[]record.Instance](w.run("ls", "--region", "cn-beijing", "-o", "json").ended(shell.StatusDone)) {
			used[*in.Type] = true
		}
		w.ResetStats()
		told := map[string]bool{}
		for _, s := range read[[]spotcli.Record](w.run("spot", "--region", "cn-beijing", "--window", "3h", "-o", "json").ended(shell.StatusDone)) {
			told[s.Type] = true
		}
		if len(used) < 17 || len(told) != len(used) {
			w.Errorf("prices of %d types, the fleet has %d", len(told), len(used))
		}
		stats := w.Stats()
		if n := stats.Calls["DescribeSpotPriceHistory"]; n != int64(len(used)) || stats.PeakInFlight != 16 {
			w.Errorf("%d calls for %d types, %d at once", n, len(used), stats.PeakInFlight)
		}

		for _, s := range read[[]spotcli.Record](w.run("spot", "--region", "cn-beijing", "--window", "3h", "--min-vcpu", "4", "--max-vcpu", "8",
			"--min-memory", "16", "--max-memory", "32", "--family", "ecs.g7", "--arch", "X86", "-o", "json").ended(shell.StatusDone)) {
			if s.Type != "ecs.g7.xlarge" && s.Type != "ecs.g7.2xlarge" {
				w.Errorf("%s is not what was asked for", s.Type)
			}
		}
		w.run("spot", "--region", "cn-beijing", "--min-vcpu", "100000").refused(shell.StatusFailed, "cn-beijing: no type that is on sale there")
		if zones := w.Stats().Calls["DescribeZones"]; zones != 0 {
			w.Errorf("zones were asked for %d times and nobody named one", zones)
		}
	})
}

func TestSpotSaysWhatFailed(t *testing.T) {
	simulate(t, small, func(w *world) {
		r := w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.larg", "--type", "ecs.g7.large", "-o", "json").
			ended(shell.StatusPartly, "ecsdeck: ecs.g7.larg cn-hangzhou: This instance type does not exist here.", "did you mean ecs.g7.large")
		for _, s := range read[[]spotcli.Record](r) {
			if s.Type != "ecs.g7.large" {
				w.Errorf("prices of %s", s.Type)
			}
		}
		w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.larg").refused(shell.StatusFailed, "does not exist")
		w.run("spot", "--region", "cn-hangzhou", "--zone", "cn-hangzhou-zz", "--type", "ecs.g7.large").
			refused(shell.StatusUsage, `there is no zone "cn-hangzhou-zz" in cn-hangzhou; did you mean`, "accepted: cn-hangzhou-b")

		sold := map[string]bool{}
		zones := read[[]zoneRecord](w.run("zones", "--region", "cn-hangzhou", "-o", "json").ended(shell.StatusDone))
		for _, z := range zones {
			sold[z.ID] = slices.Contains(z.Types, "ecs.gn7i-c8g1.2xlarge")
		}
		without := slices.IndexFunc(zones, func(z zoneRecord) bool { return !sold[z.ID] })
		with := slices.IndexFunc(zones, func(z zoneRecord) bool { return sold[z.ID] })
		r = w.run("spot", "--region", "cn-hangzhou", "--zone", zones[without].ID, "--zone", zones[with].ID, "--type", "ecs.gn7i-c8g1.2xlarge", "-o", "json").
			ended(shell.StatusPartly, "ecs.gn7i-c8g1.2xlarge "+zones[without].ID+": the cloud tells no spot prices")
		if all := read[[]spotcli.Record](r); len(all) != 1 || all[0].Zone != zones[with].ID {
			w.Errorf("asked for two zones, got %+v", all)
		}

		w.Inject(ecssim.Fault{Action: "DescribeSpotPriceHistory", Region: "cn-beijing", Kind: ecssim.FaultHTTP500})
		r = w.run("spot", "--region", "cn-hangzhou", "--region", "cn-beijing", "--type", "ecs.g7.large", "--type", "ecs.c7.large", "-o", "csv").
			ended(shell.StatusPartly, "ecsdeck: ecs.g7.large cn-beijing: ", "ecsdeck: ecs.c7.large cn-beijing: ")
		if strings.Contains(r.out, "cn-beijing") || !strings.Contains(r.out, "cn-hangzhou") {
			w.Errorf("got %s", clip(r.out))
		}
	})
}

// CSV has a row for each series and window, with the numbers of JSON.
func TestSpotCSV(t *testing.T) {
	config := small
	config.Now, config.Frozen = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC), true
	simulate(t, config, func(w *world) {
		args := []string{"spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", "24h", "--window", "3d", "--bid", "0.25", "--resample", "3", "-o"}
		all := read[[]spotcli.Record](w.run(append(args, "json")...).ended(shell.StatusDone))
		lines, err := csv.NewReader(strings.NewReader(w.run(append(args, "csv")...).ended(shell.StatusDone).out)).ReadAll()
		if err != nil || len(lines) != 1+2*len(all) {
			w.Fatalf("%d lines of %d series in two windows, %v", len(lines), len(all), err)
		}
		for i, line := range lines[1:] {
			s, x := all[i/2], all[i/2].Windows[i%2]
			for name, want := range map[string]string{
				"zone": s.Zone, "now": *s.Now, "current.price": shell.Decimal(s.Current.Price), "window": x.Window, "avg": shell.Decimal(x.Avg),
				"quantiles.p95": shell.Decimal(x.Quantiles.P95), "bids.0.25.availability": shell.Decimal(x.Bids[0].Availability),
				"bids.0.25.survival.6.p": shell.Decimal(x.Bids[0].Survival[0].P), "suggested.95.bid": shell.Decimal(x.Suggested[0].Bid),
				"resampled.max": shell.Decimal(x.Resampled[0].Max) + ";" + shell.Decimal(x.Resampled[1].Max) + ";" + shell.Decimal(x.Resampled[2].Max),
			} {
				if n := slices.Index(lines[0], name); n < 0 || line[n] != want || want == "" {
					w.Errorf("row %d: column %d is %s, want %q", i, n, name, want)
				}
			}
		}
	})
}

// --history tells of another moment, and reads farther back than the windows.
func TestSpotHistory(t *testing.T) {
	config := small
	config.Now, config.Frozen = time.Date(2026, 3, 14, 9, 26, 53, 0, time.UTC), true
	simulate(t, config, func(w *world) {
		tell := func(args ...string) spotcli.Record {
			args = append([]string{"spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--window", "1h", "-o", "json"}, args...)
			return read[[]spotcli.Record](w.run(args...).ended(shell.StatusDone))[0]
		}
		near, far := tell(), tell("--history", "30d..")
		if far.Rows <= near.Rows || far.Current.Previous == nil || *far.Now != *near.Now {
			w.Errorf("30 days have %d rows, an hour has %d", far.Rows, near.Rows)
		}
		then := tell("--history", "2026-03-01..2026-03-10 12:00")
		if *then.Now != "2026-03-10T12:00:00Z" || *then.Windows[0].Start != "2026-03-10T11:00:00Z" || *then.Windows[0].Coverage != "1" || then.IgnoredFuture != 0 {
			w.Errorf("got %+v", then)
		}
		for _, bad := range []string{"31d..", "1d..2d", "2026-03-01..2026-03-15", "2026-03-15..", "2026-01-01..2026-03-01"} {
			w.run("spot", "--region", "cn-hangzhou", "--type", "ecs.g7.large", "--history", bad).refused(shell.StatusUsage, "--history cannot be "+strconv.Quote(bad))
		}
	})
}

func TestSpotBadUsage(t *testing.T) {
	for _, c := range []struct{ args, said string }{
		{"spot ecs.g7.large", "spot takes no argument"},
		{"spot --window 31d", `--window cannot be "31d"; accepted: a time such as 90m`},
		{"spot --window yesterday", `--window cannot be "yesterday"`},
		{"spot --window -1h", `--window cannot be "-1h"`},
		{"spot --job 0s", `--job cannot be "0s"`},
		{"spot --bid NaN", `--bid: "NaN" is no price; write it like 0.35`},
		{"spot --bid -1", `--bid: "-1" is no price`},
		{"spot --availability 0", `--availability cannot be "0"; accepted: a percentage`},
		{"spot --availability 100.1", `--availability cannot be "100.1"`},
		{"spot --availability NaN", `--availability cannot be "NaN"`},
		{"spot --resample -1", "--resample cannot be -1; accepted: 0 to"},
		{"spot --resample 1000000", "--resample cannot be 1,000,000"},
		{"spot --min-vcpu 8 --max-vcpu 4", "no type has 8 vCPUs or more and 4 or fewer"},
		{"spot --min-memory NaN", "no type has NaN GiB"},
		{"spot --arch MIPS", `--arch cannot be "MIPS"; accepted: X86, ARM`},
		{"spot --type x --arch ARM", "--type names types and cannot be joined"},
		{"spot --zone=", "--type and --zone want a name"},
		{"spot --history 30d", `--history cannot be "30d"; accepted: FROM..`},
		{"spot --history ..", `--history cannot be ".."`},
		{"spot --region cn-hangzhou --all-regions", "--all-regions cannot be joined"},
	} {
		t.Run(c.args, func(t *testing.T) {
			run(t, alone(t), strings.Fields(c.args)...).refused(shell.StatusUsage, c.said)
		})
	}
}
