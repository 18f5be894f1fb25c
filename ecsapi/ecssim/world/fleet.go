package world

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// ranking orders regions by how much of a fleet lives there.
var ranking = []string{
	"cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-zhangjiakou", "ap-southeast-1",
	"cn-hongkong", "us-west-1", "eu-central-1", "cn-chengdu", "ap-northeast-1", "cn-guangzhou",
	"us-east-1", "cn-wulanchabu", "ap-southeast-5", "cn-qingdao", "cn-huhehaote", "ap-southeast-3",
	"eu-west-1", "cn-heyuan", "ap-southeast-7", "ap-northeast-2", "ap-southeast-6", "me-east-1",
	"cn-nanjing", "me-central-1", "cn-fuzhou", "us-southeast-1", "cn-zhongwei", "cn-wuhan-lr",
	"ap-southeast-8", "na-south-1", "eu-west-2", "ap-southeast-2", "ap-south-1",
}

// bigRegions share the fleet; the rest of the ranking has from none to three instances each.
const bigRegions = 20

// idPrefixes begin the ids of a region's resources; regions not listed have one made of their name.
var idPrefixes = map[string]string{
	"cn-hangzhou": "bp1", "cn-shanghai": "uf6", "cn-beijing": "2ze", "cn-shenzhen": "wz9",
	"cn-zhangjiakou": "8vb", "cn-huhehaote": "hp3", "cn-qingdao": "m5e", "cn-chengdu": "2vc",
	"cn-wulanchabu": "0jl", "cn-guangzhou": "7xv", "cn-heyuan": "f8z", "cn-hongkong": "j6c",
	"ap-southeast-1": "t4n", "ap-southeast-3": "8ps", "ap-southeast-5": "k1a", "ap-northeast-1": "6we",
	"us-west-1": "rj9", "us-east-1": "0xi", "eu-central-1": "gw8", "eu-west-1": "d7o", "me-east-1": "eb3",
}

// PrefixOf begins the ids of a region's resources.
func PrefixOf(region string) string {
	if p, ok := idPrefixes[region]; ok {
		return p
	}
	h := hash.Of(region)
	return string([]byte{hash.Alphabet[h%36], hash.Alphabet[h/36%36], hash.Alphabet[h/1296%36]})
}

// sizes divides the instances among the regions, largest first.
func sizes(instances, regions int) []int {
	out := make([]int, regions)
	big := min(regions, bigRegions)
	if instances >= 300 {
		for n := big; n < regions; n++ {
			out[n] = int(hash.Of(ranking[n]) % 4)
			instances -= out[n]
		}
	}
	weight := func(n int) float64 { return math.Pow(float64(n+1), -1.2) }
	total, sum, given := 0.0, 0.0, 0
	for n := range big {
		total += weight(n)
	}
	for n := range big {
		sum += weight(n)
		upTo := int(math.Round(float64(instances) * sum / total))
		out[n], given = upTo-given, upTo
	}
	return out
}

// Populate builds the regions and the fleet in them: one that is given, or one made up.
func (c *Cloud) Populate(instances, regions int, now time.Time, fleet []Machine) {
	c.adopt(typesOf(fleet))
	y, m, d := now.Date()
	s := &seeder{Cloud: c, now: now, day: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), families: map[string][]int{}}
	for n, t := range c.Types {
		family := strings.TrimPrefix(t.Family, "ecs.")
		s.families[family] = append(s.families[family], n)
	}
	for _, img := range catalog.Images() {
		k := imageKind(img.OSType == "windows", img.Architecture == "arm64")
		s.images[k] = append(s.images[k], &img)
	}
	sized := sizes(instances, regions)
	machines := map[string][]*Machine{}
	for n := range fleet {
		m := &fleet[n]
		machines[m.Region] = append(machines[m.Region], m)
	}
	for n, info := range catalog.Regions() {
		rank := slices.Index(ranking[:regions], info.ID)
		var r *Region
		switch given := machines[info.ID]; {
		case len(given) > 0:
			r = s.given(info, n, given)
		case rank < 0:
			continue
		default:
			r = s.region(info, n, sized[rank])
		}
		c.Regions = append(c.Regions, r)
		c.ByID[info.ID] = r
	}
}

