package conformance

import (
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/rpc"
)

func foreignKeys(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	_, readOnly := a.cloud.Keys()
	for _, test := range []struct {
		name   string
		key    rpc.Key
		code   string
		status int
		said   string
	}{
		{"wrong secret", rpc.Key{ID: a.key.ID, Secret: "wrong"}, "SignatureDoesNotMatch", 400, "our calculation"},
		{"unknown key", rpc.Key{ID: "LTAI-unknown", Secret: "x"}, "InvalidAccessKeyId.NotFound", 404, "not found"},
		{"read-only key", readOnly, "Forbidden.RAM", 403, "not authorized"},
	} {
		e := a.by(p).as(test.key).refused("StartInstance", with{"InstanceId": "i-none"})
		if e.Code != test.code || e.Status != test.status || !strings.Contains(e.Message, test.said) || !requestID.MatchString(e.RequestID) {
			t.Errorf("%s: %+v", test.name, e)
		}
		if n := a.cloud.Stats().Errors[test.code]; n != 1 {
			t.Errorf("%s: %d answers", test.name, n)
		}
	}
	if e := a.by(p).refused("StartInstance", with{"InstanceId": "i-none"}); e.Code != "InvalidInstanceId.NotFound" || e.Status != 404 {
		t.Errorf("%+v", e)
	}
}

func foreignTemporaryKey(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	c := a.by(p).as(a.cloud.TemporaryKey(time.Hour))
	if n := len(c.call("DescribeInstances", with{"RegionId": hangzhou, "PageSize": 100}).all("Instances", "Instance")); n != 60 {
		t.Errorf("%d instances", n)
	}
	id := a.model().InstanceId
	c.call("ModifyInstanceAttribute", with{"InstanceId": id, "InstanceName": "temporary"})
	if name := a.instance(id).InstanceName; name != "temporary" {
		t.Errorf("the name is %q", name)
	}
	for code, key := range map[string]rpc.Key{
		"InvalidSecurityToken.Expired":   a.cloud.TemporaryKey(-time.Hour),
		"InvalidSecurityToken.Malformed": {ID: c.key.ID, Secret: c.key.Secret, Token: "x"},
	} {
		if e := c.as(key).refused("DescribeInstances", with{"RegionId": hangzhou}); e.Code != code || e.Status != 400 {
			t.Errorf("%+v", e)
		}
	}
}

// Each refusal is told by the client's own kind of error, and no call is made twice.
func foreignErrors(t *testing.T, p *program, client foreignClient) {
	for _, test := range []struct {
		fault  ecssim.Fault
		code   string
		status int
	}{
		{ecssim.Fault{Kind: ecssim.FaultThrottle, Delay: 1500 * time.Millisecond}, "Throttling.User", 400},
		{ecssim.Fault{Kind: ecssim.FaultHTTP500}, "InternalError", 500},
		{ecssim.Fault{Kind: ecssim.FaultHTTP503}, "ServiceUnavailable", 503},
		{ecssim.Fault{Kind: ecssim.FaultExpiredToken}, "InvalidSecurityToken.Expired", 400},
		{ecssim.Fault{Kind: ecssim.FaultSkew}, "InvalidTimeStamp.Expired", 400},
	} {
		a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
		if err := a.cloud.Inject(test.fault); err != nil {
			t.Fatal(err)
		}
		e := a.by(p).refused("DescribeRegions", nil)
		if e.Code != test.code || e.Status != test.status || !requestID.MatchString(e.RequestID) || e.Message == "" {
			t.Errorf("%s: %+v", test.fault.Kind, e)
		}
		if class := client.class(e); e.Class != class {
			t.Errorf("%s is a %s, not a %s", e.Code, e.Class, class)
		}
		if client.retries && e.RetryAfter != test.fault.Delay.Milliseconds() {
			t.Errorf("%s: try again in %d ms", e.Code, e.RetryAfter)
		}
		if n := a.asked("DescribeRegions"); n != 1 {
			t.Errorf("%s: asked %d times", test.fault.Kind, n)
		}
	}
}

// A write whose answer is lost is no refusal: the client has no code to tell.
func foreignLostAnswer(t *testing.T, p *program, _ foreignClient) {
	a := open(t, ecssim.Config{Instances: 60, Regions: 1})
	id := a.model().InstanceId
	if err := a.cloud.Inject(ecssim.Fault{Kind: ecssim.FaultLostAnswer, Action: "ModifyInstanceAttribute"}); err != nil {
		t.Fatal(err)
	}
	e := a.by(p).refused("ModifyInstanceAttribute", with{"InstanceId": id, "InstanceName": "lost"})
	if e.Status != 0 || e.RequestID != "" {
		t.Errorf("%+v", e)
	}
	if name := a.instance(id).InstanceName; name != "lost" || a.asked("ModifyInstanceAttribute") != 1 {
		t.Errorf("the name is %q", name)
	}
}
