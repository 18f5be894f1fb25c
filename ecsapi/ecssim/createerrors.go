package ecssim

import "net/http"

// Errors of creating instances.
var (
	errInstanceType = &apiError{status: http.StatusBadRequest, code: "InvalidInstanceType.ValueNotSupported",
		message: "The specified InstanceType does not exist or beyond the permitted range."}
	errImage = &apiError{status: http.StatusNotFound, code: "InvalidImageId.NotFound",
		message: "The specified ImageId does not exist."}
	errImageType = &apiError{status: http.StatusForbidden, code: "ImageNotSupportInstanceType",
		message: "The specified image does not support the specified instance type."}
	errVSwitch = &apiError{status: http.StatusNotFound, code: "InvalidVSwitchId.NotFound",
		message: "The specified VSwitchId does not exist."}
	errZone = &apiError{status: http.StatusNotFound, code: "InvalidZoneId.NotFound",
		message: "The specified ZoneId does not exist."}
	errNotSold = &apiError{status: http.StatusBadRequest, code: "ResourceNotAvailable",
		message: "The specified instance type is not offered in this zone."}
	errLaunchTemplate = &apiError{status: http.StatusNotFound, code: "InvalidLaunchTemplate.NotFound",
		message: "The specified launch template does not exist."}
	errKeyPair = &apiError{status: http.StatusNotFound, code: "InvalidKeyPairName.NotFound",
		message: "The specified KeyPairName does not exist."}
	errDiskCategory = &apiError{status: http.StatusForbidden, code: "InvalidDiskCategory.NotSupported",
		message: "The specified disk category is not supported."}

	errNameExceed = &apiError{status: http.StatusForbidden, code: "InvalidParams.InstanceNameExceed",
		message: "The specified InstanceName is too long to be given a suffix."}
	errHostExceed = &apiError{status: http.StatusForbidden, code: "InvalidParams.HostnameExceed",
		message: "The specified HostName is too long to be given a suffix."}
	errTagCount = &apiError{status: http.StatusBadRequest, code: "InvalidTagCount",
		message: "The specified tags are beyond the permitted range."}
	errTagKey = &apiError{status: http.StatusBadRequest, code: "InvalidTagKey.Malformed",
		message: "The specified Tag.n.Key is not valid."}
	errTagValue = &apiError{status: http.StatusBadRequest, code: "InvalidTagValue.Malformed",
		message: "The specified Tag.n.Value is not valid."}
	errTagTwice = &apiError{status: http.StatusBadRequest, code: "Duplicate.TagKey",
		message: "The specified Tag.n.Key contains a key twice."}

	errAmount = &apiError{status: http.StatusForbidden, code: "InvalidParam.Amount",
		message: "The specified Amount must be from 1 to 100."}
	errMinAmount = &apiError{status: http.StatusBadRequest, code: "InvalidMinAmount.Malformed",
		message: "The specified MinAmount must be from 1 to the Amount."}
	errInstanceQuota = &apiError{status: http.StatusBadRequest, code: "QuotaExceed.AfterpayInstance",
		message: "The quota of pay-as-you-go instances in this region is used up."}
	errCPUQuota = &apiError{status: http.StatusForbidden, code: "QuotaExceed.ElasticQuota",
		message: "The quota of pay-as-you-go vCPUs in this region is used up."}

	errInstanceChargeType = &apiError{status: http.StatusNotFound, code: "InvalidInstanceChargeType.NotFound",
		message: "The specified InstanceChargeType does not exist."}
	errPayMethod = &apiError{status: http.StatusForbidden, code: "InvalidPayMethod",
		message: "The specified pay method is not valid."}
	errPeriod = &apiError{status: http.StatusBadRequest, code: "InvalidPeriod",
		message: "The specified period is not valid."}

	errSpotStrategy = &apiError{status: http.StatusBadRequest, code: "InvalidSpotStrategy",
		message: "The specified SpotStrategy is not valid."}
	errSpotPrepaid = &apiError{status: http.StatusBadRequest, code: "InvalidSpotPrepaid",
		message: "A subscription can't be a spot instance."}
	errSpotLimit = &apiError{status: http.StatusBadRequest, code: "InvalidSpotPriceLimit",
		message: "The specified SpotPriceLimit must be above 0 and have at most three decimals."}
	errSpotLow = &apiError{status: http.StatusBadRequest, code: "InvalidSpotPriceLimit.LowerThanPublicPrice",
		message: "The specified SpotPriceLimit is lower than the market price."}
	errSpotDuration = &apiError{status: http.StatusBadRequest, code: "InvalidSpotDuration",
		message: "The specified SpotDuration is not valid."}
	errSpotLocalDisk = &apiError{status: http.StatusForbidden, code: "InvalidSpotInterruptionBehavior.LocalDiskNotSupport",
		message: "An instance with local disks can't be stopped when it is taken back."}
	errSpotZone = &apiError{status: http.StatusBadRequest, code: "InvalidSpotParam.EmptyZoneID",
		message: "ZoneId must be given for a spot instance."}
)
