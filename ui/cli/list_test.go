package cli

import (
	"encoding/csv"
	"encoding/json"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// small is a cloud that is quick to read, with instances in every region.
var small = ecssim.Config{Instances: 300, Regions: 4}

func TestRegionsCountInstances(t *testing.T) {
	simulate(t, small, func(w *world) {
		sum := 0
		records := read[[]record.Region](w.run("regions", "-o", "json").ended(shell.StatusDone))
		for _, r := range records {
			if r.NameZH == nil || r.Endpoint == nil || r.Instances == nil || r.Error != nil {
				w.Fatalf("incomplete: %+v", r)
			}
			sum += *r.Instances
		}
		if len(records) != 4 || sum != 300 {
			w.Errorf("%d regions with %d instances, want 4 with 300", len(records), sum)
		}

		running := read[[]record.Instance](w.run("ls", "--filter", "status:running", "-o", "json").ended(shell.StatusDone))
		counted := 0
		for _, r := range read[[]record.Region](w.run("regions", "--filter", "status:running", "-o", "json").ended(shell.StatusDone)) {
			counted += *r.Instances
		}
		if counted != len(running) || counted == 0 || counted == 300 {
			w.Errorf("%d running instances counted, %d listed", counted, len(running))
		}
	})
}

func TestZonesCountInstances(t *testing.T) {
	simulate(t, small, func(w *world) {
		sum := 0
		for _, z := range read[[]zoneRecord](w.run("zones", "-o", "json").ended(shell.StatusDone)) {
			if len(z.Types) == 0 {
				w.Errorf("%s offers no types", z.ID)
			}
			sum += *z.Instances
		}
		if sum != 300 {
			w.Errorf("the zones have %d instances, want 300", sum)
		}
		w.Inject(ecssim.Fault{Action: "DescribeZones", Region: "cn-beijing", Kind: ecssim.FaultHTTP500})
		for _, z := range read[[]zoneRecord](w.run("zones", "-o", "json").ended(shell.StatusPartly, "cn-beijing could not be read")) {
			if z.Region == "cn-beijing" {
				w.Errorf("%s is of a region that could not be read", z.ID)
			}
		}
	})
}

func TestInstanceJSON(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 30, 0, 0, time.FixedZone("", 8*3600))
	full := &ecsapi.Instance{
		ID: "i-1", Name: "订单 <&>", Region: "cn-hangzhou", Zone: "cn-hangzhou-h",
		Type: "ecs.g7.large", CPU: 2, MemoryMiB: 8192,
		Status: ecsapi.Stopped, StoppedMode: ecsapi.StopCharging,
		Locks: []ecsapi.Lock{{Reason: "financial"}, {Reason: "Recycling"}}, DeletionProtection: true,
		ChargeType: ecsapi.PostPaid, SpotStrategy: ecsapi.SpotWithPriceLimit, SpotPriceLimit: 310_000,
		Created: at, Expires: at.Add(time.Hour), AutoRelease: at.Add(2 * time.Hour),
		PrivateIPs: []string{"10.0.0.1", "10.0.0.2", "2408::1"}, PublicIPs: []string{"47.0.0.1"},
		SecurityGroups: []string{"sg-1", "sg-2"}, Tags: []ecsapi.Tag{{Key: "b", Value: "2"}, {Key: "a", Value: ""}},
		Description:       "for the night",
		NetworkInterfaces: "eni-1",
		GPU:               1, Image: "img", OS: "Ubuntu", HostName: "h", KeyPair: "k", VPC: "vpc-1", VSwitch: "vsw-1", ResourceGroup: "rg-1",
		Started: at.Add(time.Minute), Elastic: true, ElasticBandwidth: 5, BandwidthOut: 100,
	}
	for _, c := range []struct {
		in   *ecsapi.Instance
		want string
	}{
		{full, `{"id":"i-1","name":"订单 <&>","region":"cn-hangzhou","zone":"cn-hangzhou-h","type":"ecs.g7.large","cpu":2,"memory_mib":8192,` +
			`"status":"Stopped","charge_type":"PostPaid","spot_strategy":"SpotWithPriceLimit","spot_price_limit":0.31,` +
			`"public_ip":"47.0.0.1","private_ip":"10.0.0.1","created":"2026-03-01T00:30:00Z","expires":"2026-03-01T01:30:00Z",` +
			`"auto_release":"2026-03-01T02:30:00Z","locks":["financial","Recycling"],"deletion_protection":true,` +
			`"stopped_mode":"StopCharging","security_groups":["sg-1","sg-2"],"tags":{"a":"","b":"2"},"description":"for the night",` +
			`"started":"2026-03-01T00:31:00Z","gpu":1,"image":"img","os":"Ubuntu","host_name":"h","key_pair":"k","vpc":"vpc-1","vswitch":"vsw-1","resource_group":"rg-1",` +
			`"network_interface_ids":["eni-1"],"private_ips":["10.0.0.1","10.0.0.2"],"public_ips":["47.0.0.1"],"elastic_ip":"47.0.0.1","elastic_bandwidth":5,"bandwidth_out":100,"ipv6_addresses":["2408::1"]}`},
		{&ecsapi.Instance{ID: "i-2", Region: "cn-hangzhou"}, `{"id":"i-2","name":"","region":"cn-hangzhou","zone":null,"type":null,"cpu":null,"memory_mib":null,` +
			`"status":null,"charge_type":null,"spot_strategy":null,"spot_price_limit":null,"public_ip":null,"private_ip":null,` +
			`"created":null,"expires":null,"auto_release":null,"locks":[],"deletion_protection":false,` +
			`"stopped_mode":null,"security_groups":[],"tags":{},"description":null,` +
			`"started":null,"gpu":null,"image":null,"os":null,"host_name":null,"key_pair":null,"vpc":null,"vswitch":null,"resource_group":null,` +
			`"network_interface_ids":[],"private_ips":[],"public_ips":[],"elastic_ip":null,"elastic_bandwidth":null,"bandwidth_out":null,"ipv6_addresses":[]}`},
	} {
		var out strings.Builder
		if err := record.WriteJSON(&out, record.NewInstance(c.in)); err != nil {
			t.Fatal(err)
		}
		if got := flat(out.String()); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// flat is JSON without its indentation.
func flat(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString(strings.Replace(strings.TrimSpace(line), `": `, `":`, 1))
	}
	return b.String()
}

func TestListFormsAgree(t *testing.T) {
	simulate(t, small, func(w *world) {
		records := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusDone))
		if len(records) != 300 {
			w.Fatalf("%d instances, want 300", len(records))
		}
		again := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusDone))
		if !reflect.DeepEqual(records, again) {
			w.Error("listed in another order the second time")
		}

		rows, err := csv.NewReader(strings.NewReader(w.run("ls", "-o", "csv").ended(shell.StatusDone).out)).ReadAll()
		if err != nil || len(rows) != 301 {
			w.Fatalf("%d CSV rows, want 301; %v", len(rows), err)
		}
		table := strings.Split(strings.TrimSuffix(w.run("ls").ended(shell.StatusDone).out, "\n"), "\n")
		if len(table) != 301 {
			w.Fatalf("%d table lines, want 301", len(table))
		}
		status := strings.Index(table[0], "STATUS")
		for i, r := range records {
			if row := rows[i+1]; row[0] != r.ID || row[1] != r.Name || row[7] != *r.Status {
				w.Errorf("CSV row %q is not %s", row, r.ID)
			}
			// In cells: a Chinese name takes two a letter.
			before, _, ok := strings.Cut(table[i+1], "  "+*r.Status)
			if w := term.Width(before) + 2; !ok || !strings.HasPrefix(before, r.ID) || w > status {
				t.Errorf("misaligned: %q", table[i+1])
			}
		}
		names, _ := json.Marshal(rows[0])
		if want := `["id","name","region","zone","type","cpu","memory_mib","status"`; !strings.HasPrefix(string(names), want) {
			w.Errorf("CSV names %s", names)
		}
	})
}

