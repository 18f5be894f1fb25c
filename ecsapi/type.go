package ecsapi

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"
)

type typesAnswer struct {
	head
	NextToken     string
	InstanceTypes struct {
		InstanceType []struct {
			InstanceTypeId, InstanceTypeFamily string
			CpuArchitecture, GPUSpec           string
			CpuCoreCount, GPUAmount            float64
			MemorySize                         float64 // GiB
		}
	}
}

// Types reads all instance types there are, whatever is on sale in a region
// (DescribeInstanceTypes, 100 a call, one after the other). When a page fails,
// what was read is returned with the error.
func (c *Client) Types(ctx context.Context) ([]InstanceType, error) {
	const api = "DescribeInstanceTypes"
	id := func(t InstanceType) string { return t.ID }
	return byToken(id, noEnd(c, api, ""), func(page int, token string) ([]InstanceType, string, error) {
		a, err := do[typesAnswer](ctx, c, call{
			api: api, what: fmt.Sprintf("token %d", page), wait: 20 * time.Second, patient: page > 1,
			params: params{"MaxResults": strconv.Itoa(MaxBatch), "NextToken": token},
		})
		if err != nil {
			return nil, "", err
		}
		c.words.mu.Lock()
		defer c.words.mu.Unlock()
		var types []InstanceType
		for _, t := range a.InstanceTypes.InstanceType {
			cpu, _ := sane(t.CpuCoreCount, mostCPU)
			memory, _ := sane(math.Round(t.MemorySize*1024), mostMemory)
			gpu, _ := sane(t.GPUAmount, mostGPU)
			types = append(types, InstanceType{
				ID: c.words.keep(t.InstanceTypeId), Family: c.words.keep(t.InstanceTypeFamily),
				CPU: cpu, MemoryMiB: memory,
				GPU: gpu, GPUName: c.words.keep(t.GPUSpec), Arch: c.words.keep(t.CpuArchitecture),
			})
		}
		return types, a.NextToken, nil
	})
}
