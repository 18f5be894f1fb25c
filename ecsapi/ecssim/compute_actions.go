package ecssim

import "ecsdeck/ecsapi/ecssim/rpc"

// computeActions are the actions on instances, what they cost and what runs in them.
var computeActions = map[string]action{
	"DescribeInstances":                  {do: describeInstances},
	"DescribeInstanceStatus":             {do: describeInstanceStatus},
	"StartInstance":                      {do: one(start)},
	"StopInstance":                       {do: one(stop)},
	"RebootInstance":                     {do: one(reboot)},
	"StartInstances":                     {do: many(start)},
	"StopInstances":                      {do: many(stop)},
	"RebootInstances":                    {do: many(reboot)},
	"RunInstances":                       {do: runInstances, kept: func() rpc.Answer { return &runReply{} }},
	"CreateInstance":                     {do: createInstance, kept: func() rpc.Answer { return &createReply{} }},
	"DeleteInstance":                     {do: deleteInstance},
	"DeleteInstances":                    {do: deleteInstances, kept: func() rpc.Answer { return &rpc.Reply{} }},
	"AllocatePublicIpAddress":            {do: allocatePublicIPAddress},
	"ModifyInstanceAttribute":            {do: modifyInstanceAttribute},
	"ModifyInstanceAutoReleaseTime":      {do: modifyInstanceAutoReleaseTime},
	"TagResources":                       {do: tagResources},
	"UntagResources":                     {do: untagResources},
	"DescribeInstanceMonitorData":        {do: describeInstanceMonitorData},
	"DescribeInstancesFullStatus":        {do: describeInstancesFullStatus},
	"DescribeInstanceHistoryEvents":      {do: describeInstanceHistoryEvents},
	"RunCommand":                         {do: runCommand, kept: func() rpc.Answer { return &runCommandReply{} }},
	"DescribeInvocations":                {do: describeInvocations},
	"DescribeInvocationResults":          {do: describeInvocationResults},
	"DescribeUserData":                   {do: describeUserData},
	"DescribeInstanceRamRole":            {do: describeInstanceRamRole},
	"DescribePrice":                      {do: describePrice},
	"DescribeRenewalPrice":               {do: describeRenewalPrice},
	"RenewInstance":                      {do: renewInstance, kept: func() rpc.Answer { return &renewReply{} }},
	"DescribeInstanceAutoRenewAttribute": {do: describeInstanceAutoRenewAttribute},
	"ModifyInstanceAutoRenewAttribute":   {do: modifyInstanceAutoRenewAttribute},
	"GetCallerIdentity":                  {do: getCallerIdentity},
}
