package ecsapi

import (
	"context"
	"time"
)

// perStatusPage is how many ids one call of DescribeInstanceStatus takes.
const perStatusPage = 50

type statusesAnswer struct {
	envelope
	paging
	InstanceStatuses struct{ InstanceStatus []statusRow }
}

type statusRow struct{ InstanceId, Status string }

// Statuses reads the states of instances of a region (DescribeInstanceStatus,
// 50 a call, in parallel). An id that the cloud does not know is missing from
// the answer. When calls fail, what was read is returned with the first error.
func (c *Client) Statuses(ctx context.Context, region RegionID, ids []InstanceID) (map[InstanceID]Status, error) {
	rows, err := inParts(ctx, ids, perStatusPage, func(ctx context.Context, part []InstanceID) ([]statusRow, error) {
		return numbered(ctx, c, listing[statusesAnswer, statusRow]{
			call: call{
				api: "DescribeInstanceStatus", region: region, what: idCount(len(part)), timeout: 15 * time.Second,
				params: withList(params{}, "InstanceId", part),
			},
			size: perStatusPage, unnumbered: true, id: func(s statusRow) string { return s.InstanceId },
			rows: func(a *statusesAnswer) []statusRow { return a.InstanceStatuses.InstanceStatus },
		})
	})
	statuses := make(map[InstanceID]Status, len(rows))
	for _, s := range rows {
		statuses[InstanceID(Clean(s.InstanceId))] = Status(Clean(s.Status))
	}
	return statuses, err
}
