package ecsapi

import (
	"context"
	"slices"
	"time"

	"ecsdeck/ecsapi/message"
)

// Disk is one row of DescribeDisks.
type Disk struct {
	ID, Name           string
	Instance           InstanceID // "" when not attached
	System             bool
	Category           string // such as "cloud_essd"
	SizeGiB            int
	DeleteWithInstance bool

	// Secured: its instance is locked for security reasons, so that it is deleted with
	// the instance whatever DeleteWithInstance says. The plan or job that reads it sets it.
	Secured bool
}

// Goes reports whether the disk is deleted with its instance.
func (d Disk) Goes() bool { return d.DeleteWithInstance || d.Secured }

const (
	perDiskPage = 500 // DescribeDisks by token

	// fewInstances may be asked for their disks one by one without first
	// finding out how many disks there are.
	fewInstances = 8
)

type disksAnswer struct {
	envelope
	paging
	Disks struct {
		Disk []struct {
			DiskId, DiskName, Type, Category, InstanceId string
			Size                                         int
			DeleteWithInstance                           bool
		}
	}
}

// Disks reads all disks of instances of a region (DescribeDisks). The API takes
// one instance a call: of many, all disks of the region are read instead, 500 a
// call, when that takes fewer calls. It waits out a throttling.
func (c *Client) Disks(ctx context.Context, region RegionID, ids []InstanceID) ([]Disk, error) {
	if machines := len(split(ids, 1)); machines > fewInstances {
		a, err := do[disksAnswer](ctx, c, diskCall(region, message.New("how many"), nil))
		switch {
		case err != nil:
			return nil, err
		case (a.TotalCount+perDiskPage-1)/perDiskPage < machines:
			return c.allDisks(ctx, region, ids, a.TotalCount)
		}
	}
	rows, err := inParts(ctx, ids, 1, func(ctx context.Context, one []InstanceID) ([]Disk, error) {
		l := c.diskListing(region, about(string(one[0])), params{"InstanceId": string(one[0])})
		l.size, l.unnumbered = MaxBatch, true
		return numbered(ctx, c, l)
	})
	seen := make(map[string]bool, len(rows))
	return slices.DeleteFunc(rows, func(d Disk) bool {
		again := seen[d.ID]
		seen[d.ID] = true
		return again
	}), err
}

// allDisks reads the disks of the region and keeps those of the instances. It
// goes by token: pages by number may hide a disk when another one comes or goes.
// total is how many disks the region has.
func (c *Client) allDisks(ctx context.Context, region RegionID, ids []InstanceID, total int) ([]Disk, error) {
	wanted := make(map[InstanceID]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	l := c.diskListing(region, message.Text{}, nil)
	last := &envelope{}
	rows := l.rows
	l.rows = func(a *disksAnswer) []Disk {
		last = &a.envelope
		return rows(a)
	}
	all, err := byToken(ctx, c, l)
	if err == nil && len(all) < total {
		err = c.lacking(l.api, region, last, Lack{Received: len(all), Counted: total})
	}
	return slices.DeleteFunc(all, func(d Disk) bool { return !wanted[d.Instance] }), err
}

func diskCall(region RegionID, what message.Text, p params) call {
	return call{api: "DescribeDisks", region: region, what: what, timeout: 20 * time.Second, patient: true, params: p}
}

func (c *Client) diskListing(region RegionID, what message.Text, p params) listing[disksAnswer, Disk] {
	return listing[disksAnswer, Disk]{
		call: diskCall(region, what, p), size: perDiskPage, id: func(d Disk) string { return d.ID },
		check: func(a *disksAnswer) error {
			if a.Disks.Disk == nil && !counts(a, "Disks") { // which would say that nothing is lost with an instance
				return c.invalidAnswer("DescribeDisks", region, &a.envelope, "the answer has no list of disks")
			}
			return nil
		},
		rows: (*disksAnswer).rows,
	}
}

func (a *disksAnswer) rows() (disks []Disk) {
	for _, d := range a.Disks.Disk {
		disks = append(disks, Disk{
			ID: field(d.DiskId), Name: field(d.DiskName), Instance: InstanceID(field(d.InstanceId)),
			System: d.Type == "system", Category: field(d.Category), SizeGiB: d.Size, DeleteWithInstance: d.DeleteWithInstance,
		})
	}
	return disks
}
