package ecsapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim"
)

func TestTypesAndOffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		s.cloud.ResetStats()
		types, err := s.c.Types(s.ctx)
		if want := len(catalog.InstanceTypes()); err != nil || len(types) != want || int(s.cloud.Stats().Calls["DescribeInstanceTypes"]) != (want+99)/100 {
			t.Fatalf("%d types in %v, %v", len(types), s.cloud.Stats().Calls, err)
		}
		known := map[string]InstanceType{}
		for _, typ := range types {
			known[typ.ID] = typ
			if typ.Family == "" || typ.CPU < 1 || typ.MemoryMiB < 512 || typ.Arch == "" || (typ.GPU > 0) != (typ.GPUName != "") {
				t.Errorf("%+v", typ)
			}
		}
		if nano := known["ecs.t6-c4m1.large"]; nano.MemoryMiB != 512 || nano.CPU != 2 {
			t.Errorf("%+v", nano)
		}

		q := OfferQuery{Region: s.region}
		offers, err := s.c.Offers(s.ctx, q)
		s.must(err)
		zones, stocks := map[ZoneID]int{}, map[Stock]int{}
		for _, o := range offers {
			zones[o.Zone]++
			stocks[o.Stock]++
			if _, ok := known[o.Value]; !ok {
				t.Errorf("unknown type %+v", o)
			}
		}
		if len(zones) < 2 || stocks[WithStock] == 0 || stocks[WithoutStock] == 0 {
			t.Errorf("zones %v, stocks %v", zones, stocks)
		}
		q.Zone, q.SpotStrategy = s.l.Zone, SpotAsPriceGo
		here, err := s.c.Offers(s.ctx, q)
		if err != nil || len(here) != zones[s.l.Zone] {
			t.Errorf("%d of %d, %v", len(here), zones[s.l.Zone], err)
		}

		s.must(s.cloud.Play(ecssim.Story{Name: "stock-shortage"}))
		short, err := s.c.Offers(s.ctx, OfferQuery{Region: s.region})
		if err != nil || len(short) != len(offers) || slices.ContainsFunc(short, func(o Offer) bool { return o.Stock.Available() }) {
			t.Errorf("%d offers in a shortage, %v", len(short), err)
		}
	})
	// Where an answer has the coarse status only.
	c := serve(t, answers(200, "application/json", `{"RequestId":"R","AvailableZones":{"AvailableZone":[{"ZoneId":"z","AvailableResources":{"AvailableResource":[
		{"Type":"InstanceType","SupportedResources":{"SupportedResource":[{"Value":"a","Status":"Available"},{"Value":"b","Status":"SoldOut"},{"Value":"c"}]}},
		{"Type":"IoOptimized","SupportedResources":{"SupportedResource":[{"Value":"optimized","Status":"Available"}]}}]}}]}}`), Options{})
	offers, err := c.Offers(t.Context(), OfferQuery{Region: "r"})
	want := []Offer{{Zone: "z", Value: "a", Stock: WithStock}, {Zone: "z", Value: "b", Stock: WithoutStock}, {Zone: "z", Value: "c"}}
	if err != nil || !slices.Equal(offers, want) {
		t.Errorf("%+v %v", offers, err)
	}
}

