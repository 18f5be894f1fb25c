package ecsapi

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"

	"ecsdeck/ecsapi/message"
)

// rule classifies error codes. The API spells several of them in more than one
// way; each spelling that exists is here.
type rule struct {
	codes string // "X" is X alone, "X*" begins with X, "*X*" contains X
	kind  Kind
	hint  message.Key // "" for the kind's
}

// The first rule that fits counts, so exact codes precede the families.
var rules = []rule{
	{"Throttling* Rejected.Throttling *FlowControl*", KindThrottled, ""},

	{"SignatureDoesNotMatch InvalidAccessKeySecret", KindCredentials, "The secret does not belong to this access key."},
	{"IncompleteSignature", KindCredentials, "The secret does not belong to this access key."},
	{NoKeyCode, KindCredentials, "There is no key to sign calls with."},
	{OtherAccountCode, KindCredentials, "The login leads to another account now; it was not sent."},
	{"InvalidAccessKeyId.Inactive Forbidden.AccessKeyDisabled", KindCredentials, "This access key is disabled."},
	{"InvalidAccessKeyId*", KindCredentials, "This access key does not exist."},
	{"InvalidSecurityToken.Expired SecurityTokenExpired", KindCredentials, "The security token has expired; get a new one."},
	{"InvalidSecurityToken*", KindCredentials, "The security token does not belong to this access key."},
	{"MissingSecurityToken", KindCredentials, "This is a temporary access key; it needs its security token."},
	{"InvalidTimeStamp* IllegalTimestamp", KindClock, ""},
	{"SignatureNonceUsed", KindServer, ""},

	{"OperationDenied.NoStock", KindStock, "This instance type is sold out in the zone."},
	{"*SpotPriceLowerThanPublicPrice* *LowerThanPublicPrice*", KindStock, "The spot price is above the price limit."},
	{"Zone.NotOnSale* Zone.NotOpen*", KindStock, "This instance type is not on sale in the zone."},
	{"ResourceNotAvailable InstanceType.Offline", KindStock, "This instance type is not on sale in the zone."},

	{"InsufficientBalance*", KindMoney, ""},
	{"*NotEnoughBalance*", KindMoney, "The account's balance is too low for pay-as-you-go."},
	{"InvalidPayMethod", KindMoney, "The account has no payment method for this."},
	{"Account.Arrearage", KindMoney, "The account is in arrears."},
	{"InstanceExpiredOrInArrears", KindMoney, "The instance has expired or the account is in arrears."},
	{"*InArrears*", KindMoney, "The account is in arrears."},
	{"InstanceExpired", KindMoney, "The instance has expired; renew it first."},
	{"Instance.UnPaidOrder", KindMoney, "An order for this instance is not paid yet."},

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

	{"IncorrectInstanceStatus*", KindState, ""},
	{"IncorrectDiskStatus.CreatingSnapshot", KindState, "A snapshot of the disk is being made already."},
	{"IncorrectDiskStatus.Never*", KindState, "The disk was never used: there is nothing to copy yet."},
	{"IncorrectDiskStatus*", KindState, "The disk is in a state that does not allow this."},
	{"AllocatedAlready", KindState, "The instance has a public address already."},
	{"AllocateIpInvalidInstanceBandwidth", KindState, "The instance has no public bandwidth."},
	{"*LockedForSecurity*", KindState, "The instance is locked for security reasons."},
	{"InvalidOperation.DeletionProtection", KindState, "The instance is protected against release."},
	{"ChargeTypeViolation*", KindState, "The instance's charge type does not allow this."},
	{"InvalidInstance.NotMatch", KindState, "The instance does not run, or its system does not run such a script."},
	{"InstanceReleased", KindState, "The instance was released before the script ended."},
	{"ExecutionInterrupted", KindState, "The instance stopped while the script ran."},
	{"ExecutionTimeout", KindTimeout, "It took too long and was ended."},
	{"ExitCodeNonzero", KindState, "It ran and failed."},
	{"CommandNotStarted", KindInvalid, "The command could not be started."},
	{"ClientN*", KindState, "Cloud Assistant does not run on the instance."},
	{"Incorrect*", KindState, ""},
	{"DependencyViolation*", KindState, "Something else still depends on the instance."},
	{"OperationDenied.QuotaExceed", KindInvalid, "An instance can't have more than 20 tags."},
	{"OperationDenied*", KindState, "The cloud does not allow this operation now."},

	{"RealNameAuthenticationError", KindForbidden, "The account's real-name registration is not complete."},
	{"Forbidden.RiskControl", KindForbidden, "The cloud's risk control blocks the account."},
	{"Forbidden* Forbbiden* Forbedden* NoPermission* Unauthorized*", KindForbidden, ""},
	{"RegionUnauthorized", KindForbidden, "The account may not use this region."},

	{"InvalidRegionId*", KindNotFound, "This region does not exist."},
	{"InvalidInstance.NotFound InvalidInstanceId.NotFound", KindNotFound, "The instance does not exist any more."},
	{"InvalidParameter.InvalidInstanceId InvalidResourceId.NotFound NoSuchResource", KindNotFound, "The instance does not exist any more."},
	{"InvalidDiskId.NotFound", KindNotFound, "The disk does not exist any more."},
	{"InvalidImageId*", KindNotFound, "This image does not exist in the region."},
	{"InvalidVSwitchId*", KindNotFound, "This vSwitch does not exist in the region."},
	{"InvalidZoneId*", KindNotFound, "This zone does not exist in the region."},
	{"InvalidSecurityGroupId*", KindNotFound, "This security group does not exist in the region."},
	{"InvalidKeyPair*", KindNotFound, "This key pair does not exist in the region."},
	{"PriceNotFound", KindNotFound, "The cloud has no price for this."},
	{"InvalidInstanceChargeType*", KindInvalid, "This way of paying is not offered here."},
	{"InvalidInstanceType* InvalidParams.InstanceType", KindInvalid, "This instance type does not exist here."},
	{"*NotFound*", KindNotFound, ""},

	{"QuotaExceed.AfterpayInstance", KindInvalid, "The account may not have so many pay-as-you-go instances here."},
	{"QuotaExceed.ElasticQuota", KindInvalid, "The account may not have so many vCPUs here."},
	{"QuotaExceed.Snapshot", KindInvalid, "The disk has as many snapshots as it may have."},
	{"SecurityGroupInstanceLimitExceed", KindInvalid, "The security group can't take so many instances."},
	{"InvalidTagCount NumberExceed.Tags", KindInvalid, "An instance can't have more than 20 tags."},
	{"Duplicate.TagKey", KindInvalid, "Two tags have the same key."},
	{"InvalidTag*", KindInvalid, "A tag's key or value is not allowed."},
	{"InvalidInstanceName*", KindInvalid, "The name is not allowed: 2 to 128 characters, a letter first."},
	{"InvalidParams.InstanceNameExceed", KindInvalid, "The name is too long to be numbered."},
	{"InvalidHostName*", KindInvalid, "The host name is not allowed."},
	{"InvalidParams.HostnameExceed", KindInvalid, "The host name is too long to be numbered."},
	{"InvalidDescription*", KindInvalid, "The description is not allowed."},
	{"CmdContent.*", KindInvalid, "The script is too long, or can't be read."},
	{"InvalidSnapshotName*", KindInvalid, "The snapshot's name is not allowed."},
	{"InvalidParam.Amount", KindInvalid, "One call creates from 1 to 100 instances."},
	{"InvalidMinAmount*", KindInvalid, "The smallest amount is not from 1 to the amount."},
	{"InvalidMaxAmount*", KindInvalid, "One call creates from 1 to 100 instances."},
	{"InvalidPeriod.ExceededMaximumExpirationDate", KindInvalid, "It can't be paid so far ahead."},
	{"InvalidPeriod*", KindInvalid, "This period is not sold."},
	{"InvalidParameter.Duration", KindInvalid, "It can't renew itself by this period."},
	{"InvalidAutoReleaseTime*", KindInvalid, "A release can be set 30 minutes to 3 years ahead."},
	{"InvalidSpotPrepaid", KindInvalid, "Spot instances can't be paid in advance."},
	{"InvalidSpotParam.EmptyZoneID", KindInvalid, "A spot instance needs its zone."},
	{"InvalidSpotPriceLimit*", KindInvalid, "The price limit is not one that the cloud takes."},
	{"InvalidSpotInterruptionBehavior*", KindInvalid, "This instance type can't be stopped when it is reclaimed."},
	{"ImageNotSupportInstanceType", KindInvalid, "The image does not run on this instance type."},
	{"InvalidDiskCategory*", KindInvalid, "This kind of disk does not go with the instance type here."},
	{"InvalidParameter.Mismatch", KindInvalid, "Zone, vSwitch and security group do not belong together."},
	{"*Quota* *LimitExceed*", KindInvalid, "A quota of the account is used up."},
	{"*Processing*", KindBusy, ""},
	{"Invalid* Missing* Unsupported*", KindInvalid, ""},
	{IdempotentFailed, KindState, "The cloud says that this very request failed before."},
	{"Idempotent* IdempotenceParamNotMatch", KindInvalid, "The request differs from the one it repeats."},

	{"InternalError UnknownError", KindServer, ""},
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

// hints says each kind of trouble in plain words.
var hints = map[Kind]message.Key{
	KindNetwork:     "The cloud can't be reached; check the network.",
	KindTimeout:     "The cloud did not answer in time.",
	KindThrottled:   "Too many calls in a minute; they go on when the cloud allows it.",
	KindCredentials: "The cloud does not accept this access key.",
	KindClock:       "This machine's clock is wrong; the cloud refuses its signatures.",
	KindForbidden:   "This access key is not allowed to do that.",
	KindReadOnly:    "Read-only: nothing that changes the cloud is sent.",
	KindNotFound:    "It does not exist any more.",
	KindState:       "The instance is in a state that does not allow this.",
	KindBusy:        "Something else is in progress there.",
	KindStock:       "Nothing of this is left in the zone.",
	KindMoney:       "The account's balance does not allow this.",
	KindInvalid:     "The cloud does not accept the request as it is.",
	KindServer:      "The cloud had an internal failure.",
	KindCancelled:   "It was given up before it was over.",
	KindAnswer:      "The answer could not be understood; is a proxy in between?",
	KindBrokenOff:   "Whether it was carried out is not known: look before it is done again.",
	KindNotDone:     "It was not carried out and can be done again.",
}

const (
	hintRefused     message.Key = "The endpoint refuses connections."
	hintName        message.Key = "The endpoint's name can't be resolved; check the network."
	hintCertificate message.Key = "The endpoint's certificate can't be verified."
	hintNoEffect    message.Key = "The cloud accepted it, but the instance does not show that it worked."
	hintLacking     message.Key = "The cloud lists less than it counts; it is asked again."
)

// Hint says in one plain English sentence what the trouble is. It is a key of
// the message catalogue and has no arguments.
func (e *Error) Hint() message.Key {
	if r := ruleOf(e.Code); r != nil && r.hint != "" && r.kind == e.Kind {
		return r.hint
	}
	if e.Lack != nil {
		return hintLacking
	}
	if e.Kind == KindNetwork && e.cause != nil {
		var name *net.DNSError
		var cert *tls.CertificateVerificationError
		switch {
		case errors.As(e.cause, &name):
			return hintName
		case errors.As(e.cause, &cert):
			return hintCertificate
		case isRefused(e.cause):
			return hintRefused
		}
	}
	if e.Kind == KindState && e.Code == "" { // the cloud's refusals have codes
		return hintNoEffect
	}
	return hints[e.Kind]
}

// kindOf classifies an answer by its code, and where that says nothing by its
// HTTP status.
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
	case status == http.StatusNotFound:
		return KindNotFound
	case status == http.StatusForbidden, status == http.StatusUnauthorized:
		return KindForbidden
	case status == http.StatusConflict:
		return KindState
	}
	return KindInvalid
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
		start, family := strings.CutSuffix(pattern, "*")
		part, inside := strings.CutPrefix(start, "*")
		switch {
		case code == pattern,
			family && inside && strings.Contains(code, part),
			family && !inside && strings.HasPrefix(code, start):
			return true
		}
	}
	return false
}
