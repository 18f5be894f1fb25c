package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

// renewalRecord is an instance that expires, and what happens to it then.
type renewalRecord struct {
	ID             string            `json:"id"`
	Name           string            `json:"name"`
	Region         string            `json:"region"`
	Zone           *string           `json:"zone"`
	Type           *string           `json:"type"`
	Status         *string           `json:"status"`
	Expires        *string           `json:"expires"`
	AutoRenew      *string           `json:"auto_renew"`  // "on", "off", "never": not even reminders; null: not read
	Period         *int              `json:"period"`      // of an auto-renewal
	Unit           *string           `json:"unit"`        // "week", "month", "year"
	NextCharge     *string           `json:"next_charge"` // null: there will be none
	SecurityGroups []string          `json:"security_groups"`
	Tags           map[string]string `json:"tags"`
}

func newRenewalRecord(in *ecsapi.Instance, set ecsapi.AutoRenewal, told bool, now time.Time) renewalRecord {
	of := newInstanceRecord(in)
	r := renewalRecord{
		ID: of.ID, Name: of.Name, Region: of.Region, Zone: of.Zone, Type: of.Type, Status: of.Status, Expires: of.Expires,
		SecurityGroups: of.SecurityGroups, Tags: of.Tags,
	}
	switch {
	case !told:
	case set.On:
		r.AutoRenew, r.Period, r.Unit = known("on"), known(set.Period.N), known(strings.ToLower(string(set.Period.Unit)))
		r.NextCharge = stamp(ecsapi.NextCharge(in.Expires, now))
	case set.Never:
		r.AutoRenew = known("never")
	default:
		r.AutoRenew = known("off")
	}
	return r
}

func (a *app) renewalsCommand() *cobra.Command {
	return a.listing(&cobra.Command{
		Use:     "renewals",
		Short:   a.p.S("List what expires, the first to expire first, and whether it renews itself"),
		Example: "  ecsdeck renewals --expires-within 7d\n  ecsdeck renewals --expires-within 90d --filter sg:sg-bp1example -o json",
	}, a.p.S("`EXPR`, such as 'web status:running !zone:h'"), "30d", func(ctx context.Context, r *reading, match *filterFlag, form string) error {
		list := match.matching(r.snap)
		sets, problems := a.autoRenewals(ctx, r, list)
		records := make([]renewalRecord, len(list))
		for i, in := range list {
			set, told := sets[in.ID]
			records[i] = newRenewalRecord(in, set, told, r.now())
		}
		if err := write(a, form, a.renewalColumns(), records); err != nil || len(problems) == 0 {
			return err
		}
		for _, problem := range problems {
			fmt.Fprintln(a.Err, "ecsdeck: "+oneLine(problem))
		}
		return partly("")
	})
}

// autoRenewals reads what happens to subscriptions when they end, region by
// region, and says what could not be read.
func (a *app) autoRenewals(ctx context.Context, r *reading, list []*ecsapi.Instance) (map[ecsapi.InstanceID]ecsapi.AutoRenewal, []string) {
	var regions []ecsapi.RegionID
	of := map[ecsapi.RegionID][]ecsapi.InstanceID{}
	for _, in := range list {
		if of[in.Region] == nil {
			regions = append(regions, in.Region)
		}
		of[in.Region] = append(of[in.Region], in.ID)
	}
	sets := make([]map[ecsapi.InstanceID]ecsapi.AutoRenewal, len(regions))
	errs := each(len(regions), func(i int) (err error) {
		sets[i], err = r.client.AutoRenewals(ctx, regions[i], of[regions[i]])
		return err
	})
	all := map[ecsapi.InstanceID]ecsapi.AutoRenewal{}
	var problems []string
	for i, region := range regions {
		for id, set := range sets[i] {
			all[id] = set
		}
		if errs[i] != nil {
			problems = append(problems, a.p.S("what renews itself in %s could not be read: %s", string(region), a.explain(errs[i])))
		}
	}
	return all, problems
}

func (a *app) renewalColumns() []column[renewalRecord] {
	return []column[renewalRecord]{
		{a.p.S("ID"), term.AlignLeft, func(r renewalRecord) string { return r.ID }},
		{a.p.S("NAME"), term.AlignLeft, func(r renewalRecord) string { return r.Name }},
		{a.p.S("REGION"), term.AlignLeft, func(r renewalRecord) string { return r.Region }},
		{a.p.S("TYPE"), term.AlignLeft, func(r renewalRecord) string { return shown(r.Type) }},
		{a.p.S("STATUS"), term.AlignLeft, func(r renewalRecord) string { return a.p.S(shown(r.Status)) }},
		{a.p.S("EXPIRES"), term.AlignLeft, func(r renewalRecord) string { return day(r.Expires) }},
		{a.p.S("AUTO-RENEW"), term.AlignLeft, func(r renewalRecord) string {
			if r.Period == nil {
				return a.p.S(shown(r.AutoRenew))
			}
			units := map[string]ecsapi.PeriodUnit{"week": ecsapi.Week, "month": ecsapi.Month, "year": ecsapi.Year}
			return a.p.S("on, %s", a.brief(time.Time{}).Period(ecsapi.Period{N: *r.Period, Unit: units[shown(r.Unit)]}))
		}},
		{a.p.S("NEXT CHARGE"), term.AlignLeft, func(r renewalRecord) string { return day(r.NextCharge) }},
	}
}
