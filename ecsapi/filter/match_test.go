package filter

import (
	"math/rand/v2"
	"testing"

	"ecsdeck/ecsapi/randtest"
)

func mustParse(t testing.TB, src string) Expr[*row] {
	t.Helper()
	e, err := Instances.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		src        string
		web, order bool
	}{
		{"", true, true},
		{"   ", true, true},

		// Free words look in name, id, type, zone, addresses and tag values.
		{"web", true, false},
		{"WEB-04", true, false},
		{"订单", false, true},
		{"ä03", false, true},
		{"gw8", false, true},
		{"c7", false, true},
		{"central", false, true},
		{"97.3", true, false},
		{"payments", true, false},
		{"team", false, false}, // keys are not looked in
		{"sg-bp1", false, false},
		{"!web", false, true},
		{"web,订单", true, true},
		{"!web,订单", false, false},
		{"web*", true, false},
		{"*04*", true, false},
		{`"eb-0"`, true, false},
		{`"s, e"`, true, false},
		{"web large", true, false},
		{"web 2xlarge", false, false},
		{"web\u3000large", true, false}, // the space of a Chinese keyboard

		{"status:running", true, false},
		{"STATUS:Running", true, false},
		{"status:stopped,stopping", false, true},
		{"!status:stopped,stopping", true, false},
		{"status:changing", false, true},
		{`status:"running"`, true, false},

		{"charge:hourly", true, false},
		{"charge:postpaid", true, true}, // the API calls spot instances PostPaid as well
		{"charge:monthly", false, false},
		{"charge:prepaid", false, false},
		{"charge:spot", false, true},
		{"!charge:spot", true, false},
		{"spot:yes", false, true},
		{"spot:no", true, false},
		{"spot:limit", false, true},
		{"spot:SpotWithPriceLimit", false, true},
		{"spot:price-go", false, false},

		{"type:g7", true, false},
		{"type:ecs.g7.large", true, false},
		{"type:g7.*", true, false}, // the common beginning of types may be left out
		{"type:ecs.g7.*", true, false},
		{"type:*.large", true, false},
		{"type:7*", false, false}, // a star ties the value to the ends
		{"type:*large", true, true},
		{"!type:g7.*", false, true},

		{"zone:h", true, false},
		{"zone:H", true, false},
		{"zone:a", false, true},
		{"zone:1a", false, true},
		{"zone:c", false, false}, // the letter, not any c
		{"zone:cn", true, false},
		{"zone:hangzhou", true, false},
		{"zone:cn-*", true, false},

		{"region:cn-hangzhou", true, false},
		{"region:hangzhou", true, false},
		{"region:cn", true, false},
		{"region:eu-central-1", false, true},
		{"region:eu-central", false, false},
		{"region:eu-*", false, true},
		{"region:cn,eu", true, true},

		{"name:0417", true, false},
		{"name:web*17", true, false},
		{"name:web*18", false, false},
		{"name:b-04", true, false},
		{"name:*服*0*", false, true},
		{"name:Ä", false, true},
		{"id:bp1a2", true, false},
		{"id:i-bp1*", true, false},
		{"sg:ssh", true, false},
		{"!sg:ssh", false, true}, // no group at all is known not to be this one
		{"sg:sg-bp1front", true, false},

		{"ip:10.12.4.1", true, false},
		{"ip:10.12.40.1", false, false}, // not 10.12.40.10
		{"ip:10.12.4", true, false},     // nor 10.12.40
		{"ip:10.12.4.", true, false},
		{"ip:10.12", true, true},
		{"ip:10.12.*", true, true},
		{"ip:10.12.4*", true, true},
		{"ip:*.21", true, false},
		{"ip:12", false, false},
		{"ip:10.12.0.0/16", true, true},
		{"ip:10.12.4.77/24", true, false},
		{"ip:47.0.0.0/8", true, false},
		{"ip:2408:4321:180:1701:0:0:0:9", false, true},
		{"ip:2408:4321:", false, true},
		{"ip:2408:4321", false, true},
		{"ip:2408:432", false, false},
		{"ip:2408:4321::/32", false, true},
		{"ip:::ffff:10.12.4.1", true, false},
		{"!ip:10.12.4.1", false, true},

		{"tag:env", true, false},
		{"!tag:env", false, true},
		{"tag:ENV", true, false},
		{"tag:env=prod", true, false},
		{"tag:env=PROD", true, false},
		{"tag:env=pro", false, false}, // the whole value
		{"tag:env=pr*", true, false},
		{"tag:env=staging,prod", true, false},
		{"tag:missing,env", true, false},
		{`tag:team="payments, eu"`, true, false},
		{`tag:team=*", "eu`, true, false},
		{"tag:team=payments,eu", false, false},
		{"!tag:env=prod", false, true}, // no such tag is not this tag
		{`tag:empty=""`, true, false},
		{`tag:env=""`, false, false},
		{"tag:empty", true, false},

		{"status:running type:g7 !zone:k tag:env=prod ip:10.12.0.0/16 web", true, false},
		{`"status:running"`, false, false}, // quoted, a text to look for
		{"12:30", false, false},
	} {
		e := mustParse(t, c.src)
		if got := e.Match(web()); got != c.web {
			t.Errorf("%s on web: %v", c.src, got)
		}
		if got := e.Match(order()); got != c.order {
			t.Errorf("%s on order: %v", c.src, got)
		}
	}
}

