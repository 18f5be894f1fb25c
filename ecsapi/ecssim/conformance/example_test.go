package conformance

import (
	"fmt"
	"net/http/httptest"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

// A test of a program that uses the official SDK needs a cloud, a server and
// the client's Domain. Time passes when the test says so.
func Example() {
	cloud := ecssim.New(ecssim.Config{Instances: 50, Regions: 1, Frozen: true})
	server := httptest.NewServer(cloud)
	defer server.Close()
	key, _ := cloud.Keys()
	client, err := ecs.NewClientWithAccessKey("cn-hangzhou", key.ID, key.Secret)
	if err != nil {
		panic(err)
	}
	client.Domain = server.Listener.Addr().String()

	list := ecs.CreateDescribeInstancesRequest()
	list.Status, list.InstanceChargeType, list.PageSize = "Running", "PrePaid", "1"
	found, err := client.DescribeInstances(list)
	if err != nil {
		panic(err)
	}
	stop := ecs.CreateStopInstanceRequest()
	stop.InstanceId = found.Instances.Instance[0].InstanceId
	if _, err := client.StopInstance(stop); err != nil {
		panic(err)
	}
	for range 2 {
		ask := ecs.CreateDescribeInstanceStatusRequest()
		ask.InstanceId = &[]string{stop.InstanceId}
		answer, err := client.DescribeInstanceStatus(ask)
		if err != nil {
			panic(err)
		}
		fmt.Println(answer.InstanceStatuses.InstanceStatus[0].Status)
		cloud.Advance(time.Minute)
	}
	// Output:
	// Stopping
	// Stopped
}