func TestImagesAndNetworks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 300, Regions: 2}, Options{})
		images, err := s.c.Images(s.ctx, ImageQuery{Region: s.region})
		if err != nil || len(images) != len(catalog.Images()) {
			t.Fatalf("%d images, %v", len(images), err)
		}
		for _, i := range images {
			if i.ID == "" || i.Name == "" || i.OS == "" || i.OSType == "" || i.Arch == "" || i.Owner == "" || i.SizeGiB < 20 || i.Created.IsZero() {
				t.Errorf("%+v", i)
			}
		}
		arm, err := s.c.Images(s.ctx, ImageQuery{Region: s.region, Type: "ecs.g8y.large"})
		if err != nil || len(arm) == 0 || slices.ContainsFunc(arm, func(i Image) bool { return i.Arch != "arm64" }) {
			t.Errorf("%+v %v", arm, err)
		}
		named, err := s.c.Images(s.ctx, ImageQuery{Region: s.region, Name: "*ubuntu*", Owner: "system"})
		if err != nil || len(named) == 0 || slices.ContainsFunc(named, func(i Image) bool { return !strings.Contains(i.Name, "ubuntu") }) {
			t.Errorf("%+v %v", named, err)
		}
		if one, err := s.c.Images(s.ctx, ImageQuery{Region: s.region, ID: images[3].ID}); err != nil || len(one) != 1 || one[0] != images[3] {
			t.Errorf("%+v %v", one, err)
		}
		if none, err := s.c.Images(s.ctx, ImageQuery{Region: s.region, Owner: "self"}); err != nil || len(none) != 0 {
			t.Errorf("%+v %v", none, err)
		}

		switches, err := s.c.VSwitches(s.ctx, s.region, "")
		if err != nil || len(switches) == 0 {
			t.Fatalf("%+v %v", switches, err)
		}
		for _, v := range switches {
			if v.ID == "" || v.VPC == "" || v.Zone == "" || v.CIDR == "" || v.Addresses < 1 {
				t.Errorf("%+v", v)
			}
		}
		vpc := switches[0].VPC
		within, err := s.c.VSwitches(s.ctx, s.region, vpc)
		if err != nil || len(within) == 0 || slices.ContainsFunc(within, func(v VSwitch) bool { return v.VPC != vpc }) {
			t.Errorf("%+v %v", within, err)
		}
		groups, err := s.c.SecurityGroups(s.ctx, s.region, vpc)
		if err != nil || len(groups) == 0 || slices.ContainsFunc(groups, func(g SecurityGroup) bool { return g.VPC != vpc || g.ID == "" || g.Name == "" }) {
			t.Errorf("%+v %v", groups, err)
		}
		if keys, err := s.c.KeyPairs(s.ctx, s.region); err != nil || len(keys) == 0 || keys[0].Name == "" {
			t.Errorf("%+v %v", keys, err)
		}
	})
}

// The names of images, disks and the rest are as hostile as those of instances.
func TestTextOfListsIsCleaned(t *testing.T) {
	const evil = `a\u001b]0;x\u0007\u202eb\r\n`
	row := func(fields string) string {
		var all []string
		for f := range strings.FieldsSeq(fields) {
			all = append(all, `"`+f+`":"`+evil+`"`)
		}
		return "{" + strings.Join(all, ",") + "}"
	}
	body := fmt.Sprintf(`{"RequestId":"R","Images":{"Image":[%s]},"VSwitches":{"VSwitch":[%s]},"SecurityGroups":{"SecurityGroup":[%s]},
		"KeyPairs":{"KeyPair":[%s]},"InstanceTypes":{"InstanceType":[%s]},"Disks":{"Disk":[%s]},"Snapshots":{"Snapshot":[%s]},
		"InstanceIdSets":{"InstanceIdSet":["%[8]s"]},"OrderId":"%[8]s","IpAddress":"%[8]s","SnapshotId":"%[8]s",
		"AvailableZones":{"AvailableZone":[{"ZoneId":"%[8]s","AvailableResources":{"AvailableResource":[{"Type":"InstanceType","SupportedResources":{"SupportedResource":[%[9]s]}}]}}]},
		"PriceInfo":{"Price":{"Currency":"%[8]s","OriginalPrice":1,"TradePrice":1}}}`,
		row("ImageId ImageName OSName OSType Architecture ImageOwnerAlias"), row("VSwitchId VSwitchName VpcId ZoneId CidrBlock"),
		row("SecurityGroupId SecurityGroupName VpcId"), row("KeyPairName"), row("InstanceTypeId InstanceTypeFamily CpuArchitecture GPUSpec"),
		row("DiskId DiskName Type Category InstanceId"), row("SnapshotId SourceDiskId Status Progress"), evil, row("Value StatusCategory"))
	c := serve(t, answers(200, "application/json", body), Options{})
	ctx := t.Context()
	read := func(got any, err error) {
		t.Helper()
		if s := fmt.Sprintf("%+v", got); err != nil || !strings.Contains(s, "a]0;xb") || Clean(s) != s {
			t.Errorf("%q, %v", s, err)
		}
	}
	images, err := c.Images(ctx, ImageQuery{Region: "r"})
	read(images, err)
	switches, err := c.VSwitches(ctx, "r", "")
	read(switches, err)
	groups, err := c.SecurityGroups(ctx, "r", "")
	read(groups, err)
	keys, err := c.KeyPairs(ctx, "r")
	read(keys, err)
	types, err := c.Types(ctx)
	read(types, err)
	offers, err := c.Offers(ctx, OfferQuery{Region: "r"})
	read(offers, err)
	disks, err := c.Disks(ctx, "r", someIDs)
	read(disks, err)
	snapshots, err := c.Snapshots(ctx, "r", []string{"s-1"})
	read(snapshots, err)
	quote, err := c.RenewalPrice(ctx, "r", "i-1", Period{1, Month})
	read(quote, err)
	made, err := c.Run(ctx, Launch{Region: "r", Amount: 1}, "t")
	read(made.IDs, err)
	order, _, err := c.Renew(ctx, "r", "i-1", Period{1, Month}, "t")
	read(order, err)
	ip, _, err := c.Address(ctx, "r", "i-1")
	read(ip, err)
	snapshot, err := c.CreateSnapshot(ctx, "r", "d-1", "", "t")
	read(snapshot, err)
}

