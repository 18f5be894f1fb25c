package op

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

var today = time.Date(2026, 3, 1, 8, 0, 30, 0, time.UTC)

// twelve is an order without problems.
func twelve() fleet.Order {
	return fleet.Order{
		Launch: ecsapi.Launch{
			Type: "ecs.g7.large", Name: "web",
			System: ecsapi.DiskSpec{Category: "cloud_essd", Level: "PL0", SizeGiB: 40},
			Tags:   []ecsapi.Tag{{Key: "team", Value: "shop"}},
		},
		Places: []fleet.Place{{Region: "cn-hangzhou", Zone: "cn-hangzhou-h", VSwitch: "vsw-1", SecurityGroups: []string{"sg-1"}, Image: "ubuntu", Amount: 12}},
	}
}

func TestProblems(t *testing.T) {
	day := 24 * time.Hour
	prepaid := func(o *fleet.Order) {
		o.Launch.ChargeType, o.Launch.Period = ecsapi.PrePaid, ecsapi.Period{N: 1, Unit: ecsapi.Month}
	}
	spot := func(o *fleet.Order, strategy string, limit ecsapi.Price) {
		o.Launch.SpotStrategy, o.Launch.SpotPriceLimit = strategy, limit
	}
	for _, c := range []struct {
		name string
		make func(o *fleet.Order)
		want string // fields, with the place's number where it is one's
	}{
		{"as it is", func(o *fleet.Order) {}, ""},
		{"nothing", func(o *fleet.Order) { *o = fleet.Order{} }, "type region"},
		{"an empty place", func(o *fleet.Order) { o.Places = append(o.Places, fleet.Place{}) }, "1/region 1/vswitch 1/security-group 1/image 1/amount"},
		{"a thousand", func(o *fleet.Order) { o.Places[0].Amount = 1000 }, ""},
		{"a thousand and one", func(o *fleet.Order) { o.Places[0].Amount = 1001 }, "0/amount"},
		{"less than none", func(o *fleet.Order) { o.Places[0].Amount = -1 }, "0/amount"},
		{"two groups", func(o *fleet.Order) { o.Places[0].SecurityGroups = []string{"sg-1", "sg-2"} }, ""},
		{"two groups, one by one", func(o *fleet.Order) {
			o.OneByOne, o.Places[0].SecurityGroups = true, []string{"sg-1", "sg-2"}
		}, "0/security-group"},

		{"no name", func(o *fleet.Order) { o.Launch.Name = "" }, ""},
		{"a Chinese name", func(o *fleet.Order) { o.Launch.Name = "网站服务器" }, ""},
		{"a name of one letter", func(o *fleet.Order) { o.Launch.Name, o.Places[0].Amount = "w", 1 }, "name"},
		{"which becomes longer by its number", func(o *fleet.Order) { o.Launch.Name = "w" }, ""},
		{"a name of 124, numbered", func(o *fleet.Order) { o.Launch.Name = strings.Repeat("a", 124) }, ""},
		{"a name of 125, numbered", func(o *fleet.Order) { o.Launch.Name = strings.Repeat("a", 125) }, "name"},
		{"a web address", func(o *fleet.Order) { o.Launch.Name = "http://web" }, "name"},
		{"a name with a blank", func(o *fleet.Order) { o.Launch.Name = "web server" }, "name"},
		{"a name from a digit on", func(o *fleet.Order) { o.Launch.Name = "1web" }, "name"},
		{"a pattern", func(o *fleet.Order) { o.Launch.Name = "web-[7,2]-cn" }, ""},
		{"a pattern's default", func(o *fleet.Order) { o.Launch.Name = "web-[,]" }, ""},
		{"half a pattern", func(o *fleet.Order) { o.Launch.Name = "web-[7]" }, "name"},
		{"too few digits", func(o *fleet.Order) { o.Launch.Name = "web-[1,1]" }, "name"},
		{"just enough digits", func(o *fleet.Order) { o.Launch.Name, o.Places[0].Amount = "web-[1,1]", 9 }, ""},
		{"a beginning too long", func(o *fleet.Order) { o.Launch.Name = "web-[95,2]" }, "name"},
		{"counted over all places", func(o *fleet.Order) {
			o.Launch.Name, o.Places[0].Amount = "web-[1,1]", 5
			o.Places = append(o.Places, o.Places[0])
		}, "name"},
		{"a host name", func(o *fleet.Order) { o.Launch.HostName = "web-[1,3]" }, ""},
		{"a host name with an underscore", func(o *fleet.Order) { o.Launch.HostName = "web_a" }, "host-name"},
		{"a short description", func(o *fleet.Order) { o.Launch.Description = "x" }, "description"},

		{"a small system disk", func(o *fleet.Order) { o.Launch.System.SizeGiB = 19 }, "system-disk"},
		{"a huge system disk", func(o *fleet.Order) { o.Launch.System.SizeGiB = 2049 }, "system-disk"},
		{"the default system disk", func(o *fleet.Order) { o.Launch.System = ecsapi.DiskSpec{} }, ""},
		{"a level of no ESSD", func(o *fleet.Order) { o.Launch.System.Category = "cloud_ssd" }, "system-disk"},
		{"an unknown level", func(o *fleet.Order) { o.Launch.System.Level = "PL9" }, "system-disk"},
		{"a data disk", func(o *fleet.Order) { o.Launch.Data = []ecsapi.DiskSpec{{Category: "cloud_auto", SizeGiB: 1}} }, ""},
		{"a data disk without size", func(o *fleet.Order) { o.Launch.Data = []ecsapi.DiskSpec{{Category: "cloud_ssd"}} }, "data-disk"},
		{"17 data disks", func(o *fleet.Order) {
			for range 17 {
				o.Launch.Data = append(o.Launch.Data, ecsapi.DiskSpec{SizeGiB: 20})
			}
		}, "data-disk"},
		{"bandwidth", func(o *fleet.Order) { o.Launch.BandwidthOut, o.Launch.BandwidthTerms = 100, "PayByBandwidth" }, ""},
		{"too much bandwidth", func(o *fleet.Order) { o.Launch.BandwidthOut = 101 }, "bandwidth"},
		{"bandwidth for nothing", func(o *fleet.Order) { o.Launch.BandwidthTerms = "Free" }, "bandwidth-terms"},

		{"prepaid", prepaid, ""},
		{"prepaid for no period", func(o *fleet.Order) { o.Launch.ChargeType = ecsapi.PrePaid }, "period"},
		{"a period of pay-as-you-go", func(o *fleet.Order) { o.Launch.Period = ecsapi.Period{N: 1, Unit: ecsapi.Month} }, "period"},
		{"ten months", func(o *fleet.Order) { prepaid(o); o.Launch.Period.N = 10 }, "period"},
		{"sixty months", func(o *fleet.Order) { prepaid(o); o.Launch.Period.N = 60 }, ""},
		{"five weeks", func(o *fleet.Order) { prepaid(o); o.Launch.Period = ecsapi.Period{N: 5, Unit: ecsapi.Week} }, "period"},
		{"a year as such", func(o *fleet.Order) { prepaid(o); o.Launch.Period = ecsapi.Period{N: 1, Unit: ecsapi.Year} }, "period"},
		{"renewed by four months", func(o *fleet.Order) { prepaid(o); o.Launch.Period.N, o.Launch.AutoRenew = 4, true }, "auto-renew"},
		{"renewed by half a year", func(o *fleet.Order) { prepaid(o); o.Launch.Period.N, o.Launch.AutoRenew = 6, true }, ""},
		{"pay-as-you-go renewed", func(o *fleet.Order) { o.Launch.AutoRenew = true }, "auto-renew"},
		{"an unknown charge type", func(o *fleet.Order) { o.Launch.ChargeType = "Free" }, "charge-type"},
		{"a protected subscription", func(o *fleet.Order) { prepaid(o); o.Launch.Protected = true }, "protect"},
		{"protected", func(o *fleet.Order) { o.Launch.Protected = true }, ""},
		{"a protected spot instance", func(o *fleet.Order) { spot(o, ecsapi.SpotAsPriceGo, 0); o.Launch.Protected = true }, "protect"},

		{"released in half an hour", func(o *fleet.Order) { o.Launch.AutoRelease = today.Add(30 * time.Minute) }, "auto-release"}, // the seconds are dropped
		{"released in 31 minutes", func(o *fleet.Order) { o.Launch.AutoRelease = today.Add(31 * time.Minute) }, ""},
		{"released in three years", func(o *fleet.Order) { o.Launch.AutoRelease = today.AddDate(3, 0, 0) }, ""},
		{"released after that", func(o *fleet.Order) { o.Launch.AutoRelease = today.AddDate(3, 0, 1) }, "auto-release"},
		{"a subscription released", func(o *fleet.Order) { prepaid(o); o.Launch.AutoRelease = today.Add(day) }, "auto-release"},

		{"spot", func(o *fleet.Order) { spot(o, ecsapi.SpotAsPriceGo, 0) }, ""},
		{"spot with a limit", func(o *fleet.Order) { spot(o, ecsapi.SpotWithPriceLimit, 123_000) }, ""},
		{"spot and prepaid", func(o *fleet.Order) { prepaid(o); spot(o, ecsapi.SpotAsPriceGo, 0) }, "spot"},
		{"an unknown strategy", func(o *fleet.Order) { spot(o, "Cheap", 0) }, "spot"},
		{"no limit", func(o *fleet.Order) { spot(o, ecsapi.SpotWithPriceLimit, 0) }, "spot-limit"},
		{"a negative limit", func(o *fleet.Order) { spot(o, ecsapi.SpotWithPriceLimit, -1000) }, "spot-limit"},
		{"four decimals", func(o *fleet.Order) { spot(o, ecsapi.SpotWithPriceLimit, 123_400) }, "spot-limit"},
		{"a limit without spot", func(o *fleet.Order) { spot(o, "", 123_000) }, "spot-limit"},
		{"a limit as the price goes", func(o *fleet.Order) { spot(o, ecsapi.SpotAsPriceGo, 123_000) }, "spot-limit"},
		{"stopped when taken back", func(o *fleet.Order) { spot(o, ecsapi.SpotAsPriceGo, 0); o.Launch.SpotInterruption = "Stop" }, ""},
		{"taken back, but not spot", func(o *fleet.Order) { o.Launch.SpotInterruption = "Stop" }, "spot-interruption"},

		{"19 tags", func(o *fleet.Order) { o.Launch.Tags = numbered(19) }, ""},
		{"20 tags", func(o *fleet.Order) { o.Launch.Tags = numbered(20) }, "tag"},
		{"tags that differ in case", func(o *fleet.Order) { o.Launch.Tags = []ecsapi.Tag{{Key: "env"}, {Key: "Env"}} }, "tag"},
		{"the plan's own tag in capitals", func(o *fleet.Order) { o.Launch.Tags = []ecsapi.Tag{{Key: strings.ToUpper(fleet.PlanTag)}} }, "tag"},
		{"a tag twice", func(o *fleet.Order) { o.Launch.Tags = append(numbered(2), numbered(1)...) }, "tag"},
		{"the cloud's own tag", func(o *fleet.Order) { o.Launch.Tags[0].Key = "acs:team" }, "tag"},
		{"the plan's tag", func(o *fleet.Order) { o.Launch.Tags[0].Key = fleet.PlanTag }, "tag"},
		{"a tag without key", func(o *fleet.Order) { o.Launch.Tags[0].Key = "" }, "tag"},
		{"a web address's tag", func(o *fleet.Order) { o.Launch.Tags[0].Value = "https://x" }, "tag"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := twelve()
			c.make(&o)
			var got []string
			for _, p := range CheckOrder(&o, today) {
				field := p.Field
				if p.Place >= 0 {
					field = fmt.Sprintf("%d/%s", p.Place, field)
				}
				got = append(got, field)
				if text := p.Text.String(); strings.Contains(text, "{") {
					t.Errorf("reads %q", text)
				}
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("problems with %q, want %q", got, c.want)
			}
		})
	}
}

func numbered(n int) (tags []ecsapi.Tag) {
	for k := range n {
		tags = append(tags, ecsapi.Tag{Key: fmt.Sprint("k", k)})
	}
	return tags
}