// seeder lays out a fleet around the midnight before the virtual start.
type seeder struct {
	*Cloud
	now      time.Time
	day      time.Time
	families map[string][]int // indexes of types
	images   [3][]*catalog.Image
}

func imageKind(windows, arm bool) int {
	switch {
	case windows:
		return 1
	case arm:
		return 2
	}
	return 0
}

// region lays out a region with the given number of instances.
func (s *seeder) region(info catalog.Region, index, size int) *Region {
	rng := rand.New(rand.NewPCG(s.Seed, hash.Of(info.ID)))
	r := s.newRegion(info, index)
	r.public = size
	used := slices.Clone(r.Zones)
	rng.Shuffle(len(used), func(a, b int) { used[a], used[b] = used[b], used[a] })
	used = used[:min(len(used), 4)]

	prefix := PrefixOf(info.ID)
	vpcs := newVPCs(rng, prefix, used)
	r.VPCs = vpcs
	groups := []string{"", "", "rg-" + Letters(rng, 14), "rg-" + Letters(rng, 14)}
	named := map[*role]int{}
	all := make([]Instance, size)
	for n := range all {
		i := &all[n]
		i.ID = "i-" + prefix + Letters(rng, 17)
		i.Hash = hash.Mix(s.Seed, hash.Of(i.ID))
		v := vpcs[rng.IntN(len(vpcs))]
		// Zones are used unequally: half of the fleet is in the first.
		k := 0
		for k < len(used)-1 && rng.IntN(2) == 0 {
			k++
		}
		i.Place = v.Switches[k]
		i.Groups = v.groups[rng.IntN(len(v.groups))]
		i.Resource = groups[rng.IntN(len(groups))]
		i.PrivateIP = i.Place.Take()

		pay := hourly
		switch p := rng.IntN(100); {
		case p < 25:
			pay = prepaid
		case p < 40:
			pay = spot
		}
		work := drawRole(rng, pay)
		named[work]++
		i.Name = work.call(rng, named[work])
		if rng.IntN(50) == 0 {
			i.Name = i.ID // nobody gave it one
		}
		i.Type = s.drawType(rng, work, i.Place.Zone)
		s.dress(rng, i, work)
		s.date(rng, i, pay)
		s.bill(rng, i, pay, info.PriceMultiplier)
		s.rest(rng, i, pay)
		switch p := rng.IntN(100); {
		case p < 25:
			i.PublicIP, i.Bandwidth = publicAddr(staticPool, index, n), 1+rng.IntN(20)*5
		case p < 34:
			i.EIP = publicAddr(elasticPool, index, n)
		}
	}
	r.settleIn(all, s.now)
	return r
}

// settleIn takes in the instances a region was laid out with, and orders them, in memory too: a
// filter reads them from end to end, which is much faster in order.
func (r *Region) settleIn(all []Instance, now time.Time) {
	for n := range all {
		r.List = append(r.List, &all[n])
	}
	slices.SortFunc(r.List, newer)
	inOrder := make([]Instance, len(all))
	r.ByID = make(map[string]*Instance, len(all))
	for n, i := range r.List {
		inOrder[n] = *i
		i = &inOrder[n]
		r.List[n], r.ByID[i.ID] = i, i
		i.Slot, i.booked, i.Renewal = -1, i.Holds(), i.foundRenewal(now)
		i.Schedule(now)
		if i.Spot != NoSpot && i.Lock != LockRecycling {
			i.Watch = now.Add(time.Duration(hash.Unit(hash.Mix(i.Hash, 'w')) * float64(CheckEvery)))
		}
		if !i.next().IsZero() {
			i.Slot = len(r.agenda)
			r.agenda = append(r.agenda, i)
		}
	}
	heap.Init(&r.agenda)
}

// drawType picks a size the zone sells that suits the work; small sizes are the more common ones.
func (s *seeder) drawType(rng *rand.Rand, work *role, z *Zone) *catalog.InstanceType {
	all := s.Types
	families := strings.Fields(work.families)
	for range 12 {
		u := rng.Float64()
		family := s.families[families[int(u*u*float64(len(families)))]]
		u = rng.Float64()
		n := family[int(u*u*float64(len(family)))]
		if z.Sells[n] && all[n].CPU <= work.maxCPU {
			return &all[n]
		}
	}
	// Nothing that suits is on sale: the first general type that is.
	for n := range all {
		if z.Sells[n] && all[n].CPU <= 8 {
			return &all[n]
		}
	}
	return &all[0]
}

