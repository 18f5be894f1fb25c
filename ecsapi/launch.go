package ecsapi

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi/message"
)

// Launch is what one call of RunInstances creates, or with Amount 1 one of
// CreateInstance. Zero values leave a thing to the cloud's default.
type Launch struct {
	Region         RegionID
	Zone           ZoneID // the vSwitch's, or ""
	VSwitch        string
	SecurityGroups []string
	Image          string
	Type           string // instance type
	Name           string // may be "web-[1,3]": numbers from 1, three digits
	HostName       string
	Description    string
	KeyPair        string

	System DiskSpec
	Data   []DiskSpec

	BandwidthOut   int    // Mbit/s; above 0 RunInstances assigns a public address
	BandwidthTerms string // "PayByTraffic" or "PayByBandwidth"; "" for the cloud's default

	ChargeType       string // PostPaid or PrePaid
	Period           Period // PrePaid
	AutoRenew        bool   // PrePaid, for the same period again and again
	SpotStrategy     string
	SpotPriceLimit   Price  // per hour, with SpotWithPriceLimit
	SpotInterruption string // "Terminate" or "Stop"
	AutoRelease      time.Time
	Protected        bool // against release (DeletionProtection), PostPaid only

	Tags []Tag

	Amount    int // 1 to MaxBatch
	MinAmount int // 0: all or nothing
}

// DiskSpec is a disk to create with an instance.
type DiskSpec struct {
	Category string // such as "cloud_essd"
	Level    string // of cloud_essd: "PL0" to "PL3"
	SizeGiB  int
}

// Launched is what RunInstances or CreateInstance answered.
type Launched struct {
	IDs       []InstanceID // fewer than Amount when stock ran short
	OrderID   string
	Price     Price // as charged, when told
	RequestID string
}

// Creation takes the cloud up to a minute and a half.
const creationWait = 86 * time.Second

// launchAnswer is what RunInstances and CreateInstance answer.
type launchAnswer struct {
	envelope
	InstanceIdSets struct{ InstanceIdSet []string }
	InstanceId     string // CreateInstance
	OrderId        string
	TradePrice     float64
}

func (c *Client) launched(api string, region RegionID, a *launchAnswer) (Launched, error) {
	made := Launched{OrderID: field(a.OrderId), Price: price(a.TradePrice), RequestID: c.redactor.requestID(a.RequestId)}
	for _, id := range append(a.InstanceIdSets.InstanceIdSet, a.InstanceId) {
		if id := InstanceID(field(id)); id != "" && !slices.Contains(made.IDs, id) {
			made.IDs = append(made.IDs, id)
		}
	}
	if len(made.IDs) == 0 {
		return made, c.invalidAnswer(api, region, &a.envelope, "the answer names no instance")
	}
	return made, nil
}

// Run creates l.Amount instances and starts them (RunInstances). They are
// listed a few seconds later and reach Running by themselves. With l.MinAmount
// it creates as many as there is stock for, if that is enough; without, all or
// none.
//
// token makes the call safe to repeat: the cloud creates once for a token, and a
// second call with the same launch gets what the first one created. It must not be
// used for anything else.
func (c *Client) Run(ctx context.Context, l Launch, token string) (Launched, error) {
	if err := checkToken(RunInstances, l.Region, token); err != nil {
		return Launched{}, err
	}
	a, err := c.run(ctx, l, token)
	if err != nil {
		return Launched{}, err
	}
	return c.launched(RunInstances, l.Region, a)
}

// CheckRun asks whether Run would be accepted now and creates nothing
// (RunInstances with DryRun). It returns nil if so, else what Run would return.
// A client that is read-only refuses it, as the cloud counts it as a write.
func (c *Client) CheckRun(ctx context.Context, l Launch) error {
	a, err := c.run(ctx, l, "")
	var e *Error
	switch {
	case err == nil: // the cloud says that a dry run passed by an error
		return c.invalidAnswer(RunInstances, l.Region, &a.envelope, "the cloud answered a dry run as if it were none")
	case errors.As(err, &e) && (e.Code == "DryRunOperation" || strings.EqualFold(e.Code, "DRYRUN.SUCCESS")):
		return nil
	}
	return err
}

// run makes the call, a dry run if there is no token.
func (c *Client) run(ctx context.Context, l Launch, token string) (*launchAnswer, error) {
	if err := l.countable(RunInstances, MaxBatch); err != nil {
		return nil, err
	}
	dry := token == ""
	k := call{
		api: RunInstances, region: l.Region, what: about(strconv.Itoa(l.Amount) + " " + l.Type), timeout: creationWait,
		write: !dry, patient: dry,
		params: l.runParams(token, dry),
	}
	if dry {
		k.what = message.New("{launch}, dry run", k.what)
	}
	return do[launchAnswer](ctx, c, k)
}

