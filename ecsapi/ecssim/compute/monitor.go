package compute

import (
	"math"
	"time"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// MonitorReply is the answer of DescribeInstanceMonitorData.
type MonitorReply struct {
	rpc.Reply
	MonitorData struct{ InstanceMonitorData []WireMonitor }
}

// WireMonitor is a point of monitoring data: traffic in kbit over the period,
// bandwidths in kbit/s, the rest a second.
type WireMonitor struct {
	InstanceId, TimeStamp                     string
	CPU                                       int // percent
	InternetRX, InternetTX, InternetBandwidth int
	IntranetRX, IntranetTX, IntranetBandwidth int
	BPSRead, BPSWrite                         int // bytes
	IOPSRead, IOPSWrite                       int
	CPUCreditUsage, CPUCreditBalance          float64
	CPUNotpaidSurplusCreditUsage              float64
	CPUAdvanceCreditBalance                   float64
}

// Limits of monitoring data.
const (
	maxPoints   = 400
	monitorKept = 30 * 24 * time.Hour
)

var _ = Actions.Add("DescribeInstanceMonitorData", describeInstanceMonitorData, `
	InvalidInstanceId.NotFound InvalidStartTime.Malformed InvalidStartTime.TooEarly
	InvalidStartTime.ValueNotSupported InvalidEndTime.Malformed InvalidPeriod.ValueNotSupported
	InvalidParameter.TooManyDataQueried`)

// describeInstanceMonitorData answers what a machine was doing, point by point;
// there is none for the time it was stopped.
func describeInstanceMonitorData(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	p := call.Params
	if err := p.Needs("InstanceId", "StartTime", "EndTime"); err != nil {
		return nil, err
	}
	from, err := wholeMinute(p["StartTime"])
	if err != nil {
		return nil, rpc.NewError(400, "InvalidStartTime.Malformed", `The specified parameter "StartTime" is not valid.`)
	}
	to, err := wholeMinute(p["EndTime"])
	if err != nil {
		return nil, rpc.NewError(400, "InvalidEndTime.Malformed", `The specified parameter "EndTime" is not valid.`)
	}
	period, ok := map[string]int{"": 60, "60": 60, "600": 600, "3600": 3600}[p["Period"]]
	if !ok {
		return nil, rpc.NewError(400, "InvalidPeriod.ValueNotSupported", `The specified parameter "Period" is not valid.`)
	}
	switch {
	case from.After(to):
		return nil, rpc.NewError(400, "InvalidStartTime.ValueNotSupported", "The specified parameter StartTime is later than EndTime.")
	case call.Now.Sub(from) > monitorKept+time.Minute:
		return nil, rpc.NewError(400, "InvalidStartTime.TooEarly", `The specified parameter "StartTime" is too early.`)
	case to.Sub(from) > maxPoints*time.Duration(period)*time.Second:
		return nil, rpc.NewError(400, "InvalidParameter.TooManyDataQueried", "Too many data queried.")
	}
	i, err := c.InstanceOf(call)
	if err != nil {
		return nil, err
	}
	out := &MonitorReply{}
	out.MonitorData.InstanceMonitorData = []WireMonitor{}
	length := int64(period)
	for at := -market.FloorDiv(-from.Unix(), length) * length; at < to.Unix() && at+length <= call.Now.Unix(); at += length {
		if ran(i, time.Unix(at, 0)) {
			out.MonitorData.InstanceMonitorData = append(out.MonitorData.InstanceMonitorData, monitored(i, at, period))
		}
	}
	return out, nil
}

// wholeMinute reads a time; what is not a whole minute is rounded up.
func wholeMinute(s string) (time.Time, error) {
	t, err := rpc.ReadTime(s)
	if err != nil {
		return time.Time{}, err
	}
	return t.Add(time.Minute - time.Nanosecond).Truncate(time.Minute), nil
}

// ran is whether a machine was running at a moment, as far as is known: its
// last halt and its last start are.
func ran(i *world.Instance, at time.Time) bool {
	if at.Before(i.Created) || i.Started.IsZero() {
		return false
	}
	up := i.Status == world.Running || i.Status == world.Stopping
	switch {
	case i.Halted.IsZero():
		return up
	case up && i.Started.After(i.Halted):
		return at.Before(i.Halted) || !at.Before(i.Started)
	}
	return at.Before(i.Halted)
}

// loadAt is how busy a machine is in a minute, from 0 to 1: a level of its own,
// a daily rhythm, unrest, and a burst now and then.
func loadAt(i *world.Instance, minute int64) float64 {
	u := hash.Unit(hash.Mix(i.Hash, 'l'))
	level := 0.04 + 0.45*u*u
	swing := 0.2 + 0.5*hash.Unit(hash.Mix(i.Hash, 's'))
	ofDay := float64(minute*60-market.FloorDiv(minute*60, market.DaySeconds)*market.DaySeconds) / market.DaySeconds
	peak := 7.0/24 + 0.2*(hash.Unit(hash.Mix(i.Hash, 'h'))-0.5) // the afternoon of UTC+8
	level *= 1 + swing*math.Cos(2*math.Pi*(ofDay-peak))
	level *= 0.85 + 0.3*hash.Unit(hash.Mix(i.Hash, uint64(minute), 'j'))
	if quarter := market.FloorDiv(minute, 15); hash.Mix(i.Hash, uint64(quarter), 'b')%150 == 0 {
		level += 0.3 + 0.5*hash.Unit(hash.Mix(i.Hash, uint64(quarter)))
	}
	return min(level, 1)
}

// monitored is a point of monitoring data.
func monitored(i *world.Instance, at int64, period int) WireMonitor {
	load := 0.0
	for m := range int64(period / 60) {
		load += loadAt(i, at/60+m)
	}
	load /= float64(period / 60)

	cpus := float64(i.Type.CPU)
	share := 0.3 + 0.4*hash.Unit(hash.Mix(i.Hash, 'r')) // of reading and receiving
	w := WireMonitor{InstanceId: i.ID, TimeStamp: time.Unix(at, 0).UTC().Format(rpc.SecondForm)}
	w.CPU = int(math.Round(load * 100))

	inner := 4000 * cpus * load // kbit/s
	w.IntranetBandwidth = int(inner)
	w.IntranetRX, w.IntranetTX = int(inner*share)*period, int(inner*(1-share))*period
	if limit := outbound(i); limit > 0 {
		outer := min(900*cpus*load, 1000*float64(limit))
		w.InternetBandwidth = int(outer)
		w.InternetRX, w.InternetTX = int(outer*share)*period, int(outer*(1-share))*period
	}
	w.IOPSRead, w.IOPSWrite = int(60*cpus*load*share), int(60*cpus*load*(1-share))
	w.BPSRead, w.BPSWrite = w.IOPSRead*16<<10, w.IOPSWrite*16<<10
	if i.Type.Level == "CreditEntryLevel" {
		// A credit is a vCPU at full load for a minute.
		w.CPUCreditUsage = math.Round(load*cpus*float64(period)/60*1000) / 1000
		w.CPUCreditBalance = math.Round(144*cpus*(1-load)*1000) / 1000
	}
	return w
}

// outbound is the bandwidth to the internet, Mbit/s; 0 without an address.
func outbound(i *world.Instance) int {
	switch {
	case i.PublicIP != 0:
		return max(i.Bandwidth, 1)
	case i.EIP != 0:
		return 5
	}
	return 0
}

// UserDataReply is the answer of DescribeUserData.
type UserDataReply struct {
	rpc.Reply
	InstanceId, RegionId, UserData string
}

var _ = Actions.Add("DescribeUserData", world.InRegion(describeUserData), "InvalidInstanceId.NotFound")

// describeUserData answers the script a machine was given, base64.
func describeUserData(r *world.Region, call *world.Call) (rpc.Answer, error) {
	i, err := r.Cloud.InstanceOf(call)
	if err != nil {
		return nil, err
	}
	return &UserDataReply{InstanceId: i.ID, RegionId: r.ID, UserData: i.UserData}, nil
}
