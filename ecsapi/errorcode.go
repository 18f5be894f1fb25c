package ecsapi

import (
	"net/http"
	"slices"
	"strings"

	"ecsdeck/ecsapi/message"
)

// rule classifies error codes. The API spells several of them in more than one
// way; each spelling that exists is here.
type rule struct {
	codes string // "X" is X alone, "X*" begins with X, "*X" ends with X, "*X*" contains X
	kind  Kind
	hint  message.Key // "" for the kind's
}

// The first rule that fits counts, so exact codes precede the families. A code means the
// same under every HTTP status: the error tables have 403 and 404 for every sort of refusal.
var rules = []rule{
	{"Throttling* Rejected.Throttling *FlowControl*", KindThrottled, ""},

	{"SignatureDoesNotMatch InvalidAccessKeySecret", KindCredentials, "The secret does not belong to this access key."},
	{"IncompleteSignature", KindCredentials, "The secret does not belong to this access key."},
	{NoKeyCode, KindCredentials, "There is no key to sign calls with."},
	{LoginChangedCode, KindCredentials, "The login has changed; it was not sent."},
	{"InvalidAccessKeyId.Inactive Forbidden.AccessKeyDisabled", KindCredentials, "This access key is disabled."},
	{"InvalidAccessKeyId*", KindCredentials, "This access key does not exist."},
	{"InvalidSecurityToken.Expired SecurityTokenExpired", KindCredentials, "The security token has expired; get a new one."},
	{"InvalidSecurityToken*", KindCredentials, "The security token does not belong to this access key."},
	{"MissingSecurityToken", KindCredentials, "This is a temporary access key; it needs its security token."},
	{"InvalidTimeStamp* IllegalTimestamp", KindClock, ""},
	{"SignatureNonceUsed", KindServer, ""},

	{"OperationDenied.NoStock", KindStock, "This instance type is sold out in the zone."},
	{"*SpotPriceLowerThanPublicPrice* *LowerThanPublicPrice*", KindStock, "The spot price is above the price limit."},
	{"Zone.NotOpen*", KindStock, "The account can't buy in this zone yet."},
	{"Zone.NotOnSale* OperationDenied.ZoneNotAllowed", KindStock, "This instance type is not on sale in the zone."},
	{"InvalidInstanceType.ZoneNotSupported InvalidResourceType.NotSupported", KindStock, "This instance type is not on sale in the zone."},
	{"ResourceNotAvailable InstanceType.Offline InvalidVpcZone.NotSupported", KindStock, "This instance type is not on sale in the zone."},
	{NoAddressCode + " QuotaExceeded.PrivateIpAddress", KindStock, "The vSwitch has too few free addresses."},
	{"InvalidOperation.PublicIpAddressNoStock InsufficientPublicIp", KindStock, "No public addresses are left in the region."},
	{"LackResource NoAvaliableDedicatedHost *.PrivatePoolOptions.NoStock", KindStock, "The reserved capacity is used up."},
	{"DeploymentSet.NoRoom *.DeploymentSetInstanceQuotaFull", KindStock, "The deployment set has no room left."},

	{"InsufficientBalance*", KindMoney, ""},
	{"*NotEnoughBalance*", KindMoney, "The account's balance is too low for pay-as-you-go."},
	{"*.CashCouponsInsufficientOrExpired", KindMoney, "The account's coupons do not suffice or have expired."},
	{"InvalidPayMethod PaymentMethodNotFound *.PayAmountLimitExceeded", KindMoney, "The account has no payment method for this."},
	{"SecurityRisk.3DVerification", KindMoney, "The account's card has to be verified: the cloud sent a mail."},
	{"Account.Arrearage", KindMoney, "The account is in arrears."},
	{"InstanceExpiredOrInArrears", KindMoney, "The instance has expired or the account is in arrears."},
	{"*InArrears*", KindMoney, "The account is in arrears."},
	{"InstanceExpired PrePaidInstance.Expired", KindMoney, "The instance has expired; renew it first."},
	{"*.UnPaidOrder", KindMoney, "An order for this instance is not paid yet."},

	{"LastTokenProcessing LastRequestProcessing", KindBusy, "The cloud still works on this very request."},
	{"Idempotence.Processing IdempotentProcessing", KindBusy, "The cloud still works on this very request."},
	{"LastOrderProcessing", KindBusy, "Another order for the instance is in progress."},
	{"OperationConflict Operation.Conflict", KindBusy, "Another operation on the instance is in progress."},
	{"InvalidOperation.Conflict TaskConflict", KindBusy, "Another operation on the instance is in progress."},
	{"InvalidStatus.Upgrading", KindBusy, "The instance is being upgraded."},
	{"IncorrectInstanceStatus.Initializing", KindBusy, "The instance is still being created."},
	{"InstanceNotReady", KindBusy, "The instance is not ready yet."},
	{"NodeControllerUnavailable", KindBusy, "The instance's host does not answer right now."},
	{"DependencyViolation.RouteEntry", KindBusy, "A route to the instance is still being removed."},
	{"DependencyViolation.SLBConfiguring", KindBusy, "A load balancer of the instance is being configured."},
	{"IncorrectVSwitchStatus", KindBusy, "The vSwitch is not ready yet."},
	{"InvalidPrivateIpAddress.Duplicated", KindBusy, "The private IP was given to another instance just now."},
	{"InvalidIPAddress.AlreadyUsed", KindBusy, "The private IP was given to another instance just now."},
	{"InvalidOperation.AllocateFailed AllocateIp.Fail", KindBusy, "The cloud could not allocate a public IP right now."},
	{"OperationDenied.CreatingConflict", KindBusy, "Another creation is in progress."},
	{"OperationDenied.ResourceControl", KindBusy, "The cloud is changing the resource right now."},
	{"OperationDenied.QueryFail", KindBusy, "The cloud could not look it up right now."},
	{"LimitedOperation.ServiceUnavailable", KindBusy, "The cloud does not offer this operation right now."},
	{"*Processing", KindBusy, ""},

	{"IncorrectInstanceStatus* InvalidInstanceStatus*", KindState, ""},
	{"InvalidStatus.StoppedRequired InvalidOperation.InvalidEcsState InvalidOperation.InstanceStatus*", KindState, ""},
	{"InstanceSpecModification.NotEffective", KindState, "The instance's new type is not in effect yet."},
	{"OperationDenied.HostRepairing", KindState, "The instance's host is being repaired."},
	{"IncorrectVpcStatus IncorrectDefaultVpcStatus InvalidVPCStatus*", KindState, "The VPC is in a state that does not allow this."},
	{"*DedicatedHostStatus*", KindState, "The dedicated host is in a state that does not allow this."},
	{"IncorrectDiskStatus.CreatingSnapshot", KindState, "A snapshot of the disk is being made already."},
	{"IncorrectDiskStatus.Never*", KindState, "The disk was never used: there is nothing to copy yet."},
	{"IncorrectDiskStatus* IncorrectVolumeStatus DiskError", KindState, "The disk is in a state that does not allow this."},
	{"AllocatedAlready", KindState, "The instance has a public address already."},
	{"AllocateIpInvalidInstanceBandwidth", KindState, "The instance has no public bandwidth."},
	{"*LockedForSecurity*", KindState, "The instance is locked for security reasons."},
	{"InvalidOperation.DeletionProtection", KindState, "The instance is protected against release."},
	{"InvalidOperation.EniLinked", KindState, "A network interface of the instance is linked to others."},
	{"InvalidChargeType.ValueNotSupported", KindState, "Only pay-as-you-go instances can be protected against release."},
	{"ChargeTypeViolation* InvalidChargeType.NotSupported", KindState, "The instance's charge type does not allow this."},
	{"OperationDenied.SystemInstanceNotSupport", KindState, "The cloud manages this instance and does not allow that."},
	{"*.ResourceManagedByCloudProduct", KindState, "A cloud product manages this and does not allow it."},
	{"InvalidInstanceId.NotSupport", KindState, "The instance does not support this."},
	{"OperationRestricted.Renewal", KindState, "The zone is being closed: nothing can be renewed there."},
	{"InvalidInstance.NotMatch", KindState, "The instance does not run, or its system does not run such a script."},
	{"InstanceReleased", KindState, "The instance was released before the script ended."},
	{"ExecutionInterrupted", KindState, "The instance stopped while the script ran."},
	{"ExecutionTimeout", KindTimeout, "It took too long and was ended."},
	{"ExitCodeNonzero", KindState, "It ran and failed."},
	{"CommandNotStarted", KindInvalid, "The command could not be started."},
	{"ClientN*", KindState, "Cloud Assistant does not run on the instance."},
	{"DependencyViolation", KindState, "Something else still depends on the instance."},
	{IdempotentFailed, KindState, "The cloud says that this very request failed before."},

	{"RealNameAuthenticationError", KindForbidden, "The account's real-name registration is not complete."},
	{"Forbidden.RiskControl", KindForbidden, "The cloud's risk control blocks the account."},
	{"Forbidden.RegionId RegionId.ApiNotSupported", KindInvalid, "The region does not offer this."},
	{"Forbidden.OnlySupportEnterpriseGroup", KindInvalid, "This goes with advanced security groups only."},
	{"*PassRoleForbidden", KindForbidden, "This access key may not pass on the RAM role."},
	{"Forbidden* Forbbiden* Forbedden* NoPermission* InvalidUser.*", KindForbidden, ""},
	{"Unauthorized.EmptyRegion RegionUnauthorized", KindForbidden, "The account may not use this region."},
	{"UserNotInTheWhiteList *.NotInWhiteList", KindForbidden, "The account is not on the list of those who may use it."},
	{"InvalidInstanceType.ValueUnauthorized InvalidInstanceType.codeUnauthorized", KindInvalid, "The account may not use this instance type."},
	{"InvalidSystemDiskCategory.ValueUnauthorized", KindForbidden, "The account may not use this disk category."},
	{"InvalidSpotAuthorized InvalidSpotAliUid", KindForbidden, "The account may not use such spot instances."},
	{"InvalidUserData.Forbidden", KindForbidden, "The account may not use user data."},
	{"*.KMSUnauthorized *.CMKUnauthorized", KindForbidden, "ECS may not use the encryption key."},
	{"InvalidRamRole.NotEcsRole", KindInvalid, "The RAM role is not one that instances can have."},

	{"InvalidAction InvalidAction.NotFound InvalidApi.NotFound", KindInvalid, "The endpoint does not know this action."},
	{"InvalidRegionId.NotFound InvalidRegion.NotFound Invalid.RegionId", KindNotFound, "This region does not exist."},
	{"InvalidInstance.NotFound InvalidInstanceId.NotFound InvalidInstanceIds.NotFound Invalid.InstanceId.NotFound", KindNotFound, "The instance does not exist any more."},
	{"InvalidParameter.InvalidInstanceId InvalidResourceId.NotFound NoSuchResource", KindNotFound, "The instance does not exist any more."},
	{"InvalidDiskId.NotFound InvalidDiskIds.NotFound", KindNotFound, "The disk does not exist any more."},
	{"InvalidImageId.NotFound InvalidMarketImage.NotFound", KindNotFound, "This image does not exist in the region."},
	{"InvalidVSwitchId.NotFound InvalidVSwitchId.NotExist", KindNotFound, "This vSwitch does not exist in the region."},
	{"VpcNotFound", KindNotFound, "This VPC does not exist in the region."},
	{"InvalidZoneId.NotFound ZoneId.NotFound", KindNotFound, "This zone does not exist in the region."},
	{"InvalidSecurityGroupId InvalidSecurityGroupId.NotFound", KindNotFound, "This security group does not exist in the region."},
	{"InvalidKeyPair.NotFound InvalidKeyPairName.NotFound", KindNotFound, "This key pair does not exist in the region."},
	{"InvalidRamRole.NotFound", KindNotFound, "This RAM role does not exist."},
	{"InvalidParameter.KMSKeyId.NotFound", KindNotFound, "The encryption key does not exist."},
	{"PriceNotFound", KindNotFound, "The cloud has no price for this."},
	{"InvalidInstanceChargeType*", KindInvalid, "This way of paying is not offered here."},
	{"InvalidParams.InstanceType", KindInvalid, "This instance type does not exist here."},
	{"InvalidInstanceType.ValueNotSupported", KindInvalid, "This instance type does not exist here, or can't do this."},
	// Values of a parameter, not things: they are outside an enumeration.
	{"InvalidStatus.NotFound InvalidLockReason.NotFound InvalidFilterKey.NotFound InvalidNetworkType.NotFound", KindInvalid, ""},
	{"InvalidAcceptLanguage.NotFound InvalidResourceType.NotFound InvalidDiskChargeType.NotFound", KindInvalid, ""},
	{"InvalidSnapshotType.NotFound InvalidCmdType.NotFound InvalidRepeatMode.NotFound InvalidTerminationMode.NotFound", KindInvalid, ""},
	{"*.NotFound *.NotExist", KindNotFound, hintAbsent},

	{"QuotaExceed.AfterpayInstance", KindInvalid, "The account may not have so many pay-as-you-go instances here."},
	{"QuotaExceed.ElasticQuota", KindInvalid, "The account may not have so many vCPUs, or so many of this type, here."},
	{"QuotaExceed.Snapshot", KindInvalid, "The disk has as many snapshots as it may have."},
	{"QuotaExceed.BuyImage ImageNotSubscribed", KindInvalid, "The image has to be bought in the marketplace first."},
	{"QuotaExceed.Tags OperationDenied.QuotaExceed", KindInvalid, "An instance can't have more than 20 tags."},
	{"InvalidTagCount NumberExceed.Tags", KindInvalid, "An instance can't have more than 20 tags."},
	{"QuotaExceed* *.ExceedQuota", KindInvalid, "A quota of the account is used up."},
	{"SecurityGroupInstanceLimitExceed", KindInvalid, "The security group can't take so many instances."},
	{"InstanceDiskNumLimitExceed InstanceDiskNumber.LimitExceed InstanceDiskLimitExceeded", KindInvalid, "An instance can't have so many disks."},
	{"*TooManyInstanceIds *ToManyInstanceIds", KindInvalid, "The call names too many instances."},
	{"InstanceIdLimitExceeded InstanceIds.ExceedLimit NumberExceed.ResourceIds", KindInvalid, "The call names too many instances."},
	{"*InvalidInstanceIds.MalFormed InvalidInstanceIds.ValueNotSupported", KindInvalid, "An instance id is not written as it has to be."},
	{"Duplicate.TagKey", KindInvalid, "Two tags have the same key."},
	{"TagKey.Duplication", KindInvalid, "The keys of two tags are the same but for case."},
	{"InvalidTag*", KindInvalid, "A tag's key or value is not allowed."},
	{"InvalidInstanceName*", KindInvalid, "The name is not allowed: 2 to 128 characters, a letter first."},
	{"InvalidParams.InstanceNameExceed", KindInvalid, "The name is too long to be numbered."},
	{"InvalidHostName* HOSTNAME_ILLEGAL", KindInvalid, "The host name is not allowed."},
	{"InvalidParams.HostnameExceed", KindInvalid, "The host name is too long to be numbered."},
	{"InvalidDescription*", KindInvalid, "The description is not allowed."},
	{"CmdContent.*", KindInvalid, "The script is too long, or can't be read."},
	{"InvalidSnapshotName*", KindInvalid, "The snapshot's name is not allowed."},
	{"InvalidParam.Amount", KindInvalid, "One call creates from 1 to 100 instances."},
	{"InvalidMinAmount*", KindInvalid, "The smallest amount is not from 1 to the amount."},
	{"InvalidMaxAmount*", KindInvalid, "One call creates from 1 to 100 instances."},
	{"InvalidPeriod.ExceededMaximumExpirationDate", KindInvalid, "It can't be paid so far ahead."},
	{"InvalidPeriod.ExceededDed*", KindInvalid, "It can't be paid further ahead than its dedicated host."},
	{"InvalidPeriod.StarterPackage", KindInvalid, "An instance of a starter package is renewed by the month only."},
	{"InvalidPeriod*", KindInvalid, "This period is not sold."},
	{"InvalidParameter.Duration", KindInvalid, "It can't renew itself by this period."},
	{"InvalidAutoReleaseTime*", KindInvalid, "A release can be set 30 minutes to 3 years ahead."},
	{"InvalidSpotPrepaid", KindInvalid, "Spot instances can't be paid in advance."},
	{"InvalidSpotParam.EmptyZoneID", KindInvalid, "A spot instance needs its zone."},
	{"InvalidSpotPriceLimit*", KindInvalid, "The price limit is not one that the cloud takes."},
	{"InvalidSpotInterruptionBehavior.LocalDiskNotSupport", KindInvalid, "This instance type can't be stopped when it is reclaimed."},
	{"ImageNotSupportInstanceType", KindInvalid, "The image does not run on this instance type."},
	{"ImageRemovedInMarket", KindInvalid, "The image is no longer in the marketplace."},
	{"OperationDenied.ImageNotValid", KindInvalid, "The image can't be used here."},
	{"InvalidDiskCategory* InvalidSystemDiskCategory* InvalidDataDiskCategory*", KindInvalid, "This disk category can't be used with the instance type or the zone."},
	{"CategoryNotSupported OperationDenied.ZoneSystemCategoryNotMatch", KindInvalid, "This disk category can't be used with the instance type or the zone."},
	{"*.CloudSSDNotSupported *.NotSupportDiskCategory", KindInvalid, "This disk category can't be used with the instance type or the zone."},
	{"InvalidSystemDiskSize.LessThanImageSize", KindInvalid, "The system disk is smaller than the image."},
	{"InvalidSystemDiskSize* InvalidDataDiskSize* InvalidDiskSize* InvalidDisk.SystemDiskSize", KindInvalid, "This size of a disk is not offered."},
	{"InstanceDiskCategoryLimitExceed", KindInvalid, "This size of a disk is not offered."},
	{"InvalidParameter.Mismatch OperationDenied.InconsistentNetwork", KindInvalid, "Zone, vSwitch and security group do not belong together."},
	{"InvalidVSwitchId.Necessary", KindInvalid, "A vSwitch is missing in the request; an HPC cluster needs one."},
	{"InvalidVSwitchId.IpInvalid InvalidPrivateIpAddress", KindInvalid, "The private IP is not one of the vSwitch."},
	{"IpInUse InvalidIp.IpAssigned", KindInvalid, "The address is in use."},
	{"DependencyViolation.WindowsInstance", KindInvalid, "Windows instances can't have a key pair."},
	{"*.KmsNotEnable* *.KMSServiceNotOpen", KindInvalid, "The key service (KMS) of the account is not switched on."},
	{"InvalidOperation.KMSKeyIdNotFound", KindInvalid, "The encryption key does not exist."},
	{"*.CMKNotEnabled", KindInvalid, "The encryption key is not enabled."},
	{"Idempotent* IdempotenceParamNotMatch", KindInvalid, "The request differs from the one it repeats."},
	{"*.NotSupported *.NotSupport", KindInvalid, "This is not supported here."},
	{"Invalid* Missing* Unsupported* IncompleteParamter", KindInvalid, ""},

	{"InternalError* *.InternalError UnknownError InnerServiceFailed", KindServer, ""},
	{"ServiceUnavailable.RegionMaintaining", KindServer, "The region is under maintenance."},
	{"ServiceUnavailable* RequestTimeout", KindServer, ""},
}

