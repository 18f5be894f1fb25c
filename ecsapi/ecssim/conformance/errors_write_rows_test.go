package conformance

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/services/ecs"

	"ecsdeck/ecsapi/ecssim"
)

const provokeOrder = "ImageId=$image&InstanceType=$type&VSwitchId=$vSwitch&SecurityGroupId=$group"

// provokeBase are the actions whose errors are provoked, and calls of them that
// would be accepted.
var provokeBase = map[string]string{
	"StartInstance": "InstanceId=$stopped", "StopInstance": "InstanceId=$running", "RebootInstance": "InstanceId=$running",
	"StartInstances": "InstanceId=$stopped", "StopInstances": "InstanceId=$running", "RebootInstances": "InstanceId=$running",
	"RunInstances": provokeOrder, "CreateInstance": provokeOrder + "&ZoneId=$zone",
	"DeleteInstance": "InstanceId=$stopped", "DeleteInstances": "InstanceId=$stopped",
	"AllocatePublicIpAddress":            "InstanceId=$connected",
	"AttachKeyPair":                      "KeyPairName=deploy&InstanceIds=[\"$running\"]",
	"ModifyInstanceAttribute":            "InstanceId=$running",
	"ModifyInstanceAutoReleaseTime":      "InstanceId=$running&AutoReleaseTime=2026-03-15T00:00:00Z",
	"RenewInstance":                      "InstanceId=$subscribed&Period=1",
	"DescribeInstanceAutoRenewAttribute": "InstanceId=$subscribed",
	"ModifyInstanceAutoRenewAttribute":   "InstanceId=$subscribed&RenewalStatus=AutoRenewal",
	"CreateSnapshot":                     "DiskId=$disk",
	"TagResources":                       "ResourceType=instance&ResourceId.1=$running&Tag.1.Key=env",
	"UntagResources":                     "ResourceType=instance&ResourceId.1=$running&TagKey.1=env",
	"RunCommand":                         "Type=RunShellScript&CommandContent=true&InstanceId.1=$running",
}

const (
	provokePower  = "StartInstance StopInstance RebootInstance StartInstances StopInstances RebootInstances"
	provokeDown   = "StopInstance StopInstances RebootInstance RebootInstances"
	provokeUp     = "StartInstance StartInstances"
	provokeCreate = "RunInstances CreateInstance"
	provokeTag    = "TagResources UntagResources"
	provokeBatch  = "StartInstances StopInstances RebootInstances"
	provokeRenew  = "DescribeInstanceAutoRenewAttribute ModifyInstanceAutoRenewAttribute"
)

// provokeTooLong are user data of one byte more than there may be.
var provokeTooLong = "UserData=" + base64.StdEncoding.EncodeToString(make([]byte, 32<<10+1))

