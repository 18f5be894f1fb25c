package ecsapi

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestErrorReads(t *testing.T) {
	for want, e := range map[string]Error{
		"StopInstances cn-hangzhou: IncorrectInstanceStatus: message (REQ)": {API: "StopInstances", Region: "cn-hangzhou", Kind: KindState, Code: "IncorrectInstanceStatus", Message: "message", RequestID: "REQ"},
		"DescribeRegions: connection refused":                               {API: "DescribeRegions", Kind: KindNetwork, Message: "connection refused"},
		"StartInstances r: timeout":                                         {API: "StartInstances", Region: "r", Kind: KindTimeout},
		"cn-hangzhou: Forbidden.RAM: no (REQ)":                              {Region: "cn-hangzhou", Kind: KindForbidden, Code: "Forbidden.RAM", Message: "no", RequestID: "REQ"}, // of the journal
		"network":                                                           {Kind: KindNetwork},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestKindsOfCodes(t *testing.T) {
	for code, want := range map[string]Kind{
		"Throttling": KindThrottled, "Throttling.User": KindThrottled, "Throttling.Api": KindThrottled,
		"SignatureDoesNotMatch": KindCredentials, "InvalidAccessKeyId.NotFound": KindCredentials, "InvalidSecurityToken.Expired": KindCredentials,
		"Forbidden.AccessKeyDisabled": KindCredentials, "Forbidden.RAM": KindForbidden, "Forbedden.NotSupportRAM": KindForbidden,
		"InvalidTimeStamp.Expired": KindClock, "IllegalTimestamp": KindClock,
		"IncorrectInstanceStatus": KindState, "IncorrectInstanceStatus.Initializing": KindBusy, "InstanceLockedForSecurity": KindState,
		"ChargeTypeViolation": KindState, "InvalidOperation.DeletionProtection": KindState, "OperationConflict": KindBusy,
		"OperationDenied.NoStock": KindStock, "OperationDenied.SpotPriceLowerThanPublicPrice": KindStock, "InvalidSpotPriceLimit.LowerThanPublicPrice": KindStock,
		"InsufficientBalance": KindMoney, "InvalidAccountStatus.NotEnoughBalance": KindMoney, "Account.Arrearage": KindMoney, "InstanceExpired": KindMoney,
		"InvalidInstanceId.NotFound": KindNotFound, "InvalidRegionId.NotFound": KindNotFound, "NoSuchResource": KindNotFound,
		"InvalidParameter": KindInvalid, "InvalidParamater.X": KindInvalid, "MissingParamter": KindInvalid, "QuotaExceed.AfterpayInstance": KindInvalid,
		"InternalError": KindServer, "ServiceUnavailable.RegionMaintaining": KindServer,
		"LastTokenProcessing": KindBusy, "Idempotence.Processing": KindBusy, "LastOrderProcessing": KindBusy,
		"IdempotentProcessing": KindBusy, "IdempotentFailed": KindState, "IdempotentParameterMismatch": KindInvalid, "IdempotenceParamNotMatch": KindInvalid,
		"Rejected.Throttling": KindThrottled, "DependencyViolation.RouteEntry": KindBusy, "DependencyViolation": KindState,
		"OperationDenied.QueryFail": KindBusy, "OperationDenied": KindRefused,
		"IncorrectDiskStatus.CreatingSnapshot": KindState, "AllocatedAlready": KindState, "AllocateIpInvalidInstanceBandwidth": KindState,
		"InvalidResourceId.NotFound": KindNotFound, "InvalidParameter.InvalidInstanceId": KindNotFound, "PriceNotFound": KindNotFound,
		"OperationDenied.QuotaExceed": KindInvalid, "InvalidInstanceChargeType.NotFound": KindInvalid, "ImageNotSupportInstanceType": KindInvalid,
		"Zone.NotOpen": KindStock, "Instance.UnPaidOrder": KindMoney,
	} {
		if got := kindOf(code, 403); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	for status, want := range map[int]Kind{429: KindThrottled, 500: KindServer, 503: KindServer, 404: KindRefused, 409: KindRefused, 403: KindRefused, 400: KindRefused} {
		if got := kindOf("SomethingNew", status); got != want {
			t.Errorf("an unknown code with %d is %s, want %s", status, got, want)
		}
	}
}

// What the journal kept of an error is enough to classify it again.
func TestKindOfWhatWasKept(t *testing.T) {
	for kept, want := range map[string]Kind{"OperationDenied.NoStock": KindStock, "timeout": KindTimeout, "SomethingNew": KindRefused, "": ""} {
		if got := KindOf(kept); got != want {
			t.Errorf("%q is %q, want %q", kept, got, want)
		}
	}
}

// Somebody at night reads what to change, not that something is invalid.
func TestHintsOfWrites(t *testing.T) {
	for _, code := range []string{
		"InvalidImageId.NotFound", "ImageNotSupportInstanceType", "InvalidInstanceType.ValueNotSupported", "ResourceNotAvailable",
		"InvalidVSwitchId.NotFound", "InvalidZoneId.NotFound", "InvalidSecurityGroupId.NotFound", "InvalidKeyPairName.NotFound",
		"InvalidInstanceChargeType.NotFound", "InvalidInstanceName.Malformed", "InvalidHostName.Malformed",
		"InvalidParams.InstanceNameExceed", "InvalidParams.HostnameExceed", "InvalidDescription.Malformed", "InvalidDiskCategory.NotSupported",
		"InvalidTagKey.Malformed", "InvalidTagValue.Malformed", "InvalidTagCount", "Duplicate.TagKey", "InvalidParam.Amount",
		"InvalidMinAmount.Malformed", "InvalidPeriod", "InvalidAutoReleaseTime.Malformed", "InvalidPayMethod", "InvalidSpotPrepaid",
		"InvalidSpotPriceLimit", "InvalidSpotPriceLimit.LowerThanPublicPrice", "InvalidSpotInterruptionBehavior.LocalDiskNotSupport",
		"QuotaExceed.AfterpayInstance", "QuotaExceed.ElasticQuota", "Account.Arrearage", "InvalidAccountStatus.NotEnoughBalance",
		"OperationDenied.NoStock", "IdempotentParameterMismatch", "InvalidSpotParam.EmptyZoneID", "InvalidParameter.Mismatch",
		"InvalidInstanceId.NotFound", "IncorrectInstanceStatus.Initializing", "ChargeTypeViolation", "InvalidOperation.DeletionProtection",
		"AllocateIpInvalidInstanceBandwidth", "AllocatedAlready", "InstanceLockedForSecurity", "InstanceExpiredOrInArrears",
		"NoSuchResource", "InvalidPeriod.ExceededMaximumExpirationDate", "LastOrderProcessing", "InvalidParameter.InvalidInstanceId",
		"InvalidParameter.Duration", "InvalidResourceId.NotFound", "NumberExceed.Tags", "OperationDenied.QuotaExceed",
		"InvalidDiskId.NotFound", "InvalidSnapshotName.Malformed", "IncorrectDiskStatus.CreatingSnapshot", "IncorrectDiskStatus.NeverUsed",
		"QuotaExceed.Snapshot", "PriceNotFound",
	} {
		e := &Error{Code: code, Kind: kindOf(code, 403)}
		if h := e.Hint(); h == hints[e.Kind] {
			t.Errorf("%s says no more than %q", code, h)
		}
	}
}

func TestHints(t *testing.T) {
	all := slices.Collect(maps.Values(hints))
	all = append(all, hintRefused, hintName, hintCertificate, hintNoEffect, hintLacking, hintAbsent)
	for _, r := range rules {
		if r.hint != "" {
			all = append(all, r.hint)
		}
	}
	for _, key := range all {
		h := string(key)
		if len(h) < 15 || len(h) > 80 || !strings.HasSuffix(strings.TrimRight(h, "?"), ".") && !strings.HasSuffix(h, "?") || strings.ContainsAny(h, "%{") {
			t.Errorf("hint %q is no sentence that fits a line", h)
		}
	}
	for _, r := range rules {
		if hints[r.kind] == "" {
			t.Errorf("%s has the kind %q without a hint", r.codes, r.kind)
		}
		for code := range strings.FieldsSeq(r.codes) {
			if got := ruleOf(strings.Trim(code, "*")); got == nil || got.kind != r.kind {
				t.Errorf("%s is never reached", code)
			}
		}
	}
}
