package ecsapi

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi/internal/group"
)

// Region is one row of DescribeRegions.
type Region struct {
	ID       RegionID
	Name     string // as AcceptLanguage asked, here English
	NameZH   string
	Endpoint string
}

// maxRegions is how many there can be: each is asked about again and again.
const maxRegions = 1000

// chineseGrace is how long the Chinese names may come later than the English.
const chineseGrace = time.Second

type regionsAnswer struct {
	envelope
	Regions struct {
		Region []struct{ RegionId, LocalName, RegionEndpoint string }
	}
}

// Regions lists the regions the account may use (DescribeRegions, in English
// and in Chinese at the same time). The Chinese names are left out when their
// call fails or is late. The host of the first region named is asked, else that of
// the client's home: who works in one region need not reach another.
func (c *Client) Regions(ctx context.Context, named ...RegionID) ([]Region, error) {
	at := c.home
	if len(named) > 0 {
		at = named[0]
	}
	late, cancel := context.WithCancel(ctx)
	defer cancel()
	chinese := new(regionsAnswer)
	g, late := group.WithContext(late, parallel)
	g.Go(func() error {
		if a, err := c.regions(late, at, "zh-CN"); err == nil {
			chinese = a
		}
		return nil
	})
	a, err := c.regions(ctx, at, "en-US")
	if err != nil {
		cancel()
		g.Wait()
		return nil, err
	}
	defer time.AfterFunc(chineseGrace, cancel).Stop()
	g.Wait()

	if len(a.Regions.Region) > maxRegions {
		return nil, c.invalidAnswer("DescribeRegions", "", &a.envelope, "the answer counts {count} rows", len(a.Regions.Region))
	}
	names := make(map[RegionID]string)
	for _, r := range chinese.Regions.Region {
		names[RegionID(field(r.RegionId))] = field(r.LocalName)
	}
	regions := make([]Region, 0, len(a.Regions.Region))
	for _, r := range a.Regions.Region {
		id := RegionID(field(r.RegionId))
		if id == "" || slices.ContainsFunc(regions, func(r Region) bool { return r.ID == id }) {
			continue
		}
		regions = append(regions, Region{ID: id, Name: field(r.LocalName), NameZH: names[id], Endpoint: field(r.RegionEndpoint)})
	}
	if len(regions) == 0 { // each account has some
		return nil, c.invalidAnswer("DescribeRegions", "", &a.envelope, "the answer lists no region")
	}
	return regions, nil
}

func (c *Client) regions(ctx context.Context, at RegionID, language string) (*regionsAnswer, error) {
	return do[regionsAnswer](ctx, c, call{
		api: "DescribeRegions", at: at, what: about(language), timeout: 15 * time.Second,
		params: params{"AcceptLanguage": language},
	})
}

// Zone is one row of DescribeZones.
type Zone struct {
	ID     ZoneID
	Region RegionID
	Name   string
	Types  []string // instance types on sale there
}

type zonesAnswer struct {
	envelope
	Zones struct {
		Zone []struct {
			ZoneId, LocalName      string
			AvailableInstanceTypes struct{ InstanceTypes []string }
			AvailableResources     struct {
				ResourcesInfo []struct {
					InstanceTypes struct {
						SupportedInstanceType []string `json:"supportedInstanceType"`
					}
				}
			}
		}
	}
}

// Zones lists the zones of a region with the instance types on sale there
// (DescribeZones, a large answer).
func (c *Client) Zones(ctx context.Context, region RegionID) ([]Zone, error) {
	a, err := do[zonesAnswer](ctx, c, call{
		api: "DescribeZones", region: region, timeout: time.Minute,
		params: params{"AcceptLanguage": "en-US"},
	})
	if err != nil {
		return nil, err
	}
	zones := make([]Zone, 0, len(a.Zones.Zone))
	for _, z := range a.Zones.Zone {
		types := z.AvailableInstanceTypes.InstanceTypes
		for _, r := range z.AvailableResources.ResourcesInfo {
			types = append(types, r.InstanceTypes.SupportedInstanceType...)
		}
		for i, t := range types {
			types[i] = intern(t)
		}
		slices.Sort(types)
		zones = append(zones, Zone{
			ID:     ZoneID(intern(z.ZoneId)),
			Region: region,
			Name:   field(z.LocalName),
			Types:  slices.Clip(slices.Compact(types)),
		})
	}
	return zones, nil
}
