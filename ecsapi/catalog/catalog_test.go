package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryRegionHasNamesEndpointAndZones(t *testing.T) {
	if n := len(Regions()); n != 35 {
		t.Errorf("%d regions, want 35", n)
	}
	seen := map[string]bool{}
	for _, r := range Regions() {
		if r.ID == "" || r.NameZH == "" || r.NameEN == "" || !strings.HasSuffix(r.Endpoint, ".aliyuncs.com") {
			t.Errorf("incomplete region: %+v", r)
		}
		if r.PriceMultiplier <= 0 {
			t.Errorf("%s: price multiplier %v", r.ID, r.PriceMultiplier)
		}
		if len(Zones(r.ID)) == 0 {
			t.Errorf("%s has no zones", r.ID)
		}
		for _, z := range Zones(r.ID) {
			if !strings.HasPrefix(z.ID, r.ID) || z.NameZH == "" || seen[z.ID] {
				t.Errorf("zone of %s: %+v", r.ID, z)
			}
			seen[z.ID] = true
		}
	}
	if Zones("cn-atlantis") != nil {
		t.Error("zones of an unknown region")
	}
}

func TestInstanceTypesAreComplete(t *testing.T) {
	for _, it := range InstanceTypes() {
		if !strings.HasPrefix(it.ID, it.Family+"-") && !strings.HasPrefix(it.ID, it.Family+".") {
			t.Errorf("%s is not of family %s", it.ID, it.Family)
		}
		if it.CPU <= 0 || it.MemoryMiB() <= 0 || it.PriceCNY <= 0 {
			t.Errorf("incomplete type: %+v", it)
		}
		if found, ok := TypeByID(it.ID); !ok || found != it {
			t.Errorf("TypeByID(%q) = %+v, %v", it.ID, found, ok)
		}
	}
	if _, ok := TypeByID("ecs.none"); ok {
		t.Error("found a type that does not exist")
	}
}

func TestKnownEntries(t *testing.T) {
	g7, _ := TypeByID("ecs.g7.large")
	if g7.CPU != 2 || g7.MemoryMiB() != 8192 {
		t.Errorf("ecs.g7.large: %+v", g7)
	}
	hz := Regions()[slices.IndexFunc(Regions(), func(r Region) bool { return r.ID == "cn-hangzhou" })]
	if hz.NameZH != "华东1（杭州）" || hz.NameEN != "China (Hangzhou)" {
		t.Errorf("cn-hangzhou: %+v", hz)
	}
	windows := 0
	for _, i := range Images() {
		if i.ID == "" || i.OSNameZH == "" || i.SizeGiB < 20 {
			t.Errorf("incomplete image: %+v", i)
		}
		if i.OSType == "windows" {
			windows++
		}
	}
	if windows == 0 {
		t.Error("no Windows image")
	}
}
