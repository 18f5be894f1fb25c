package world

import "ecsdeck/ecsapi/ecssim/rpc"

// Errors of more than one part of the API.
var (
	ErrInstanceType = rpc.NewError(400, "InvalidInstanceType.ValueNotSupported",
		"The specified InstanceType does not exist or beyond the permitted range.")
	ErrZone             = rpc.NewError(404, "InvalidZoneId.NotFound", "The specified ZoneId does not exist.")
	ErrTagCount         = rpc.NewError(400, "InvalidTagCount", "The specified tags are beyond the permitted range.")
	ErrTagKey           = rpc.NewError(400, "InvalidTagKey.Malformed", "The specified Tag.n.Key is not valid.")
	errTagValue         = rpc.NewError(400, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid.")
	ErrTagTwice         = rpc.NewError(400, "Duplicate.TagKey", "The specified Tag.n.Key contains a key twice.")
	ErrTagCase          = rpc.NewError(403, "TagKey.Duplication", "The TagKey has duplication with others, case-insensitive.")
	ErrSpotStrategy     = rpc.NewError(400, "InvalidSpotStrategy", "The specified SpotStrategy is not valid.")
	errRegion           = rpc.NewError(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")
	ErrInstance         = rpc.NewError(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")
	ErrInstances        = rpc.NewError(404, "InvalidInstanceIds.NotFound", "The specified InstanceIds does not exist.")
	ErrTooManyInstances = rpc.NewError(403, "InvalidParameter.TooManyInstanceIds", "Instance ids cannot be more than 100.")
	ErrTooManyEventIDs  = rpc.NewError(403, "InstanceIdLimitExceeded", "The number of instance ids exceeds the maximum of 100.")
	errArrearage        = rpc.NewError(400, "Account.Arrearage", "Your account has an outstanding payment.")
	ErrBalance          = rpc.NewError(403, "InsufficientBalance", "Your account does not have enough balance.")
)
