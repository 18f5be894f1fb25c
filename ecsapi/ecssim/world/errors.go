package world

import (
	"net/http"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Errors of more than one part of the API.
var (
	ErrInstanceType = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidInstanceType.ValueNotSupported",
		Message: "The specified InstanceType does not exist or beyond the permitted range."}
	ErrZone = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidZoneId.NotFound",
		Message: "The specified ZoneId does not exist."}
	ErrTagCount = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidTagCount",
		Message: "The specified tags are beyond the permitted range."}
	ErrTagKey = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidTagKey.Malformed",
		Message: "The specified Tag.n.Key is not valid."}
	errTagValue = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidTagValue.Malformed",
		Message: "The specified Tag.n.Value is not valid."}
	ErrTagTwice = &rpc.Error{Status: http.StatusBadRequest, Code: "Duplicate.TagKey",
		Message: "The specified Tag.n.Key contains a key twice."}
	ErrSpotStrategy = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidSpotStrategy",
		Message: "The specified SpotStrategy is not valid."}
	errRegion = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidRegionId.NotFound",
		Message: "The specified RegionId does not exist."}
	ErrInstance = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidInstanceId.NotFound",
		Message: "The specified InstanceId does not exist."}
	ErrTooManyInstances = &rpc.Error{Status: http.StatusForbidden, Code: "InstanceIdLimitExceeded",
		Message: "The number of instance ids exceeds the maximum of 100."}
	errArrearage = &rpc.Error{Status: http.StatusBadRequest, Code: "Account.Arrearage",
		Message: "Your account has an outstanding payment."}
	ErrBalance = &rpc.Error{Status: http.StatusForbidden, Code: "InsufficientBalance",
		Message: "Your account does not have enough balance."}
)
