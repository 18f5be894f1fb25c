package compute

import "ecsdeck/ecsapi/ecssim/rpc"

// Errors of creating instances.
var (
	errImage     = rpc.NewError(404, "InvalidImageId.NotFound", "The specified ImageId does not exist.")
	errImageType = rpc.NewError(403, "ImageNotSupportInstanceType",
		"The specified image does not support the specified instance type.")
	errVSwitch        = rpc.NewError(404, "InvalidVSwitchId.NotFound", "The specified VSwitchId does not exist.")
	errNotSold        = rpc.NewError(400, "ResourceNotAvailable", "The specified instance type is not offered in this zone.")
	errLaunchTemplate = rpc.NewError(404, "InvalidLaunchTemplate.NotFound", "The specified launch template does not exist.")
	errKeyPair        = rpc.NewError(404, "InvalidKeyPairName.NotFound", "The specified KeyPairName does not exist.")
	errDiskCategory   = rpc.NewError(403, "InvalidDiskCategory.NotSupported", "The specified disk category is not supported.")

	errNameExceed = rpc.NewError(403, "InvalidParams.InstanceNameExceed", "The specified InstanceName is too long to be given a suffix.")
	errHostExceed = rpc.NewError(403, "InvalidParams.HostnameExceed", "The specified HostName is too long to be given a suffix.")

	errAddresses     = rpc.NewError(400, "QuotaExceeded.PrivateIpAddress", "There is not enough private ip in the specified VSwitch.")
	errAmount        = rpc.NewError(403, "InvalidParam.Amount", "The specified Amount must be from 1 to 100.")
	errMinAmount     = rpc.NewError(400, "InvalidMinAmount.Malformed", "The specified MinAmount must be from 1 to the Amount.")
	errInstanceQuota = rpc.NewError(400, "QuotaExceed.AfterpayInstance", "The quota of pay-as-you-go instances in this region is used up.")
	errCPUQuota      = rpc.NewError(403, "QuotaExceed.ElasticQuota", "The quota of vCPUs in this region is used up.")

	errInstanceChargeType = rpc.NewError(404, "InvalidInstanceChargeType.NotFound", "The specified InstanceChargeType does not exist.")
	errPayMethod          = rpc.NewError(403, "InvalidPayMethod", "The specified pay method is not valid.")
	errPeriod             = rpc.NewError(400, "InvalidPeriod", "The specified period is not valid.")

	errSpotPrepaid = rpc.NewError(400, "InvalidSpotPrepaid", "A subscription can't be a spot instance.")
	errSpotLimit   = rpc.NewError(400, "InvalidSpotPriceLimit",
		"The specified SpotPriceLimit must be above 0 and have at most three decimals.")
	errSpotLow = rpc.NewError(400, "InvalidSpotPriceLimit.LowerThanPublicPrice",
		"The specified SpotPriceLimit is lower than the market price.")
	errSpotDuration  = rpc.NewError(400, "InvalidSpotDuration", "The specified SpotDuration is not valid.")
	errSpotLocalDisk = rpc.NewError(403, "InvalidSpotInterruptionBehavior.LocalDiskNotSupport",
		"An instance with local disks can't be stopped when it is taken back.")
	errSpotZone = rpc.NewError(400, "InvalidSpotParam.EmptyZoneID", "ZoneId must be given for a spot instance.")
)

// Errors of instances that are there.
var (
	errInstanceStatus = rpc.NewError(403, "IncorrectInstanceStatus",
		"The current status of the resource does not support this operation.")
	errInstanceLocked = rpc.NewError(403, "InstanceLockedForSecurity",
		"The specified operation is denied as your instance is locked for security reasons.")
	errInstanceExpired = rpc.NewError(403, "InstanceExpired",
		"The postPaid instance has been expired. Please ensure your account have enough balance.")
	errInstanceArrears = rpc.NewError(403, "InstanceExpiredOrInArrears",
		"The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).")
	errNoStock = rpc.NewError(403, "OperationDenied.NoStock",
		"The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.")
	errSpotPrice = rpc.NewError(403, "OperationDenied.SpotPriceLowerThanPublicPrice",
		"The price limit of the spot instance is lower than its market price.")
	errRenewBalance = rpc.NewError(400, "InsufficientBalance", "Your account does not have enough balance.")
	errLastOrder    = rpc.NewError(400, "LastOrderProcessing", "The previous order is still processing, please try again later.")
	errFarExpiry    = rpc.NewError(400, "InvalidPeriod.ExceededMaximumExpirationDate",
		"The specified renewal period exceeds the maximum expiration date.")
	errStartBalance = rpc.NewError(403, "InvalidAccountStatus.NotEnoughBalance",
		"Your account does not have enough balance to order pay-as-you-go products.")
	errInitializing = rpc.NewError(403, "IncorrectInstanceStatus.Initializing",
		"The specified instance status does not support this operation: it is being initialized.")
	errProtected = rpc.NewError(403, "InvalidOperation.DeletionProtection",
		"The operation is not allowed because the instance is protected from deletion.")
	errChargeType  = rpc.NewError(403, "ChargeTypeViolation", "The operation is not permitted due to the charge type of the instance.")
	errProtectType = rpc.NewError(403, "InvalidChargeType.ValueNotSupported",
		"Deletion protection is only valid for postPaid instance, not for prePaid or spot instance.")
	errNoSuchResource = rpc.NewError(404, "NoSuchResource", "The specified resource is not found.")
	errAutoRelease    = rpc.NewError(400, "InvalidAutoReleaseTime.Malformed",
		"The specified AutoReleaseTime is out of the permitted range or not in the form yyyy-MM-ddTHH:mm:ssZ.")
	errAllocatedAlready = rpc.NewError(403, "AllocatedAlready", "The specified instance has a public address already.")
	errNoBandwidth      = rpc.NewError(400, "AllocateIpInvalidInstanceBandwidth",
		"The outbound bandwidth of the specified instance must be above 0.")
	errName         = rpc.NewError(400, "InvalidInstanceName.Malformed", "The specified parameter InstanceName is not valid.")
	errDescription  = rpc.NewError(400, "InvalidDescription.Malformed", "The specified parameter Description is not valid.")
	errHostName     = rpc.NewError(400, "InvalidHostName.Malformed", "The specified parameter HostName is not valid.")
	errPassword     = rpc.NewError(400, "InvalidPassword.Malformed", "The specified parameter Password is not valid.")
	errUserDataSize = rpc.NewError(400, "InvalidUserData.SizeExceeded", "The specified parameter UserData exceeds the size limit.")
	errUserDataForm = rpc.NewError(400, "InvalidUserData.Base64FormatInvalid",
		"The specified parameter UserData must be base64 encoded.")
	errSecurityGroup = rpc.NewError(404, "InvalidSecurityGroupId.NotFound", "The specified SecurityGroupId does not exist.")
	errMismatch      = rpc.NewError(400, "InvalidParameter.Mismatch",
		"The specified security group, vSwitch and zone do not belong together.")
)
