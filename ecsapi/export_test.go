package ecsapi

import (
	"context"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"
)

func someRead() requests.AcsRequest {
	r := ecs.CreateDescribeInstancesRequest()
	r.RegionId = "cn-hangzhou"
	return r
}

// failureOf makes one attempt of a call.
func (c *Client) failureOf(k call) *Error {
	return c.attempt(context.Background(), k, 1, new(instancesAnswer))
}
