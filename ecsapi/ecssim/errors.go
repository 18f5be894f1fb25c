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
	errMethod = &apiError{status: http.StatusForbidden, code: "UnsupportedHTTPMethod",
		message: "This http method is not supported."}
	errAction = &apiError{status: http.StatusForbidden, code: "InvalidAction",
		message: "Specified action is not valid."}
	errAccessKey = &apiError{status: http.StatusNotFound, code: "InvalidAccessKeyId.NotFound",
		message: "Specified access key is not found."}
	errIncompleteSignature = &apiError{status: http.StatusBadRequest, code: "IncompleteSignature",
		message: "The request signature does not conform to Aliyun standards."}
	errSignatureMethod = &apiError{status: http.StatusBadRequest, code: "InvalidSignatureMethod",
		message: "Specified signature method is not supported."}
	errTimestamp = &apiError{status: http.StatusBadRequest, code: "IllegalTimestamp",
		message: "The specified Timestamp is not in the form yyyy-MM-ddTHH:mm:ssZ."}
	errDate = &apiError{status: http.StatusBadRequest, code: "InvalidTimeStamp.Format",
		message: "Specified time stamp or date value is not well formatted."}
	errExpiredTimestamp = &apiError{status: http.StatusBadRequest, code: "InvalidTimeStamp.Expired",
		message: "Specified time stamp or date value is expired."}
	errNonceUsed = &apiError{status: http.StatusBadRequest, code: "SignatureNonceUsed",
		message: "Specified signature nonce was used already."}
	errTokenMissing = &apiError{status: http.StatusBadRequest, code: "MissingSecurityToken",
		message: "SecurityToken is mandatory for this action."}
	errTokenMismatched = &apiError{status: http.StatusBadRequest, code: "InvalidSecurityToken.MismatchWithAccessKey",
		message: "Specified SecurityToken does not belong to the access key."}
	errTokenExpired = &apiError{status: http.StatusBadRequest, code: "InvalidSecurityToken.Expired",
		message: "Specified SecurityToken is expired."}
	errTokenMalformed = &apiError{status: http.StatusBadRequest, code: "InvalidSecurityToken.Malformed",
		message: "Specified SecurityToken is malformed."}
	errForbidden = &apiError{status: http.StatusForbidden, code: "Forbidden.RAM",
		message: "User not authorized to operate on the specified resource, or this API doesn't support RAM."}
	errThrottled = &apiError{status: http.StatusBadRequest, code: "Throttling.User",
		message: "Request was denied due to user flow control."}
	errInternal = &apiError{status: http.StatusInternalServerError, code: "InternalError",
		message: "The request processing has failed due to some unknown error, exception or failure."}
	errUnavailable = &apiError{status: http.StatusServiceUnavailable, code: "ServiceUnavailable",
		message: "The request has failed due to a temporary failure of the server."}

	errDryRun = &apiError{status: http.StatusBadRequest, code: "DryRunOperation",
		message: "Request validation has been passed with DryRun flag set."}
	errDryRunBatch = &apiError{status: http.StatusBadRequest, code: "DRYRUN.SUCCESS",
		message: "Request validation has been passed with DryRun flag set."}

	errTokenMismatch = &apiError{status: http.StatusBadRequest, code: "IdempotentParameterMismatch",
		message: "The specified parameter has changed while using an already used clientToken."}

	errRegion = &apiError{status: http.StatusNotFound, code: "InvalidRegionId.NotFound",
		message: "The specified RegionId does not exist."}
	errInstance = &apiError{status: http.StatusNotFound, code: "InvalidInstanceId.NotFound",
		message: "The specified InstanceId does not exist."}
	errTooManyInstances = &apiError{status: http.StatusForbidden, code: "InstanceIdLimitExceeded",
		message: "The number of instance ids exceeds the maximum of 100."}
	errInstanceStatus = &apiError{status: http.StatusForbidden, code: "IncorrectInstanceStatus",
		message: "The current status of the resource does not support this operation."}
	errInstanceLocked = &apiError{status: http.StatusForbidden, code: "InstanceLockedForSecurity",
		message: "The specified operation is denied as your instance is locked for security reasons."}
	errInstanceExpired = &apiError{status: http.StatusForbidden, code: "InstanceExpired",
		message: "The postPaid instance has been expired. Please ensure your account have enough balance."}
	errInstanceArrears = &apiError{status: http.StatusForbidden, code: "InstanceExpiredOrInArrears",
		message: "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode)."}
	errNoStock = &apiError{status: http.StatusForbidden, code: "OperationDenied.NoStock",
		message: "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones."}
	errSpotPrice = &apiError{status: http.StatusForbidden, code: "OperationDenied.SpotPriceLowerThanPublicPrice",
		message: "The price limit of the spot instance is lower than its market price."}

	errArrearage = &apiError{status: http.StatusBadRequest, code: "Account.Arrearage",
		message: "Your account has an outstanding payment."}
	errBalance = &apiError{status: http.StatusForbidden, code: "InsufficientBalance",
		message: "Your account does not have enough balance."}
	errRenewBalance = &apiError{status: http.StatusBadRequest, code: "InsufficientBalance",
		message: "Your account does not have enough balance."}
	errLastOrder = &apiError{status: http.StatusBadRequest, code: "LastOrderProcessing",
		message: "The previous order is still processing, please try again later."}
	errFarExpiry = &apiError{status: http.StatusBadRequest, code: "InvalidPeriod.ExceededMaximumExpirationDate",
		message: "The specified renewal period exceeds the maximum expiration date."}
	errStartBalance = &apiError{status: http.StatusForbidden, code: "InvalidAccountStatus.NotEnoughBalance",
		message: "Your account does not have enough balance to order pay-as-you-go products."}

	errInitializing = &apiError{status: http.StatusForbidden, code: "IncorrectInstanceStatus.Initializing",
		message: "The specified instance status does not support this operation: it is being initialized."}
	errProtected = &apiError{status: http.StatusForbidden, code: "InvalidOperation.DeletionProtection",
		message: "The operation is not allowed because the instance is protected from deletion."}
	errChargeType = &apiError{status: http.StatusForbidden, code: "ChargeTypeViolation",
		message: "The operation is not permitted due to the charge type of the instance."}
	errProtectPrepaid = &apiError{status: http.StatusBadRequest, code: "ChargeTypeViolation",
		message: "Deletion protection is for pay-as-you-go instances only."}
	errNoSuchResource = &apiError{status: http.StatusNotFound, code: "NoSuchResource",
		message: "The specified resource is not found."}
	errAutoRelease = &apiError{status: http.StatusBadRequest, code: "InvalidAutoReleaseTime.Malformed",
		message: "The specified AutoReleaseTime is out of the permitted range or not in the form yyyy-MM-ddTHH:mm:ssZ."}
	errAllocatedAlready = &apiError{status: http.StatusForbidden, code: "AllocatedAlready",
		message: "The specified instance has a public address already."}
	errNoBandwidth = &apiError{status: http.StatusBadRequest, code: "AllocateIpInvalidInstanceBandwidth",
		message: "The outbound bandwidth of the specified instance must be above 0."}

	errName = &apiError{status: http.StatusBadRequest, code: "InvalidInstanceName.Malformed",
		message: "The specified parameter InstanceName is not valid."}
	errDescription = &apiError{status: http.StatusBadRequest, code: "InvalidDescription.Malformed",
		message: "The specified parameter Description is not valid."}
	errHostName = &apiError{status: http.StatusBadRequest, code: "InvalidHostName.Malformed",
		message: "The specified parameter HostName is not valid."}
	errPassword = &apiError{status: http.StatusBadRequest, code: "InvalidPassword.Malformed",
		message: "The specified parameter Password is not valid."}
	errUserDataSize = &apiError{status: http.StatusBadRequest, code: "InvalidUserData.SizeExceeded",
		message: "The specified parameter UserData exceeds the size limit."}
	errUserDataForm = &apiError{status: http.StatusBadRequest, code: "InvalidUserData.Base64FormatInvalid",
		message: "The specified parameter UserData must be base64 encoded."}
	errSecurityGroup = &apiError{status: http.StatusNotFound, code: "InvalidSecurityGroupId.NotFound",
		message: "The specified SecurityGroupId does not exist."}
	errMismatch = &apiError{status: http.StatusBadRequest, code: "InvalidParameter.Mismatch",
		message: "The specified security group, vSwitch and zone do not belong together."}
)

