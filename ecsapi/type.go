package ecsapi

import (
	"context"
	"math"
	"time"
)

// InstanceType is one row of DescribeInstanceTypes.
type InstanceType struct {
	ID        string // such as "ecs.g7.large"
	Family    string // such as "ecs.g7"
	CPU       int    // vCPUs
	MemoryMiB int
	GPU       int
	GPUName   string
	Arch      string // "X86" or "ARM"
}

type typesAnswer struct {
	envelope
	paging
	InstanceTypes struct {
		InstanceType []struct {
			InstanceTypeId, InstanceTypeFamily string
			CpuArchitecture, GPUSpec           string
			CpuCoreCount, GPUAmount            float64
			MemorySize                         float64 // GiB
		}
	}
}

// Types reads instance types, whatever is on sale in a region (DescribeInstanceTypes, 100 a
// call, one after the other): those of at most ten ids or, without ids, all there are.
func (c *Client) Types(ctx context.Context, ids ...string) ([]InstanceType, error) {
	return byToken(ctx, c, listing[typesAnswer, InstanceType]{
		call: call{api: "DescribeInstanceTypes", timeout: 20 * time.Second, params: withList(params{}, "InstanceTypes", ids)},
		size: MaxBatch, id: func(t InstanceType) string { return t.ID },
		rows: func(a *typesAnswer) (rows []InstanceType) {
			for _, t := range a.InstanceTypes.InstanceType {
				rows = append(rows, InstanceType{
					ID: intern(t.InstanceTypeId), Family: intern(t.InstanceTypeFamily),
					CPU: plausible(t.CpuCoreCount, maxCPU), MemoryMiB: plausible(math.Round(t.MemorySize*1024), maxMemory),
					GPU: plausible(t.GPUAmount, maxGPU), GPUName: intern(t.GPUSpec), Arch: intern(t.CpuArchitecture),
				})
			}
			return rows
		},
	})
}