// An unknown value satisfies no predicate, negated or not.
func TestUnknown(t *testing.T) {
	for _, field := range Instances.fields {
		f := field.name
		term := map[Field]string{
			Status: "status:running", Charge: "charge:hourly", Spot: "spot:no", IP: "ip:10.", Tag: "tag:env", Type: "type:g7",
			Zone: "zone:h", Region: "region:cn", Name: "name:web", ID: "id:bp1", SG: "sg:ssh",
			VCPU: "vcpu:2", Created: "created>1d", Expires: "expires<7d", Age: "age>1d",
		}[f]
		known, unknown := web(), web()
		unknown.unknown = map[Field]bool{f: true}
		if !mustParse(t, term).Match(known) {
			t.Errorf("%s does not match when known", term)
		}
		for _, src := range []string{term, "!" + term} {
			if mustParse(t, src).Match(unknown) {
				t.Errorf("%s matches a row whose %v is unknown", src, f)
			}
		}
	}
}

// A word found somewhere is found; a word not found is not settled while a field is unknown.
func TestUnknownFreeWord(t *testing.T) {
	r := web()
	r.unknown = map[Field]bool{Tag: true}
	for src, want := range map[string]bool{"web": true, "!web": false, "nowhere": false, "!nowhere": false} {
		if got := mustParse(t, src).Match(r); got != want {
			t.Errorf("%s: %v", src, got)
		}
	}
	if !mustParse(t, "!nowhere").Match(web()) {
		t.Error("!nowhere does not match a row that is wholly known")
	}
}

func TestEmpty(t *testing.T) {
	if mustParse(t, "web !status:running tag:env").Empty() || !mustParse(t, " ").Empty() {
		t.Error("Empty is wrong")
	}
}

// Rows that grow the buffer, and several goroutines at once, see no other row's values.
func TestManyValuesAtOnce(t *testing.T) {
	e := mustParse(t, "!ip:10.0.0.1 !sg:none")
	done := make(chan bool)
	seed := randtest.Seed(t)
	for g := range uint64(4) {
		go func() {
			r := rand.New(rand.NewPCG(seed, g))
			ok := true
			for range 500 {
				x := web()
				x.ips = make([]string, r.IntN(60))
				for i := range x.ips {
					x.ips[i] = "10.0.0.2"
				}
				want := true
				if len(x.ips) > 0 && r.IntN(2) == 0 {
					x.ips[r.IntN(len(x.ips))], want = "10.0.0.1", false
				}
				ok = ok && e.Match(x) == want
			}
			done <- ok
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("a row was judged by another one's values")
		}
	}
}

func BenchmarkMatch50000(b *testing.B) {
	rows := fleet(50_000, rand.New(rand.NewPCG(1, 1)))
	for _, c := range []struct{ name, src string }{
		{"status", "status:running"},
		{"type", "type:g7"},
		{"name", "name:kafka"},
		{"name-glob", "name:*务*9"},
		{"tag", "tag:env=prod"},
		{"cidr", "ip:10.12.0.0/16"},
		{"word", "payments"},
		{"word-chinese", "支付"},
		{"word-nowhere", "sksksk"},
		{"word-cased", "größe"},
		{"three-and-word", "status:running,stopped type:7 !zone:k search"},
		{"three-negated-and-word", "!status:pending !type:r9 !region:us-east-1 !nowhere"},
	} {
		b.Run(c.name, func(b *testing.B) {
			e := mustParse(b, c.src)
			b.ReportAllocs()
			for b.Loop() {
				for _, r := range rows {
					e.Match(r)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/fleet")
		})
	}
}