// badRequest is a request that can't be read.
func badRequest(message string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: "InvalidParameter", message: message}
}

// badParameter is a parameter with a value that can't be used.
func badParameter(name string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: "InvalidParameter",
		message: fmt.Sprintf("The specified parameter %q is not valid.", name)}
}

// missing is a mandatory parameter that is not there.
func missing(name string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: "MissingParameter",
		message: fmt.Sprintf("The input parameter %q that is mandatory for processing this request is not supplied.", name)}
}

// unsupported is a parameter that ECS knows and this endpoint doesn't model:
// to ignore a filter would answer more than was asked for.
func unsupported(name string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: "UnsupportedParameter",
		message: fmt.Sprintf("The parameter %q is not supported.", name)}
}

// unknownValue is a value outside an enumeration, the Invalid….NotFound family.
func unknownValue(code, name string) *apiError {
	return &apiError{status: http.StatusNotFound, code: code,
		message: fmt.Sprintf("The specified value of parameter %q is not valid.", name)}
}

// badSignature carries the string the signature should have been made of, which
// clients compare with their own.
func badSignature(stringToSign string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: "SignatureDoesNotMatch",
		message: "Specified signature is not matched with our calculation. server string to sign is:" + stringToSign}
}

// badSignature3 does so for signature version 3, in its own words.
func badSignature3(stringToSign, canonicalRequest string) *apiError {
	return &apiError{status: http.StatusBadRequest, code: "SignatureDoesNotMatch",
		message: fmt.Sprintf("Specified signature does not match our calculation. server StringToSign is [%s] server CanonicalRequest is [%s]",
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
