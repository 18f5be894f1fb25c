package storage

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// Actions are the actions on disks and snapshots.
var Actions = map[string]world.Action{
	"DescribeDisks":     {Do: describeDisks},
	"DescribeSnapshots": {Do: describeSnapshots},
	"CreateSnapshot":    {Do: createSnapshot, Kept: func() rpc.Answer { return &CreateSnapshotReply{} }},
}
