package ecssim

// storageActions are the actions on disks and snapshots.
var storageActions = map[string]action{
	"DescribeDisks":     {do: describeDisks},
	"DescribeSnapshots": {do: describeSnapshots},
	"CreateSnapshot":    {do: createSnapshot, kept: func() stamped { return &createSnapshotReply{} }},
}
