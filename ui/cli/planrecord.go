package cli

import (
	"encoding/json"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/op"
	"ecsdeck/ui/record"
)

// planRecord is the answer of a command that changes instances.
type planRecord struct {
	Action   string         `json:"action"`
	DryRun   bool           `json:"dry_run"`
	Planned  int            `json:"planned"`
	Calls    int            `json:"calls"` // writes, at least
	Options  any            `json:"options"`
	Bill     *billRecord    `json:"bill"`
	Targets  []targetRecord `json:"targets"`
	Launches []launchRecord `json:"launches"`
	Quota    []quotaRecord  `json:"quota"` // create: of vCPUs, by region
	Disks    []diskRecord   `json:"disks"`
	Skipped  []skipRecord   `json:"skipped"`
	Flaws    []flawRecord   `json:"flaws"` // why the cloud would refuse it, or what could not be read
	Notes    []string       `json:"notes"` // worth knowing
	Results  []resultRecord `json:"results"`

	Key       *string      `json:"idempotency_key"`
	TokenNote *message.Key `json:"token_note"` // what is known of how long it protects
}

// billRecord is what a plan costs. A sum that lacks a price that could not be
// read is null.
type billRecord struct {
	Once     *json.Number `json:"once"`
	PerHour  *json.Number `json:"per_hour"`
	Currency *string      `json:"currency"`
	Unknown  int          `json:"unknown"` // prices that could not be read
}

// targetRecord is an instance that is acted on.
type targetRecord struct {
	ID        string       `json:"id"`
	Name      string       `json:"name"`
	Region    string       `json:"region"`
	Status    *string      `json:"status"`
	Cost      *json.Number `json:"cost"`
	OldExpiry *string      `json:"old_expiry"`
	NewExpiry *string      `json:"new_expiry"`

	NextCharge *string `json:"next_charge"` // auto-renew on: when the cloud next tries to charge
	NewName    *string `json:"new_name"`    // rename
}

// launchRecord is a call that creates instances.
type launchRecord struct {
	Region   string       `json:"region"`
	Zone     *string      `json:"zone"`
	VSwitch  string       `json:"vswitch"`
	Type     string       `json:"type"`
	Image    string       `json:"image"`
	Name     *string      `json:"name"`
	Amount   int          `json:"amount"`
	Least    int          `json:"min_amount"`
	Once     *json.Number `json:"once"`
	PerHour  *json.Number `json:"per_hour"`
	PriceErr *string      `json:"price_error"`
}

// quotaRecord is what a creation takes of the account's vCPU quota in a region, null where it
// is not known.
type quotaRecord struct {
	Region string  `json:"region"`
	Spot   bool    `json:"spot"` // the quota of spot instances
	Max    *int    `json:"max"`
	Used   *int    `json:"used"`
	Left   *int    `json:"left"`
	Takes  *int    `json:"takes"`
	Error  *string `json:"error"` // why the quota is not known
}

func newQuotaRecord(q fleet.QuotaUse) quotaRecord {
	r := quotaRecord{Region: string(q.Region), Spot: q.Spot}
	if q.Takes > 0 {
		r.Takes = &q.Takes
	}
	if q.Err != nil {
		r.Error = record.Known(q.Err.Error())
		return r
	}
	left := q.Left()
	r.Max, r.Used, r.Left = &q.Max, &q.Used, &left
	return r
}

// diskRecord is a disk of an instance to be released.
type diskRecord struct {
	ID       string `json:"id"`
	Instance string `json:"instance"`
	Category string `json:"category"`
	SizeGiB  int    `json:"size_gib"`
	Goes     bool   `json:"goes"` // with its instance
}

type skipRecord struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}

// flawRecord is why the cloud would refuse the plan.
type flawRecord struct {
	API       string  `json:"api"`
	Region    *string `json:"region"`
	Code      *string `json:"code"`
	Message   *string `json:"message"`
	RequestID *string `json:"request_id"`
}

