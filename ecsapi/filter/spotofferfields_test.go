package filter

import (
	"ecsdeck/ecsapi/message"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func spotOffer() *SpotOffer {
	return &SpotOffer{
		Type: "ecs.g7.large", Zone: "cn-hangzhou-h", Family: "ecs.g7", Arch: "X86", Stock: "yes",
		VCPU: 2, Memory: 8, Price: 0.124, Avg: 0.126, Off: 80, CV: 4.5, Run: 99, Reclaim: 3, Cover: 100, Own: 0,
	}
}

func TestSpotMatch(t *testing.T) {
	for _, c := range []struct {
		src  string
		want bool
	}{
		{"", true},
		{"g7", true}, {"G7.LARGE", true}, {"c7", false}, {"!c7", true}, {"!g7", false}, {"c7,g7", true}, {"g7 xlarge", false},
		{"type:g7.*", true}, {"type:*.large", true}, {"type:g*.xlarge", false},
		{"zone:h", true}, {"zone:k", false}, {"zone:h,k", true}, {"!zone:h,k", false}, {"zone:cn-hangzhou-h", true},
		{"family:g7", true}, {"family:ecs.g7", true}, {"family:g", false}, {"family:g*", true}, {"family:g7a", false},
		{"arch:x86", true}, {"arch:arm", false}, {"!arch:arm64", true},
		{"stock:yes", true}, {"stock:few,no", false}, {"!stock:no", true},
		{"vcpu:2", true}, {"vcpu:=2", true}, {"vcpu:4", false}, {"vcpu:>=2", true}, {"vcpu:>2", false}, {"vcpu:<=2", true},
		{"vcpu:<2", false}, {"vcpu:1-4", true}, {"vcpu:4-8", false}, {"vcpu:4,2", true}, {"!vcpu:4", true},
		{"mem:>=8", true}, {"mem:8-16", true}, {"price:<0.5", true}, {"price:0.124", true}, {"price:<.1", false},
		{"off:>=80%", true}, {"off:>80", false}, {"avg:<0.2", true}, {"cv:<5%", true}, {"run:>=99", true},
		{"reclaim:<=5", true}, {"reclaim:<3%", false}, {"cover:100", true}, {"own:0", true}, {"own:>0", false},
		{"g7 vcpu:2 !zone:k stock:yes", true},
	} {
		e, err := SpotOffers.Parse(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if got := e.Match(spotOffer()); got != c.want {
			t.Errorf("%s: %v", c.src, got)
		}
		again, err := SpotOffers.Parse(e.String())
		if err != nil || again.Match(spotOffer()) != c.want || again.String() != e.String() {
			t.Errorf("%s: the canonical form %s is another, %v", c.src, e, err)
		}
	}
}

// What is not known satisfies nothing, negated or not.
func TestSpotUnknown(t *testing.T) {
	nan := math.NaN()
	row := &SpotOffer{Type: "ecs.g7.large", Zone: "cn-hangzhou-h", VCPU: nan, Memory: nan, Price: nan, Avg: nan, Off: nan, CV: nan, Run: nan, Reclaim: nan, Cover: nan, Own: nan}
	for _, f := range SpotOffers.fields {
		value := "yes"
		switch {
		case f.name == Type || f.name == Zone:
			continue
		case f.number != nil:
			value = "0-1000"
		case f.name == Arch:
			value = "x86"
		}
		for _, src := range []string{string(f.name) + ":" + value, "!" + string(f.name) + ":" + value} {
			e, err := SpotOffers.Parse(src)
			if err != nil {
				t.Fatal(err)
			}
			if e.Match(row) {
				t.Errorf("%s matches what is not known", src)
			}
		}
	}
}

func TestSpotErrors(t *testing.T) {
	for _, c := range []struct {
		src      string
		pos      int
		msg      message.Key
		accepted string
	}{
		{"g7 vcpu:many", 8, MsgNoNumber, ">=4"},
		{"vcpu:", 5, MsgNothing, ">=4"},
		{"vcpu:>", 5, MsgNoNumber, ">=4"},
		{"vcpu:=>4", 5, MsgNoNumber, ">=4"},
		{"vcpu:4%", 5, MsgNoNumber, ">=4"},
		{"vcpu:2-", 5, MsgNoNumber, "2-8"},
		{"vcpu:-2", 5, MsgNoNumber, "2-8"},
		{"vcpu:1e3", 5, MsgNoNumber, ">=4"},
		{"price:NaN", 6, MsgNoNumber, "<0.5"},
		{"price:<0x1p-2", 6, MsgNoNumber, "<0.5"},
		{"stock:maybe", 6, MsgNoWord, "few"},
		{"arch:mips", 5, MsgNoWord, "arm"},
		{"status:running", 0, MsgNoField, "vcpu:"},
		{"!!g7", 1, MsgNegation, ""},
		{"zone:!h", 5, MsgNegation, ""},
		{"zone:", 5, MsgNothing, ""},
		{`"g7`, 0, MsgOpenQuote, ""},
	} {
		_, err := SpotOffers.Parse(c.src)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if e.Pos != c.pos || e.Msg != c.msg {
			t.Errorf("%s: at %d %q, want at %d %q", c.src, e.Pos, e.Msg, c.pos, c.msg)
		}
		if line := err.Error(); !strings.Contains(line, c.accepted) && e.Near == nil || strings.Contains(line, "\n") {
			t.Errorf("%s: %s", c.src, line)
		}
	}
}

// While a term is typed, half of it counts for as much as it says.
func TestSpotLive(t *testing.T) {
	for _, c := range []struct{ src, same string }{
		{"vcpu:", ""}, {"g7 vcpu:>=", "g7"}, {"vcpu:4-", "vcpu:>=4"}, {"!", ""}, {"stock:", ""}, {"arch:x", "arch:x86"},
		{"family:g", "family:g*"}, {"vcpu:2,", "vcpu:2"}, {`"g7`, "g7"},
	} {
		got, err := SpotOffers.ParseLive(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		want, err := SpotOffers.Parse(c.same)
		if err != nil {
			t.Fatal(err)
		}
		for _, vcpu := range []float64{1, 2, 4, 8} {
			row := spotOffer()
			if row.VCPU = vcpu; got.Match(row) != want.Match(row) {
				t.Errorf("%q is unlike %q for %v vCPUs", c.src, c.same, vcpu)
			}
		}
	}
}

func TestSpotComplete(t *testing.T) {
	values := slices.Values([]*SpotOffer{spotOffer()})
	for _, c := range []struct{ src, want string }{
		{"vc", "vcpu:"}, {"g7 st", "g7 stock:"}, {"stock:y", "stock:yes"}, {"!arch:ar", "!arch:arm"},
		{"zone:cn", "zone:cn-hangzhou-h"}, {"family:a,g", "family:a,g7"},
	} {
		found := SpotOffers.Complete(c.src, len(c.src), values)
		if len(found) == 0 {
			t.Errorf("%s: nothing", c.src)
			continue
		}
		if got, _ := found[0].Apply(c.src); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
	for _, src := range []string{"vcpu:4", "nothing:x"} {
		if found := SpotOffers.Complete(src, len(src), values); len(found) > 0 {
			t.Errorf("%s: %v", src, found)
		}
	}
}

func FuzzParseSpot(f *testing.F) {
	for _, s := range []string{"g7 vcpu:>=4 !zone:h", `"a b" price:<0.5,1-2`, "stock:y", "reclaim:<=5% family:g*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		SpotOffers.ParseLive(src)
		SpotOffers.Complete(src, len(src)/2, nil)
		e, err := SpotOffers.Parse(src)
		if err != nil {
			return
		}
		again, err := SpotOffers.Parse(e.String())
		if err != nil || again.String() != e.String() || again.Match(spotOffer()) != e.Match(spotOffer()) {
			t.Errorf("%q is %q, which is another: %v", src, e.String(), err)
		}
	})
}