func TestListNarrows(t *testing.T) {
	simulate(t, small, func(w *world) {
		in := func(args ...string) []string {
			var regions []string
			for _, r := range read[[]record.Instance](w.run(append([]string{"ls", "-o", "json"}, args...)...).ended(shell.StatusDone)) {
				if !slices.Contains(regions, r.Region) {
					regions = append(regions, r.Region)
				}
			}
			return regions
		}
		if got := in("--region", "cn-beijing"); !slices.Equal(got, []string{"cn-beijing"}) {
			w.Errorf("--region cn-beijing listed %v", got)
		}
		if got := in("--region", "cn-beijing", "--region", "cn-hangzhou"); len(got) != 2 {
			w.Errorf("two regions listed %v", got)
		}
		if got := in("--filter", "!region:cn-beijing"); len(got) != 3 || slices.Contains(got, "cn-beijing") {
			w.Errorf("without cn-beijing listed %v", got)
		}
		if w.ResetStats(); len(in("--region", "cn-beijing")) != 1 || w.Stats().ByRegion["cn-shanghai"] > 0 {
			w.Error("--region cn-beijing asked cn-shanghai too")
		}
	})
}

func TestShow(t *testing.T) {
	simulate(t, small, func(w *world) {
		all := read[[]record.Instance](w.run("ls", "-o", "json"))
		a, b := all[7].ID, all[250].ID
		got := read[[]record.DetailedInstance](w.run("show", b, a, b).ended(shell.StatusDone))
		if len(got) != 2 || got[0].ID != b || got[1].ID != a {
			w.Errorf("asked for %s and %s, got %+v", b, a, got)
		}
		if got := read[[]record.DetailedInstance](w.run("show", a, "i-nowhere").ended(shell.StatusPartly, "i-nowhere")); len(got) != 1 {
			w.Errorf("%d instances, want the one there is", len(got))
		}
		if d := got[0]; len(d.Interfaces) != 1 || *d.Interfaces[0].PrimaryIP != *d.PrivateIP || d.Interfaces[0].MAC == nil || !slices.Equal(d.PrivateIPs, d.Interfaces[0].PrivateIPs) || d.OSType == nil {
			w.Errorf("details are %+v", d)
		}
		rows, err := csv.NewReader(strings.NewReader(w.run("show", a, b, "-o", "csv", "--columns", "id,network_interfaces.id,network_interfaces.mac").ended(shell.StatusDone).out)).ReadAll()
		if err != nil || len(rows) != 3 || !strings.HasPrefix(rows[1][1], "eni-") {
			w.Error(rows, err)
		}
		// Some have an IPv6 address, and an elastic one with its id.
		sixes, elastic := 0, 0
		for _, d := range read[[]record.DetailedInstance](w.run(append([]string{"show"}, shell.IDs(all, func(r record.Instance) string { return r.ID })...)...).ended(shell.StatusDone)) {
			for _, ip := range d.IPv6 {
				if address, err := netip.ParseAddr(ip); err != nil || !address.Is6() {
					w.Errorf("%q is no address", ip)
				}
				sixes++
			}
			if (d.ElasticIP != nil) != (d.ElasticID != nil) {
				w.Errorf("the elastic address of %s: %+v", d.ID, d)
			}
			if d.ElasticID != nil {
				elastic++
			}
		}
		if sixes == 0 || sixes == 300 || elastic == 0 {
			w.Errorf("%d IPv6 addresses, %d elastic ones", sixes, elastic)
		}
		w.run("show", "i-nowhere").refused(shell.StatusFailed, "no instance i-nowhere in the 4 regions")
		w.run("show").refused(shell.StatusUsage, "needs the id")
	})
}

