package ecssim

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// with is a client that uses another key; a temporary one with its token.
func (c *client) with(k rpc.Key, action string, args ...string) answer {
	c.t.Helper()
	other := *c
	other.key = k
	return other.call(action, append([]string{"SecurityToken", k.Token}, args...)...)
}

func TestTemporaryKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := New(Config{Instances: 600, Frozen: true})
		c := newClient(t, cloud)
		id := c.some(1, world.Running)[0]
		key := cloud.TemporaryKey(15 * time.Minute)
		if a := c.with(key, "StopInstance", "InstanceId", id); a.status != 200 {
			t.Errorf("a write: %s", a.body)
		}
		for name, test := range map[string]struct {
			bend func(*rpc.Key)
			code string
		}{
			"no token":        {func(k *rpc.Key) { k.Token = "" }, "MissingSecurityToken"},
			"garbage":         {func(k *rpc.Key) { k.Token = "garbage" }, "InvalidSecurityToken.Malformed"},
			"a changed token": {func(k *rpc.Key) { k.Token = "B" + k.Token[1:] }, "InvalidSecurityToken.Malformed"},
			"another's token": {func(k *rpc.Key) { k.Token = cloud.TemporaryKey(time.Hour).Token }, "InvalidSecurityToken.MismatchWithAccessKey"},
			"another's id":    {func(k *rpc.Key) { k.ID = "STS.sim-0" }, "InvalidSecurityToken.MismatchWithAccessKey"},
			"wrong secret":    {func(k *rpc.Key) { k.Secret += "x" }, "SignatureDoesNotMatch"},
		} {
			k := key
			test.bend(&k)
			if a := c.with(k, "DescribeRegions"); a.Code != test.code {
				t.Errorf("%s: %s, want %s", name, a.body, test.code)
			}
		}
		cloud.Advance(24 * time.Hour) // keys live in wall time
		if a := c.with(key, "DescribeRegions"); a.status != 200 {
			t.Errorf("a virtual day later: %s", a.body)
		}
		<-time.After(15 * time.Minute)
		if a := c.with(key, "DescribeRegions"); a.status != 400 || a.Code != "InvalidSecurityToken.Expired" {
			t.Errorf("after its life: %d %s", a.status, a.body)
		}
		if a := c.call("DescribeRegions"); a.status != 200 {
			t.Errorf("a key for good: %s", a.body)
		}
	})
}

func TestTemporaryKeyOverControl(t *testing.T) {
	c := newClient(t, frozen(0))
	for _, ask := range [][3]string{{"POST", "/_sim/key", `{"for":"15m"}`}, {"GET", "/_sim/credentials?for=15m", ""}} {
		var k struct{ AccessKeyId, AccessKeySecret, SecurityToken, Expiration string }
		w := control(c.cloud, ask[0], ask[1], ask[2])
		if err := json.Unmarshal(w.Body.Bytes(), &k); err != nil || w.Code != 200 {
			t.Fatal(w.Body)
		}
		if a := c.with(rpc.Key{ID: k.AccessKeyId, Secret: k.AccessKeySecret, Token: k.SecurityToken}, "DescribeRegions"); a.status != 200 {
			t.Error(a.body)
		}
		if at, err := time.Parse(time.RFC3339, k.Expiration); err != nil || time.Until(at) > 15*time.Minute || time.Until(at) < 14*time.Minute {
			t.Errorf("%s: expires %s", ask[1], k.Expiration)
		}
	}
}