// countable refuses amounts that the SDK would leave out, for then the cloud
// takes its default.
func (l *Launch) countable(api string, most int) error {
	switch {
	case l.Amount < 1 || l.Amount > most:
		return invalidCall(api, l.Region, "{amount} instances are not from 1 to {most}", l.Amount, most)
	case l.MinAmount < 0 || l.MinAmount > l.Amount:
		return invalidCall(api, l.Region, "at least {least} of {amount} instances is not possible", l.MinAmount, l.Amount)
	}
	return nil
}

// Create creates one instance and leaves it stopped (CreateInstance): it
// becomes Stopped when it is ready, and has no public address until Address is
// called, whatever its bandwidth. It takes one security group, an Amount of 1,
// for spot instances a Zone, and no AutoRelease, for which SetAutoRelease is
// called later. See Run for token.
func (c *Client) Create(ctx context.Context, l Launch, token string) (Launched, error) {
	err := checkToken(CreateInstance, l.Region, token)
	if err == nil {
		err = l.countable(CreateInstance, 1)
	}
	switch {
	case err != nil:
		return Launched{}, err
	case len(l.SecurityGroups) > 1:
		return Launched{}, invalidCall(CreateInstance, l.Region, "{groups} security groups are more than 1", len(l.SecurityGroups))
	case !l.AutoRelease.IsZero():
		return Launched{}, invalidCall(CreateInstance, l.Region, "a time of release can only be set later")
	}
	a, err := do[launchAnswer](ctx, c, call{
		api: CreateInstance, region: l.Region, what: about(l.Type), timeout: creationWait, write: true,
		params: l.params(token),
	})
	if err != nil {
		return Launched{}, err
	}
	return c.launched(CreateInstance, l.Region, a)
}

// Params are the parameters with which RunInstances is told of the launch, or
// with one CreateInstance: what the command line of the cloud takes. They hold
// no client token and no secret.
func (l Launch) Params(one bool) map[string]string {
	p := l.params("")
	if !one {
		p = l.runParams("", false)
	}
	p["RegionId"] = string(l.Region)
	return p.sent()
}

// params are what CreateInstance is told of the launch, and RunInstances by the
// same names.
func (l *Launch) params(token string) params {
	p := params{
		"ClientToken": token,
		"ZoneId":      string(l.Zone), "VSwitchId": l.VSwitch, "SecurityGroupId": first(l.SecurityGroups),
		"ImageId": l.Image, "InstanceType": l.Type, "KeyPairName": l.KeyPair,
		"InstanceName": l.Name, "HostName": l.HostName, "Description": l.Description,

		"SystemDisk.Category": l.System.Category, "SystemDisk.PerformanceLevel": l.System.Level,
		"SystemDisk.Size":         nonZero(l.System.SizeGiB),
		"InternetMaxBandwidthOut": nonZero(l.BandwidthOut), "InternetChargeType": l.BandwidthTerms,

		"InstanceChargeType": l.ChargeType,
		"SpotStrategy":       l.SpotStrategy, "SpotInterruptionBehavior": l.SpotInterruption,
	}
	if l.ChargeType == PrePaid {
		period := l.Period.inMonths()
		p["Period"], p["PeriodUnit"] = strconv.Itoa(period.N), string(period.Unit)
		if l.AutoRenew {
			p["AutoRenew"], p["AutoRenewPeriod"] = "true", strconv.Itoa(period.N)
		}
	}
	if l.SpotPriceLimit > 0 {
		p["SpotPriceLimit"] = l.SpotPriceLimit.String()
	}
	if l.Protected {
		p["DeletionProtection"] = "true"
	}
	return withTags(withDataDisks(p, l.Data), l.Tags)
}

// runParams are what RunInstances is told.
func (l *Launch) runParams(token string, dry bool) params {
	p := l.params(token)
	p["Amount"], p["MinAmount"] = strconv.Itoa(l.Amount), nonZero(l.MinAmount)
	p["AutoReleaseTime"] = second(l.AutoRelease)
	if dry {
		p["DryRun"] = "true"
	}
	if len(l.SecurityGroups) > 1 {
		delete(p, "SecurityGroupId")
		withList(p, "SecurityGroupIds", l.SecurityGroups)
	}
	return p
}

// inMonths says years in months, for the APIs that don't know years.
func (p Period) inMonths() Period {
	if p.Unit == Year {
		return Period{12 * p.N, Month}
	}
	return p
}
