package cli

import (
	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"
)

// orderFlags are the flags that say what to create and where.
type orderFlags struct {
	given func(flag string) bool

	template string

	region, zone, vswitch, image, keyPair string
	groups                                []string
	amount                                int
	places                                []string

	launch       ecsapi.Launch // what is read as it is
	system       string
	data         []string
	terms        *choice
	tags         []string
	charge       *choice
	period       *period
	spot         *choice
	spotLimit    string
	interruption *choice
	autoRelease  string

	anyStock, oneByOne, leaveStopped bool
}

func (a *app) orderFlags(c *cobra.Command) *orderFlags {
	f := &orderFlags{given: c.Flags().Changed}
	fs, l := c.Flags(), &f.launch
	fs.StringVar(&f.template, "template", "", a.p.S("`NAME` of an order that was kept; other flags go before what it says"))
	fs.StringVar(&l.Type, "type", "", a.p.S("`TYPE` of the instances, such as ecs.g7.large"))
	fs.StringVar(&f.region, "region", "", a.p.S("`ID` of the region (default: the profile's)"))
	fs.StringVar(&f.zone, "zone", "", a.p.S("`ID` of the zone (default: the vSwitch's)"))
	fs.StringVar(&f.vswitch, "vswitch", "", a.p.S("`ID` of the vSwitch"))
	fs.StringArrayVar(&f.groups, "security-group", nil, a.p.S("`ID` of a security group; may be given again"))
	fs.StringVar(&f.image, "image", "", a.p.S("`ID` of the image"))
	fs.StringVar(&f.keyPair, "key-pair", "", a.p.S("`NAME` of the key pair"))
	fs.IntVar(&f.amount, "amount", 1, a.p.S("`NUMBER` of instances; more than 100 take several calls"))
	fs.StringArrayVar(&f.places, "place", nil, a.p.S("`WHERE` to create a part, such as region=R,vswitch=V,security-group=G,amount=N[,image=I][,zone=Z][,key-pair=K]; may be given again"))

	fs.StringVar(&l.Name, "name", "", a.p.S("`NAME`; web-[1,3] numbers them web-001, web-002 and on"))
	fs.StringVar(&l.HostName, "host-name", "", a.p.S("`NAME` that the systems have; numbered as names are"))
	fs.StringVar(&l.Description, "description", "", a.p.S("`TEXT` kept with each instance"))
	fs.StringVar(&f.system, "system-disk", "", a.p.S("`CATEGORY:GIB[:PL]` of the system disk, such as cloud_essd:40:PL1"))
	fs.StringArrayVar(&f.data, "data-disk", nil, a.p.S("`CATEGORY:GIB[:PL]` of a data disk; may be given again"))
	fs.IntVar(&l.BandwidthOut, "bandwidth", 0, a.p.S("`MBIT` a second to the public network; above 0 gives a public address"))
	f.terms = a.choiceFlag(c, "bandwidth-terms", a.p.S("how the public network is paid"), "PayByTraffic", "PayByBandwidth")
	fs.StringArrayVar(&f.tags, "tag", nil, a.p.S("`KEY=VALUE` to tag them with; may be given again"))

	f.charge = a.choiceFlag(c, "charge-type", a.p.S("pay as you go, which is the default, or in advance"), "postpaid", "prepaid")
	f.period = a.periodFlags(c, "month", "week")
	fs.BoolVar(&l.AutoRenew, "auto-renew", false, a.p.S("with prepaid: renew for the same period again and again"))
	f.spot = a.choiceFlag(c, "spot", a.p.S("spot instances, up to --spot-limit or at any price"), "price-limit", "as-price-goes")
	fs.StringVar(&f.spotLimit, "spot-limit", "", a.p.S("`PRICE` an hour that a spot instance may cost at most"))
	f.interruption = a.choiceFlag(c, "spot-interruption", a.p.S("what happens to a spot instance that is taken back"), "Terminate", "Stop")
	fs.StringVar(&f.autoRelease, "auto-release", "", a.p.S("`TIME` when they are released by themselves, such as 'in 8h' or 2026-12-01T06:00:00Z"))
	fs.BoolVar(&l.Protected, "protect", false, a.p.S("protect them against release"))

	fs.BoolVar(&f.anyStock, "any-stock", false, a.p.S("create fewer when stock runs short, instead of none"))
	fs.BoolVar(&f.oneByOne, "one-by-one", false, a.p.S("a call for each: create, give an address, start"))
	fs.BoolVar(&f.leaveStopped, "leave-stopped", false, a.p.S("a call for each, and leave them stopped"))
	a.complete(c, "template", func() []string {
		if kept := (&session{app: a}).templates(); kept != nil {
			return kept.List()
		}
		return nil
	})
	a.complete(c, "type", catalogTypes)
	a.complete(c, "image", catalogImages)
	a.complete(c, "region", catalogRegions)
	return f
}

func (a *app) choiceFlag(c *cobra.Command, name, what string, of ...string) *choice {
	v := &choice{of: of}
	c.Flags().Var(v, name, what)
	a.complete(c, name, func() []string { return of })
	return v
}

// catalogTypes are the instance types to offer a shell, which waits for no
// cloud.
func catalogTypes() []string {
	var ids []string
	for _, t := range catalog.InstanceTypes() {
		ids = append(ids, t.ID)
	}
	return ids
}

func catalogImages() []string {
	var ids []string
	for _, i := range catalog.Images() {
		ids = append(ids, i.ID)
	}
	return ids
}
