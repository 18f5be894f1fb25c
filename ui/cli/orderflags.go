package cli

import (
	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/cli/shell"
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
	terms        *shell.Choice
	tags         []string
	charge       *shell.Choice
	period       *period
	spot         *shell.Choice
	spotLimit    string
	interruption *shell.Choice
	autoRelease  string

	anyStock, oneByOne, leaveStopped bool
}

func (a *commands) orderFlags(c *cobra.Command) *orderFlags {
	f := &orderFlags{given: c.Flags().Changed}
	fs, l := c.Flags(), &f.launch
	fs.StringVar(&f.template, "template", "", a.P.S("`NAME` of an order that was kept; other flags go before what it says"))
	fs.StringVar(&l.Type, "type", "", a.P.S("`TYPE` of the instances, such as ecs.g7.large"))
	fs.StringVar(&f.region, "region", "", a.P.S("`ID` of the region (default: the profile's)"))
	fs.StringVar(&f.zone, "zone", "", a.P.S("`ID` of the zone (default: the vSwitch's)"))
	fs.StringVar(&f.vswitch, "vswitch", "", a.P.S("`ID` of the vSwitch"))
	fs.StringArrayVar(&f.groups, "security-group", nil, a.P.S("`ID` of a security group; may be given again"))
	fs.StringVar(&f.image, "image", "", a.P.S("`ID` of the image"))
	fs.StringVar(&f.keyPair, "key-pair", "", a.P.S("`NAME` of the key pair"))
	fs.IntVar(&f.amount, "amount", 1, a.P.S("`NUMBER` of instances; more than 100 take several calls"))
	fs.StringArrayVar(&f.places, "place", nil, a.P.S("`WHERE` to create a part, such as region=R,vswitch=V,security-group=G,amount=N[,image=I][,zone=Z][,key-pair=K]; may be given again"))

	fs.StringVar(&l.Name, "name", "", a.P.S("`NAME`; web-[1,3] numbers them web-001, web-002 and on"))
	fs.StringVar(&l.HostName, "host-name", "", a.P.S("`NAME` that the systems have; numbered as names are"))
	fs.StringVar(&l.Description, "description", "", a.P.S("`TEXT` kept with each instance"))
	fs.StringVar(&f.system, "system-disk", "", a.P.S("`CATEGORY:GIB[:PL]` of the system disk, such as cloud_essd:40:PL1"))
	fs.StringArrayVar(&f.data, "data-disk", nil, a.P.S("`CATEGORY:GIB[:PL]` of a data disk; may be given again"))
	fs.IntVar(&l.BandwidthOut, "bandwidth", 0, a.P.S("`MBIT` a second to the public network; above 0 gives a public address"))
	f.terms = a.ChoiceFlag(c, "bandwidth-terms", a.P.S("how the public network is paid"), "PayByTraffic", "PayByBandwidth")
	fs.StringArrayVar(&f.tags, "tag", nil, a.P.S("`KEY=VALUE` to tag them with; may be given again"))

	f.charge = a.ChoiceFlag(c, "charge-type", a.P.S("pay as you go, which is the default, or in advance"), "postpaid", "prepaid")
	f.period = a.periodFlags(c, op.PurchasePeriods)
	fs.BoolVar(&l.AutoRenew, "auto-renew", false, a.P.S("with prepaid: renew for the same period again and again"))
	f.spot = a.ChoiceFlag(c, "spot", a.P.S("spot instances, up to --spot-limit or at any price"), "price-limit", "as-price-goes")
	fs.StringVar(&f.spotLimit, "spot-limit", "", a.P.S("`PRICE` an hour that a spot instance may cost at most"))
	f.interruption = a.ChoiceFlag(c, "spot-interruption", a.P.S("what happens to a spot instance that is taken back"), "Terminate", "Stop")
	fs.StringVar(&f.autoRelease, "auto-release", "", a.P.S("`TIME` when they are released by themselves, such as 'in 8h' or 2026-12-01T06:00:00Z"))
	fs.BoolVar(&l.Protected, "protect", false, a.P.S("protect them against release"))

	fs.BoolVar(&f.anyStock, "any-stock", false, a.P.S("create fewer when stock runs short, instead of none"))
	fs.BoolVar(&f.oneByOne, "one-by-one", false, a.P.S("a call for each: create, give an address, start"))
	fs.BoolVar(&f.leaveStopped, "leave-stopped", false, a.P.S("a call for each, and leave them stopped"))
	a.Complete(c, "template", func() []string {
		profile, _ := c.Flags().GetString("profile")
		if kept := openTemplates(&shell.Session{App: a.App, Credentials: ecsapi.Credentials{Profile: profile}}); kept != nil {
			return kept.List()
		}
		return nil
	})
	a.Complete(c, "type", shell.CatalogTypes)
	a.Complete(c, "image", shell.CatalogImages)
	a.Complete(c, "region", shell.CatalogRegions)
	return f
}
