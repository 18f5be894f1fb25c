package ecssim

import (
	"fmt"
	"net/http"
	"net/url"
)

// Errors of calls that are not let in, and of dry runs. The codes and statuses
// are those of the ECS error tables unless package ecssim calls them believed.
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
)

// apiError is an answer that says no, as ECS words it.
type apiError struct {
	status  int // HTTP status
	code    string
	message string
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

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
