package ecssim

import "net/http"

// Errors of creating instances.
var (
	errImage = &apiError{status: http.StatusNotFound, code: "InvalidImageId.NotFound",
		message: "The specified ImageId does not exist."}
	errImageType = &apiError{status: http.StatusForbidden, code: "ImageNotSupportInstanceType",
		message: "The specified image does not support the specified instance type."}
	errVSwitch = &apiError{status: http.StatusNotFound, code: "InvalidVSwitchId.NotFound",
		message: "The specified VSwitchId does not exist."}
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

// Errors of instances that are there.
var (
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
