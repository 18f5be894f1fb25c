package ecssim

import "net/http"

// Errors of creating instances.
var (
	errInstanceType = &apiError{http.StatusBadRequest, "InvalidInstanceType.ValueNotSupported",
		"The specified InstanceType does not exist or beyond the permitted range."}
	errImage = &apiError{http.StatusNotFound, "InvalidImageId.NotFound",
		"The specified ImageId does not exist."}
	errImageType = &apiError{http.StatusForbidden, "ImageNotSupportInstanceType",
		"The specified image does not support the specified instance type."}
	errVSwitch = &apiError{http.StatusNotFound, "InvalidVSwitchId.NotFound",
		"The specified VSwitchId does not exist."}
	errZone = &apiError{http.StatusNotFound, "InvalidZoneId.NotFound",
		"The specified ZoneId does not exist."}
	errNotSold = &apiError{http.StatusBadRequest, "ResourceNotAvailable",
		"The specified instance type is not offered in this zone."}
	errLaunchTemplate = &apiError{http.StatusNotFound, "InvalidLaunchTemplate.NotFound",
		"The specified launch template does not exist."}
	errKeyPair = &apiError{http.StatusNotFound, "InvalidKeyPairName.NotFound",
		"The specified KeyPairName does not exist."}
	errDiskCategory = &apiError{http.StatusForbidden, "InvalidDiskCategory.NotSupported",
		"The specified disk category is not supported."}

	errNameExceed = &apiError{http.StatusForbidden, "InvalidParams.InstanceNameExceed",
		"The specified InstanceName is too long to be given a suffix."}
	errHostExceed = &apiError{http.StatusForbidden, "InvalidParams.HostnameExceed",
		"The specified HostName is too long to be given a suffix."}
	errTagCount = &apiError{http.StatusBadRequest, "InvalidTagCount",
		"The specified tags are beyond the permitted range."}
	errTagKey = &apiError{http.StatusBadRequest, "InvalidTagKey.Malformed",
		"The specified Tag.n.Key is not valid."}
	errTagValue = &apiError{http.StatusBadRequest, "InvalidTagValue.Malformed",
		"The specified Tag.n.Value is not valid."}
	errTagTwice = &apiError{http.StatusBadRequest, "Duplicate.TagKey",
		"The specified Tag.n.Key contains a key twice."}

	errAmount = &apiError{http.StatusForbidden, "InvalidParam.Amount",
		"The specified Amount must be from 1 to 100."}
	errMinAmount = &apiError{http.StatusBadRequest, "InvalidMinAmount.Malformed",
		"The specified MinAmount must be from 1 to the Amount."}
	errInstanceQuota = &apiError{http.StatusBadRequest, "QuotaExceed.AfterpayInstance",
		"The quota of pay-as-you-go instances in this region is used up."}
	errCPUQuota = &apiError{http.StatusForbidden, "QuotaExceed.ElasticQuota",
		"The quota of pay-as-you-go vCPUs in this region is used up."}

	errInstanceChargeType = &apiError{http.StatusNotFound, "InvalidInstanceChargeType.NotFound",
		"The specified InstanceChargeType does not exist."}
	errPayMethod = &apiError{http.StatusForbidden, "InvalidPayMethod",
		"The specified pay method is not valid."}
	errPeriod = &apiError{http.StatusBadRequest, "InvalidPeriod",
		"The specified period is not valid."}

	errSpotStrategy = &apiError{http.StatusBadRequest, "InvalidSpotStrategy",
		"The specified SpotStrategy is not valid."}
	errSpotPrepaid = &apiError{http.StatusBadRequest, "InvalidSpotPrepaid",
		"A subscription can't be a spot instance."}
	errSpotLimit = &apiError{http.StatusBadRequest, "InvalidSpotPriceLimit",
		"The specified SpotPriceLimit must be above 0 and have at most three decimals."}
	errSpotLow = &apiError{http.StatusBadRequest, "InvalidSpotPriceLimit.LowerThanPublicPrice",
		"The specified SpotPriceLimit is lower than the market price."}
	errSpotDuration = &apiError{http.StatusBadRequest, "InvalidSpotDuration",
		"The specified SpotDuration is not valid."}
	errSpotLocalDisk = &apiError{http.StatusForbidden, "InvalidSpotInterruptionBehavior.LocalDiskNotSupport",
		"An instance with local disks can't be stopped when it is taken back."}
	errSpotZone = &apiError{http.StatusBadRequest, "InvalidSpotParam.EmptyZoneID",
		"ZoneId must be given for a spot instance."}
)
