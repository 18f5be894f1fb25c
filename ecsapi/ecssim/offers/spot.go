package offers

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"ecsdeck/ecsapi/ecssim/market"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// spotRows is how many rows one answer holds.
const spotRows = 1000

// SpotReply is the answer of DescribeSpotPriceHistory. NextOffset is 0 when there is no more.
type SpotReply struct {
	rpc.Reply
	NextOffset int
	Currency   string
	SpotPrices struct{ SpotPriceType []SpotRow }
}

// SpotRow is a price and when it came into force.
type SpotRow struct {
	ZoneId, InstanceType, NetworkType, IoOptimized, Timestamp string
	SpotPrice, OriginPrice                                    float64
}

// badSpotParameter is how this action, unlike all others, words a bad parameter.
func badSpotParameter(name string) *rpc.Error {
	return rpc.NewError(400, "InvalidParams."+name, fmt.Sprintf("The specified parameter %s is not valid.", name))
}

// spotQuestion is what a call asks about.
type spotQuestion struct {
	region    *world.Region
	zones     []*world.Zone
	Type      int // index into the types of the cloud
	network   string
	from, to  int64 // seconds since 1970
	offset    int
	windows   bool
	protected bool // with a protected hour
}

var _ = Actions.Add("DescribeSpotPriceHistory", describeSpotPriceHistory, `
	InvalidParams.RegionId InvalidParams.InstanceType InvalidParams.NetworkType InvalidParams.ZoneId
	InvalidParams.StartTime InvalidParams.EndTime InvalidParams.Offset InvalidZoneId.NotFound`)

// describeSpotPriceHistory answers the steps of the price of a type: its
// changes, and a row at each end of the window, in order of time, zones mixed.
func describeSpotPriceHistory(c *world.Cloud, call *world.Call) (rpc.Answer, error) {
	q, err := readSpotQuestion(c, call)
	if err != nil {
		return nil, err
	}
	typ := &c.Types[q.Type]
	type zoned struct {
		market.Step
		zone   string
		origin float64
	}
	var steps []zoned
	for _, z := range q.zones {
		// There is nothing to tell of a classic network.
		if !z.Sells[q.Type] || q.network != "vpc" || q.from >= q.to {
			continue
		}
		s := q.region.MarketPrice(z, typ, q.protected, q.windows)
		origin := market.RoundPrice(s.Origin + s.Extra)
		for _, step := range s.Between(q.from, q.to) {
			steps = append(steps, zoned{step, z.ID, origin})
		}
	}
	slices.SortStableFunc(steps, func(a, b zoned) int { return cmp.Compare(a.At, b.At) })

	out := &SpotReply{Currency: "CNY"}
	rows := []SpotRow{}
	for _, s := range steps[min(q.offset, len(steps)):min(q.offset+spotRows, len(steps))] {
		rows = append(rows, SpotRow{
			ZoneId: s.zone, InstanceType: typ.ID, NetworkType: q.network, IoOptimized: "optimized",
			Timestamp: time.Unix(s.At, 0).UTC().Format(rpc.SecondForm), SpotPrice: s.Price, OriginPrice: s.origin,
		})
	}
	if out.SpotPrices.SpotPriceType = rows; q.offset+spotRows < len(steps) {
		out.NextOffset = q.offset + spotRows
	}
	return out, nil
}

// readSpotQuestion reads the parameters.
func readSpotQuestion(c *world.Cloud, call *world.Call) (*spotQuestion, error) {
	p := call.Params
	if err := p.Needs("RegionId", "NetworkType", "InstanceType"); err != nil {
		return nil, err
	}
	q := &spotQuestion{region: c.ByID[p["RegionId"]], network: p["NetworkType"]}
	if q.region == nil {
		return nil, badSpotParameter("RegionId")
	}
	if q.network != "vpc" && q.network != "classic" {
		return nil, badSpotParameter("NetworkType")
	}
	q.Type = c.Types.Index(p["InstanceType"])
	if q.Type < 0 {
		return nil, badSpotParameter("InstanceType")
	}
	if id := p["ZoneId"]; id != "" && !world.ZoneForm.MatchString(id) {
		return nil, badSpotParameter("ZoneId")
	}
	if q.zones = q.region.ZonesOf(p["ZoneId"]); q.zones == nil {
		return nil, rpc.NewError(400, "InvalidZoneId.NotFound", "The specified ZoneId does not exist.")
	}
	if s := p["Offset"]; s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > 1<<30 {
			return nil, badSpotParameter("Offset")
		}
		q.offset = n
	}
	switch p["OSType"] {
	case "", "linux":
	case "windows":
		q.windows = true
	default:
		return nil, rpc.BadParameter("OSType")
	}
	var known bool
	if q.protected, known = p.Protected(); !known {
		return nil, rpc.BadParameter("SpotDuration")
	}
	return q, q.window(p, call.Now)
}

// window reads StartTime and EndTime: three hours up to now unless said
// otherwise, thirty days at most. A clock that runs ahead of ours is no mistake:
// what is to come is cut off, as is what is no longer kept.
func (q *spotQuestion) window(p rpc.Params, now time.Time) error {
	now = now.Truncate(time.Second)
	end := now
	if s := p["EndTime"]; s != "" {
		t, err := rpc.ReadTime(s)
		if err != nil {
			return badSpotParameter("EndTime")
		}
		end = t
	}
	begin := end.Add(-3 * time.Hour)
	if s := p["StartTime"]; s != "" {
		t, err := rpc.ReadTime(s)
		if err != nil || !t.Before(end) || end.Sub(t) > market.HistoryKept {
			return badSpotParameter("StartTime")
		}
		begin = t
	}
	q.from = max(begin.Unix(), now.Add(-market.HistoryKept).Unix())
	q.to = min(end.Unix(), now.Unix())
	return nil
}