func TestEmptyFleet(t *testing.T) {
	simulate(t, ecssim.Config{Instances: ecssim.NoInstances, Regions: 3}, func(w *world) {
		if r := w.run("ls", "-o", "json").ended(shell.StatusDone); strings.TrimSpace(r.out) != "[]" {
			w.Errorf("an empty fleet is %q", r.out)
		}
		if r := w.run("ls").ended(shell.StatusDone); !strings.HasPrefix(r.out, "ID") || strings.Count(r.out, "\n") != 1 {
			w.Errorf("an empty fleet is %q", r.out)
		}
		w.run("stop", "--all-regions", "--filter", "web", "--yes").ended(shell.StatusDone, "nothing to do")
	})
}

func TestPartlyRead(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.Inject(ecssim.Fault{Action: "DescribeInstances", Region: "cn-beijing", Kind: ecssim.FaultHTTP500})
		list := read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusPartly, "cn-beijing could not be read", "InternalError"))
		if len(list) == 0 || len(list) == 300 {
			w.Errorf("%d instances listed without cn-beijing", len(list))
		}
		for _, r := range read[[]record.Region](w.run("regions", "-o", "json").ended(shell.StatusPartly)) {
			if bad := r.ID == "cn-beijing"; (r.Error != nil) != bad || (r.Instances == nil) != bad {
				w.Errorf("%+v", r)
			}
		}
		w.run("ls", "--region", "cn-beijing").refused(shell.StatusFailed, "InternalError")
	})
}
