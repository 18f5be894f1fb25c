package conformance

import (
	"fmt"
	"strings"
)

// asks are the reads, each with parameters that are answered. What stands in
// braces is of the fleet, see askFleet.
var asks = map[string]string{
	"DescribeRegions":               "",
	"DescribeZones":                 "",
	"DescribeInstances":             "",
	"DescribeInstanceStatus":        "",
	"DescribePrice":                 "InstanceType=ecs.g7.large",
	"DescribeRenewalPrice":          "ResourceId={subscription}",
	"DescribeSpotAdvice":            "InstanceTypes.1=ecs.g7.large",
	"DescribeSpotPriceHistory":      "InstanceType=ecs.g7.large&NetworkType=vpc",
	"DescribeAvailableResource":     "DestinationResource=InstanceType",
	"DescribeAccountAttributes":     "",
	"DescribeInstanceTypes":         "",
	"DescribeInstanceTypeFamilies":  "",
	"DescribeImages":                "",
	"DescribeSecurityGroups":        "",
	"DescribeVpcs":                  "",
	"DescribeVSwitches":             "",
	"DescribeKeyPairs":              "",
	"DescribeDisks":                 "",
	"DescribeSnapshots":             "",
	"DescribeInstanceMonitorData":   "InstanceId={machine}&StartTime=2026-03-14T08:00:00Z&EndTime=2026-03-14T08:30:00Z",
	"DescribeInstancesFullStatus":   "",
	"DescribeInstanceHistoryEvents": "",
	"DescribeUserData":              "InstanceId={machine}",
	"DescribeInstanceRamRole":       `InstanceIds=["{machine}"]`,
	"DescribeInvocations":           "",
	"DescribeInvocationResults":     "",
	"GetCallerIdentity":             "",
	"AssumeRole":                    "RoleArn=acs:ram::1000000000000001:role/ops&RoleSessionName=anna",
	"AssumeRoleWithOIDC":            "RoleArn=acs:ram::1000000000000001:role/ops&RoleSessionName=anna&OIDCProviderArn=x&OIDCToken=oidc-token",
}

// refuseRow is a call that is refused: an action, what is changed of its
// parameters in asks, and the answer.
type refuseRow struct {
	action, change string
	code           string
	status         int
}

