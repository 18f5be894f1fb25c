package cli

import (
	"strings"
	"testing"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

func TestTypes(t *testing.T) {
	simulate(t, small, func(w *world) {
		all := read[[]typeRecord](w.run("types", "-o", "json").ended(shell.StatusDone))
		some := read[[]typeRecord](w.run("types", "G7", "--cpu", "4", "--memory", "16", "-o", "json").ended(shell.StatusDone))
		if len(some) == 0 || len(some) >= len(all) {
			w.Fatalf("%d of %d types", len(some), len(all))
		}
		for _, r := range some {
			if *r.CPU != 4 || *r.MemoryMiB != 16384 || !strings.Contains(r.ID, "g7") || r.Region != nil || r.Zones != nil {
				w.Errorf("%+v", r)
			}
		}
		sold := read[[]typeRecord](w.run("types", goods, "--region", "cn-hangzhou", "--region", "cn-beijing", "-o", "json").ended(shell.StatusDone))
		if len(sold) != 2 || len(sold[0].Zones) == 0 || !strings.HasPrefix(sold[0].Zones[0], *sold[0].Region) {
			w.Errorf("%+v", sold)
		}
		w.Inject(ecssim.Fault{Action: "DescribeAvailableResource", Region: "cn-beijing", Kind: ecssim.FaultHTTP500})
		part := read[[]typeRecord](w.run("types", goods, "--all-regions", "-o", "json").ended(shell.StatusPartly, "cn-beijing: ", "InternalError"))
		for _, r := range part {
			if *r.Region == "cn-beijing" {
				w.Errorf("%+v", r)
			}
		}
		w.run("types", goods, "--region", "cn-beijing").refused(shell.StatusFailed, "InternalError")
	})
}

func TestImages(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.run("images").refused(shell.StatusUsage, "the profile has no region; accepted: --region, --all-regions")
		found := read[[]imageRecord](w.run("images", "ubuntu", "arm", "--region", "cn-hangzhou", "--owner", "system", "-o", "json").ended(shell.StatusDone))
		for _, r := range found {
			if *r.Arch != "arm64" || *r.Owner != "system" || r.Region != "cn-hangzhou" || r.Created == nil || *r.SizeGiB == 0 {
				w.Errorf("%+v", r)
			}
		}
		runs := read[[]imageRecord](w.run("images", "--region", "cn-hangzhou", "--type", goods, "-o", "json").ended(shell.StatusDone))
		if len(found) == 0 || len(runs) == 0 {
			w.Errorf("%d and %d images", len(found), len(runs))
		}
		for _, r := range runs {
			if *r.Arch == "arm64" {
				w.Errorf("%s does not run on %s", r.ID, goods)
			}
		}
	})
}

func TestPrices(t *testing.T) {
	simulate(t, small, func(w *world) {
		image := w.site("cn-hangzhou").Image
		price := func(args ...string) priceRecord {
			got := read[[]priceRecord](w.run(append([]string{"prices", goods, "--region", "cn-hangzhou", "-o", "json"}, args...)...).ended(shell.StatusDone))
			if len(got) != 1 || got[0].PerHour == nil || got[0].SpotPerHour == nil || got[0].PerMonth == nil || *got[0].Currency != "CNY" || got[0].Error != nil {
				w.Fatalf("%+v", got)
			}
			return got[0]
		}
		bare, full := price(), price("--image", image, "--system-disk", "cloud_essd:200:PL1", "--data-disk", "cloud_essd:500")
		a, _ := bare.PerHour.Float64()
		b, _ := full.PerHour.Float64()
		if spot, _ := bare.SpotPerHour.Float64(); a <= spot || b <= a {
			w.Errorf("%v an hour, %v as spot, %v with disks", a, spot, b)
		}
		got := read[[]priceRecord](w.run("prices", goods, "ecs.nothing", "--region", "cn-hangzhou", "--region", "cn-beijing", "-o", "json").
			ended(shell.StatusPartly, "ecs.nothing cn-hangzhou: ", "ecs.nothing cn-beijing: "))
		if len(got) != 4 || got[3].Error == nil || got[3].PerHour != nil || got[0].Error != nil {
			w.Errorf("%+v", got)
		}
		w.run("prices", "ecs.nothing", "--region", "cn-hangzhou").refused(shell.StatusFailed, "InvalidInstanceType")
	})
}
