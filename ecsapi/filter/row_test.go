package filter

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// The fields of the tests' instances.
const (
	Status  Field = "status"
	Region  Field = "region"
	Charge  Field = "charge"
	Spot    Field = "spot"
	Name    Field = "name"
	ID      Field = "id"
	IP      Field = "ip"
	SG      Field = "sg"
	Tag     Field = "tag"
	Created Field = "created"
	Expires Field = "expires"
	Age     Field = "age"
)

// Instances is a table as those of the fleet are.
var Instances = NewTable(Names, []Field{Name, ID, Type, Zone, IP, Tag},
	of(Status, Closed(
		Word{Name: "pending", Values: []string{"Pending"}},
		Word{Name: "starting", Values: []string{"Starting"}},
		Word{Name: "running", Values: []string{"Running"}},
		Word{Name: "stopping", Values: []string{"Stopping"}},
		Word{Name: "stopped", Values: []string{"Stopped"}},
		Word{Name: "changing", Values: []string{"Pending", "Starting", "Stopping"}},
	)),
	of(Type, Types),
	of(Zone, Zones),
	of(Region, Regions),
	of(Charge, Closed(
		Word{Name: "hourly", Values: []string{"PostPaid"}},
		Word{Name: "monthly", Also: []string{"subscription"}, Values: []string{"PrePaid"}},
		Word{Name: "spot", Values: []string{"Spot"}},
		Word{Name: "postpaid", Values: []string{"PostPaid", "Spot"}},
		Word{Name: "prepaid", Values: []string{"PrePaid"}},
	)),
	of(Spot, Closed(
		Word{Name: "yes", Also: []string{"true"}, Values: []string{"SpotWithPriceLimit", "SpotAsPriceGo"}},
		Word{Name: "no", Also: []string{"false", "NoSpot"}, Values: []string{"NoSpot"}},
		Word{Name: "limit", Also: []string{"price-limit", "SpotWithPriceLimit"}, Values: []string{"SpotWithPriceLimit"}},
		Word{Name: "price-go", Also: []string{"auto", "SpotAsPriceGo"}, Values: []string{"SpotAsPriceGo"}},
	)),
	of(Name, Names),
	of(ID, IDs),
	of(IP, Addresses),
	of(SG, Names),
	Tags(Tag, "", TagGetters[*row]{
		Values: func(r *row, dst []string) ([]string, bool) { return r.Values(Tag, dst) },
		Keys: func(r *row, dst []string) []string {
			for _, t := range r.tags {
				dst = append(dst, t.key)
			}
			return dst
		},
		Value: (*row).Tag,
	}),
	Number(VCPU, "", Numbers, func(r *row) float64 {
		if r.unknown[VCPU] {
			return math.NaN()
		}
		return r.vcpu
	}),
	Time(Created, "", Past, func(r *row) (at, now time.Time, known bool) { return r.created, now0, !r.unknown[Created] }),
	Time(Expires, "", Future, func(r *row) (at, now time.Time, known bool) { return r.expires, now0, !r.unknown[Expires] }),
	Duration(Age, "", func(r *row) (time.Duration, bool) { return now0.Sub(r.created), !r.unknown[Age] }),
)

// now0 is when the tests are.
var now0 = time.Date(2026, 6, 15, 12, 0, 0, 0, time.Local)

func of(f Field, k Kind) FieldDef[*row] {
	return Texts(f, "", k, func(r *row, dst []string) ([]string, bool) { return r.Values(f, dst) })
}

// row is an instance as the tests see it. Fields in the set `unknown` are not known.
type row struct {
	status, typ, zone, region, charge, spot, name, id string
	ips, sgs                                          []string
	tags                                              []tag
	vcpu                                              float64
	created, expires                                  time.Time
	unknown                                           map[Field]bool
}

type tag struct{ key, val string }

func (r *row) Values(f Field, dst []string) ([]string, bool) {
	if r.unknown != nil && r.unknown[f] {
		return dst, false
	}
	switch f {
	case Status:
		dst = append(dst, r.status)
	case Type:
		dst = append(dst, r.typ)
	case Zone:
		dst = append(dst, r.zone)
	case Region:
		dst = append(dst, r.region)
	case Charge:
		dst = append(dst, r.charge)
	case Spot:
		dst = append(dst, r.spot)
	case Name:
		dst = append(dst, r.name)
	case ID:
		dst = append(dst, r.id)
	case IP:
		dst = append(dst, r.ips...)
	case SG:
		dst = append(dst, r.sgs...)
	case Tag:
		for _, t := range r.tags {
			dst = append(dst, t.val)
		}
	}
	return dst, true
}