// provokeChanges are refusals to change what there is.
var provokeChanges = []provocation{
	{"StartInstance StopInstance RebootInstance DeleteInstance AllocatePublicIpAddress ModifyInstanceAttribute RenewInstance",
		"InstanceId=i-none", "InvalidInstanceId.NotFound", 404, nil},
	{provokeBatch + " DeleteInstances", "InstanceId=", "InvalidInstanceId.NotFound", 403, nil},
	{provokeBatch + " DeleteInstances", "InstanceId=i-none", "InvalidInstanceIds.NotFound", 404, nil},
	{provokeBatch, "InstanceId=web-1", "Abs.InvalidInstanceIds.MalFormed", 403, nil},
	{"DeleteInstances", "InstanceId=web-1", "InvalidInstanceIds.ValueNotSupported", 403, nil},
	{provokePower + " AllocatePublicIpAddress", "InstanceId=$starting", "IncorrectInstanceStatus", 403, nil},
	{provokePower + " AllocatePublicIpAddress ModifyInstanceAttribute", "InstanceId=$secured", "InstanceLockedForSecurity", 403, nil},
	{provokeUp, "InstanceId=$expired", "InstanceExpired", 403, nil},
	{provokeDown + " AllocatePublicIpAddress", "InstanceId=$expired", "InstanceExpiredOrInArrears", 403, nil},
	{"StartInstance StopInstance RebootInstance DeleteInstance", "DryRun=true", "DryRunOperation", 400, nil},
	{"StartInstances StopInstances RebootInstances DeleteInstances", "DryRun=true", "DRYRUN.SUCCESS", 400, nil},
	{"StartInstances StopInstances RebootInstances DeleteInstances",
		provokeMany("InstanceId.#=i-#", 101), "InvalidParameter.TooManyInstanceIds", 403, nil},
	{provokeUp, "InstanceId=$outbid", "OperationDenied.SpotPriceLowerThanPublicPrice", 403, provokeOutbid},
	{provokeUp, "InstanceId=$economical", "OperationDenied.NoStock", 403, provokeShortage},
	{provokeUp, "", "InsufficientBalance", 403, provokeBalance(-1)},

	{"DeleteInstance DeleteInstances", "InstanceId=$running", "IncorrectInstanceStatus", 403, nil},
	{"DeleteInstance DeleteInstances", "InstanceId=$pending&Force=true", "IncorrectInstanceStatus.Initializing", 403, nil},
	{"DeleteInstance DeleteInstances", "InstanceId=$subscribed&Force=true", "ChargeTypeViolation", 403, nil},
	{"DeleteInstance DeleteInstances", "InstanceId=$protected&Force=true", "InvalidOperation.DeletionProtection", 403, nil},
	{"DeleteInstances", "InstanceId=$running&ClientToken=t", "IdempotentParameterMismatch", 400, provokeOnce},

	{"AttachKeyPair", "KeyPairName=none", "InvalidKeyPair.NotFound", 404, nil},
	{"AttachKeyPair", "KeyPairName=", "MissingParameter", 400, nil},
	{"AttachKeyPair", "InstanceIds=i-1", "InvalidParameter", 400, nil},
	{"AllocatePublicIpAddress", "InstanceId=$unconnected", "AllocateIpInvalidInstanceBandwidth", 400, nil},
	{"AllocatePublicIpAddress", "InstanceId=$elastic", "AllocatedAlready", 403, nil},

	{"ModifyInstanceAttribute", "InstanceName=1web", "InvalidInstanceName.Malformed", 400, nil},
	{"ModifyInstanceAttribute", "Description=x", "InvalidDescription.Malformed", 400, nil},
	{"ModifyInstanceAttribute", "HostName=a..b", "InvalidHostName.Malformed", 400, nil},
	{"ModifyInstanceAttribute", "Password=12345678", "InvalidPassword.Malformed", 400, nil},
	{"ModifyInstanceAttribute", provokeTooLong, "InvalidUserData.SizeExceeded", 400, nil},
	{"ModifyInstanceAttribute", "UserData=?", "InvalidUserData.Base64FormatInvalid", 400, nil},
	{"ModifyInstanceAttribute", "SecurityGroupIds.1=sg-none", "InvalidSecurityGroupId.NotFound", 404, nil},
	{"ModifyInstanceAttribute", "SecurityGroupIds.1=$foreignGroup", "InvalidParameter.Mismatch", 400, nil},
	{"ModifyInstanceAttribute", "InstanceId=$subscribed&DeletionProtection=true", "InvalidChargeType.ValueNotSupported", 403, nil},
	{"ModifyInstanceAttribute", "InstanceId=$starting&HostName=web-1", "IncorrectInstanceStatus", 403, nil},

	{"ModifyInstanceAutoReleaseTime", "InstanceId=i-none", "NoSuchResource", 404, nil},
	{"ModifyInstanceAutoReleaseTime", "AutoReleaseTime=tomorrow", "InvalidAutoReleaseTime.Malformed", 400, nil},
	{"ModifyInstanceAutoReleaseTime", "InstanceId=$subscribed", "ChargeTypeViolation", 403, nil},

	{provokeTag, "Tag.1.Key=&TagKey.1=", "MissingParameter.Tags", 404, nil},
	{provokeTag, "ResourceType=", "MissingParameter.ResourceType", 404, nil},
	{provokeTag, "ResourceType=car", "InvalidResourceType.NotFound", 404, nil},
	{provokeTag, "ResourceType=disk", "UnsupportedParameter", 400, nil},
	{provokeTag, "ResourceId.2=i-none", "InvalidResourceId.NotFound", 404, nil},
	{provokeTag, provokeMany("ResourceId.#=i-#", 51), "NumberExceed.ResourceIds", 400, nil},
	{provokeTag, provokeMany("Tag.#.Key=k#", 21) + "&" + provokeMany("TagKey.#=k#", 21), "NumberExceed.Tags", 400, nil},
	{provokeTag, "Tag.1.Key=aliyun-x&TagKey.1=acs:x", "InvalidTagKey.Malformed", 400, nil},
	{provokeTag, "Tag.2.Key=env&TagKey.2=env", "Duplicate.TagKey", 400, nil},
	{"TagResources " + provokeCreate, "Tag.1.Key=env&Tag.2.Key=Env", "TagKey.Duplication", 403, nil},
	{"TagResources", "Tag.1.Value=http://x", "InvalidTagValue.Malformed", 400, nil},
	{"TagResources", provokeMany("Tag.#.Key=k#", 20), "OperationDenied.QuotaExceed", 400, func(p *provoker, _ string) {
		p.must("TagResources", "Tag.1.Key=one-more")
	}},

	{"RenewInstance", "InstanceId=$running", "ChargeTypeViolation", 403, nil},
	{"RenewInstance", "InstanceId=$pendingSubscription", "IncorrectInstanceStatus", 403, nil},
	{"RenewInstance", "InstanceId=$ownedSecured", "InstanceLockedForSecurity", 403, nil},
	{"RenewInstance", "Period=10", "InvalidPeriod", 400, nil},
	{"RenewInstance", "Period=60", "InvalidPeriod.ExceededMaximumExpirationDate", 400, nil},
	{"RenewInstance", "", "LastOrderProcessing", 400, provokeOnce},
	{"RenewInstance", "", "InsufficientBalance", 400, provokeBalance(1)},
	{"RenewInstance", "Period=2&ClientToken=t", "IdempotenceParamNotMatch", 400, provokeOnce},

	{provokeRenew, "InstanceId=", "MissingParameter.InstanceId", 403, nil},
	{provokeRenew, "InstanceId=" + strings.ReplaceAll(provokeMany("i-#", 101), "&", ","),
		"InvalidParameter.ToManyInstanceIds", 403, nil},
	{provokeRenew, "InstanceId=$subscribed,i-none", "InvalidParameter.InvalidInstanceId", 403, nil},
	{provokeRenew, "RenewalStatus=Perhaps", "InvalidParameter.RenewalStatus", 403, nil},
	{provokeRenew, "InstanceId=$subscribed,$running", "ChargeTypeViolation", 403, nil},
	{"ModifyInstanceAutoRenewAttribute", "Duration=4", "InvalidParameter.Duration", 403, nil},
	{"ModifyInstanceAutoRenewAttribute", "InstanceId=$expired", "IncorrectInstanceStatus", 403, nil},

	{"CreateSnapshot", "DiskId=d-none", "InvalidDiskId.NotFound", 404, nil},
	{"CreateSnapshot", "SnapshotName=auto-mine", "InvalidSnapshotName.Malformed", 400, nil},
	{"CreateSnapshot", "Description=x", "InvalidDescription.Malformed", 404, nil},
	{"CreateSnapshot", "", "IncorrectInstanceStatus", 400, provokeStopping},
	{"CreateSnapshot", "", "IncorrectDiskStatus.CreatingSnapshot", 403, provokeOnce},
	{"CreateSnapshot", "DiskId=$unusedDisk", "IncorrectDiskStatus.NeverUsed", 403, provokeUnused},
	{"CreateSnapshot", "", "QuotaExceed.Snapshot", 403, provokeSnapshots},
	{"CreateSnapshot", "DiskId=$securedDisk", "InstanceLockedForSecurity", 403, nil},
	{"CreateSnapshot", "SnapshotName=other&ClientToken=t", "IdempotentParameterMismatch", 403, provokeOnce},

	{"RunCommand", "Type=RunPerl", "InvalidCmdType.NotFound", 403, nil},
	{"RunCommand", "Name=" + strings.Repeat("n", 129), "CmdName.ExceedLimit", 403, nil},
	{"RunCommand", "Description=" + strings.Repeat("n", 513), "CmdDesc.ExceedLimit", 403, nil},
	{"RunCommand", "Username=" + strings.Repeat("n", 256), "Username.ExceedLimit", 403, nil},
	{"RunCommand", "CommandContent=" + strings.Repeat("n", 16<<10+1), "CmdContent.ExceedLimit", 403, nil},
	{"RunCommand", "ContentEncoding=Base64&CommandContent=%%%", "CmdContent.DecodeError", 403, nil},
	{"RunCommand", "Timed=true", "MissingParam.Frequency", 403, nil},
	{"RunCommand", provokeMany("InstanceId.#=i-#", 101), "InstanceIds.ExceedLimit", 403, nil},
	{"RunCommand", "InstanceId.2=i-none", "InvalidInstance.NotFound", 404, nil},
	{"RunCommand", "InstanceId.2=$stopped", "InvalidInstance.NotMatch", 403, nil},
	{"RunCommand", "InstanceId.2=$secured", "InstanceLockedForSecurity", 403, nil},
	{"RunCommand", "RepeatMode=EveryReboot", "UnsupportedParameter", 400, nil},
	{"RunCommand", "CommandContent=false&ClientToken=t", "IdempotentParameterMismatch", 400, provokeOnce},
}