// resultRecord is what became of one instance.
type resultRecord struct {
	ID        *string      `json:"id"`
	Name      *string      `json:"name"`
	Region    string       `json:"region"`
	Outcome   string       `json:"outcome"`
	From      *string      `json:"from"`
	To        *string      `json:"to"`
	Address   *string      `json:"address"`
	Code      *string      `json:"code"`
	Message   *string      `json:"message"`
	Hint      *message.Key `json:"hint"` // the code in plain words
	RequestID *string      `json:"request_id"`
	OrderID   *string      `json:"order_id"`
	Cost      *json.Number `json:"cost"`
	OldExpiry *string      `json:"old_expiry"`
	NewExpiry *string      `json:"new_expiry"`
	Seconds   *float64     `json:"seconds"`
	Job       *int         `json:"job"` // the earlier job that did it
}

// newPlanRecord is a plan as programs read it; now is cloud time.
func newPlanRecord(plan *fleet.Plan, dryRun bool, now time.Time) planRecord {
	rec := planRecord{
		Action: string(plan.Action), DryRun: dryRun, Planned: plan.N(), Calls: plan.Calls,
		Options: newOptionRecord(plan), Bill: newBillRecord(plan.Bill),
		Targets: []targetRecord{}, Launches: []launchRecord{}, Quota: []quotaRecord{}, Disks: []diskRecord{},
		Skipped: []skipRecord{}, Flaws: []flawRecord{}, Notes: []string{}, Results: []resultRecord{},
	}
	spec := op.Of(plan.Action)
	for i, in := range plan.Targets {
		t := targetRecord{ID: string(in.ID), Name: in.Name, Region: string(in.Region), Status: record.Known(string(in.Status))}
		if c, ok := costOf(plan, i); ok {
			t.Cost, t.OldExpiry, t.NewExpiry = record.Amount(c.Once), record.Stamp(in.Expires), record.Stamp(c.Expiry)
		}
		if spec.Takes("name") {
			t.NewName = record.Known(fleet.NthName(plan.Options.Name, i))
		}
		if spec.AutoRenews {
			t.OldExpiry = record.Stamp(in.Expires)
			if plan.Options.On {
				t.NextCharge = record.Stamp(ecsapi.NextCharge(in.Expires, now))
			}
		}
		rec.Targets = append(rec.Targets, t)
		for _, d := range plan.Disks[in.ID] {
			rec.Disks = append(rec.Disks, diskRecord{d.ID, string(d.Instance), d.Category, d.SizeGiB, d.Goes()})
		}
	}
	for i, l := range plan.Launches {
		r := launchRecord{
			Region: string(l.Region), Zone: record.Known(string(l.Zone)), VSwitch: l.VSwitch, Type: l.Type, Image: l.Image,
			Name: record.Known(l.Name), Amount: l.Amount, Least: l.MinAmount,
		}
		if c, ok := costOf(plan, i); ok {
			r.Once, r.PerHour = record.Amount(c.Once), record.Amount(c.PerHour)
			if c.Err != nil {
				r.PriceErr = record.Known(c.Err.Error())
			}
		}
		rec.Launches = append(rec.Launches, r)
	}
	for _, q := range plan.Quotas {
		rec.Quota = append(rec.Quota, newQuotaRecord(q))
	}
	for _, skip := range plan.Skipped {
		rec.Skipped = append(rec.Skipped, skipRecord{string(skip.ID), skip.Text().String()})
	}
	for _, e := range plan.Flaws {
		rec.Flaws = append(rec.Flaws, flawRecord{e.API, record.Known(string(e.Region)), codeOf(e), record.Known(e.Says().String()), record.Known(e.RequestID)})
	}
	for _, n := range plan.Notes {
		rec.Notes = append(rec.Notes, n.Text.String())
	}
	return rec
}

// costOf is the cost of a plan's target or launch.
func costOf(plan *fleet.Plan, i int) (c fleet.Cost, ok bool) {
	if plan.Bill == nil || i >= len(plan.Bill.Costs) {
		return c, false
	}
	return plan.Bill.Costs[i], true
}

func newBillRecord(b *fleet.Bill) *billRecord {
	if b == nil {
		return nil
	}
	r := &billRecord{Currency: record.Known(b.Currency), Unknown: b.Unknown}
	if b.Unknown == 0 {
		once, perHour := record.Exact(b.Once), record.Exact(b.PerHour)
		r.Once, r.PerHour = &once, &perHour
	}
	return r
}

// codeOf is the cloud's code of an error, else our word for its kind.
func codeOf(e *ecsapi.Error) *string {
	if e.Code != "" {
		return &e.Code
	}
	return record.Known(string(e.Kind))
}
