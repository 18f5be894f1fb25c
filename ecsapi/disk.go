package ecsapi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
)

const (
	perDiskPage = 500 // DescribeDisks by token

	// fewMachines may be asked for their disks one by one without first
	// finding out how many disks there are.
	fewMachines = 8
)

type disksAnswer struct {
	head
	counts
	NextToken string
	Disks     struct {
		Disk []struct {
			DiskId, DiskName, Type, Category string
			RegionId, InstanceId             string
			DiskChargeType                   string
			Size                             int
			DeleteWithInstance               bool
		}
	}
}

// Disks reads all disks of instances of a region (DescribeDisks). The API takes
// one instance a call: of many, all disks of the region are read instead, 500 a
// call, when that takes fewer calls. It waits out a throttling. When calls
// fail, what was read is returned with the first error.
func (c *Client) Disks(ctx context.Context, region RegionID, ids []InstanceID) ([]Disk, error) {
	machines := split(ids, 1)
	if len(machines) > fewMachines {
		a, err := c.disks(ctx, region, "how many", params{})
		switch {
		case err != nil:
			return nil, err
		case (a.TotalCount+perDiskPage-1)/perDiskPage < len(machines):
			return c.allDisks(ctx, region, ids, a.TotalCount)
		}
	}
	parts := make([][]Disk, len(machines))
	g, ctx := newGroup(ctx)
	for n, id := range machines {
		g.Go(func() error {
			list := pages[Disk]{client: c, api: "DescribeDisks", region: region, size: MaxBatch, id: Disk.id}
			list.read = func(ctx context.Context, page int, _ bool) (p numbered[Disk], err error) {
				a, err := c.disks(ctx, region, string(id[0]), params{
					"InstanceId": string(id[0]), "PageSize": strconv.Itoa(MaxBatch), "PageNumber": laterPage(page),
				})
				if err == nil {
					p = numbered[Disk]{a.counts, a.rows(region), &a.head}
				}
				return p, err
			}
			var err error
			parts[n], err = list.all(ctx)
			return err
		})
	}
	err := g.Wait()
	return unique(slices.Concat(parts...), Disk.id), err
}

// allDisks reads the disks of the region and keeps those of the instances. It
// goes by token: pages by number may hide a disk when another one comes or goes.
// told is how many disks the region has.
func (c *Client) allDisks(ctx context.Context, region RegionID, ids []InstanceID, told int) ([]Disk, error) {
	const api = "DescribeDisks"
	wanted := make(map[InstanceID]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	last := &head{}
	all, err := byToken(Disk.id, noEnd(c, api, region), func(page int, token string) ([]Disk, string, error) {
		a, err := c.disks(ctx, region, fmt.Sprintf("token %d", page), params{"MaxResults": strconv.Itoa(perDiskPage), "NextToken": token})
		if err != nil {
			return nil, "", err
		}
		last = &a.head
		return a.rows(region), a.NextToken, nil
	})
	if err == nil && len(all) < told {
		err = c.lacking(api, region, last, len(all), told)
	}
	return slices.DeleteFunc(all, func(d Disk) bool { return !wanted[d.Instance] }), err
}

func (c *Client) disks(ctx context.Context, region RegionID, what string, p params) (*disksAnswer, error) {
	return do[disksAnswer](ctx, c, call{
		api: "DescribeDisks", region: region, what: what, wait: 20 * time.Second, patient: true, params: p,
	})
}

func (d Disk) id() string { return d.ID }

func (a *disksAnswer) rows(region RegionID) []Disk {
	disks := make([]Disk, 0, len(a.Disks.Disk))
	for _, d := range a.Disks.Disk {
		disks = append(disks, Disk{
			ID: Clean(d.DiskId), Name: Clean(d.DiskName), Region: region, Instance: InstanceID(Clean(d.InstanceId)),
			System: d.Type == "system", Category: Clean(d.Category), SizeGiB: d.Size,
			Goes: d.DeleteWithInstance, ChargeType: Clean(d.DiskChargeType),
		})
	}
	return disks
}
