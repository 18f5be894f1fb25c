package offers

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// AdviceReply is the answer of DescribeSpotAdvice.
type AdviceReply struct {
	rpc.Reply
	RegionId           string
	AvailableSpotZones struct{ AvailableSpotZone []WireAdviceZone }
}

// WireAdviceZone is the advice for a zone.
type WireAdviceZone struct {
	ZoneId                 string
	AvailableSpotResources struct{ AvailableSpotResource []WireAdvice }
}

// WireAdvice is the advice for a type in a zone.
type WireAdvice struct {
	InstanceType        string
	AverageSpotDiscount int     // percent of the price on demand
	InterruptionRate    float64 // percent
	InterruptRateDesc   string
}

// maxAdviceTypes is how many types a call may name.
const maxAdviceTypes = 10

var errAdviceConflict = rpc.NewError(403, "InvalidParam.TypeAndCpuMem.Conflict",
	"The specified InstanceTypes and Cores or Memory can't be given together.")

var _ = Actions.Add("DescribeSpotAdvice", world.InRegion(describeSpotAdvice), `
	InvalidParam.TypeAndCpuMem.Conflict InvalidZoneId.NotFound InvalidInstanceType.ValueNotSupported`)

// describeSpotAdvice tells how cheap the types that are asked for were in the
// last thirty days, and how often they were taken back.
func describeSpotAdvice(r *world.Region, call *world.Call) (rpc.Answer, error) {
	wanted, err := readAdviceTypes(call.Params, r.Cloud.Types)
	if err != nil {
		return nil, err
	}
	zones := r.ZonesOf(call.Params["ZoneId"])
	if zones == nil {
		return nil, world.ErrZone
	}
	out := &AdviceReply{RegionId: r.ID}
	out.AvailableSpotZones.AvailableSpotZone = []WireAdviceZone{}
	for _, z := range zones {
		w := WireAdviceZone{ZoneId: z.ID}
		for _, n := range wanted {
			if z.Sells[n] {
				w.AvailableSpotResources.AvailableSpotResource = append(w.AvailableSpotResources.AvailableSpotResource,
					adviceOf(r, z, &r.Cloud.Types[n], call.Now))
			}
		}
		if len(w.AvailableSpotResources.AvailableSpotResource) > 0 {
			out.AvailableSpotZones.AvailableSpotZone = append(out.AvailableSpotZones.AvailableSpotZone, w)
		}
	}
	return out, nil
}

// adviceOf is what the last thirty days of a type in a zone tell: the mean price
// over time, and the share that the want of stock took back in a day.
func adviceOf(r *world.Region, z *world.Zone, t *catalog.InstanceType, now time.Time) WireAdvice {
	from, to := now.Add(-market.HistoryKept).Unix(), now.Unix()
	s := r.SpotSeries(z, t)
	sum := 0.0
	steps := s.Between(from, to)
	for n, step := range steps[:len(steps)-1] {
		sum += step.Price * float64(steps[n+1].At-step.At)
	}
	empty := 0
	for at := from; at < to; {
		e := r.EraAt(world.Cell{Zone: z, Type: t}, at)
		if at = e.End; e.Level == 0 {
			empty++
		}
	}
	share := sum / float64(to-from) / s.Origin
	rate := market.RoundCent(100 * world.InStockOut * float64(empty) / market.HistoryKept.Hours() * 24)
	return WireAdvice{t.ID, min(max(int(math.Round(100*share)), 1), 100), rate, rateBand(rate)}
}

// rateBand is the band a rate, in percent, lies in.
func rateBand(rate float64) string {
	low := 0
	for _, high := range []int{3, 5, 10, 15, 20} {
		if rate < float64(high) {
			return strconv.Itoa(low) + "-" + strconv.Itoa(high) + "%"
		}
		low = high
	}
	return ">20%"
}

// readAdviceTypes reads which types are asked for, as indexes of all there are: by
// name, by an exact size, or by a least one.
func readAdviceTypes(p rpc.Params, all world.Types) ([]int, error) {
	named := slices.Compact(slices.Sorted(slices.Values(p.List("InstanceTypes"))))
	sized := p["Cores"] + p["Memory"] + p["MinCores"] + p["MinMemory"]
	switch {
	case len(named) > 0 && sized != "":
		return nil, errAdviceConflict
	case len(named) > maxAdviceTypes:
		return nil, rpc.BadParameter("InstanceTypes")
	case len(named) == 0 && sized == "":
		return nil, rpc.Missing("InstanceTypes")
	}
	if err := cmp.Or(
		p.OneOf("NetworkType", rpc.BadParameter("NetworkType"), "vpc"),
		p.OneOf("IoOptimized", rpc.BadParameter("IoOptimized"), "optimized"),
	); err != nil {
		return nil, err
	}
	bounds := map[string]float64{}
	for _, name := range []string{"Cores", "Memory", "MinCores", "MinMemory", "GpuAmount"} {
		if s := p[name]; s != "" {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil || !(v >= 0) || math.IsInf(v, 0) {
				return nil, rpc.BadParameter(name)
			}
			bounds[name] = v
		}
	}
	exactly := func(name string, v float64) bool { b, given := bounds[name]; return !given || v == b }
	var found []int
	for n, t := range all {
		switch {
		case len(named) > 0 && !slices.Contains(named, t.ID),
			!exactly("Cores", float64(t.CPU)), !exactly("Memory", t.MemoryGiB), !exactly("GpuAmount", float64(t.GPUs)),
			float64(t.CPU) < bounds["MinCores"], t.MemoryGiB < bounds["MinMemory"],
			!p.Asked("InstanceTypeFamily", t.Family), !p.Asked("InstanceFamilyLevel", t.Level), !p.Asked("GpuSpec", t.GPUSpec):
			continue
		}
		found = append(found, n)
	}
	if len(named) > len(found) && p["InstanceTypeFamily"]+p["InstanceFamilyLevel"]+p["GpuSpec"]+p["GpuAmount"] == "" {
		return nil, world.ErrInstanceType // one of the names is not known
	}
	return found, nil
}
