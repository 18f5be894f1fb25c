package compute

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// purchase is what a call asks to be created.
type purchase struct {
	template world.Instance // all that the instances have in common
	names    naming
	hosts    naming
	amount   int
	least    int           // fewer are not accepted
	period   market.Period // of a subscription
}

// readPurchase reads what a call of RunInstances, or of CreateInstance, asks for.
func readPurchase(c *world.Cloud, call *world.Call) (*world.Region, *purchase, error) {
	r, err := c.RegionOf(call)
	if err != nil {
		return nil, nil, err
	}
	p := call.Params
	if err := p.Unmodelled(
		"ImageFamily", "DedicatedHostId", "DeploymentSetId", "HpcClusterId", "PrivateIpAddress", "Ipv6AddressCount",
		"Ipv6Address.1", "NetworkInterface.1.VSwitchId", "HostNames.1", "StorageSetId", "ClusterId", "RamRoleName",
	); err != nil {
		return nil, nil, err
	}
	if p["LaunchTemplateId"] != "" || p["LaunchTemplateName"] != "" {
		return nil, nil, errLaunchTemplate // there are none
	}
	if _, err := p.Flag("DryRun"); err != nil {
		return nil, nil, err
	}
	order := &purchase{amount: 1, least: 1}
	for _, read := range []func(rpc.Params, *world.Region) error{
		order.readMachine, order.readNetwork, order.readNames, order.readSystem, order.readDisks, order.readTags,
	} {
		if err := read(p, r); err != nil {
			return nil, nil, err
		}
	}
	if err := order.readTerms(p, call.Now); err != nil {
		return nil, nil, err
	}
	return r, order, order.readSpot(p)
}

// readMachine reads the type and the image.
func (o *purchase) readMachine(p rpc.Params, r *world.Region) error {
	if err := p.Needs("ImageId", "InstanceType"); err != nil {
		return err
	}
	t, m := r.Cloud.Types.ByID(p["InstanceType"]), world.ImageByID(p["ImageId"])
	switch {
	case t == nil:
		return world.ErrInstanceType
	case m == nil:
		return errImage
	case world.ArchitectureOf(t) != m.Architecture:
		return errImageType
	}
	o.template.Type, o.template.Image = t, m
	return nil
}

// readNetwork reads the vSwitch, which decides the zone, the security groups and the bandwidth.
func (o *purchase) readNetwork(p rpc.Params, r *world.Region) error {
	if p["VSwitchId"] == "" {
		return rpc.Missing("VSwitchId")
	}
	i := &o.template
	for _, v := range r.VPCs {
		for _, s := range v.Switches {
			if s.ID == p["VSwitchId"] {
				i.Place = s
			}
		}
	}
	if i.Place == nil {
		return errVSwitch
	}
	if id := p["ZoneId"]; id != "" && id != i.Place.Zone.ID {
		if r.ZonesOf(id) == nil {
			return world.ErrZone
		}
		return errMismatch
	}
	i.Groups = p.List("SecurityGroupIds")
	if id := p["SecurityGroupId"]; id != "" {
		if len(i.Groups) > 0 {
			return rpc.BadParameter("SecurityGroupIds")
		}
		i.Groups = []string{id}
	}
	if len(i.Groups) == 0 {
		return rpc.Missing("SecurityGroupId")
	}
	if err := checkGroups(r, i.Groups, i.Place.VPC); err != nil {
		return err
	}
	var err error
	if i.Bandwidth, i.ByBandwidth, err = readBandwidth(p); err != nil {
		return err
	}
	if !i.Place.Zone.SellsType(i.Type) {
		return errNotSold
	}
	return nil
}

// readBandwidth reads the outbound bandwidth, in Mbit/s, and whether it is paid for as
// such instead of by traffic.
func readBandwidth(p rpc.Params) (out int, paid bool, err error) {
	out, err = p.Number("InternetMaxBandwidthOut", 0)
	if err != nil || out < 0 || out > 100 {
		return 0, false, rpc.BadParameter("InternetMaxBandwidthOut")
	}
	switch p["InternetChargeType"] {
	case "", "PayByTraffic":
		return out, false, nil
	case "PayByBandwidth":
		return out, true, nil
	}
	return 0, false, rpc.BadParameter("InternetChargeType")
}

