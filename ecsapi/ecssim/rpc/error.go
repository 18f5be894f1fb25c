package rpc

import (
	"fmt"
	"net/url"
)

// Errors of calls that are not let in, and of dry runs. The codes and statuses
// are those of the ECS error tables unless package ecssim calls them believed.
var (
	ErrMethod              = NewError(403, "UnsupportedHTTPMethod", "This http method is not supported.")
	ErrAction              = NewError(404, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")
	errAccessKey           = NewError(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
	errIncompleteSignature = NewError(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards.")
	errSignatureMethod     = NewError(400, "InvalidSignatureMethod", "Specified signature method is not supported.")
	errTimestamp           = NewError(400, "IllegalTimestamp", "The specified Timestamp is not in the form yyyy-MM-ddTHH:mm:ssZ.")
	errDate                = NewError(400, "InvalidTimeStamp.Format", "Specified time stamp or date value is not well formatted.")
	errExpiredTimestamp    = NewError(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
	errNonceUsed           = NewError(400, "SignatureNonceUsed", "Specified signature nonce was used already.")
	errTokenMissing        = NewError(400, "MissingSecurityToken", "SecurityToken is mandatory for this action.")
	errTokenMismatched     = NewError(400, "InvalidSecurityToken.MismatchWithAccessKey",
		"Specified SecurityToken does not belong to the access key.")
	errTokenExpired   = NewError(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
	errTokenMalformed = NewError(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
	ErrForbidden      = NewError(403, "Forbidden.RAM",
		"User not authorized to operate on the specified resource, or this API doesn't support RAM.")
	errThrottled = NewError(400, "Throttling.User", "Request was denied due to user flow control.")
	ErrInternal  = NewError(500, "InternalError",
		"The request processing has failed due to some unknown error, exception or failure.")
	ErrUnavailable   = NewError(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.")
	ErrDryRun        = NewError(400, "DryRunOperation", "Request validation has been passed with DryRun flag set.")
	ErrDryRunBatch   = NewError(400, "DRYRUN.SUCCESS", "Request validation has been passed with DryRun flag set.")
	ErrTokenMismatch = NewError(400, "IdempotentParameterMismatch",
		"The specified parameter has changed while using an already used clientToken.")
)

// Error is an answer that says no, as ECS words it.
type Error struct {
	Status  int // HTTP status
	Code    string
	Message string
}

// NewError is an answer that says no.
func NewError(status int, code, message string) *Error { return &Error{status, code, message} }

// Error is the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// badRequest is a request that can't be read.
func badRequest(message string) *Error { return NewError(400, "InvalidParameter", message) }

// BadParameter is a parameter with a value that can't be used.
func BadParameter(name string) *Error {
	return NewError(400, "InvalidParameter", fmt.Sprintf("The specified parameter %q is not valid.", name))
}

// Missing is a mandatory parameter that is not there.
func Missing(name string) *Error {
	return NewError(400, "MissingParameter",
		fmt.Sprintf("The input parameter %q that is mandatory for processing this request is not supplied.", name))
}

// Unsupported is a parameter that ECS knows and this endpoint doesn't model:
// to ignore a filter would answer more than was asked for.
func Unsupported(name string) *Error {
	return NewError(400, "UnsupportedParameter", fmt.Sprintf("The parameter %q is not supported.", name))
}

// UnknownValue is a value outside an enumeration, the Invalid….NotFound family.
func UnknownValue(code, name string) *Error {
	return NewError(404, code, fmt.Sprintf("The specified value of parameter %q is not valid.", name))
}

// badSignature carries the string the signature should have been made of, which
// clients compare with their own.
func badSignature(stringToSign string) *Error {
	return NewError(400, "SignatureDoesNotMatch",
		"Specified signature is not matched with our calculation. server string to sign is:"+stringToSign)
}

// badSignature3 does so for signature version 3, in its own words.
func badSignature3(stringToSign, canonicalRequest string) *Error {
	return NewError(400, "SignatureDoesNotMatch",
		fmt.Sprintf("Specified signature does not match our calculation. server StringToSign is [%s] server CanonicalRequest is [%s]",
			stringToSign, canonicalRequest))
}

// ErrorReply is the form of an Error on the wire.
type ErrorReply struct {
	Reply
	HostId, Code, Message, Recommend string
}

// Reply is the error as an endpoint of a host answers it.
func (e *Error) Reply(host string) *ErrorReply {
	help := "https://api.aliyun.com/troubleshoot?product=Ecs&q=" + url.QueryEscape(e.Code)
	return &ErrorReply{HostId: host, Code: e.Code, Message: e.Message, Recommend: help}
}
