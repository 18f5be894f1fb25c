package compute

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// readDuration reads for how long something renews itself. ok is false for a
// duration that is not sold.
func readDuration(s, unit string) (a world.Renewal, ok bool) {
	a = world.Renewal{Status: world.AutoRenewal, Duration: 1, Unit: cmp.Or(unit, "Month")}
	if s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return a, false
		}
		a.Duration = n
	}
	sold := map[string][]int{
		"Week": {1, 2, 3, 4}, "Month": {1, 2, 3, 6, 12, 24, 36, 48, 60}, "Year": {1, 2, 3, 4, 5},
	}
	return a, slices.Contains(sold[a.Unit], a.Duration)
}

// readFirstRenewal reads, when a subscription is bought, whether it renews itself.
func readFirstRenewal(p rpc.Params) (world.Renewal, error) {
	on, err := p.Flag("AutoRenew")
	if err != nil || !on {
		return world.Renewal{Status: world.Normal}, err
	}
	a, ok := readDuration(p["AutoRenewPeriod"], p["PeriodUnit"])
	if !ok || a.Unit == "Week" && a.Duration > 3 { // four are possible later, not yet
		return a, rpc.BadParameter("AutoRenewPeriod")
	}
	return a, nil
}

// Errors of these two actions, which unlike others have words of their own for a bad parameter.
var (
	errRenewNoInstance = rpc.NewError(403, "MissingParameter.InstanceId",
		"The input parameter InstanceId that is mandatory for processing this request is not supplied.")
	errRenewTooMany  = rpc.NewError(403, "InvalidParameter.ToManyInstanceIds", "The number of instance ids exceeds the maximum of 100.")
	errRenewInstance = rpc.NewError(403, "InvalidParameter.InvalidInstanceId", "The specified InstanceId does not exist.")
	errRenewStatus   = rpc.NewError(403, "InvalidParameter.RenewalStatus", "The specified RenewalStatus is not valid.")
	errRenewDuration = rpc.NewError(403, "InvalidParameter.Duration", "The specified Duration is not valid.")
)

// readRenewalIDs reads InstanceId, ids separated by commas, each counted once.
func readRenewalIDs(p rpc.Params) ([]string, error) {
	var ids []string
	for id := range strings.SplitSeq(p["InstanceId"], ",") {
		if id = strings.TrimSpace(id); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		if len(ids) > maxBatch {
			return nil, errRenewTooMany
		}
	}
	return ids, nil
}

// subscriptions finds instances, all of which must be subscriptions. The caller holds the lock.
func subscriptions(r *world.Region, ids []string) ([]*world.Instance, error) {
	var all []*world.Instance
	for _, id := range ids {
		i := r.ByID[id]
		if i == nil {
			return nil, errRenewInstance
		}
		if !i.Prepaid {
			return nil, errChargeType
		}
		all = append(all, i)
	}
	return all, nil
}

// RenewalReply is the answer of DescribeInstanceAutoRenewAttribute.
type RenewalReply struct {
	rpc.Reply
	rpc.Count
	InstanceRenewAttributes struct{ InstanceRenewAttribute []WireRenewal }
}

// WireRenewal is a row of RenewalReply.
type WireRenewal struct {
	InstanceId       string
	AutoRenewEnabled bool
	Duration         int
	PeriodUnit       string
	RenewalStatus    string
}

var renewalStatuses = []string{world.AutoRenewal, world.Normal, world.NotRenewal}

var _ = Actions.Add("DescribeInstanceAutoRenewAttribute", world.InRegion(describeInstanceAutoRenewAttribute), `
	MissingParameter.InstanceId InvalidParameter.ToManyInstanceIds InvalidParameter.InvalidInstanceId
	InvalidParameter.RenewalStatus ChargeTypeViolation`)

// describeInstanceAutoRenewAttribute tells what happens to subscriptions when
// they end: those that are named, or all with a certain status.
func describeInstanceAutoRenewAttribute(r *world.Region, call *world.Call) (rpc.Answer, error) {
	ids, err := readRenewalIDs(call.Params)
	if err != nil {
		return nil, err
	}
	status := call.Params["RenewalStatus"]
	switch {
	case len(ids) == 0 && status == "":
		return nil, errRenewNoInstance
	case status != "" && !slices.Contains(renewalStatuses, status):
		return nil, errRenewStatus
	}
	pg, err := call.Pages(100, 0)
	if err != nil {
		return nil, err
	}
	r.Lock(call.Now)
	defer r.Unlock()
	among := r.List
	if len(ids) > 0 {
		if among, err = subscriptions(r, ids); err != nil {
			return nil, err
		}
	}
	rows := []WireRenewal{}
	for _, i := range among {
		a := i.Renewal
		if !i.Prepaid || status != "" && a.Status != status {
			continue
		}
		rows = append(rows, WireRenewal{i.ID, a.Status == world.AutoRenewal, a.Duration, a.Unit, a.Status})
	}
	out := &RenewalReply{}
	out.InstanceRenewAttributes.InstanceRenewAttribute, out.Count = rpc.Numbered(pg, rows)
	return out, nil
}

var _ = Actions.Add("ModifyInstanceAutoRenewAttribute", world.InRegion(modifyInstanceAutoRenewAttribute), `
	MissingParameter.InstanceId InvalidParameter.ToManyInstanceIds InvalidParameter.InvalidInstanceId
	InvalidParameter.RenewalStatus InvalidParameter.Duration ChargeTypeViolation IncorrectInstanceStatus`)

// modifyInstanceAutoRenewAttribute sets what happens to subscriptions when they
// end, to all that are named or to none.
func modifyInstanceAutoRenewAttribute(r *world.Region, call *world.Call) (rpc.Answer, error) {
	ids, err := readRenewalIDs(call.Params)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, errRenewNoInstance
	}
	set, err := readAutoRenew(call.Params)
	if err != nil {
		return nil, err
	}
	r.Lock(call.Now)
	defer r.Unlock()
	all, err := subscriptions(r, ids)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		// What has expired can't renew itself any more.
		if set.Status == world.AutoRenewal && i.Lock == world.LockFinancial || i.Status == world.Pending {
			return nil, errInstanceStatus
		}
	}
	for _, i := range all {
		i.Renewal = set
		i.Schedule(call.Now)
		r.Plan(i)
	}
	return &rpc.Reply{}, nil
}

// readAutoRenew reads RenewalStatus or, when it is not given, AutoRenew, and Duration.
func readAutoRenew(p rpc.Params) (world.Renewal, error) {
	on, err := p.Flag("AutoRenew")
	if err != nil {
		return world.Renewal{}, err
	}
	status := p["RenewalStatus"]
	switch {
	case status != "" && !slices.Contains(renewalStatuses, status):
		return world.Renewal{}, errRenewStatus
	case status == "" && on:
		status = world.AutoRenewal
	case status == "":
		status = world.Normal
	}
	a, ok := readDuration(p["Duration"], p["PeriodUnit"])
	switch {
	case status != world.AutoRenewal:
		return world.Renewal{Status: status}, nil
	case !ok:
		return a, errRenewDuration
	}
	return a, nil
}
