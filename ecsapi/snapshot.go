package ecsapi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
)

type snapshotAnswer struct {
	head
	SnapshotId string
}

// CreateSnapshot begins a copy of a disk that is kept until somebody deletes it
// (CreateSnapshot). It is done when Snapshots says "accomplished"; an instance
// that starts, stops or goes meanwhile spoils it. name may be "". See Run for
// token.
func (c *Client) CreateSnapshot(ctx context.Context, region RegionID, disk, name, token string) (id string, err error) {
	if err := checkToken(CreateSnapshot, region, token); err != nil {
		return "", err
	}
	if disk == "" {
		return "", refuse(CreateSnapshot, region, "no disk is named")
	}
	a, err := do[snapshotAnswer](ctx, c, call{
		api: CreateSnapshot, region: region, what: disk, wait: creationWait, write: true,
		params: params{"DiskId": disk, "SnapshotName": name, "ClientToken": token},
	})
	if err != nil {
		return "", err
	}
	if id = Clean(a.SnapshotId); id == "" {
		return "", c.absurd(CreateSnapshot, region, &a.head, "the answer names no snapshot")
	}
	return id, nil
}

type snapshotsAnswer struct {
	head
	counts
	Snapshots struct {
		Snapshot []struct{ SnapshotId, SourceDiskId, Status, Progress, CreationTime string }
	}
}

// Snapshots reads snapshots of a region by their ids (DescribeSnapshots, 100 a
// call, in parallel), in no certain order. One that the cloud does not know is
// missing from the answer. When calls fail, what was read is returned with the
// first error.
func (c *Client) Snapshots(ctx context.Context, region RegionID, ids []string) ([]Snapshot, error) {
	parts := split(ids, MaxBatch)
	answers := make([][]Snapshot, len(parts))
	g, ctx := newGroup(ctx)
	for n, part := range parts {
		g.Go(func() error {
			const api = "DescribeSnapshots"
			list := pages[Snapshot]{client: c, api: api, region: region, size: MaxBatch, id: func(s Snapshot) string { return s.ID }}
			list.read = func(ctx context.Context, page int, patient bool) (p numbered[Snapshot], err error) {
				a, err := do[snapshotsAnswer](ctx, c, call{
					api: api, region: region, what: fmt.Sprintf("%d ids", len(part)), wait: 20 * time.Second, patient: patient,
					params: params{"SnapshotIds": jsonList(part), "PageSize": strconv.Itoa(MaxBatch), "PageNumber": laterPage(page)},
				})
				if err != nil {
					return p, err
				}
				for _, s := range a.Snapshots.Snapshot {
					p.rows = append(p.rows, Snapshot{
						ID: Clean(s.SnapshotId), Disk: Clean(s.SourceDiskId), Status: Clean(s.Status),
						Progress: Clean(s.Progress), Created: parseTime(s.CreationTime),
					})
				}
				p.counts, p.head = a.counts, &a.head
				return p, nil
			}
			var err error
			answers[n], err = list.all(ctx)
			return err
		})
	}
	err := g.Wait()
	return slices.Concat(answers...), err
}