// Lists of several pages: each row once, whatever the pages repeat, and an
// error where they have no end.
func TestPagesOfLists(t *testing.T) {
	rows := func(list, row, id string, from, n int) string {
		var all []string
		for k := range n {
			all = append(all, fmt.Sprintf(`{"%s":"%d"}`, id, from+k))
		}
		return fmt.Sprintf(`"%s":{"%s":[%s]}`, list, row, strings.Join(all, ","))
	}
	synctest.Test(t, func(t *testing.T) {
		inFlight := make(chan struct{}, parallel) // more at once would hang
		c := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			inFlight <- struct{}{}
			pass(time.Second)
			<-inFlight
			q := r.URL.Query()
			var page, size, overlap int
			fmt.Sscan(q.Get("PageNumber"), &page)
			fmt.Sscan(q.Get("PageSize"), &size)
			if page > 1 {
				overlap = 3 // as if rows came meanwhile
			}
			from := (page-1)*size - overlap
			n := min(size, 1234-from)
			w.Header().Set("Content-Type", "application/json")
			switch q.Get("Action") {
			case "DescribeImages":
				fmt.Fprintf(w, `{"RequestId":"R","TotalCount":1234,%s}`, rows("Images", "Image", "ImageId", from, n))
			case "DescribeVSwitches":
				fmt.Fprintf(w, `{"RequestId":"R","TotalCount":1234,%s}`, rows("VSwitches", "VSwitch", "VSwitchId", from, n))
			case "DescribeSecurityGroups":
				fmt.Fprintf(w, `{"RequestId":"R","TotalCount":2000000000,%s}`, rows("SecurityGroups", "SecurityGroup", "SecurityGroupId", from, n))
			case "DescribeInstanceTypes":
				fmt.Fprintf(w, `{"RequestId":"R","NextToken":"same",%s}`, rows("InstanceTypes", "InstanceType", "InstanceTypeId", 0, 5))
			}
		}), Options{})
		images, err := c.Images(t.Context(), ImageQuery{Region: "r"})
		if err != nil || len(images) < 1230 {
			t.Errorf("%d images, %v", len(images), err)
		}
		seen := map[string]bool{}
		for _, i := range images {
			if seen[i.ID] {
				t.Errorf("%s came twice", i.ID)
			}
			seen[i.ID] = true
		}
		if switches, err := c.VSwitches(t.Context(), "r", ""); err != nil || len(switches) < 1230 {
			t.Errorf("%d vSwitches, %v", len(switches), err)
		}
		if _, err := c.SecurityGroups(t.Context(), "r", ""); err == nil || AsError(err).Kind != KindAnswer {
			t.Errorf("an impossible count: %v", err)
		}
		if types, err := c.Types(t.Context()); err == nil || AsError(err).Kind != KindAnswer || len(types) != 5 {
			t.Errorf("a token that comes again: %d types, %v", len(types), err)
		}
	})
}

func TestDisksOfMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 3000}, Options{})
		all, err := s.c.Instances(s.ctx, Query{Region: s.region})
		s.must(err)
		ids := func(n int) (some []InstanceID) {
			for _, i := range all[:n] {
				some = append(some, i.ID)
			}
			return some
		}
		count := func(n int) ([]Disk, int64) {
			s.cloud.ResetStats()
			disks, err := s.c.Disks(s.ctx, s.region, append(ids(n), ids(2)...))
			s.must(err)
			return disks, s.cloud.Stats().Calls["DescribeDisks"]
		}
		some, calls := count(5)
		if calls != 5 {
			t.Errorf("5 instances took %d calls", calls)
		}
		many, calls := count(2500)
		if calls > 20 {
			t.Errorf("2,500 instances took %d calls", calls)
		}
		of := func(disks []Disk, id InstanceID) (own []Disk) {
			for _, d := range disks {
				if d.Instance == id {
					own = append(own, d)
				}
			}
			return own
		}
		for _, id := range ids(5) {
			// Both ways tell the same.
			if a, b := of(some, id), of(many, id); !slices.Equal(a, b) || len(a) == 0 || !a[0].System || !a[0].DeleteWithInstance {
				t.Errorf("%s: %+v, and of many %+v", id, a, b)
			}
		}
		stays := 0
		for _, d := range many {
			if d.ID == "" || d.SizeGiB < 1 || d.Category == "" || d.System && !d.DeleteWithInstance {
				t.Fatalf("%+v", d)
			}
			if !d.DeleteWithInstance {
				stays++
			}
		}
		for _, id := range ids(2500) {
			if len(of(many, id)) == 0 {
				t.Fatalf("%s has no disks", id)
			}
		}
		if stays == 0 {
			t.Error("no disk outlives its instance")
		}
		if none, err := s.c.Disks(s.ctx, s.region, nil); err != nil || len(none) != 0 {
			t.Errorf("%+v %v", none, err)
		}
	})
}

func TestSnapshots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		id := s.run(1, func(l *Launch) { l.Data = []DiskSpec{{SizeGiB: 20}} })
		disks, err := s.c.Disks(s.ctx, s.region, id)
		s.must(err)
		s.loses(CreateSnapshot)
		_, err = s.c.CreateSnapshot(s.ctx, s.region, disks[0].ID, "备份_before-release", "t")
		lost(t, err)
		s.cloud.ClearFaults()
		first, err := s.c.CreateSnapshot(s.ctx, s.region, disks[0].ID, "备份_before-release", "t")
		s.must(err)
		second, err := s.c.CreateSnapshot(s.ctx, s.region, disks[1].ID, "", s.token())
		s.must(err)
		_, err = s.c.CreateSnapshot(s.ctx, s.region, disks[0].ID, "", s.token())
		refused(t, err, KindState, "IncorrectDiskStatus.CreatingSnapshot")
		_, err = s.c.CreateSnapshot(s.ctx, s.region, "d-none", "", s.token())
		refused(t, err, KindNotFound, "InvalidDiskId.NotFound")
		_, err = s.c.CreateSnapshot(s.ctx, s.region, "", "", s.token())
		unmade(t, err)
		states := func() map[string]Snapshot {
			list, err := s.c.Snapshots(s.ctx, s.region, []string{first, second, "s-none", first})
			if err != nil || len(list) != 2 {
				t.Fatalf("%+v %v", list, err)
			}
			return map[string]Snapshot{list[0].ID: list[0], list[1].ID: list[1]}
		}
		s.cloud.Advance(5 * time.Second)
		if got := states()[first]; got.Status != "progressing" || !strings.HasSuffix(got.Progress, "%") || got.Disk != disks[0].ID || got.Created.IsZero() {
			t.Errorf("%+v", got)
		}
		s.cloud.Advance(time.Hour)
		for _, got := range states() {
			if got.Status != "accomplished" || got.Progress != "100%" {
				t.Errorf("%+v", got)
			}
		}
		var many []string
		for n := range 250 {
			many = append(many, fmt.Sprint("s-", n))
		}
		s.cloud.ResetStats()
		if list, err := s.c.Snapshots(s.ctx, s.region, append(many, first)); err != nil || len(list) != 1 || s.cloud.Stats().Calls["DescribeSnapshots"] != 3 {
			t.Errorf("%+v in %v, %v", list, s.cloud.Stats().Calls, err)
		}
	})
}
