package conformance

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

// The driver's own lists hold what there is: it pages by itself.
func TestLibcloudLists(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 250, Regions: 1})
	c := a.by(foreign(t, libcloud))
	a.cloud.ResetStats()
	nodes := c.method("list_nodes", nil).list()
	if n := a.asked("DescribeInstances"); n != 25 || len(nodes) != 250 {
		t.Errorf("%d nodes in %d pages of ten", len(nodes), n)
	}
	state := map[string]string{"Running": "running", "Stopped": "stopped", "Starting": "pending", "Stopping": "pending"}
	for n, i := range a.everything() {
		node := nodes[n]
		same(t, i.InstanceId, []string{
			node.text("id"), node.text("name"), node.text("state"), node.text("extra", "zone_id"), node.text("extra", "instance_type"),
			node.text("extra", "hostname"), node.text("extra", "image_id"), node.text("extra", "creation_time"), node.text("extra", "expired_time"),
			node.text("extra", "instance_charge_type"), node.text("extra", "io_optimized"), node.text("extra", "vpc_attributes", "vswitch_id"),
			node.text("extra", "vpc_attributes", "private_ip_address"),
		}, []string{
			i.InstanceId, i.InstanceName, state[i.Status], i.ZoneId, i.InstanceType,
			i.HostName, i.ImageId, i.CreationTime, i.ExpiredTime,
			i.InstanceChargeType, "true", i.VpcAttributes.VSwitchId,
			i.VpcAttributes.PrivateIpAddress.IpAddress[0],
		})
		same(t, i.InstanceId+" public", node.texts("public_ips"), i.PublicIpAddress.IpAddress)
	}
	running := c.method("list_nodes", with{"ex_filters": with{"Status": "Running", "PageSize": "100"}})
	for _, node := range running.list() {
		if node.text("state") != "running" {
			t.Errorf("%s is %s", node.text("id"), node.text("state"))
		}
	}

	same(t, "locations", c.method("list_locations", nil).texts("id"), []string{hangzhou})
	zones, err := a.client().DescribeZones(ecs.CreateDescribeZonesRequest())
	if err != nil {
		t.Fatal(err)
	}
	listed := c.method("ex_list_zones", nil)
	for _, z := range zones.Zones.Zone {
		zone := listed.one(t, "id", z.ZoneId)
		same(t, z.ZoneId, []string{zone.text("name")}, []string{z.LocalName})
		same(t, z.ZoneId, zone.texts("available_instance_types"), z.AvailableInstanceTypes.InstanceTypes)
		same(t, z.ZoneId, zone.texts("available_disk_categories"), z.AvailableDiskCategories.DiskCategories)
	}
	size := c.method("list_sizes", nil).one(t, "id", "ecs.g7.xlarge")
	same(t, "size", []string{size.text("ram"), size.text("extra", "cpu_core_count")}, []string{"16.0", "4"})
	if s := c.method("list_images", with{"ex_filters": with{"OSType": "windows"}}); len(s.list()) != 3 || s.text("extra", "size") == "" || s.text("extra", "disk_device_mappings", "size") == "" {
		t.Errorf("images: %v", s.v)
	}
	if s := c.method("ex_list_security_groups", nil); len(s.list()) == 0 || s.text("vpc_id") == "" {
		t.Errorf("security groups: %v", s.v)
	}
}

// The driver creates a node, waits for each state itself, and takes its disk's
// picture. Five seconds pass with each call.
func TestLibcloudFollowsANode(t *testing.T) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	c := a.by(foreign(t, libcloud)).through(func(w http.ResponseWriter, r *http.Request) {
		a.cloud.ServeHTTP(w, r)
		a.cloud.Advance(5 * time.Second)
	})
	m := a.model()
	node := c.method("create_node", with{
		"name": "外来-1", "size": m.InstanceType, "image": m.ImageId, "ex_vswitch_id": m.VpcAttributes.VSwitchId,
		"ex_security_group_id":    m.SecurityGroupIds.SecurityGroupId[0],
		"ex_internet_charge_type": "PayByTraffic", "ex_internet_max_bandwidth_out": 5,
		"ex_description": "<made> & kept", "ex_data_disks": []with{{"size": 40, "category": "cloud_essd", "delete_with_instance": true}},
	})
	id := node.text("id")
	if i := a.instance(id); i.Status != "Running" || i.InstanceName != "外来-1" || i.Description != "<made> & kept" {
		t.Errorf("%+v", i)
	}
	if ip := c.method("create_public_ip", with{"instance_id": id}).text(); ip == "" || !slices.Equal(a.instance(id).PublicIpAddress.IpAddress, []string{ip}) {
		t.Errorf("address %q", ip)
	}
	for _, step := range []struct{ method, status string }{
		{"reboot_node", "Running"}, {"stop_node", "Stopped"}, {"start_node", "Running"},
	} {
		if done := c.method(step.method, with{"node": id}).text(); done != "true" || a.instance(id).Status != step.status {
			t.Errorf("%s: %s, %s", step.method, done, a.instance(id).Status)
		}
	}

	volumes := c.method("list_volumes", with{"ex_filters": with{"InstanceId": id}}).list()
	if len(volumes) != 2 || volumes[1].text("size") != "40" || volumes[0].text("extra", "instance_id") != id || volumes[0].text("state") != "inuse" {
		t.Errorf("volumes: %v", volumes)
	}
	volume := volumes[0].text("id")
	c.method("create_volume_snapshot", with{"volume": volume, "name": "before-the-end"})
	a.cloud.Advance(time.Hour)
	taken := c.method("list_volume_snapshots", with{"volume": volume})
	same(t, "snapshot", []string{taken.text("extra", "snapshot_name"), taken.text("state")}, []string{"before-the-end", "available"})

	if done := c.method("destroy_node", with{"node": id}).text(); done != "true" {
		t.Errorf("destroyed: %s", done)
	}
	for _, i := range a.list() {
		if i.InstanceId == id {
			t.Error("the node is still there")
		}
	}
}
