package conformance

import (
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

func TestTagsAreUnderstood(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	var ids []string
	for _, i := range a.list()[:2] {
		ids = append(ids, i.InstanceId)
	}
	with := func(tag ecs.DescribeInstancesTag) int {
		q := ecs.CreateDescribeInstancesRequest()
		q.Tag = &[]ecs.DescribeInstancesTag{tag}
		r, err := a.client().DescribeInstances(q)
		if err != nil {
			t.Fatal(err)
		}
		return r.TotalCount
	}

	give := ecs.CreateTagResourcesRequest()
	give.ResourceType, give.ResourceId = "instance", &ids
	give.Tag = &[]ecs.TagResourcesTag{{Key: "负责人", Value: "Zoë & co/50%"}, {Key: "empty"}}
	if r, err := a.client().TagResources(give); err != nil || r.RequestId == "" {
		t.Fatalf("%v %v", r, err)
	}
	if n := with(ecs.DescribeInstancesTag{Key: "负责人", Value: "Zoë & co/50%"}); n != 2 {
		t.Errorf("%d are found by the tag", n)
	}
	if n := with(ecs.DescribeInstancesTag{Key: "empty"}); n != 2 {
		t.Errorf("%d are found by the key", n)
	}

	take := ecs.CreateUntagResourcesRequest()
	take.ResourceType, take.ResourceId, take.TagKey = "instance", &ids, &[]string{"负责人"}
	if _, err := a.client().UntagResources(take); err != nil {
		t.Fatal(err)
	}
	if n := with(ecs.DescribeInstancesTag{Key: "负责人"}); n != 0 {
		t.Errorf("%d still have the tag", n)
	}
	take = ecs.CreateUntagResourcesRequest()
	take.ResourceType, take.ResourceId, take.All = "instance", &ids, requests.NewBoolean(true)
	if _, err := a.client().UntagResources(take); err != nil || with(ecs.DescribeInstancesTag{Key: "empty"}) != 0 {
		t.Error("all tags were to go", err)
	}
}
