package compute

import (
	"regexp"
	"slices"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// maxBatch is how many instances one call may name.
const maxBatch = 100

// operation is one of starting, stopping and rebooting.
type operation struct {
	from    string // the status it needs
	force   string // the parameter that forces it, when instances are named singly
	forceIn string // and in a batch
	apply   func(*world.Instance, world.Options, time.Time)
}

var (
	start  = operation{from: world.Stopped, apply: (*world.Instance).Begin}
	stop   = operation{from: world.Running, force: "ForceStop", forceIn: "ForceStop", apply: (*world.Instance).Halt}
	reboot = operation{from: world.Running, force: "ForceStop", forceIn: "ForceReboot", apply: (*world.Instance).Restart}
)

// refuses says why an operation can't be done to an instance now, or nil. The
// caller holds the lock of the region.
func refuses(op operation, r *world.Region, i *world.Instance, now time.Time) *rpc.Error {
	switch {
	case i.Lock == world.LockFinancial && op.from == world.Stopped:
		return errInstanceExpired
	case i.Lock == world.LockFinancial:
		return errInstanceArrears
	case i.Lock != "":
		return errInstanceLocked
	case i.Status != op.from:
		return errInstanceStatus
	case op.from == world.Stopped && i.Spot == world.SpotPriceLimit &&
		i.SpotLimit < r.SpotPrice(i).At(now.Unix()):
		return errSpotPrice
	case op.from == world.Stopped && !i.Prepaid && r.Cloud.Affords(0) != nil:
		return world.ErrBalance
	case !i.Holds() && r.Stock(i.Cell(), now) == 0:
		return errNoStock
	}
	return nil
}

const (
	refusesStart = `InvalidInstanceId.NotFound IncorrectInstanceStatus InstanceLockedForSecurity InstanceExpired
		OperationDenied.SpotPriceLowerThanPublicPrice OperationDenied.NoStock InsufficientBalance`
	refusesStop   = "InvalidInstanceId.NotFound IncorrectInstanceStatus InstanceLockedForSecurity InstanceExpiredOrInArrears"
	refusesSingle = " DryRunOperation"
	refusesBatch  = " DRYRUN.SUCCESS InvalidParameter.TooManyInstanceIds InvalidInstanceIds.NotFound Abs.InvalidInstanceIds.MalFormed"
)

var (
	_ = Actions.Add("StartInstance", single(start), refusesStart+refusesSingle)
	_ = Actions.Add("StopInstance", single(stop), refusesStop+refusesSingle)
	_ = Actions.Add("RebootInstance", single(reboot), refusesStop+refusesSingle)
	_ = Actions.Add("StartInstances", batch(start), refusesStart+refusesBatch)
	_ = Actions.Add("StopInstances", batch(stop), refusesStop+refusesBatch)
	_ = Actions.Add("RebootInstances", batch(reboot), refusesStop+refusesBatch)
)

// read reads the options of an operation.
func (op operation) read(p rpc.Params, forceName string) (world.Options, error) {
	o := world.Options{Mode: p["StoppedMode"]}
	if o.Mode != "" && o.Mode != world.KeepCharging && o.Mode != world.StopCharging {
		return o, rpc.BadParameter("StoppedMode")
	}
	if _, err := p.Flag("DryRun"); err != nil {
		return o, err
	}
	var err error
	if forceName != "" {
		o.Force, err = p.Flag(forceName)
	}
	return o, err
}

// single is the action that does op to a single instance.
func single(op operation) world.Handler {
	return func(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
		o, err := op.read(call.Params, op.force)
		if err != nil {
			return nil, err
		}
		return &rpc.Reply{}, c.Change(call, world.ErrInstance, func(r *world.Region, i *world.Instance) error {
			if e := refuses(op, r, i, call.Now); e != nil {
				return e
			}
			if call.DryRun() {
				return rpc.ErrDryRun
			}
			op.apply(i, o, call.Now)
			r.Plan(i)
			return nil
		})
	}
}

// BatchReply is the answer of the actions on several instances.
type BatchReply struct {
	rpc.Reply
	InstanceResponses struct{ InstanceResponse []InstanceResponse }
}

// InstanceResponse is what became of one instance of a batch; Code is "200" or that of an error.
type InstanceResponse struct {
	InstanceId, PreviousStatus, CurrentStatus, Code, Message string
}

// Errors of the ids of a batch.
var (
	errNoIDs        = rpc.NewError(403, "InvalidInstanceId.NotFound", "InstanceId should not be null.")
	errMalformedIDs = rpc.NewError(403, "Abs.InvalidInstanceIds.MalFormed", "The specified instanceIds is not valid.")
)

// readBatchIDs reads InstanceId.N, of which there must be from one to maxBatch.
func readBatchIDs(p rpc.Params, none, tooMany error) ([]string, error) {
	ids := p.List("InstanceId")
	switch {
	case len(ids) == 0:
		return nil, none
	case len(ids) > maxBatch:
		return nil, tooMany
	}
	return ids, nil
}

var idForm = regexp.MustCompile(`^i-[0-9A-Za-z-]+$`)

// checkIDs refuses ids of no form that an instance of the region has. The caller holds the lock.
func checkIDs(r *world.Region, ids []string, malformed error) error {
	for _, id := range ids {
		if r.ByID[id] == nil && !idForm.MatchString(id) {
			return malformed
		}
	}
	return nil
}

// batch is the action that does op to up to maxBatch instances of a region:
// all of them or none, unless SuccessFirst is asked for.
func batch(op operation) world.Handler {
	return world.InRegion(func(r *world.Region, call *world.Call) (rpc.Answer, error) {
		ids, err := readBatchIDs(call.Params, errNoIDs, world.ErrTooManyInstances)
		if err != nil {
			return nil, err
		}
		optimization := call.Params["BatchOptimization"]
		if optimization != "" && optimization != "AllTogether" && optimization != "SuccessFirst" {
			return nil, rpc.BadParameter("BatchOptimization")
		}
		o, err := op.read(call.Params, op.forceIn)
		if err != nil {
			return nil, err
		}
		successFirst := optimization == "SuccessFirst"
		if successFirst && call.DryRun() {
			return nil, rpc.ErrDryRunBatch // whatever the states are
		}
		r.Lock(call.Now)
		defer r.Unlock()
		if err := checkIDs(r, ids, errMalformedIDs); err != nil {
			return nil, err
		}
		if !successFirst {
			if err := refusesAny(op, r, ids, call.Now); err != nil {
				return nil, err
			}
			if call.DryRun() {
				return nil, rpc.ErrDryRunBatch
			}
		}
		return applyBatch(op, r, ids, o, call.Now), nil
	})
}

// refusesAny says why op can't be done to all of some instances, or nil. The
// caller holds the lock of the region.
func refusesAny(op operation, r *world.Region, ids []string, now time.Time) error {
	needs := map[world.Cell]int{} // machines that were given back
	for n, id := range ids {
		i := r.ByID[id]
		if i == nil {
			return world.ErrInstances
		}
		if e := refuses(op, r, i, now); e != nil {
			return e
		}
		if !i.Holds() && !slices.Contains(ids[:n], id) {
			needs[i.Cell()]++
		}
	}
	for l, machines := range needs {
		if machines > r.Stock(l, now) {
			return errNoStock
		}
	}
	return nil
}

// applyBatch does op to each instance and says what became of it; an id that is
// named twice counts once. The caller holds the lock of the region.
func applyBatch(op operation, r *world.Region, ids []string, o world.Options, now time.Time) *BatchReply {
	out := &BatchReply{}
	out.InstanceResponses.InstanceResponse = make([]InstanceResponse, 0, len(ids))
	for n, id := range ids {
		if slices.Contains(ids[:n], id) {
			continue
		}
		w := InstanceResponse{InstanceId: id, Code: "200", Message: "success"}
		refusal := world.ErrInstance
		if i := r.ByID[id]; i != nil {
			w.PreviousStatus = i.Status
			if refusal = refuses(op, r, i, now); refusal == nil {
				op.apply(i, o, now)
				r.Plan(i)
			}
			w.CurrentStatus = i.Status
		}
		if refusal != nil {
			w.Code, w.Message = refusal.Code, refusal.Message
		}
		out.InstanceResponses.InstanceResponse = append(out.InstanceResponses.InstanceResponse, w)
	}
	return out
}