// dress draws what an instance is labelled with and runs.
func (s *seeder) dress(rng *rand.Rand, i *Instance, work *role) {
	env := "prod"
	switch p := rng.IntN(100); {
	case work.app == "qa", p < 12:
		env = "test"
	case work.app == "sandbox", p < 20:
		env = "dev"
	case p < 34:
		env = "staging"
	}
	switch p := rng.IntN(100); {
	case p < 5: // forgotten
	case p < 15:
		i.Tags = []Tag{{Key: "app", Value: work.app}}
	case work.app == "k8s":
		i.Tags = []Tag{{Key: "team", Value: work.team}, {Key: "env", Value: env}, {Key: "app", Value: work.app}, {Key: "ack.aliyun.com", Value: "cluster-" + env}}
	default:
		i.Tags = []Tag{{Key: "team", Value: work.team}, {Key: "env", Value: env}, {Key: "app", Value: work.app}}
	}
	if work.team == "it" {
		i.Description = "owned by IT, ask before you touch it"
	}
	pick := s.images[imageKind(work.windows, i.Type.Architecture == "ARM")]
	i.Image = pick[rng.IntN(len(pick))]
	if !work.windows {
		i.KeyPair = []string{"ops-2024", "ops-2024", "deploy", "prod-login", ""}[rng.IntN(5)]
	}
}

// date draws when an instance was created and last started.
func (s *seeder) date(rng *rand.Rand, i *Instance, pay int) {
	days := 730.0
	if pay == spot {
		days = 20
	}
	u := rng.Float64()
	age := time.Duration(u * math.Sqrt(u) * days * float64(24*time.Hour)).Truncate(time.Second)
	i.Created = s.day.Add(-age)
	i.Started = i.Created.Add(time.Minute)
	if rng.IntN(3) == 0 {
		since := time.Duration(rng.Float64() * float64(age)).Truncate(time.Second)
		i.Started = s.day.Add(-since)
	}
}

// bill draws what an instance costs and until when.
func (s *seeder) bill(rng *rand.Rand, i *Instance, pay int, multiplier float64) {
	i.Spot = NoSpot
	day := 24 * time.Hour
	switch pay {
	case prepaid:
		// A period ends at midnight of UTC+8.
		u := rng.Float64()
		i.Prepaid = true
		i.Expires = s.day.Add(16*time.Hour + day*time.Duration(1+int(u*math.Sqrt(u)*364)))
	case spot:
		i.Spot, i.SpotHours = SpotAsPriceGo, rng.IntN(2)
		if rng.IntN(5) < 2 {
			i.Spot = SpotPriceLimit
			i.SpotLimit = market.RoundPrice(market.OnDemand(i.Type, multiplier) * (0.4 + 0.5*rng.Float64()))
		}
	case hourly:
		i.Protected = rng.IntN(20) == 0
		if !i.Protected && rng.IntN(40) == 0 {
			i.Release = s.day.Add(day*time.Duration(1+rng.IntN(30)) + time.Hour*time.Duration(rng.IntN(24)))
		}
	}
}

// rest draws the state an instance is found in: nine in ten run, most others
// are stopped, a few are locked.
func (s *seeder) rest(rng *rand.Rand, i *Instance, pay int) {
	i.Status = Running
	switch p := rng.IntN(1000); {
	case p < 6 && pay != spot:
		i.Status, i.Lock, i.Mode = Stopped, LockFinancial, KeepCharging
		i.Release = time.Time{}
		if i.Prepaid {
			ago := time.Duration(1+rng.IntN(12)) * 24 * time.Hour
			i.Expires = s.day.Add(16*time.Hour - ago)
			i.Created = i.Expires.AddDate(0, -3, 0).Add(-7 * time.Hour)
			i.Started = i.Created.Add(time.Minute)
		}
	case p < 10:
		i.Lock = LockSecurity
	case p < 90:
		i.Status, i.Mode = Stopped, KeepCharging
		if pay != prepaid && rng.IntN(10) < 4 {
			i.Mode = StopCharging
		}
	}
}