// readNames reads what the instances and their systems are called.
func (o *purchase) readNames(p rpc.Params, _ *world.Region) error {
	unique, err := p.Flag("UniqueSuffix")
	if err != nil {
		return err
	}
	const suffix = len("001")
	windows := o.template.Image.OSType == "windows"
	o.names, o.hosts = readNaming(p["InstanceName"], unique), readNaming(p["HostName"], unique)
	if name := o.names.name(0); name != "" {
		switch {
		case o.names.unique && len([]rune(name)) > 128 && len([]rune(name))-suffix <= 128:
			return errNameExceed
		case !world.ProperName(name):
			return errName
		}
	}
	if host := o.hosts.name(0); host != "" {
		switch longest := longestHost(windows); {
		case o.hosts.unique && len(host) > longest && len(host)-suffix <= longest:
			return errHostExceed
		case !properHost(host, windows):
			return errHostName
		}
	}
	if s := p["Description"]; s != "" && !world.ProperDescription(s) {
		return errDescription
	}
	o.template.Description = p["Description"]
	return nil
}

// readSystem reads how one gets in and what runs at first.
func (o *purchase) readSystem(p rpc.Params, _ *world.Region) error {
	i := &o.template
	if s := p["Password"]; s != "" && !properPassword(s) {
		return errPassword
	}
	if i.KeyPair = p["KeyPairName"]; i.KeyPair != "" && !slices.Contains(world.KeyPairs, i.KeyPair) {
		return errKeyPair
	}
	if i.UserData = p["UserData"]; i.UserData != "" {
		if err := checkUserData(i.UserData); err != nil {
			return err
		}
	}
	i.Resource = p["ResourceGroupId"]
	return readCredits(i, p)
}

// readCredits reads how a burstable instance bursts; others can't be told.
func readCredits(i *world.Instance, p rpc.Params) error {
	s := p["CreditSpecification"]
	if s == "" {
		return nil
	}
	if s != "Standard" && s != "Unlimited" || i.Type.Level != "CreditEntryLevel" {
		return rpc.BadParameter("CreditSpecification")
	}
	i.Unlimited = s == "Unlimited"
	return nil
}

// readDisks reads the disks, the system disk first.
func (o *purchase) readDisks(p rpc.Params, _ *world.Region) error {
	system, err := readDisk(p, "SystemDisk", max(40, o.template.Image.SizeGiB), 2048)
	if err != nil {
		return err
	}
	if system.Size < o.template.Image.SizeGiB {
		return rpc.BadParameter("SystemDisk.Size")
	}
	data, err := readDataDisks(p)
	o.template.Specs = append([]market.DiskSpec{system}, data...)
	return err
}