// provokePurchases are refusals to create.
var provokePurchases = []provocation{
	{provokeCreate, "ImageId=", "MissingParameter", 400, nil},
	{provokeCreate, "InternetMaxBandwidthOut=101", "InvalidParameter", 400, nil},
	{provokeCreate, "ZoneId=$otherZone", "InvalidParameter.Mismatch", 400, nil},
	{provokeCreate, "DedicatedHostId=dh-1", "UnsupportedParameter", 400, nil},
	{provokeCreate, "ImageId=m-none", "InvalidImageId.NotFound", 404, nil},
	{provokeCreate, "InstanceType=$armType", "ImageNotSupportInstanceType", 403, nil},
	{provokeCreate, "InstanceType=ecs.none", "InvalidInstanceType.ValueNotSupported", 400, nil},
	{provokeCreate, "InstanceType=$unsoldType", "ResourceNotAvailable", 400, nil},
	{provokeCreate, "VSwitchId=vsw-none", "InvalidVSwitchId.NotFound", 404, nil},
	{provokeCreate, "ZoneId=cn-hangzhou-zz", "InvalidZoneId.NotFound", 404, nil},
	{provokeCreate, "SecurityGroupId=sg-none", "InvalidSecurityGroupId.NotFound", 404, nil},
	{provokeCreate, "KeyPairName=none", "InvalidKeyPairName.NotFound", 404, nil},
	{provokeCreate, "LaunchTemplateId=lt-none", "InvalidLaunchTemplate.NotFound", 404, nil},
	{provokeCreate, "InstanceChargeType=Barter", "InvalidInstanceChargeType.NotFound", 404, nil},
	{provokeCreate, "InstanceName=1web", "InvalidInstanceName.Malformed", 400, nil},
	{provokeCreate, "HostName=-w-", "InvalidHostName.Malformed", 400, nil},
	{provokeCreate, "UniqueSuffix=true&InstanceName=" + strings.Repeat("w", 126), "InvalidParams.InstanceNameExceed", 403, nil},
	{provokeCreate, "UniqueSuffix=true&HostName=" + strings.Repeat("w", 63), "InvalidParams.HostnameExceed", 403, nil},
	{provokeCreate, "Description=x", "InvalidDescription.Malformed", 400, nil},
	{provokeCreate, "Password=12345678", "InvalidPassword.Malformed", 400, nil},
	{provokeCreate, provokeTooLong, "InvalidUserData.SizeExceeded", 400, nil},
	{provokeCreate, "UserData=?", "InvalidUserData.Base64FormatInvalid", 400, nil},
	{provokeCreate, "SystemDisk.Category=tape", "InvalidDiskCategory.NotSupported", 403, nil},
	{provokeCreate + " CreateSnapshot", "Tag.1.Key=acs:x", "InvalidTagKey.Malformed", 400, nil},
	{provokeCreate + " CreateSnapshot", "Tag.1.Key=x&Tag.1.Value=http://x", "InvalidTagValue.Malformed", 400, nil},
	{provokeCreate + " CreateSnapshot", provokeMany("Tag.#.Key=k#", 21), "InvalidTagCount", 400, nil},
	{provokeCreate + " CreateSnapshot", "Tag.1.Key=x&Tag.2.Key=x", "Duplicate.TagKey", 400, nil},
	{"RunInstances", "Amount=101", "InvalidParam.Amount", 403, nil},
	{"RunInstances", "Amount=3&MinAmount=4", "InvalidMinAmount.Malformed", 400, nil},
	{provokeCreate, "InstanceChargeType=PrePaid&Period=10", "InvalidPeriod", 400, nil},
	{provokeCreate, "AutoReleaseTime=tomorrow", "InvalidAutoReleaseTime.Malformed", 400, nil},
	{provokeCreate, "InstanceChargeType=PrePaid&Period=1&DeletionProtection=true", "InvalidChargeType.ValueNotSupported", 403, nil},
	{provokeCreate, "AutoPay=false", "InvalidPayMethod", 403, nil},
	{provokeCreate, "SpotStrategy=Cheap", "InvalidSpotStrategy", 400, nil},
	{provokeCreate, "SpotStrategy=SpotAsPriceGo&InstanceChargeType=PrePaid&Period=1", "InvalidSpotPrepaid", 400, nil},
	{provokeCreate, "SpotStrategy=SpotWithPriceLimit", "InvalidSpotPriceLimit", 400, nil},
	{provokeCreate, "SpotStrategy=SpotWithPriceLimit&SpotPriceLimit=0.001", "InvalidSpotPriceLimit.LowerThanPublicPrice", 400, nil},
	{provokeCreate, "SpotStrategy=SpotAsPriceGo&SpotDuration=2", "InvalidSpotDuration", 400, nil},
	{provokeCreate, "SpotStrategy=SpotAsPriceGo&SpotInterruptionBehavior=Stop&InstanceType=$localDiskType",
		"InvalidSpotInterruptionBehavior.LocalDiskNotSupport", 403, nil},
	{"CreateInstance", "SpotStrategy=SpotAsPriceGo&ZoneId=", "InvalidSpotParam.EmptyZoneID", 400, nil},
	{provokeCreate, "", "QuotaExceed.AfterpayInstance", 400, provokeQuota},
	{"RunInstances", "InstanceType=$largeType&Amount=100", "QuotaExceed.ElasticQuota", 403, nil},
	{"CreateInstance", "InstanceType=$largeType", "QuotaExceed.ElasticQuota", 403, provokeCPUs},
	{provokeCreate, "", "Account.Arrearage", 400, provokeBalance(-1)},
	{provokeCreate, "InstanceChargeType=PrePaid&Period=1", "InsufficientBalance", 403, provokeBalance(1)},
	{provokeCreate, "", "InvalidAccountStatus.NotEnoughBalance", 403, provokeBalance(50)},
	{provokeCreate, "", "OperationDenied.NoStock", 403, provokeShortage},
	{provokeCreate, "InstanceName=other&ClientToken=t", "IdempotentParameterMismatch", 400, provokeOnce},
	{provokeCreate, "", "QuotaExceeded.PrivateIpAddress", 400, provokeFull},
	{provokeCreate, "SpotStrategy=SpotAsPriceGo&DeletionProtection=true", "InvalidChargeType.ValueNotSupported", 403, nil},
	{provokeCreate, "DryRun=true", "DryRunOperation", 400, nil},
}