// Codes that callers decide by.
const (
	// IdempotentFailed refuses a client token whose first request failed: the
	// token is spent, and only a look tells whether that request did anything.
	IdempotentFailed = "IdempotentFailed"

	// IncorrectInstanceStatus is also answered while an instance is on its way
	// into the state that was asked for.
	IncorrectInstanceStatus = "IncorrectInstanceStatus"

	// NoAddressCode refuses a creation in a vSwitch without enough free addresses.
	NoAddressCode = "InvalidVSwitchId.IpNotEnough"
)

// unfinished reports whether a refusal only says that the cloud is at it: the
// same request came before, with the same client token, and has no answer yet.
// An API without tokens can't mean that.
func unfinished(api, code string) bool {
	return slices.Contains(tokened, api) && slices.Contains(
		[]string{"LastTokenProcessing", "LastRequestProcessing", "Idempotence.Processing", "IdempotentProcessing"}, code)
}

// tokened are the APIs whose calls carry a client token.
var tokened = []string{RunInstances, CreateInstance, RenewInstance, DeleteInstances, CreateSnapshot, RunCommand}

// kindOf classifies an answer by its code, and where that says nothing by its HTTP
// status, but for 403, 404 and 409: the API uses those for every sort of refusal.
func kindOf(code string, status int) Kind {
	if r := ruleOf(code); r != nil {
		return r.kind
	}
	switch {
	case status == http.StatusTooManyRequests:
		return KindThrottled
	case status >= 500:
		return KindServer
	case code == "": // no answer of the API, whatever the status says
		return KindAnswer
	}
	return KindRefused
}

// KindOf classifies an error code that was kept without its kind. A kind's own
// name, kept where there was no code, is that kind.
func KindOf(code string) Kind {
	if _, ok := hints[Kind(code)]; ok || code == "" {
		return Kind(code)
	}
	return kindOf(code, http.StatusBadRequest)
}

func ruleOf(code string) *rule {
	if code == "" {
		return nil
	}
	for i := range rules {
		if rules[i].fits(code) {
			return &rules[i]
		}
	}
	return nil
}

// fits reports whether the rule is about a code.
func (r *rule) fits(code string) bool {
	for pattern := range strings.FieldsSeq(r.codes) {
		start, end, family := strings.Cut(pattern, "*")
		part, inside := strings.CutSuffix(end, "*")
		switch {
		case code == pattern,
			family && inside && strings.Contains(code, part),
			family && !inside && len(code) >= len(start)+len(end) && strings.HasPrefix(code, start) && strings.HasSuffix(code, end):
			return true
		}
	}
	return false
}