// readDataDisks reads up to 16 data disks.
func readDataDisks(p rpc.Params) ([]market.DiskSpec, error) {
	var all []market.DiskSpec
	for n := 1; ; n++ {
		prefix := "DataDisk." + strconv.Itoa(n)
		if p[prefix+".Category"] == "" && p[prefix+".Size"] == "" {
			return all, nil
		}
		if n >= world.MaxDisks {
			return nil, rpc.BadParameter(prefix)
		}
		d, err := readDisk(p, prefix, 0, 32768)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
}

// readDisk reads what a disk is to be; size is its default, 0 for none.
func readDisk(p rpc.Params, prefix string, size, most int) (market.DiskSpec, error) {
	d := market.DiskSpec{
		Category: cmp.Or(p[prefix+".Category"], market.CloudEfficiency), Level: p[prefix+".PerformanceLevel"],
		Name: p[prefix+".DiskName"], Description: p[prefix+".Description"],
	}
	if !slices.Contains(market.CloudDisks, d.Category) {
		return d, errDiskCategory
	}
	switch {
	case d.Category == market.CloudESSD && d.Level == "":
		d.Level = "PL1"
	case d.Category == market.CloudESSD && !slices.Contains([]string{"PL0", "PL1", "PL2", "PL3"}, d.Level),
		d.Category != market.CloudESSD && d.Level != "":
		return d, rpc.BadParameter(prefix + ".PerformanceLevel")
	}
	var err error
	if d.Size, err = p.Number(prefix+".Size", size); err != nil {
		return d, err
	}
	switch {
	case d.Size == 0:
		return d, rpc.Missing(prefix + ".Size")
	case d.Size < 20 || d.Size > most:
		return d, rpc.BadParameter(prefix + ".Size")
	case p[prefix+".SnapshotId"] != "":
		return d, rpc.Unsupported(prefix + ".SnapshotId")
	}
	if p[prefix+".DeleteWithInstance"] != "" {
		with, err := p.Flag(prefix + ".DeleteWithInstance")
		if err != nil {
			return d, err
		}
		d.Keep = !with
	}
	return d, nil
}

// readTags reads Tag.N.Key and Tag.N.Value.
func (o *purchase) readTags(p rpc.Params, _ *world.Region) (err error) {
	o.template.Tags, err = world.ReadTags(p)
	return err
}

// readTerms reads how the instances are paid for and when they end.
func (o *purchase) readTerms(p rpc.Params, now time.Time) error {
	i := &o.template
	switch p["InstanceChargeType"] {
	case "", "PostPaid":
	case "PrePaid":
		i.Prepaid = true
	default:
		return errInstanceChargeType
	}
	var err error
	if i.Protected, err = p.Flag("DeletionProtection"); err != nil {
		return err
	}
	// What is paid as it is used has no order that could wait to be paid.
	switch p["AutoPay"] {
	case "", "true", "True":
	case "false", "False":
		if i.Prepaid {
			return rpc.Unsupported("AutoPay")
		}
		return errPayMethod
	default:
		return rpc.BadParameter("AutoPay")
	}
	release, err := readAutoRelease(p["AutoReleaseTime"], now)
	if err != nil {
		return err
	}
	if !i.Prepaid {
		i.Release = release // a subscription ends with its period
		return nil
	}
	return o.readPeriod(p)
}

// readSpot reads what is bid for spot instances. It comes last: the limit is
// held against the price when the instances are made.
func (o *purchase) readSpot(p rpc.Params) error {
	i := &o.template
	switch i.Spot = p["SpotStrategy"]; i.Spot {
	case "":
		i.Spot = world.NoSpot
	case world.NoSpot:
	case world.SpotPriceLimit, world.SpotAsPriceGo:
		if i.Prepaid {
			return errSpotPrepaid
		}
	default:
		return world.ErrSpotStrategy
	}
	if i.Protected && (i.Prepaid || i.Spot != world.NoSpot) {
		return errProtectType
	}
	if i.Spot == world.NoSpot {
		return nil // the rest means nothing
	}
	if i.Spot == world.SpotPriceLimit {
		limit, err := strconv.ParseFloat(p["SpotPriceLimit"], 64)
		if err != nil || !(limit > 0) || math.Abs(limit-market.RoundPrice(limit)) > 1e-9 || math.IsInf(limit, 0) {
			return errSpotLimit
		}
		i.SpotLimit = market.RoundPrice(limit)
	}
	switch protected, known := p.Protected(); {
	case !known:
		return errSpotDuration
	case protected:
		i.SpotHours = 1
	}
	switch p["SpotInterruptionBehavior"] {
	case "", "Terminate":
	case "Stop":
		if market.LocalDisks(i.Type) {
			return errSpotLocalDisk
		}
		i.Survives = true
	default:
		return rpc.BadParameter("SpotInterruptionBehavior")
	}
	return nil
}

// readPeriod reads for how long a subscription is bought and whether it goes on by itself.
func (o *purchase) readPeriod(p rpc.Params) error {
	n, err := strconv.Atoi(p["Period"])
	if err != nil {
		return errPeriod
	}
	var ok bool
	if o.period, ok = market.NewPeriod(n, p["PeriodUnit"]); !ok {
		return errPeriod
	}
	o.template.Weekly = o.period.Weeks > 0
	o.template.Renewal, err = readFirstRenewal(p)
	return err
}
