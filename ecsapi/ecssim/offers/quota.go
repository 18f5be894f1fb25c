package offers

import (
	"slices"
	"strconv"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// AttributesReply is the answer of DescribeAccountAttributes.
type AttributesReply struct {
	rpc.Reply
	AccountAttributeItems struct{ AccountAttributeItem []WireAttribute }
}

// WireAttribute is a row of AttributesReply.
type WireAttribute struct {
	AttributeName   string
	AttributeValues struct{ ValueItem []WireValue }
}

// WireValue is a value of an attribute.
type WireValue struct{ Value string }

// maxAttributes is how many attributes DescribeAccountAttributes can be asked for at once.
const maxAttributes = 8

// quota is an attribute that is answered.
type quota struct {
	name string
	of   func(q world.Quota, u world.Usage) int
}

// quotas are those of vCPUs.
var quotas = []quota{
	{"max-postpaid-instance-vcpu-count", func(q world.Quota, _ world.Usage) int { return q.Cpus }},
	{"used-postpaid-instance-vcpu-count", func(_ world.Quota, u world.Usage) int { return u.Cpus }},
	{"max-spot-instance-vcpu-count", func(q world.Quota, _ world.Usage) int { return q.Cpus }},
	{"used-spot-instance-vcpu-count", func(_ world.Quota, u world.Usage) int { return u.SpotCpus }},
}

// otherAttributes are those that nothing is known of.
var otherAttributes = []string{
	"instance-network-type", "max-security-groups", "max-elastic-network-interfaces", "max-postpaid-yundisk-capacity",
	"used-postpaid-yundisk-capacity", "max-dedicated-hosts", "supported-postpaid-instance-types", "max-axt-command-count",
	"max-axt-invocation-daily", "real-name-authentication", "max-cloud-assistant-activation-count",
}

var _ = Actions.Add("DescribeAccountAttributes", world.InRegion(describeAccountAttributes), "InvalidParameter UnsupportedParameter")

// describeAccountAttributes tells how much of what is paid as it is used the account may have in
// a region, and has.
func describeAccountAttributes(r *world.Region, call *world.Call) (rpc.Answer, error) {
	wanted := call.Params.List("AttributeName")
	if len(wanted) > maxAttributes {
		return nil, rpc.BadParameter("AttributeName")
	}
	for _, name := range wanted {
		switch {
		case slices.Contains(otherAttributes, name):
			return nil, rpc.Unsupported("AttributeName")
		case !slices.ContainsFunc(quotas, func(q quota) bool { return q.name == name }):
			return nil, rpc.BadParameter("AttributeName")
		}
	}
	r.Lock(call.Now)
	most, used := r.Quota, r.Usage()
	r.Unlock()
	out := &AttributesReply{}
	out.AccountAttributeItems.AccountAttributeItem = []WireAttribute{}
	for _, q := range quotas {
		if len(wanted) > 0 && !slices.Contains(wanted, q.name) {
			continue
		}
		w := WireAttribute{AttributeName: q.name}
		w.AttributeValues.ValueItem = []WireValue{{strconv.Itoa(q.of(most, used))}}
		out.AccountAttributeItems.AccountAttributeItem = append(out.AccountAttributeItems.AccountAttributeItem, w)
	}
	return out, nil
}