func (r *row) Tag(key string) (string, bool, bool) {
	if r.unknown[Tag] {
		return "", false, false
	}
	for _, t := range r.tags {
		if t.key == key {
			return t.val, true, true
		}
	}
	for _, t := range r.tags {
		if strings.EqualFold(t.key, key) {
			return t.val, true, true
		}
	}
	return "", false, true
}

// web is the row most tables look at.
func web() *row {
	return &row{
		status: "Running", typ: "ecs.g7.large", zone: "cn-hangzhou-h", region: "cn-hangzhou",
		charge: "PostPaid", spot: "NoSpot", name: "web-0417", id: "i-bp1a2b3c4d5e6f7g8h9i",
		ips: []string{"10.12.4.1", "47.97.3.21"}, sgs: []string{"sg-bp1front", "sg-bp1ssh"},
		tags: []tag{{"env", "prod"}, {"Team", "Payments, EU"}, {"empty", ""}},
		vcpu: 2, created: now0.Add(-20 * day), expires: now0.Add(5 * day),
	}
}

// order is a spot instance with a Chinese name.
func order() *row {
	return &row{
		status: "Stopping", typ: "ecs.c7.2xlarge", zone: "eu-central-1a", region: "eu-central-1",
		charge: "Spot", spot: "SpotWithPriceLimit", name: "订单服务-Ä03", id: "i-gw8xyz",
		ips:  []string{"10.12.40.10", "2408:4321:180:1701::9"},
		vcpu: 8, created: now0.Add(-2 * time.Hour),
	}
}

// fleet makes n believable rows, a third of them with Chinese names.
func fleet(n int, r *rand.Rand) []*row {
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	rows := make([]*row, n)
	for i := range rows {
		region := pick("cn-hangzhou", "cn-beijing", "cn-shanghai", "ap-southeast-1", "eu-central-1", "us-west-1")
		zone := region + pick("-h", "-j", "-k")
		if strings.HasSuffix(region, "1") {
			zone = region + pick("a", "b", "c")
		}
		name := fmt.Sprintf("%s-%04d", pick("web", "db-main", "batch-spot", "kafka-broker", "search"), i)
		if i%3 == 0 {
			name = fmt.Sprintf("%s-%04d", pick("订单服务", "支付网关", "用户中心-生产", "搜索引擎", "数据同步 Spot"), i)
		}
		x := &row{
			status: pick("Running", "Running", "Running", "Stopped", "Stopping", "Starting", "Pending"),
			typ:    "ecs." + pick("g7", "c7", "r7", "g6", "c8i") + "." + pick("large", "xlarge", "2xlarge"),
			zone:   zone, region: region, name: name,
			charge: pick("PostPaid", "PostPaid", "PrePaid"), spot: "NoSpot",
			id:   fmt.Sprintf("i-bp1%016x", r.Uint64()),
			ips:  []string{fmt.Sprintf("10.%d.%d.%d", r.IntN(40), r.IntN(256), r.IntN(256))},
			sgs:  []string{fmt.Sprintf("sg-bp1%08x", r.Uint32())},
			tags: []tag{{"env", pick("prod", "staging", "test")}, {"team", pick("payments", "搜索", "infra")}},
			vcpu: float64(int(1) << r.IntN(6)), created: now0.Add(-time.Duration(r.IntN(90*24)) * time.Hour),
		}
		if x.charge == "PrePaid" {
			x.expires = now0.Add(time.Duration(r.IntN(60*24)) * time.Hour)
		}
		if i%2 == 0 {
			x.ips = append(x.ips, fmt.Sprintf("47.97.%d.%d", r.IntN(256), r.IntN(256)))
		}
		if x.charge == "PostPaid" && i%5 == 0 {
			x.charge, x.spot = "Spot", pick("SpotWithPriceLimit", "SpotAsPriceGo")
		}
		rows[i] = x
	}
	return rows
}
