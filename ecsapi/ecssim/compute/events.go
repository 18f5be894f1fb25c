package compute

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// maxEventKinds is how many types of event a call may name, maxCycles how many cycle statuses.
const (
	maxEventKinds = 30
	maxCycles     = 7
)

// Numbers that go with statuses, and healths that go with them.
var (
	statusCodes = map[string]int{world.Pending: 0, world.Running: 1, world.Starting: 2, world.Stopping: 3, world.Stopped: 4}
	healths     = map[string]WireName{
		world.Running: {0, "Ok"}, world.Stopping: {0, "Ok"}, world.Pending: {32, "Initializing"}, world.Starting: {32, "Initializing"}, world.Stopped: {64, "NotApplicable"},
	}
	healthNames = []string{"Ok", "OK", "Impaired", "Warning", "Maintaining", "Initializing", "InsufficientData", "NotApplicable"}
)

// eventCodes are the numbers that go with the types and cycle statuses.
var eventCodes = map[string]int{
	world.MaintenanceReboot: 1, world.ExpirationStop: 34, world.ExpirationDelete: 35,
	world.Executed: 0, world.Avoided: 8, world.Canceled: 16, world.Scheduled: 24,
}

// WireName is a name and the number that goes with it.
type WireName struct {
	Code int
	Name string
}

// WireEvent is a system event as it is answered.
type WireEvent struct {
	EventId                     string
	EventType, EventCycleStatus WireName
	EventPublishTime, NotBefore string
	EventFinishTime             string `json:",omitempty"`
	InstanceId, ResourceType    string `json:",omitempty"`
	Reason, ImpactLevel         string
	ExtendedAttribute           struct{}
}

func describeEvent(e world.Event) WireEvent {
	return WireEvent{
		EventId: e.Eid, EventType: WireName{eventCodes[e.Kind], e.Kind}, EventCycleStatus: WireName{eventCodes[e.Cycle], e.Cycle},
		EventPublishTime: rpc.Second(e.Published), NotBefore: rpc.Second(e.NotBefore), Reason: e.Reason, ImpactLevel: "100",
	}
}

// eventFilter is which events a call asks about.
type eventFilter struct {
	ids, kinds, cycles   []string
	published, notBefore [2]time.Time
	narrow               bool // some condition is given
}

// readEventFilter reads the conditions both lists of events have.
func readEventFilter(p rpc.Params) (f eventFilter, err error) {
	f.ids, f.kinds = p.List("EventId"), p.List("InstanceEventType")
	if len(f.ids) > 100 {
		return f, rpc.NewError(403, "EventIdLimitExceeded", "The number of event ids exceeds the maximum of 100.")
	}
	if len(f.kinds) > maxEventKinds {
		return f, rpc.BadParameter("InstanceEventType")
	}
	if kind := p["EventType"]; kind != "" && len(f.kinds) == 0 {
		f.kinds = []string{kind}
	}
	for _, w := range []struct {
		name   string
		bounds *[2]time.Time
	}{{"EventPublishTime", &f.published}, {"NotBefore", &f.notBefore}} {
		for n, end := range []string{".Start", ".End"} {
			s := p[w.name+end]
			if s == "" {
				continue
			}
			if w.bounds[n], err = rpc.ReadTime(s); err != nil {
				return f, rpc.BadParameter(w.name + end)
			}
			f.narrow = true
		}
	}
	f.narrow = f.narrow || len(f.ids) > 0 || len(f.kinds) > 0
	return f, nil
}

