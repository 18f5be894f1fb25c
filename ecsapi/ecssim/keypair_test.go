package ecssim

import (
	"encoding/json"
	"fmt"
	"testing"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/world"
)

// Each instance of a call has a result; those of others don't keep it from its
// key pair.
func TestAttachKeyPair(t *testing.T) {
	s := newClient(t, New(Config{Seed: 7, Instances: 300, Regions: 1, Now: day, Frozen: true}))
	var linux, windows string
	for _, i := range s.instances() {
		switch {
		case windows == "":
			windows = i.InstanceId
		case i.Status == world.Running && i.KeyPairName == "deploy" && len(i.OperationLocks.LockReason) == 0:
			linux = i.InstanceId
		}
	}
	w := s.cloud.world.Regions[0].ByID[windows]
	image := *w.Image
	image.OSType, w.Image = "windows", &image
	list, _ := json.Marshal([]string{linux, windows, "i-none", linux})
	a := fetch[compute.AttachKeyPairReply](s, "AttachKeyPair", "KeyPairName", "prod-login", "InstanceIds", string(list))
	got := ""
	for _, r := range a.Results.Result {
		got += fmt.Sprintln(r.InstanceId, r.Success, r.Code)
	}
	want := linux + " true 200\n" + windows + " false OperationDenied\ni-none false InvalidInstance.NotFound\n"
	if got != want || a.KeyPairName != "prod-login" || a.TotalCount != "3" || a.FailCount != "2" {
		t.Errorf("%+v, want\n%s", a, want)
	}
	if i, _ := s.find(linux); i.KeyPairName != "prod-login" {
		t.Errorf("it has the key pair %s", i.KeyPairName)
	}
	many := make([]string, 51)
	list, _ = json.Marshal(many)
	s.refused(400, "InvalidParameter", "AttachKeyPair", "KeyPairName", "deploy", "InstanceIds", string(list))
	s.refused(400, "MissingParameter", "AttachKeyPair", "KeyPairName", "deploy")
	s.refused(400, "MissingParameter", "AttachKeyPair", "InstanceIds", `["i-1"]`)
	s.refused(404, "InvalidKeyPair.NotFound", "AttachKeyPair", "KeyPairName", "none", "InstanceIds", `["i-1"]`)
}