var refuseRows = []refuseRow{
	{"DescribeRegions", "AcceptLanguage=tlh", "InvalidAcceptLanguage.NotFound", 404},
	{"DescribeRegions", "ResourceType=lamp", "InvalidResourceType.NotFound", 404},

	{"DescribeZones", "RegionId=", "MissingParameter", 400},
	{"DescribeZones", "RegionId=cn-nowhere", "InvalidRegionId.NotFound", 404},
	{"DescribeZones", "InstanceChargeType=Barter", "InvalidInstanceChargeType.NotFound", 404},
	{"DescribeZones", "SpotStrategy=Lucky", "InvalidSpotStrategy", 400},
	{"DescribeZones", "AcceptLanguage=tlh", "InvalidAcceptLanguage.NotFound", 404},

	{"DescribeInstances", "InstanceIds=i-1", "InvalidParameter", 400},
	{"DescribeInstances", "Status=Asleep", "InvalidStatus.NotFound", 404},
	{"DescribeInstances", "LockReason=whim", "InvalidLockReason.NotFound", 404},
	{"DescribeInstances", "Filter.1.Key=Colour&Filter.1.Value=red", "InvalidFilterKey.NotFound", 404},
	{"DescribeInstances", "InstanceNetworkType=ring", "InvalidNetworkType.NotFound", 404},
	{"DescribeInstances", "InstanceChargeType=Barter", "InvalidInstanceChargeType.NotFound", 404},
	{"DescribeInstances", "Tag.1.Value=x", "InvalidTag.Mismatch", 400},
	{"DescribeInstances", askMany("Tag.%d.Key", 21), "InvalidTagCount", 400},
	{"DescribeInstances", "HpcClusterId=hpc-1", "UnsupportedParameter", 400},
	{"DescribeInstances", "DryRun=true", "DryRunOperation", 400},

	{"AssumeRole", "RoleArn=", "MissingParameter", 400},
	{"AssumeRole", "RoleArn=acs:ram::1000000000000001:role/nobody", "EntityNotExist.Role", 404},
	{"AssumeRole", "RoleArn=acs:ram::1000000000000001:role/closed", "NoPermission", 403},
	{"AssumeRole", "DurationSeconds=60", "InvalidParameter.DurationSeconds", 400},
	{"AssumeRoleWithOIDC", "RoleSessionName=", "MissingParameter", 400},
	{"AssumeRoleWithOIDC", "RoleArn=acs:ram::1000000000000001:role/nobody", "EntityNotExist.Role", 404},
	{"AssumeRoleWithOIDC", "RoleArn=acs:ram::1000000000000001:role/closed", "NoPermission", 403},
	{"AssumeRoleWithOIDC", "DurationSeconds=43201", "InvalidParameter.DurationSeconds", 400},
	{"AssumeRoleWithOIDC", "OIDCToken=x", "AuthenticationFail.OIDCToken.Invalid", 400},

	{"DescribeInstanceStatus", askMany("InstanceId.%d", 101), "InvalidParameter.TooManyInstanceIds", 403},

	{"DescribePrice", "InstanceType=", "InvalidInstanceType.Missing", 404},
	{"DescribePrice", "InstanceType=ecs.none.large", "InvalidInstanceType.ValueNotSupported", 400},
	{"DescribePrice", "InstanceType={unsold}&ZoneId={zone}", "PriceNotFound", 400},
	{"DescribePrice", "Amount=0", "InvalidAmount.Malformed", 403},
	{"DescribePrice", "PriceUnit=Month&Period=10", "InvalidPeriod", 400},
	{"DescribePrice", "SpotStrategy=Lucky", "InvalidSpotStrategy", 400},
	{"DescribePrice", "SpotStrategy=SpotAsPriceGo&SpotDuration=7", "InvalidSpotDuration", 400},
	{"DescribePrice", "ImageId=m-none", "InvalidImageId.NotFound", 404},
	{"DescribePrice", "ZoneId=cn-hangzhou-z", "InvalidZoneId.NotFound", 404},
	{"DescribePrice", "DataDisk.1.Category=floppy&DataDisk.1.Size=40", "InvalidDiskCategory.NotSupported", 403},
	{"DescribePrice", "ResourceType=ddh", "UnsupportedParameter", 400},

	{"DescribeRenewalPrice", "ResourceId=", "MissingParameter", 400},
	{"DescribeRenewalPrice", "ResourceId=i-none", "InvalidInstanceId.NotFound", 404},
	{"DescribeRenewalPrice", "ResourceId={machine}", "ChargeTypeViolation", 403},
	{"DescribeRenewalPrice", "PriceUnit=Month&Period=10", "InvalidPeriod", 400},
	{"DescribeRenewalPrice", "ResourceType=disk", "UnsupportedParameter", 400},

	{"DescribeSpotAdvice", "MinCores=2", "InvalidParam.TypeAndCpuMem.Conflict", 403},
	{"DescribeSpotAdvice", "ZoneId=cn-hangzhou-z", "InvalidZoneId.NotFound", 404},
	{"DescribeSpotAdvice", "InstanceTypes.1=ecs.none.large", "InvalidInstanceType.ValueNotSupported", 400},

	{"DescribeSpotPriceHistory", "NetworkType=", "MissingParameter", 400},
	{"DescribeSpotPriceHistory", "RegionId=cn-nowhere", "InvalidParams.RegionId", 400},
	{"DescribeSpotPriceHistory", "InstanceType=ecs.none.large", "InvalidParams.InstanceType", 400},
	{"DescribeSpotPriceHistory", "NetworkType=ring", "InvalidParams.NetworkType", 400},
	{"DescribeSpotPriceHistory", "ZoneId=!", "InvalidParams.ZoneId", 400},
	{"DescribeSpotPriceHistory", "StartTime=yesterday", "InvalidParams.StartTime", 400},
	{"DescribeSpotPriceHistory", "EndTime=today", "InvalidParams.EndTime", 400},
	{"DescribeSpotPriceHistory", "Offset=-1", "InvalidParams.Offset", 400},
	{"DescribeSpotPriceHistory", "ZoneId=cn-hangzhou-z", "InvalidZoneId.NotFound", 400},

	{"DescribeAvailableResource", "DestinationResource=", "Invalid.Param", 400},
	{"DescribeAvailableResource", "RegionId=cn-nowhere", "Invalid.RegionId", 404},
	{"DescribeAvailableResource", "RegionId=cn hangzhou", "InvalidRegionId.MalFormed", 400},
	{"DescribeAvailableResource", "ZoneId=cn-hangzhou-z", "Invalid.ZoneId", 404},
	{"DescribeAvailableResource", "DestinationResource=Lamp", "Invalid.DestinationResource", 404},
	{"DescribeAvailableResource", "InstanceChargeType=Barter", "Invalid.InstanceChargeType", 400},
	{"DescribeAvailableResource", "SpotStrategy=Lucky", "Invalid.SpotStrategy", 404},
	{"DescribeAvailableResource", "IoOptimized=maybe", "Invalid.IoOptimized", 404},
	{"DescribeAvailableResource", "NetworkCategory=ring", "Invalid.NetworkCategory", 404},
	{"DescribeAvailableResource", "ResourceType=lamp", "Invalid.ResourceType", 404},
	{"DescribeAvailableResource", "InstanceType=ecs.g7.large&Cores=2", "InvalidParam.TypeAndCpuMem.Conflict", 403},

	{"DescribeAccountAttributes", "RegionId=cn-nowhere", "InvalidRegionId.NotFound", 404},
	{"DescribeAccountAttributes", "AttributeName.1=max-luck", "InvalidParameter", 400},
	{"DescribeAccountAttributes", askMany("AttributeName.%d", 9), "InvalidParameter", 400},
	{"DescribeAccountAttributes", "AttributeName.1=max-dedicated-hosts", "UnsupportedParameter", 400},

	{"DescribeInstanceTypes", "MinimumCpuCoreCount=few", "InvalidParameter", 400},
	{"DescribeInstanceTypes", "MinimumDiskQuantity=2", "UnsupportedParameter", 400},
	{"DescribeInstanceTypeFamilies", "Generation=ecs-0", "InvalidParameter", 400},

	{"DescribeImages", "ImageOwnerAlias=nobody", "InvalidImageOwnerAlias.ValueNotSupported", 400},
	{"DescribeImages", "OSType=plan9", "InvalidOSType", 404},
	{"DescribeImages", "Architecture=vax", "InvalidArchitecture", 404},
	{"DescribeImages", "Usage=decoration", "InvalidUsage", 404},
	{"DescribeImages", "Tag.1.Value=x", "InvalidTag.Mismatch", 400},
	{"DescribeImages", "InstanceType=ecs.none.large", "InvalidInstanceType.ValueNotSupported", 400},
	{"DescribeImages", askMany("Tag.%d.Key", 21), "InvalidTagCount", 400},
	{"DescribeImages", "SnapshotId=s-1", "UnsupportedParameter", 400},
	{"DescribeImages", "DryRun=true", "DryRunOperation", 400},

	{"DescribeSecurityGroups", "NetworkType=ring", "InvalidNetworkType.NotFound", 404},
	{"DescribeSecurityGroups", "ServiceManaged=true", "UnsupportedParameter", 400},
	{"DescribeSecurityGroups", "Tag.1.Value=x", "InvalidTag.Mismatch", 400},
	{"DescribeSecurityGroups", askMany("Tag.%d.Key", 21), "InvalidTagCount", 400},
	{"DescribeSecurityGroups", "DryRun=true", "DryRunOperation", 400},

	{"DescribeVpcs", "IsDefault=perhaps", "InvalidParameter", 400},
	{"DescribeVSwitches", "PageSize=large", "InvalidParameter", 400},
	{"DescribeKeyPairs", "PageNumber=first", "InvalidParameter", 400},
	{"DescribeKeyPairs", "ResourceGroupId=rg-1", "UnsupportedParameter", 400},
	{"DescribeKeyPairs", "Tag.1.Value=x", "InvalidTag.Mismatch", 400},

	{"DescribeDisks", "DiskIds=d-1", "InvalidParameter.DiskIds", 400},
	{"DescribeDisks", "DiskIds=" + askIDs(101), "InvalidDiskIds.Malformed", 403},
	{"DescribeDisks", "DiskType=spare", "InvalidDiskType.ValueNotSupported", 400},
	{"DescribeDisks", "Category=floppy", "InvalidCategory.ValueNotSupported", 400},
	{"DescribeDisks", "Status=Lost", "InvalidStatus.ValueNotSupported", 400},
	{"DescribeDisks", "DiskChargeType=Barter", "InvalidDiskChargeType.NotFound", 404},
	{"DescribeDisks", "LockReason=whim", "InvalidLockReason.NotFound", 404},
	{"DescribeDisks", "Filter.1.Key=Colour&Filter.1.Value=red", "InvalidFilterKey.NotFound", 404},
	{"DescribeDisks", "Tag.1.Value=x", "InvalidTag.Mismatch", 400},
	{"DescribeDisks", askMany("Tag.%d.Key", 21), "InvalidTagCount", 400},
	{"DescribeDisks", "Encrypted=true", "UnsupportedParameter", 400},
	{"DescribeDisks", "DryRun=true", "DryRunOperation", 400},

	{"DescribeSnapshots", "SnapshotIds=" + askIDs(101), "InvalidSnapshotIds.Malformed", 403},
	{"DescribeSnapshots", "Status=lost", "InvalidStatus.NotFound", 404},
	{"DescribeSnapshots", "SnapshotType=blurred", "InvalidSnapshotType.NotFound", 404},
	{"DescribeSnapshots", "SourceDiskType=spare", "InvalidSourceDiskType", 404},
	{"DescribeSnapshots", "Usage=decoration", "InvalidUsage", 404},
	{"DescribeSnapshots", "Tag.1.Value=x", "InvalidTag.Mismatch", 400},
	{"DescribeSnapshots", askMany("Tag.%d.Key", 21), "InvalidTagCount", 400},
	{"DescribeSnapshots", "Encrypted=true", "UnsupportedParameter", 400},
	{"DescribeSnapshots", "DryRun=true", "DryRunOperation", 400},

	{"DescribeInstanceMonitorData", "EndTime=", "MissingParameter", 400},
	{"DescribeInstanceMonitorData", "InstanceId=i-none", "InvalidInstanceId.NotFound", 404},
	{"DescribeInstanceMonitorData", "StartTime=yesterday", "InvalidStartTime.Malformed", 400},
	{"DescribeInstanceMonitorData", "StartTime=2025-12-01T00:00:00Z", "InvalidStartTime.TooEarly", 400},
	{"DescribeInstanceMonitorData", "StartTime=2026-03-14T08:31:00Z", "InvalidStartTime.ValueNotSupported", 400},
	{"DescribeInstanceMonitorData", "EndTime=today", "InvalidEndTime.Malformed", 400},
	{"DescribeInstanceMonitorData", "Period=61", "InvalidPeriod.ValueNotSupported", 400},
	{"DescribeInstanceMonitorData", "StartTime=2026-03-14T01:00:00Z", "InvalidParameter.TooManyDataQueried", 400},

	{"DescribeInstancesFullStatus", askMany("InstanceId.%d", 101), "InstanceIdLimitExceeded", 403},
	{"DescribeInstancesFullStatus", askMany("EventId.%d", 101), "EventIdLimitExceeded", 403},
	{"DescribeInstancesFullStatus", "Status=Asleep", "InvalidStatus.NotFound", 404},
	{"DescribeInstanceHistoryEvents", askMany("ResourceId.%d", 101), "InstanceIdLimitExceeded", 403},
	{"DescribeInstanceHistoryEvents", askMany("EventId.%d", 101), "EventIdLimitExceeded", 403},
	{"DescribeInstanceHistoryEvents", "ResourceType=ddh", "UnsupportedParameter", 400},

	{"DescribeUserData", "InstanceId=i-none", "InvalidInstanceId.NotFound", 404},

	{"DescribeInstanceRamRole", "InstanceIds=", "MissingParameter", 400},
	{"DescribeInstanceRamRole", "InstanceIds=i-1", "InvalidParameter", 400},
	{"DescribeInvocations", "PageNumber=first", "InvalidParam.PageNumber", 403},
	{"DescribeInvocations", "PageSize=large", "InvalidParam.PageSize", 403},
	{"DescribeInvocationResults", "PageNumber=first", "InvalidParam.PageNumber", 403},
	{"DescribeInvocationResults", "PageSize=large", "InvalidParam.PageSize", 403},
}

// askMany is a parameter that is given n times.
func askMany(form string, n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(form+"=x-%d", i+1, i+1))
	}
	return strings.Join(all, "&")
}

// askIDs is a JSON list of n ids.
func askIDs(n int) string { return "[" + strings.Repeat(`"x-1",`, n-1) + `"x-1"]` }
