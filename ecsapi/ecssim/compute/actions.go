package compute

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// Actions are the actions on instances, what they cost and what runs in them.
var Actions = map[string]world.Action{
	"DescribeInstances":                  {Do: describeInstances},
	"DescribeInstanceStatus":             {Do: describeInstanceStatus},
	"StartInstance":                      {Do: single(start)},
	"StopInstance":                       {Do: single(stop)},
	"RebootInstance":                     {Do: single(reboot)},
	"StartInstances":                     {Do: batch(start)},
	"StopInstances":                      {Do: batch(stop)},
	"RebootInstances":                    {Do: batch(reboot)},
	"RunInstances":                       {Do: runInstances, Kept: func() rpc.Answer { return &RunReply{} }},
	"CreateInstance":                     {Do: createInstance, Kept: func() rpc.Answer { return &CreateReply{} }},
	"DeleteInstance":                     {Do: deleteInstance},
	"DeleteInstances":                    {Do: deleteInstances, Kept: func() rpc.Answer { return &rpc.Reply{} }},
	"AllocatePublicIpAddress":            {Do: allocatePublicIPAddress},
	"ModifyInstanceAttribute":            {Do: modifyInstanceAttribute},
	"ModifyInstanceAutoReleaseTime":      {Do: modifyInstanceAutoReleaseTime},
	"AttachKeyPair":                      {Do: attachKeyPair},
	"TagResources":                       {Do: tagResources},
	"UntagResources":                     {Do: untagResources},
	"DescribeInstanceMonitorData":        {Do: describeInstanceMonitorData},
	"DescribeInstancesFullStatus":        {Do: describeInstancesFullStatus},
	"DescribeInstanceHistoryEvents":      {Do: describeInstanceHistoryEvents},
	"RunCommand":                         {Do: runCommand, Kept: func() rpc.Answer { return &RunCommandReply{} }},
	"DescribeInvocations":                {Do: describeInvocations},
	"DescribeInvocationResults":          {Do: describeInvocationResults},
	"DescribeUserData":                   {Do: describeUserData},
	"DescribeInstanceRamRole":            {Do: describeInstanceRamRole},
	"DescribePrice":                      {Do: describePrice},
	"DescribeRenewalPrice":               {Do: describeRenewalPrice},
	"RenewInstance":                      {Do: renewInstance, Kept: func() rpc.Answer { return &RenewReply{} }},
	"DescribeInstanceAutoRenewAttribute": {Do: describeInstanceAutoRenewAttribute},
	"ModifyInstanceAutoRenewAttribute":   {Do: modifyInstanceAutoRenewAttribute},
	"GetCallerIdentity":                  {Do: getCallerIdentity},
}
