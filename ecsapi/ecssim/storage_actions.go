package ecssim

import "ecsdeck/ecsapi/ecssim/rpc"

// storageActions are the actions on disks and snapshots.
var storageActions = map[string]action{
	"DescribeDisks":     {do: describeDisks},
	"DescribeSnapshots": {do: describeSnapshots},
	"CreateSnapshot":    {do: createSnapshot, kept: func() rpc.Answer { return &createSnapshotReply{} }},
}
