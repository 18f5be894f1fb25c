package ecssim

import (
	"fmt"
	"net/http"
	"net/url"
)

// Errors of calls that are not let in, and of dry runs. The codes and statuses
// are those of the ECS error tables unless package ecssim calls them believed.
var (
	errMethod = &Error{status: http.StatusForbidden, code: "UnsupportedHTTPMethod",
		message: "This http method is not supported."}
	errAction = &Error{status: http.StatusForbidden, code: "InvalidAction",
		message: "Specified action is not valid."}
	errAccessKey = &Error{status: http.StatusNotFound, code: "InvalidAccessKeyId.NotFound",
		message: "Specified access key is not found."}
	errIncompleteSignature = &Error{status: http.StatusBadRequest, code: "IncompleteSignature",
		message: "The request signature does not conform to Aliyun standards."}
	errSignatureMethod = &Error{status: http.StatusBadRequest, code: "InvalidSignatureMethod",
		message: "Specified signature method is not supported."}
	errTimestamp = &Error{status: http.StatusBadRequest, code: "IllegalTimestamp",
		message: "The specified Timestamp is not in the form yyyy-MM-ddTHH:mm:ssZ."}
	errDate = &Error{status: http.StatusBadRequest, code: "InvalidTimeStamp.Format",
		message: "Specified time stamp or date value is not well formatted."}
	errExpiredTimestamp = &Error{status: http.StatusBadRequest, code: "InvalidTimeStamp.Expired",
		message: "Specified time stamp or date value is expired."}
	errNonceUsed = &Error{status: http.StatusBadRequest, code: "SignatureNonceUsed",
		message: "Specified signature nonce was used already."}
	errTokenMissing = &Error{status: http.StatusBadRequest, code: "MissingSecurityToken",
		message: "SecurityToken is mandatory for this action."}
	errTokenMismatched = &Error{status: http.StatusBadRequest, code: "InvalidSecurityToken.MismatchWithAccessKey",
		message: "Specified SecurityToken does not belong to the access key."}
	errTokenExpired = &Error{status: http.StatusBadRequest, code: "InvalidSecurityToken.Expired",
		message: "Specified SecurityToken is expired."}
	errTokenMalformed = &Error{status: http.StatusBadRequest, code: "InvalidSecurityToken.Malformed",
		message: "Specified SecurityToken is malformed."}
	errForbidden = &Error{status: http.StatusForbidden, code: "Forbidden.RAM",
		message: "User not authorized to operate on the specified resource, or this API doesn't support RAM."}
	errThrottled = &Error{status: http.StatusBadRequest, code: "Throttling.User",
		message: "Request was denied due to user flow control."}
	errInternal = &Error{status: http.StatusInternalServerError, code: "InternalError",
		message: "The request processing has failed due to some unknown error, exception or failure."}
	errUnavailable = &Error{status: http.StatusServiceUnavailable, code: "ServiceUnavailable",
		message: "The request has failed due to a temporary failure of the server."}
	errDryRun = &Error{status: http.StatusBadRequest, code: "DryRunOperation",
		message: "Request validation has been passed with DryRun flag set."}
	errDryRunBatch = &Error{status: http.StatusBadRequest, code: "DRYRUN.SUCCESS",
		message: "Request validation has been passed with DryRun flag set."}
	errTokenMismatch = &Error{status: http.StatusBadRequest, code: "IdempotentParameterMismatch",
		message: "The specified parameter has changed while using an already used clientToken."}
)

// apiError is an answer that says no, as ECS words it.
type Error struct {
	status  int // HTTP status
	code    string
	message string
}

func (e *Error) Error() string { return e.code + ": " + e.message }

// badRequest is a request that can't be read.
func badRequest(message string) *Error {
	return &Error{status: http.StatusBadRequest, code: "InvalidParameter", message: message}
}

// badParameter is a parameter with a value that can't be used.
func badParameter(name string) *Error {
	return &Error{status: http.StatusBadRequest, code: "InvalidParameter",
		message: fmt.Sprintf("The specified parameter %q is not valid.", name)}
}

// missing is a mandatory parameter that is not there.
func missing(name string) *Error {
	return &Error{status: http.StatusBadRequest, code: "MissingParameter",
		message: fmt.Sprintf("The input parameter %q that is mandatory for processing this request is not supplied.", name)}
}

// unsupported is a parameter that ECS knows and this endpoint doesn't model:
// to ignore a filter would answer more than was asked for.
func unsupported(name string) *Error {
	return &Error{status: http.StatusBadRequest, code: "UnsupportedParameter",
		message: fmt.Sprintf("The parameter %q is not supported.", name)}
}

// unknownValue is a value outside an enumeration, the Invalid….NotFound family.
func unknownValue(code, name string) *Error {
	return &Error{status: http.StatusNotFound, code: code,
		message: fmt.Sprintf("The specified value of parameter %q is not valid.", name)}
}

// badSignature carries the string the signature should have been made of, which
// clients compare with their own.
func badSignature(stringToSign string) *Error {
	return &Error{status: http.StatusBadRequest, code: "SignatureDoesNotMatch",
		message: "Specified signature is not matched with our calculation. server string to sign is:" + stringToSign}
}

// badSignature3 does so for signature version 3, in its own words.
func badSignature3(stringToSign, canonicalRequest string) *Error {
	return &Error{status: http.StatusBadRequest, code: "SignatureDoesNotMatch",
		message: fmt.Sprintf("Specified signature does not match our calculation. server StringToSign is [%s] server CanonicalRequest is [%s]",
			stringToSign, canonicalRequest)}
}

// errorReply is the form of an apiError on the wire.
type errorReply struct {
	Reply
	HostId    string
	Code      string
	Message   string
	Recommend string
}

func (e *Error) reply(host string) *errorReply {
	return &errorReply{
		HostId:    host,
		Code:      e.code,
		Message:   e.message,
		Recommend: "https://api.aliyun.com/troubleshoot?product=Ecs&q=" + url.QueryEscape(e.code),
	}
}
