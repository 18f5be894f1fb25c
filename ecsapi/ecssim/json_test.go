package ecssim

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim/compute"
	"ecsdeck/ecsapi/ecssim/network"
	"ecsdeck/ecsapi/ecssim/offers"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/storage"
	"ecsdeck/ecsapi/ecssim/sts"
	"ecsdeck/ecsapi/ecssim/world"
	"ecsdeck/ecsapi/randtest"
)

// odd has what no answer has today and some may tomorrow.
type odd struct {
	rpc.Reply
	Any     any
	Map     map[string]float64 `json:"map,omitempty"`
	Pointer *world.WireTag
	Bytes   []byte
	Time    time.Time
	Address world.Addr
	Small   float32
	Zero    int `json:",omitzero"`
	Hidden  int `json:"-"`
	Nested  struct {
		rpc.Count
		Text string `json:"Text<&>,omitempty"`
	}
}

// fill gives a value random contents.
func fill(r *rand.Rand, v reflect.Value) {
	texts := []string{"", "ecs.g7.large", `"\/<&>`, "a\tb\n\x00\x7f", "云服务器", "a\u2028b", "\xff", "😀"}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(r, v.Field(i))
			}
		}
	case reflect.Slice:
		if n := r.IntN(4); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n-1, n))
			for i := range n - 1 {
				fill(r, v.Index(i))
			}
		}
	case reflect.Pointer:
		if r.IntN(2) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(r, v.Elem())
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]float64{texts[r.IntN(len(texts))]: 1}))
	case reflect.Interface:
		v.Set(reflect.ValueOf(texts[r.IntN(len(texts))]))
	case reflect.String:
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) > 0)
	case reflect.Float32, reflect.Float64:
		v.SetFloat([]float64{0, 0.123, -2, 1e21, 1.5e-7, 1e-10, 123456.789, 1e300}[r.IntN(7)])
	case reflect.Uint8, reflect.Uint32:
		v.SetUint(uint64(r.IntN(256)))
	default:
		v.SetInt([]int64{0, 1, -7, 1 << 40}[r.IntN(4)])
	}
}

// Answers are written as encoding/json writes them.
func TestAnswersAsEncodingJSONWritesThem(t *testing.T) {
	r := randtest.New(t)
	for _, answer := range []any{
		new(odd), new(rpc.Reply), new(compute.InstancesReply), new(compute.PriceReply), new(compute.InvocationsReply), new(compute.HistoryReply),
		new(compute.FullStatusReply), new(compute.RunReply), new(compute.RenewalReply), new(network.VpcsReply), new(network.SecurityGroupsReply),
		new(storage.DisksReply), new(storage.SnapshotsReply), new(offers.AvailableReply), new(offers.SpotReply), new(offers.AdviceReply),
		new(offers.TypesReply), new(offers.RegionsReply), new(offers.ZonesReply), new(offers.ImagesReply), new(sts.AssumeRoleReply), new(sts.IdentityReply),
	} {
		for range 50 {
			v := reflect.ValueOf(answer).Elem()
			v.SetZero()
			fill(r, v)
			var want bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(answer); err != nil {
				t.Fatal(err)
			}
			if got := string(rpc.AppendJSON(nil, answer)) + "\n"; got != want.String() {
				t.Fatalf("%T\ngot  %s\nwant %s", answer, got, want.String())
			}
		}
	}
}
