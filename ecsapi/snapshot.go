package ecsapi

import (
	"context"
	"time"
)

// Snapshot is one row of DescribeSnapshots.
type Snapshot struct {
	ID, Disk string
	Status   string // "progressing", "accomplished", "failed"
	Progress string // such as "42%"
	Created  time.Time
}

type snapshotAnswer struct {
	envelope
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
		return "", invalidCall(CreateSnapshot, region, "no disk is named")
	}
	a, err := do[snapshotAnswer](ctx, c, call{
		api: CreateSnapshot, region: region, what: about(disk), timeout: creationWait, write: true,
		params: params{"DiskId": disk, "SnapshotName": name, "ClientToken": token},
	})
	if err != nil {
		return "", err
	}
	if id = field(a.SnapshotId); id == "" {
		return "", c.invalidAnswer(CreateSnapshot, region, &a.envelope, "the answer names no snapshot")
	}
	return id, nil
}

type snapshotsAnswer struct {
	envelope
	paging
	Snapshots struct {
		Snapshot []struct{ SnapshotId, SourceDiskId, Status, Progress, CreationTime string }
	}
}

// Snapshots reads snapshots of a region by their ids (DescribeSnapshots, 100 a
// call, in parallel), in no certain order. One that the cloud does not know is
// missing from the answer.
func (c *Client) Snapshots(ctx context.Context, region RegionID, ids []string) ([]Snapshot, error) {
	return inParts(ctx, ids, MaxBatch, func(ctx context.Context, part []string) ([]Snapshot, error) {
		return numbered(ctx, c, listing[snapshotsAnswer, Snapshot]{
			call: call{
				api: "DescribeSnapshots", region: region, what: idCount(len(part)), timeout: 20 * time.Second,
				params: params{"SnapshotIds": jsonList(part)},
			},
			size: MaxBatch, unnumbered: true, id: func(s Snapshot) string { return s.ID },
			rows: func(a *snapshotsAnswer) (rows []Snapshot) {
				for _, s := range a.Snapshots.Snapshot {
					rows = append(rows, Snapshot{
						ID: field(s.SnapshotId), Disk: field(s.SourceDiskId), Status: field(s.Status),
						Progress: field(s.Progress), Created: parseTime(s.CreationTime),
					})
				}
				return rows
			},
		})
	})
}
