package compute

import (
	"net/http"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Errors of creating instances.
var (
	errImage = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidImageId.NotFound",
		Message: "The specified ImageId does not exist."}
	errImageType = &rpc.Error{Status: http.StatusForbidden, Code: "ImageNotSupportInstanceType",
		Message: "The specified image does not support the specified instance type."}
	errVSwitch = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidVSwitchId.NotFound",
		Message: "The specified VSwitchId does not exist."}
	errNotSold = &rpc.Error{Status: http.StatusBadRequest, Code: "ResourceNotAvailable",
		Message: "The specified instance type is not offered in this zone."}
	errLaunchTemplate = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidLaunchTemplate.NotFound",
		Message: "The specified launch template does not exist."}
	errKeyPair = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidKeyPairName.NotFound",
		Message: "The specified KeyPairName does not exist."}
	errDiskCategory = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidDiskCategory.NotSupported",
		Message: "The specified disk category is not supported."}

	errNameExceed = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidParams.InstanceNameExceed",
		Message: "The specified InstanceName is too long to be given a suffix."}
	errHostExceed = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidParams.HostnameExceed",
		Message: "The specified HostName is too long to be given a suffix."}

	errAmount = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidParam.Amount",
		Message: "The specified Amount must be from 1 to 100."}
	errMinAmount = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidMinAmount.Malformed",
		Message: "The specified MinAmount must be from 1 to the Amount."}
	errInstanceQuota = &rpc.Error{Status: http.StatusBadRequest, Code: "QuotaExceed.AfterpayInstance",
		Message: "The quota of pay-as-you-go instances in this region is used up."}
	errCPUQuota = &rpc.Error{Status: http.StatusForbidden, Code: "QuotaExceed.ElasticQuota",
		Message: "The quota of pay-as-you-go vCPUs in this region is used up."}

	errInstanceChargeType = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidInstanceChargeType.NotFound",
		Message: "The specified InstanceChargeType does not exist."}
	errPayMethod = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidPayMethod",
		Message: "The specified pay method is not valid."}
	errPeriod = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidPeriod",
		Message: "The specified period is not valid."}

	errSpotPrepaid = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidSpotPrepaid",
		Message: "A subscription can't be a spot instance."}
	errSpotLimit = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidSpotPriceLimit",
		Message: "The specified SpotPriceLimit must be above 0 and have at most three decimals."}
	errSpotLow = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidSpotPriceLimit.LowerThanPublicPrice",
		Message: "The specified SpotPriceLimit is lower than the market price."}
	errSpotDuration = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidSpotDuration",
		Message: "The specified SpotDuration is not valid."}
	errSpotLocalDisk = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidSpotInterruptionBehavior.LocalDiskNotSupport",
		Message: "An instance with local disks can't be stopped when it is taken back."}
	errSpotZone = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidSpotParam.EmptyZoneID",
		Message: "ZoneId must be given for a spot instance."}
)

// Errors of instances that are there.
var (
	errInstanceStatus = &rpc.Error{Status: http.StatusForbidden, Code: "IncorrectInstanceStatus",
		Message: "The current status of the resource does not support this operation."}
	errInstanceLocked = &rpc.Error{Status: http.StatusForbidden, Code: "InstanceLockedForSecurity",
		Message: "The specified operation is denied as your instance is locked for security reasons."}
	errInstanceExpired = &rpc.Error{Status: http.StatusForbidden, Code: "InstanceExpired",
		Message: "The postPaid instance has been expired. Please ensure your account have enough balance."}
	errInstanceArrears = &rpc.Error{Status: http.StatusForbidden, Code: "InstanceExpiredOrInArrears",
		Message: "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode)."}
	errNoStock = &rpc.Error{Status: http.StatusForbidden, Code: "OperationDenied.NoStock",
		Message: "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones."}
	errSpotPrice = &rpc.Error{Status: http.StatusForbidden, Code: "OperationDenied.SpotPriceLowerThanPublicPrice",
		Message: "The price limit of the spot instance is lower than its market price."}
	errRenewBalance = &rpc.Error{Status: http.StatusBadRequest, Code: "InsufficientBalance",
		Message: "Your account does not have enough balance."}
	errLastOrder = &rpc.Error{Status: http.StatusBadRequest, Code: "LastOrderProcessing",
		Message: "The previous order is still processing, please try again later."}
	errFarExpiry = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidPeriod.ExceededMaximumExpirationDate",
		Message: "The specified renewal period exceeds the maximum expiration date."}
	errStartBalance = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidAccountStatus.NotEnoughBalance",
		Message: "Your account does not have enough balance to order pay-as-you-go products."}
	errInitializing = &rpc.Error{Status: http.StatusForbidden, Code: "IncorrectInstanceStatus.Initializing",
		Message: "The specified instance status does not support this operation: it is being initialized."}
	errProtected = &rpc.Error{Status: http.StatusForbidden, Code: "InvalidOperation.DeletionProtection",
		Message: "The operation is not allowed because the instance is protected from deletion."}
	errChargeType = &rpc.Error{Status: http.StatusForbidden, Code: "ChargeTypeViolation",
		Message: "The operation is not permitted due to the charge type of the instance."}
	errProtectPrepaid = &rpc.Error{Status: http.StatusBadRequest, Code: "ChargeTypeViolation",
		Message: "Deletion protection is for pay-as-you-go instances only."}
	errNoSuchResource = &rpc.Error{Status: http.StatusNotFound, Code: "NoSuchResource",
		Message: "The specified resource is not found."}
	errAutoRelease = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidAutoReleaseTime.Malformed",
		Message: "The specified AutoReleaseTime is out of the permitted range or not in the form yyyy-MM-ddTHH:mm:ssZ."}
	errAllocatedAlready = &rpc.Error{Status: http.StatusForbidden, Code: "AllocatedAlready",
		Message: "The specified instance has a public address already."}
	errNoBandwidth = &rpc.Error{Status: http.StatusBadRequest, Code: "AllocateIpInvalidInstanceBandwidth",
		Message: "The outbound bandwidth of the specified instance must be above 0."}
	errName = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidInstanceName.Malformed",
		Message: "The specified parameter InstanceName is not valid."}
	errDescription = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidDescription.Malformed",
		Message: "The specified parameter Description is not valid."}
	errHostName = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidHostName.Malformed",
		Message: "The specified parameter HostName is not valid."}
	errPassword = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidPassword.Malformed",
		Message: "The specified parameter Password is not valid."}
	errUserDataSize = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidUserData.SizeExceeded",
		Message: "The specified parameter UserData exceeds the size limit."}
	errUserDataForm = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidUserData.Base64FormatInvalid",
		Message: "The specified parameter UserData must be base64 encoded."}
	errSecurityGroup = &rpc.Error{Status: http.StatusNotFound, Code: "InvalidSecurityGroupId.NotFound",
		Message: "The specified SecurityGroupId does not exist."}
	errMismatch = &rpc.Error{Status: http.StatusBadRequest, Code: "InvalidParameter.Mismatch",
		Message: "The specified security group, vSwitch and zone do not belong together."}
)
