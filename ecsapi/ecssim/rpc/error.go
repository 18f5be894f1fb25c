package rpc

import (
	"fmt"
	"net/http"
	"net/url"
)

// Errors of calls that are not let in, and of dry runs. The codes and statuses
// are those of the ECS error tables unless package ecssim calls them believed.
var (
	ErrMethod = &Error{Status: http.StatusForbidden, Code: "UnsupportedHTTPMethod",
		Message: "This http method is not supported."}
	ErrAction = &Error{Status: http.StatusForbidden, Code: "InvalidAction",
		Message: "Specified action is not valid."}
	errAccessKey = &Error{Status: http.StatusNotFound, Code: "InvalidAccessKeyId.NotFound",
		Message: "Specified access key is not found."}
	errIncompleteSignature = &Error{Status: http.StatusBadRequest, Code: "IncompleteSignature",
		Message: "The request signature does not conform to Aliyun standards."}
	errSignatureMethod = &Error{Status: http.StatusBadRequest, Code: "InvalidSignatureMethod",
		Message: "Specified signature method is not supported."}
	errTimestamp = &Error{Status: http.StatusBadRequest, Code: "IllegalTimestamp",
		Message: "The specified Timestamp is not in the form yyyy-MM-ddTHH:mm:ssZ."}
	errDate = &Error{Status: http.StatusBadRequest, Code: "InvalidTimeStamp.Format",
		Message: "Specified time stamp or date value is not well formatted."}
	errExpiredTimestamp = &Error{Status: http.StatusBadRequest, Code: "InvalidTimeStamp.Expired",
		Message: "Specified time stamp or date value is expired."}
	errNonceUsed = &Error{Status: http.StatusBadRequest, Code: "SignatureNonceUsed",
		Message: "Specified signature nonce was used already."}
	errTokenMissing = &Error{Status: http.StatusBadRequest, Code: "MissingSecurityToken",
		Message: "SecurityToken is mandatory for this action."}
	errTokenMismatched = &Error{Status: http.StatusBadRequest, Code: "InvalidSecurityToken.MismatchWithAccessKey",
		Message: "Specified SecurityToken does not belong to the access key."}
	errTokenExpired = &Error{Status: http.StatusBadRequest, Code: "InvalidSecurityToken.Expired",
		Message: "Specified SecurityToken is expired."}
	errTokenMalformed = &Error{Status: http.StatusBadRequest, Code: "InvalidSecurityToken.Malformed",
		Message: "Specified SecurityToken is malformed."}
	ErrForbidden = &Error{Status: http.StatusForbidden, Code: "Forbidden.RAM",
		Message: "User not authorized to operate on the specified resource, or this API doesn't support RAM."}
	errThrottled = &Error{Status: http.StatusBadRequest, Code: "Throttling.User",
		Message: "Request was denied due to user flow control."}
	ErrInternal = &Error{Status: http.StatusInternalServerError, Code: "InternalError",
		Message: "The request processing has failed due to some unknown error, exception or failure."}
	ErrUnavailable = &Error{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable",
		Message: "The request has failed due to a temporary failure of the server."}
	ErrDryRun = &Error{Status: http.StatusBadRequest, Code: "DryRunOperation",
		Message: "Request validation has been passed with DryRun flag set."}
	ErrDryRunBatch = &Error{Status: http.StatusBadRequest, Code: "DRYRUN.SUCCESS",
		Message: "Request validation has been passed with DryRun flag set."}
	ErrTokenMismatch = &Error{Status: http.StatusBadRequest, Code: "IdempotentParameterMismatch",
		Message: "The specified parameter has changed while using an already used clientToken."}
)

// Error is an answer that says no, as ECS words it.
type Error struct {
	Status  int // HTTP status
	Code    string
	Message string
}

// Error is the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// badRequest is a request that can't be read.
func badRequest(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "InvalidParameter", Message: message}
}

// BadParameter is a parameter with a value that can't be used.
func BadParameter(name string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "InvalidParameter",
		Message: fmt.Sprintf("The specified parameter %q is not valid.", name)}
}

// Missing is a mandatory parameter that is not there.
func Missing(name string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "MissingParameter",
		Message: fmt.Sprintf("The input parameter %q that is mandatory for processing this request is not supplied.", name)}
}

// Unsupported is a parameter that ECS knows and this endpoint doesn't model:
// to ignore a filter would answer more than was asked for.
func Unsupported(name string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "UnsupportedParameter",
		Message: fmt.Sprintf("The parameter %q is not supported.", name)}
}

// UnknownValue is a value outside an enumeration, the Invalid….NotFound family.
func UnknownValue(code, name string) *Error {
	return &Error{Status: http.StatusNotFound, Code: code,
		Message: fmt.Sprintf("The specified value of parameter %q is not valid.", name)}
}

// badSignature carries the string the signature should have been made of, which
// clients compare with their own.
func badSignature(stringToSign string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "SignatureDoesNotMatch",
		Message: "Specified signature is not matched with our calculation. server string to sign is:" + stringToSign}
}

// badSignature3 does so for signature version 3, in its own words.
func badSignature3(stringToSign, canonicalRequest string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "SignatureDoesNotMatch",
		Message: fmt.Sprintf("Specified signature does not match our calculation. server StringToSign is [%s] server CanonicalRequest is [%s]",
			stringToSign, canonicalRequest)}
}

// ErrorReply is the form of an Error on the wire.
type ErrorReply struct {
	Reply
	HostId    string
	Code      string
	Message   string
	Recommend string
}

// Reply is the error as an endpoint of a host answers it.
func (e *Error) Reply(host string) *ErrorReply {
	return &ErrorReply{
		HostId:    host,
		Code:      e.Code,
		Message:   e.Message,
		Recommend: "https://api.aliyun.com/troubleshoot?product=Ecs&q=" + url.QueryEscape(e.Code),
	}
}