func (f eventFilter) fits(e world.Event) bool {
	within := func(t time.Time, bounds [2]time.Time) bool {
		return (bounds[0].IsZero() || !t.Before(bounds[0])) && (bounds[1].IsZero() || !t.After(bounds[1]))
	}
	named := func(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
	return named(f.ids, e.Eid) && named(f.kinds, e.Kind) && named(f.cycles, e.Cycle) &&
		within(e.Published, f.published) && within(e.NotBefore, f.notBefore)
}

// FullStatusReply is the answer of DescribeInstancesFullStatus.
type FullStatusReply struct {
	rpc.Reply
	rpc.Count
	InstanceFullStatusSet struct{ InstanceFullStatusType []WireFullStatus }
}

// WireFullStatus is a row of FullStatusReply.
type WireFullStatus struct {
	InstanceId              string
	Status, HealthStatus    WireName
	ScheduledSystemEventSet struct{ ScheduledSystemEventType []WireEvent }
}

var _ = Actions.Add("DescribeInstancesFullStatus", world.InRegion(describeInstancesFullStatus), `
	InstanceIdLimitExceeded EventIdLimitExceeded InvalidStatus.NotFound`)

// describeInstancesFullStatus lists instances with the system events that are
// scheduled for them; with a condition on events, only those that have one.
func describeInstancesFullStatus(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	ids := call.List("InstanceId")
	if len(ids) > 100 {
		return nil, world.ErrTooManyEventIDs
	}
	f, err := readEventFilter(p)
	if err != nil {
		return nil, err
	}
	f.cycles = []string{world.Scheduled}
	if err := cmp.Or(
		p.Among("Status", "InvalidStatus.NotFound", world.Statuses...),
		p.OneOf("HealthStatus", rpc.BadParameter("HealthStatus"), healthNames...),
	); err != nil {
		return nil, err
	}
	pg, err := call.Pages(100, 0)
	if err != nil {
		return nil, err
	}
	var found []*world.Instance
	r.Lock(call.Now)
	defer r.Unlock()
	for _, i := range r.Pick(ids, len(ids) > 0) {
		if !p.Asked("Status", i.Status) || p["HealthStatus"] != "" && !strings.EqualFold(p["HealthStatus"], healths[i.Status].Name) {
			continue
		}
		if !f.narrow || slices.ContainsFunc(i.Events(r, call.Now), f.fits) {
			found = append(found, i)
		}
	}
	out := &FullStatusReply{}
	found, out.Count = rpc.Numbered(pg, found)
	out.InstanceFullStatusSet.InstanceFullStatusType = []WireFullStatus{}
	for _, i := range found {
		w := WireFullStatus{InstanceId: i.ID, Status: WireName{statusCodes[i.Status], i.Status}, HealthStatus: healths[i.Status]}
		w.ScheduledSystemEventSet.ScheduledSystemEventType = []WireEvent{}
		for _, e := range i.Events(r, call.Now) {
			if f.fits(e) {
				w.ScheduledSystemEventSet.ScheduledSystemEventType = append(w.ScheduledSystemEventSet.ScheduledSystemEventType, describeEvent(e))
			}
		}
		out.InstanceFullStatusSet.InstanceFullStatusType = append(out.InstanceFullStatusSet.InstanceFullStatusType, w)
	}
	return out, nil
}

// HistoryReply is the answer of DescribeInstanceHistoryEvents.
type HistoryReply struct {
	rpc.Reply
	rpc.Listed
	InstanceSystemEventSet struct{ InstanceSystemEventType []WireEvent }
}

var _ = Actions.Add("DescribeInstanceHistoryEvents", world.InRegion(describeInstanceHistoryEvents), `
	InstanceIdLimitExceeded EventIdLimitExceeded UnsupportedParameter`)

// describeInstanceHistoryEvents lists system events, newest first: finished
// ones unless other cycle statuses are asked for.
func describeInstanceHistoryEvents(r *world.Region, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	ids := p.List("ResourceId")
	if len(ids) > 100 {
		return nil, world.ErrTooManyEventIDs
	}
	if id := p["InstanceId"]; id != "" {
		ids = []string{id}
	}
	if !p.Asked("ResourceType", "instance") {
		return nil, rpc.Unsupported("ResourceType")
	}
	f, err := readEventFilter(p)
	if err != nil {
		return nil, err
	}
	if f.cycles = p.List("InstanceEventCycleStatus"); len(f.cycles) > maxCycles {
		return nil, rpc.BadParameter("InstanceEventCycleStatus")
	}
	switch {
	case len(f.cycles) > 0:
	case p["EventCycleStatus"] != "":
		f.cycles = []string{p["EventCycleStatus"]}
	default:
		f.cycles = []string{world.Avoided, world.Executed, world.Canceled, "Failed"}
	}
	pg, err := call.Pages(100, 100)
	if err != nil {
		return nil, err
	}
	r.Lock(call.Now)
	defer r.Unlock()
	r.History = slices.DeleteFunc(r.History, func(e world.Event) bool { return call.Now.Sub(e.Finish) > world.EventsKept })
	found := []world.Event{}
	keep := func(e world.Event) {
		old := !e.Finish.IsZero() && call.Now.Sub(e.Finish) > world.EventsKept
		if !old && f.fits(e) && (len(ids) == 0 || slices.Contains(ids, e.Instance)) {
			found = append(found, e)
		}
	}
	for _, i := range r.Pick(ids, len(ids) > 0) {
		for _, e := range i.Events(r, call.Now) {
			keep(e)
		}
	}
	for _, e := range r.History {
		keep(e)
	}
	slices.SortFunc(found, func(a, b world.Event) int {
		return cmp.Or(b.Published.Compare(a.Published), strings.Compare(a.Eid, b.Eid))
	})
	out := &HistoryReply{}
	found, out.Listed = rpc.Cut(pg, found)
	out.InstanceSystemEventSet.InstanceSystemEventType = []WireEvent{}
	for _, e := range found {
		w := describeEvent(e)
		w.InstanceId, w.ResourceType, w.EventFinishTime = e.Instance, "instance", rpc.Second(e.Finish)
		out.InstanceSystemEventSet.InstanceSystemEventType = append(out.InstanceSystemEventSet.InstanceSystemEventType, w)
	}
	return out, nil
}
