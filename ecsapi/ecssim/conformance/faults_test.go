package conformance

import (
	"testing"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/auth/credentials"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/ecssim/rpc"
)

func TestTemporaryKey(t *testing.T) {
	a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
	regions := func(k rpc.Key) error {
		key, err := credentials.NewStaticSTSCredentialsProviderBuilder().
			WithAccessKeyId(k.ID).WithAccessKeySecret(k.Secret).WithSecurityToken(k.Token).Build()
		if err != nil {
			t.Fatal(err)
		}
		c, err := ecs.NewClientWithOptions("cn-hangzhou", sdk.NewConfig(), key)
		if err != nil {
			t.Fatal(err)
		}
		c.Domain = a.host
		_, err = c.DescribeRegions(ecs.CreateDescribeRegionsRequest())
		return err
	}
	if err := regions(a.cloud.TemporaryKey(time.Minute)); err != nil {
		t.Error(err)
	}
	if code, status := refusal(regions(a.cloud.TemporaryKey(-time.Minute))); code != "InvalidSecurityToken.Expired" || status != 400 {
		t.Errorf("expired: %d %s", status, code)
	}
}

// The SDK understands each refusal that a fault makes, and that there was no
// answer when one is lost.
func TestFaultsAreUnderstood(t *testing.T) {
	for _, test := range []struct {
		kind, code string
		status     int
	}{
		{ecssim.FaultThrottle, "Throttling.User", 400},
		{ecssim.FaultHTTP500, "InternalError", 500},
		{ecssim.FaultHTTP503, "ServiceUnavailable", 503},
		{ecssim.FaultExpiredToken, "InvalidSecurityToken.Expired", 400},
		{ecssim.FaultSkew, "InvalidTimeStamp.Expired", 400},
		{ecssim.FaultLostAnswer, "", 0},
		{ecssim.FaultReset, "", 0},
	} {
		a := open(t, ecssim.Config{Instances: ecssim.NoInstances})
		if err := a.cloud.Inject(ecssim.Fault{Kind: test.kind}); err != nil {
			t.Fatal(err)
		}
		_, err := a.client().DescribeRegions(ecs.CreateDescribeRegionsRequest())
		if code, status := refusal(err); err == nil || code != test.code || status != test.status {
			t.Errorf("%s: %v", test.kind, err)
		}
	}
}
