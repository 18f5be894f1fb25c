package ecssim

import (
	"fmt"
	"net/http"
	"net/url"
)

// apiError is an answer that says no, as ECS words it.
type apiError struct {
	status  int // HTTP status
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

// Errors without details of the call. The codes and statuses are those of the
// ECS error tables unless the package documentation calls them believed.
var (
	errMethod = &apiError{http.StatusForbidden, "UnsupportedHTTPMethod",
		"This http method is not supported."}
	errAction = &apiError{http.StatusForbidden, "InvalidAction",
		"Specified action is not valid."}
	errAccessKey = &apiError{http.StatusNotFound, "InvalidAccessKeyId.NotFound",
		"Specified access key is not found."}
	errIncompleteSignature = &apiError{http.StatusBadRequest, "IncompleteSignature",
		"The request signature does not conform to Aliyun standards."}
	errSignatureMethod = &apiError{http.StatusBadRequest, "InvalidSignatureMethod",
		"Specified signature method is not supported."}
	errTimestamp = &apiError{http.StatusBadRequest, "IllegalTimestamp",
		"The specified Timestamp is not in the form yyyy-MM-ddTHH:mm:ssZ."}
	errDate = &apiError{http.StatusBadRequest, "InvalidTimeStamp.Format",
		"Specified time stamp or date value is not well formatted."}
	errExpiredTimestamp = &apiError{http.StatusBadRequest, "InvalidTimeStamp.Expired",
		"Specified time stamp or date value is expired."}
	errNonceUsed = &apiError{http.StatusBadRequest, "SignatureNonceUsed",
		"Specified signature nonce was used already."}
	errTokenMissing = &apiError{http.StatusBadRequest, "MissingSecurityToken",
		"SecurityToken is mandatory for this action."}
	errTokenMismatched = &apiError{http.StatusBadRequest, "InvalidSecurityToken.MismatchWithAccessKey",
		"Specified SecurityToken does not belong to the access key."}
	errTokenExpired = &apiError{http.StatusBadRequest, "InvalidSecurityToken.Expired",
		"Specified SecurityToken is expired."}
	errTokenMalformed = &apiError{http.StatusBadRequest, "InvalidSecurityToken.Malformed",
		"Specified SecurityToken is malformed."}
	errForbidden = &apiError{http.StatusForbidden, "Forbidden.RAM",
		"User not authorized to operate on the specified resource, or this API doesn't support RAM."}
	errThrottled = &apiError{http.StatusBadRequest, "Throttling.User",
		"Request was denied due to user flow control."}
	errInternal = &apiError{http.StatusInternalServerError, "InternalError",
		"The request processing has failed due to some unknown error, exception or failure."}
	errUnavailable = &apiError{http.StatusServiceUnavailable, "ServiceUnavailable",
		"The request has failed due to a temporary failure of the server."}

	errDryRun = &apiError{http.StatusBadRequest, "DryRunOperation",
		"Request validation has been passed with DryRun flag set."}
	errDryRunBatch = &apiError{http.StatusBadRequest, "DRYRUN.SUCCESS",
		"Request validation has been passed with DryRun flag set."}

	errTokenMismatch = &apiError{http.StatusBadRequest, "IdempotentParameterMismatch",
		"The specified parameter has changed while using an already used clientToken."}

	errRegion = &apiError{http.StatusNotFound, "InvalidRegionId.NotFound",
		"The specified RegionId does not exist."}
	errInstance = &apiError{http.StatusNotFound, "InvalidInstanceId.NotFound",
		"The specified InstanceId does not exist."}
	errTooManyInstances = &apiError{http.StatusForbidden, "InstanceIdLimitExceeded",
		"The number of instance ids exceeds the maximum of 100."}
	errInstanceStatus = &apiError{http.StatusForbidden, "IncorrectInstanceStatus",
		"The current status of the resource does not support this operation."}
	errInstanceLocked = &apiError{http.StatusForbidden, "InstanceLockedForSecurity",
		"The specified operation is denied as your instance is locked for security reasons."}
	errInstanceExpired = &apiError{http.StatusForbidden, "InstanceExpired",
		"The postPaid instance has been expired. Please ensure your account have enough balance."}
	errInstanceArrears = &apiError{http.StatusForbidden, "InstanceExpiredOrInArrears",
		"The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode)."}
	errNoStock = &apiError{http.StatusForbidden, "OperationDenied.NoStock",
		"The requested resource is sold out in the specified zone; try other types of resources or other regions and zones."}
	errSpotPrice = &apiError{http.StatusForbidden, "OperationDenied.SpotPriceLowerThanPublicPrice",
		"The price limit of the spot instance is lower than its market price."}

	errArrearage = &apiError{http.StatusBadRequest, "Account.Arrearage",
		"Your account has an outstanding payment."}
	errBalance = &apiError{http.StatusForbidden, "InsufficientBalance",
		"Your account does not have enough balance."}
	errRenewBalance = &apiError{http.StatusBadRequest, "InsufficientBalance",
		"Your account does not have enough balance."}
	errLastOrder = &apiError{http.StatusBadRequest, "LastOrderProcessing",
		"The previous order is still processing, please try again later."}
	errFarExpiry = &apiError{http.StatusBadRequest, "InvalidPeriod.ExceededMaximumExpirationDate",
		"The specified renewal period exceeds the maximum expiration date."}
	errStartBalance = &apiError{http.StatusForbidden, "InvalidAccountStatus.NotEnoughBalance",
		"Your account does not have enough balance to order pay-as-you-go products."}

	errInitializing = &apiError{http.StatusForbidden, "IncorrectInstanceStatus.Initializing",
		"The specified instance status does not support this operation: it is being initialized."}
	errProtected = &apiError{http.StatusForbidden, "InvalidOperation.DeletionProtection",
		"The operation is not allowed because the instance is protected from deletion."}
	errChargeType = &apiError{http.StatusForbidden, "ChargeTypeViolation",
		"The operation is not permitted due to the charge type of the instance."}
	errProtectPrepaid = &apiError{http.StatusBadRequest, "ChargeTypeViolation",
		"Deletion protection is for pay-as-you-go instances only."}
	errNoSuchResource = &apiError{http.StatusNotFound, "NoSuchResource",
		"The specified resource is not found."}
	errAutoRelease = &apiError{http.StatusBadRequest, "InvalidAutoReleaseTime.Malformed",
		"The specified AutoReleaseTime is out of the permitted range or not in the form yyyy-MM-ddTHH:mm:ssZ."}
	errAllocatedAlready = &apiError{http.StatusForbidden, "AllocatedAlready",
		"The specified instance has a public address already."}
	errNoBandwidth = &apiError{http.StatusBadRequest, "AllocateIpInvalidInstanceBandwidth",
		"The outbound bandwidth of the specified instance must be above 0."}

	errName = &apiError{http.StatusBadRequest, "InvalidInstanceName.Malformed",
		"The specified parameter InstanceName is not valid."}
	errDescription = &apiError{http.StatusBadRequest, "InvalidDescription.Malformed",
		"The specified parameter Description is not valid."}
	errHostName = &apiError{http.StatusBadRequest, "InvalidHostName.Malformed",
		"The specified parameter HostName is not valid."}
	errPassword = &apiError{http.StatusBadRequest, "InvalidPassword.Malformed",
		"The specified parameter Password is not valid."}
	errUserDataSize = &apiError{http.StatusBadRequest, "InvalidUserData.SizeExceeded",
		"The specified parameter UserData exceeds the size limit."}
	errUserDataForm = &apiError{http.StatusBadRequest, "InvalidUserData.Base64FormatInvalid",
		"The specified parameter UserData must be base64 encoded."}
	errSecurityGroup = &apiError{http.StatusNotFound, "InvalidSecurityGroupId.NotFound",
		"The specified SecurityGroupId does not exist."}
	errMismatch = &apiError{http.StatusBadRequest, "InvalidParameter.Mismatch",
		"The specified security group, vSwitch and zone do not belong together."}
)

// badRequest is a request that can't be read.
func badRequest(message string) *apiError {
	return &apiError{http.StatusBadRequest, "InvalidParameter", message}
}

// badParameter is a parameter with a value that can't be used.
func badParameter(name string) *apiError {
	return &apiError{http.StatusBadRequest, "InvalidParameter",
		fmt.Sprintf("The specified parameter %q is not valid.", name)}
}

// missing is a mandatory parameter that is not there.
func missing(name string) *apiError {
	return &apiError{http.StatusBadRequest, "MissingParameter",
		fmt.Sprintf("The input parameter %q that is mandatory for processing this request is not supplied.", name)}
}

// unsupported is a parameter that ECS knows and this endpoint doesn't model:
// to ignore a filter would answer more than was asked for.
func unsupported(name string) *apiError {
	return &apiError{http.StatusBadRequest, "UnsupportedParameter",
		fmt.Sprintf("The parameter %q is not supported.", name)}
}

// unknownValue is a value outside an enumeration, the Invalid….NotFound family.
func unknownValue(code, name string) *apiError {
	return &apiError{http.StatusNotFound, code,
		fmt.Sprintf("The specified value of parameter %q is not valid.", name)}
}

// badSignature carries the string the signature should have been made of, which
// clients compare with their own.
func badSignature(stringToSign string) *apiError {
	return &apiError{http.StatusBadRequest, "SignatureDoesNotMatch",
		"Specified signature is not matched with our calculation. server string to sign is:" + stringToSign}
}

// badSignature3 does so for signature version 3, in its own words.
func badSignature3(stringToSign, canonicalRequest string) *apiError {
	return &apiError{http.StatusBadRequest, "SignatureDoesNotMatch",
		fmt.Sprintf("Specified signature does not match our calculation. server StringToSign is [%s] server CanonicalRequest is [%s]",
			stringToSign, canonicalRequest)}
}

// errorReply is the form of an apiError on the wire.
type errorReply struct {
	reply
	HostId    string
	Code      string
	Message   string
	Recommend string
}

func (e *apiError) reply(host string) *errorReply {
	return &errorReply{
		HostId:    host,
		Code:      e.code,
		Message:   e.message,
		Recommend: "https://api.aliyun.com/troubleshoot?product=Ecs&q=" + url.QueryEscape(e.code),
	}
}
