package ecssim

import "net/http"

// Errors of more than one part of the API.
var (
	errInstanceType = &apiError{status: http.StatusBadRequest, code: "InvalidInstanceType.ValueNotSupported",
		message: "The specified InstanceType does not exist or beyond the permitted range."}
	errZone = &apiError{status: http.StatusNotFound, code: "InvalidZoneId.NotFound",
		message: "The specified ZoneId does not exist."}
	errTagCount = &apiError{status: http.StatusBadRequest, code: "InvalidTagCount",
		message: "The specified tags are beyond the permitted range."}
	errTagKey = &apiError{status: http.StatusBadRequest, code: "InvalidTagKey.Malformed",
		message: "The specified Tag.n.Key is not valid."}
	errTagValue = &apiError{status: http.StatusBadRequest, code: "InvalidTagValue.Malformed",
		message: "The specified Tag.n.Value is not valid."}
	errTagTwice = &apiError{status: http.StatusBadRequest, code: "Duplicate.TagKey",
		message: "The specified Tag.n.Key contains a key twice."}
	errSpotStrategy = &apiError{status: http.StatusBadRequest, code: "InvalidSpotStrategy",
		message: "The specified SpotStrategy is not valid."}
	errRegion = &apiError{status: http.StatusNotFound, code: "InvalidRegionId.NotFound",
		message: "The specified RegionId does not exist."}
	errInstance = &apiError{status: http.StatusNotFound, code: "InvalidInstanceId.NotFound",
		message: "The specified InstanceId does not exist."}
	errTooManyInstances = &apiError{status: http.StatusForbidden, code: "InstanceIdLimitExceeded",
		message: "The number of instance ids exceeds the maximum of 100."}
	errArrearage = &apiError{status: http.StatusBadRequest, code: "Account.Arrearage",
		message: "Your account has an outstanding payment."}
	errBalance = &apiError{status: http.StatusForbidden, code: "InsufficientBalance",
		message: "Your account does not have enough balance."}
)