// provokeShortage sells all machines of all types.
func provokeShortage(p *provoker, _ string) {
	if err := p.cloud.Play(ecssim.Story{Name: ecssim.StockShortage}); err != nil {
		p.t.Fatal(err)
	}
}

// provokeFull gives out all private addresses of the vSwitch.
func provokeFull(p *provoker, _ string) {
	if err := p.cloud.FillVSwitch(p.value("vSwitch"), 0); err != nil {
		p.t.Fatal(err)
	}
}

// provokeBalance gives the account so much money and no more.
func provokeBalance(cny float64) func(*provoker, string) {
	return func(p *provoker, _ string) { p.cloud.SetBalance(cny) }
}

// provokeQuota is another cloud, of which all that may be had is had.
func provokeQuota(p *provoker, _ string) {
	p.account = open(p.t, ecssim.Config{Seed: provokeSeed, Instances: 5000, Regions: 1, Quota: 1})
}

// provokeCPUs buys machines until there is no quota left for a large one.
func provokeCPUs(p *provoker, action string) {
	for range 10 {
		for _, t := range p.types {
			if t.CpuCoreCount < 16 {
				continue
			}
			_ = p.ask("RunInstances", "Amount=6&MinAmount=1&InstanceType="+t.InstanceTypeId) // some are not to be had
			if code, _ := refusal(p.ask(action, "InstanceType=$largeType&DryRun=true")); code == "QuotaExceed.ElasticQuota" {
				return
			}
		}
	}
	p.t.Fatal("there is quota for all that is sold")
}

