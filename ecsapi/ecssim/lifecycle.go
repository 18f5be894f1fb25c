package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"time"
)

// maxBatch is how many instances one call may name.
const maxBatch = 100

// operation is one of starting, stopping and rebooting.
type operation struct {
	from    string // the status it needs
	force   string // the parameter that forces it, when instances are named singly
	forceIn string // and in a batch
	apply   func(*instance, options, time.Time)
}

var (
	start  = operation{from: stopped, apply: (*instance).begin}
	stop   = operation{from: running, force: "ForceStop", forceIn: "ForceStop", apply: (*instance).halt}
	reboot = operation{from: running, force: "ForceStop", forceIn: "ForceReboot", apply: (*instance).restart}
)

// refuses says why an operation can't be done to an instance now, or nil. The
// caller holds the lock of the region.
func refuses(c *world, op operation, r *region, i *instance, now time.Time) *rpc.Error {
	switch {
	case i.lock == lockFinancial && op.from == stopped:
		return errInstanceExpired
	case i.lock == lockFinancial:
		return errInstanceArrears
	case i.lock != "":
		return errInstanceLocked
	case i.status != op.from:
		return errInstanceStatus
	case op.from == stopped && i.spot == spotPriceLimit &&
		i.spotLimit < c.spotPrice(r, i).At(now.Unix()):
		return errSpotPrice
	case op.from == stopped && !i.prepaid && c.affords(0) != nil:
		return errBalance
	case !i.holds() && c.stock(r, i.cell(), now) == 0:
		return errNoStock
	}
	return nil
}

// read reads the options of an operation.
func (op operation) read(p rpc.Params, forceName string) (options, error) {
	o := options{mode: p["StoppedMode"]}
	if o.mode != "" && o.mode != keepCharging && o.mode != stopCharging {
		return o, rpc.BadParameter("StoppedMode")
	}
	if _, err := p.Flag("DryRun"); err != nil {
		return o, err
	}
	var err error
	if forceName != "" {
		o.force, err = p.Flag(forceName)
	}
	return o, err
}

// one is the action that does op to a single instance.
func one(op operation) handler {
	return func(c *world, call *call) (rpc.Answer, error) {
		o, err := op.read(call.Params, op.force)
		if err != nil {
			return nil, err
		}
		return &rpc.Reply{}, c.change(call, errInstance, func(r *region, i *instance) error {
			if e := refuses(c, op, r, i, call.now); e != nil {
				return e
			}
			if call.DryRun() {
				return rpc.ErrDryRun
			}
			op.apply(i, o, call.now)
			r.plan(i)
			return nil
		})
	}
}

// batchReply is the answer of the actions on several instances.
type batchReply struct {
	rpc.Reply
	InstanceResponses struct {
		InstanceResponse []outcome
	}
}

// outcome is what became of one instance of a batch; Code is "200" or that of
// an error.
type outcome struct {
	InstanceId, PreviousStatus, CurrentStatus, Code, Message string
}

// readBatchIDs reads InstanceId.N, of which there must be from one to maxBatch.
func readBatchIDs(p rpc.Params, tooMany error) ([]string, error) {
	ids := p.List("InstanceId")
	switch {
	case len(ids) == 0:
		return nil, rpc.Missing("InstanceId")
	case len(ids) > maxBatch:
		return nil, tooMany
	}
	return ids, nil
}

// many is the action that does op to up to maxBatch instances of a region:
// all of them or none, unless SuccessFirst is asked for.
func many(op operation) handler {
	return func(c *world, call *call) (rpc.Answer, error) {
		r, err := c.regionOf(call)
		if err != nil {
			return nil, err
		}
		ids, err := readBatchIDs(call.Params, errTooManyInstances)
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
		if optimization == "SuccessFirst" {
			if call.DryRun() {
				return nil, rpc.ErrDryRunBatch // whatever the states are
			}
			return successFirst(c, op, r, ids, o, call.now), nil
		}
		return allTogether(c, op, r, ids, o, call)
	}
}

// allTogether does op to every instance, or to none when one of them refuses.
func allTogether(c *world, op operation, r *region, ids []string, o options, call *call) (rpc.Answer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(call.now)
	needs := map[cell]map[*instance]bool{} // machines that were given back
	for _, id := range ids {
		i := r.byID[id]
		if i == nil {
			return nil, errInstance
		}
		if e := refuses(c, op, r, i, call.now); e != nil {
			return nil, e
		}
		if !i.holds() {
			if needs[i.cell()] == nil {
				needs[i.cell()] = map[*instance]bool{}
			}
			needs[i.cell()][i] = true
		}
	}
	for l, machines := range needs {
		if len(machines) > c.stock(r, l, call.now) {
			return nil, errNoStock
		}
	}
	if call.DryRun() {
		return nil, rpc.ErrDryRunBatch
	}
	return applyBatch(c, op, r, ids, o, call.now), nil
}

// successFirst does op to those instances it can be done to.
func successFirst(c *world, op operation, r *region, ids []string, o options, now time.Time) rpc.Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settle(now)
	return applyBatch(c, op, r, ids, o, now)
}

// applyBatch does op to each instance and says what became of it; an id that is
// named twice counts once. The caller holds the lock of the region.
func applyBatch(c *world, op operation, r *region, ids []string, o options, now time.Time) *batchReply {
	out := &batchReply{}
	list := make([]outcome, 0, len(ids))
	done := make(map[string]bool, len(ids))
	for _, id := range ids {
		if done[id] {
			continue
		}
		done[id] = true
		i := r.byID[id]
		if i == nil {
			list = append(list, outcome{InstanceId: id, Code: errInstance.Code, Message: errInstance.Message})
			continue
		}
		was := i.status
		if e := refuses(c, op, r, i, now); e != nil {
			list = append(list, outcome{InstanceId: id, PreviousStatus: was, CurrentStatus: was, Code: e.Code, Message: e.Message})
			continue
		}
		op.apply(i, o, now)
		r.plan(i)
		list = append(list, outcome{InstanceId: id, PreviousStatus: was, CurrentStatus: i.status, Code: "200", Message: "success"})
	}
	out.InstanceResponses.InstanceResponse = list
	return out
}