// provokeOnce makes the call once, with a token and for its effect.
func provokeOnce(p *provoker, action string) { p.must(action, "ClientToken=t") }

// provokeOutbid waits until the limit of a stopped spot instance is below the price.
func provokeOutbid(p *provoker, action string) {
	for range 60 {
		for _, i := range p.fleet {
			if i.SpotStrategy != "SpotWithPriceLimit" || i.Status != "Stopped" {
				continue
			}
			code, _ := refusal(p.ask(action, fmt.Sprintf("InstanceId=%s&DryRun=true", i.InstanceId)))
			if code == "OperationDenied.SpotPriceLowerThanPublicPrice" {
				p.named["outbid"] = i.InstanceId
				return
			}
		}
		p.cloud.Advance(6 * time.Hour)
	}
	p.t.Fatal("no spot instance was outbid")
}

// provokeStopping begins to stop the machine whose disk the call names.
func provokeStopping(p *provoker, _ string) {
	machine, disk := p.worker()
	p.named["disk"] = disk.DiskId
	p.must("StopInstance", "InstanceId="+machine.InstanceId)
}

// provokeUnused creates a machine that is never started.
func provokeUnused(p *provoker, _ string) {
	q := ecs.CreateCreateInstanceRequest()
	q.ImageId, q.InstanceType, q.VSwitchId = p.value("image"), p.value("type"), p.value("vSwitch")
	q.SecurityGroupId = p.value("group")
	r, err := p.client().CreateInstance(q)
	if err != nil {
		p.t.Fatal(err)
	}
	p.cloud.Advance(time.Minute)
	p.named["unusedDisk"] = p.diskOf(r.InstanceId)
}

// provokeSnapshots makes as many snapshots of a disk as it may have.
func provokeSnapshots(p *provoker, action string) {
	p.named["disk"] = p.value("disk")
	for range 256 {
		p.must(action, "")
		p.cloud.Advance(time.Hour)
	}
}
