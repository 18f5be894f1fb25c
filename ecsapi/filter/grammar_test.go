package filter

import (
	"errors"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/randtest"
)

func TestJoinedTerms(t *testing.T) {
	for _, c := range []struct {
		src        string
		web, order bool
	}{
		{"web or 订单", true, true},
		{"web OR 订单", true, true},
		{"web || 订单", true, true},
		{"web||订单", true, true},
		{"web and large", true, false},
		{"web && 2xlarge", false, false},
		{"not web", false, true},
		{"NOT NOT web", true, false},
		{"not (web or 订单)", false, false},
		{"!(web 订单)", true, true},
		{"-(web or nothing)", false, true},
		{"-status:running", false, true},
		{"-web", false, true},
		{"!-web", true, true}, // the text -web, which neither has
		{"nothing or web large", true, false},
		{"(nothing or web) large", true, false},
		{"large (nothing or web)", true, false},
		{"(nothing or web) 2xlarge", false, false},
		{"not web or status:stopping", false, true},
		{"not(web)and(订单)", false, true},
		{`"or"`, false, false},
		{`"not" or web`, true, false},
		{`web "and" large`, false, false},
		{"((web))", true, false},

		{"status=running", true, false},
		{"status!=running", false, true},
		{"!status!=running", true, false},
		{"name=web-0417", true, false},
		{"name=WEB-0417", true, false},
		{"name=web", false, false}, // the whole name
		{"name=web*", true, false},
		{"name=web,web-0417", true, false},
		{"name!=web-0417", false, true},
		{"name!=web-0417,订单服务-Ä03", false, false},
		{"type=g7.large", true, false},
		{"type=g7", false, false},
		{"zone=h", true, false},
		{"zone=cn-hangzhou", false, false},
		{"zone=cn-hangzhou-h", true, false},
		{"region!=hangzhou", false, true},
		{"ip=10.12.4.1", true, false},
		{"sg=sg-bp1ssh", true, false},
		{"tag:env!=prod", false, true},
		{"tag:env!=staging,prod", false, true},
		{"tag:env~^pr", true, false},
		{"tag:env!~^pr", false, true},
		{"tag:env~^od", false, false},
		{"tag=env", true, false},

		{"name~^web-[0-9]+$", true, false},
		{"name~^WEB", true, false},
		{"name=~^web", true, false},
		{"name!~^web", false, true},
		{"name~(web|订单)", true, true},
		{"(name~(web|x) or name~服务)", true, true},
		{`name~"^web-\d{4}$"`, true, false},
		{`name~\d{4}`, true, false},
		{"name~[)]", false, false},
		{`name~\)`, false, false},
		{"name~ä", false, true},
		{"type~large$", true, true},
		{"ip~^47", true, false},

		{"vcpu=2", true, false},
		{"vcpu!=2", false, true},
		{"vcpu>2", false, true},
		{"vcpu>=2", true, true},
		{"vcpu<=2", true, false},
		{"vcpu<8", true, false},
		{"vcpu=2-4", true, false},
		{"vcpu>=4 or vcpu:2", true, true},
	} {
		for _, src := range []string{c.src, mustParse(t, c.src).String()} {
			e := mustParse(t, src)
			if got := e.Match(web()); got != c.web {
				t.Errorf("%s on web: %v", src, got)
			}
			if got := e.Match(order()); got != c.order {
				t.Errorf("%s on order: %v", src, got)
			}
		}
	}
}

// The tests' rows are of noon of June 15, 2026: web was created 20 days before, and expires 5
// days later; order was created 2 hours before and does not expire.
func TestTimes(t *testing.T) {
	for _, c := range []struct {
		src        string
		web, order bool
	}{
		{"created<1d", false, true},
		{"created>1d", true, false},
		{"created:<3h", false, true},
		{"created>2h", true, false},
		{"created>=2h", true, true},
		{"created<=2h", false, true},
		{"created>2w", true, false},
		{"created>2w5d", true, false},
		{"created>2w6d", false, false},
		{"created<1mo", true, true},
		{"created>1y", false, false},
		{"created:1h-3h", false, true},
		{"created:1d-30d", true, false},
		{"created>2026-01-01", true, true},
		{"created>2026-06-01", false, true},
		{"created<2026-06-01", true, false},
		{"created:2026-06", false, true},
		{"created=2026-05", true, false},
		{"created:2026-05-26", true, false},
		{"created>2026-05-26", false, true}, // after that day
		{"created>=2026-05-26", true, true},
		{"created<=2026-05-26", true, false},
		{"created:2026", true, true},
		{"created!=2026-05", false, true},
		{`created>"2026-06-15 09:59"`, false, true},
		{`created>"2026-06-15 10:00"`, false, false}, // after that minute
		{`created:"2026-06-15 10:00"`, false, true},
		{"created:2026-06-15T10:00", false, true},
		{"created:>" + now0.Add(-3*time.Hour).UTC().Format(time.RFC3339), false, true},
		{"age>2w", true, false},
		{"age<3h", false, true},
		{"age:1d-30d", true, false},
		{"expires<7d", true, false},
		{"expires:<30d", true, false},
		{"expires<3d", false, false},
		{"expires>3d", true, false},
		{"!expires<7d", false, true}, // none is known to be none
		{"expires:2026-06", true, false},
		{"expires<2026-07-01", true, false},
		{"expires:any", true, false},
		{"expires:none", false, true},
		{"expires!=none", true, false},
	} {
		for _, src := range []string{c.src, mustParse(t, c.src).String()} {
			e := mustParse(t, src)
			if e.Match(web()) != c.web || e.Match(order()) != c.order {
				t.Errorf("%s: %v %v", src, e.Match(web()), e.Match(order()))
			}
		}
	}
	over := web()
	over.expires = now0.Add(-time.Hour)
	if !mustParse(t, "expires<7d").Match(over) {
		t.Error("what is over does not expire within 7 days")
	}
}

// Unknown joined with others is what Kleene's logic says, however it is negated.
func TestUnknownIsJoined(t *testing.T) {
	r := web()
	r.unknown = map[Field]bool{Status: true}
	for src, want := range map[string]Truth{
		"status:running":                       Unknown,
		"status:running or web":                Yes,
		"status:running or nothing":            Unknown,
		"status:running nothing":               No,
		"status:running web":                   Unknown,
		"not (status:running or nothing)":      Unknown,
		"not (status:running or web)":          No,
		"not (status:running nothing)":         Yes,
		"not status!=running":                  Unknown,
		"status:running or not status:running": Unknown,
		"web or (status:running vcpu:2)":       Yes,
	} {
		if got := mustParse(t, src).Eval(r); got != want {
			t.Errorf("%s: %v, want %v", src, got, want)
		}
	}
}

func TestSets(t *testing.T) {
	a, b := web(), order()
	a.id, b.id = "i-bp1aaaaaaaa1", "i-bp1bbbbbbbb2"
	for _, c := range []struct {
		src  string
		a, b bool
	}{
		{"i-bp1aaaaaaaa1", true, false},
		{"i-bp1aaaaaaaa1 i-bp1bbbbbbbb2", true, true},
		{"i-bp1aaaaaaaa1,i-bp1bbbbbbbb2", true, true},
		{"i-bp1aaaaaaaa1, i-bp1cccccccc3", true, false},
		{"i-bp1aaaaaaaa1\ni-bp1bbbbbbbb2\r\ni-bp1cccccccc3", true, true},
		{"i-bp1aaaaaaaa1 , I-BP1BBBBBBBB2 ,", true, true},
		{"i-bp1aaaaaaaa1 i-bp1bbbbbbbb2 web", true, false},
		{"web i-bp1aaaaaaaa1 i-bp1bbbbbbbb2", true, false},
		{"not (i-bp1aaaaaaaa1 i-bp1cccccccc3)", false, true},
		{"i-bp1aaaaaaaa1 and i-bp1bbbbbbbb2", false, false}, // said to be both
		{"i-bp1aaaaaaaa i-bp1bbbbbbbb", false, false},       // whole ids
		{"id:i-bp1aaaaaaaa1,i-bp1bbbbbbbb2", true, true},
		{"id!=i-bp1aaaaaaaa1,i-bp1cccccccc3", false, true},
		{"i-frontend i-backend", false, false}, // words
		{"10.12.4.1 10.12.40.10", true, true},
		{"10.12.4.1 10.12.4.2", true, false},
		{"47.97.3.21,2408:4321:180:1701::9", true, true},
		{"ip:10.12.4.1,10.12.40.1", true, false},
	} {
		for _, src := range []string{c.src, mustParse(t, c.src).String()} {
			if e := mustParse(t, src); e.Match(a) != c.a || e.Match(b) != c.b {
				t.Errorf("%q: %v %v", src, e.Match(a), e.Match(b))
			}
		}
	}
	// While one more is typed, those before it stay.
	for _, half := range []string{"i", "i-", "i-bp1b", "i-bp1bbbbbbb"} {
		if e := mustParseLive(t, "i-bp1aaaaaaaa1 i-bp1cccccccc3 "+half); half != "i" && !e.Match(a) {
			t.Errorf("%s hides the others", half)
		}
	}
	if e := mustParseLive(t, "i-bp1aaaaaaaa1 i-bp1cccccccc3 i-bp1b"); !e.Match(b) {
		t.Error("an id that is typed does not match what begins so")
	}
}

// Thousands of ids are read and matched in a moment, not one by one.
func TestManyIDs(t *testing.T) {
	rows := fleet(20_000, randtest.New(t))
	var ids []string
	for _, r := range rows[:10_000] {
		ids = append(ids, r.id)
	}
	begin := time.Now()
	e := mustParse(t, strings.Join(ids, "\n"))
	n := 0
	for _, r := range rows {
		if e.Match(r) {
			n++
		}
	}
	if took := time.Since(begin); n != len(ids) || took > 5*time.Second {
		t.Errorf("%d rows in %v", n, took)
	}
}

func TestErrorsPointAtThePlace(t *testing.T) {
	deep := strings.Repeat("(", 60) + "a" + strings.Repeat(")", 60)
	for _, c := range []struct {
		src  string
		at   string // the part of src that is wrong
		msg  message.Key
		near string // first of what is near or accepted
	}{
		{"web state:running", "state", MsgNoField, "status"},
		{"stauts=running", "stauts", MsgNoField, "status"},
		{"env=prod", "env", MsgNoField, "tag:env=prod"},
		{"status:runing", "runing", MsgNoWord, "running"},
		{"status:running,stoped", "stoped", MsgNoWord, "stopped"},
		{"status==running", "==", MsgEquals, "status=running"},
		{"web|api", "|", MsgPipe, "web or api"},
		{"status:running|stopped", "|", MsgPipe, "status:running,stopped"},
		{"web or", "or", MsgNoTerm, `"or"`},
		{"and web", "and", MsgNoTerm, `"and"`},
		{"web and or x", "and", MsgNoTerm, `"and"`},
		{"(web or) x", "or", MsgNoTerm, `"or"`},
		{"web not", "not", MsgNoTerm, `"not"`},
		{"web && ", "&&", MsgNoTerm, `"&&"`},
		{"(web", "(", MsgNotClosed, ")"},
		{"web)", ")", MsgNotOpen, ""},
		{"()", "()", MsgNothing, ""},
		{deep, "(", MsgTooDeep, ""},
		{"name>a", "a", MsgNoOrder, ":"},
		{"status<running", "running", MsgNoOrder, ":"},
		{"vcpu~4", "4", MsgNoPattern, "4"},
		{"name~(a", "(a", MsgBadPattern, ""},
		{"name~*", "*", MsgBadPattern, ""},
		{"name~" + strings.Repeat("a", 1001), strings.Repeat("a", 1001), MsgBadPattern, ""},
		{"vcpu>many", "many", MsgNoNumber, "4"},
		{"created:7d", "7d", MsgCompare, "<7d"},
		{"created>soon", "soon", MsgNoTime, "<7d"},
		{"created>2026-13-01", "2026-13-01", MsgNoTime, "<7d"},
		{"created>2026-02-30", "2026-02-30", MsgNoTime, "<7d"},
		{"created>any", "any", MsgNoTime, "<7d"},
		{"created>5x", "5x", MsgNoTime, "<7d"},
		{"created>5m1h", "5m1h", MsgNoTime, "<7d"},
		{"age>2026-01-01", "2026-01-01", MsgNoDuration, "<7d"},
		{"age:3d", "3d", MsgCompare, "<3d"},
		{"expires<", "", MsgNothing, "<7d"},
	} {
		_, err := Instances.Parse(c.src)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if got := c.src[e.Pos : e.Pos+e.Len]; got != c.at || e.Msg != c.msg {
			t.Errorf("%s: %q at %q, want %q at %q", c.src, e.Msg, got, c.msg, c.at)
		}
		if all := append(slices.Clone(e.Near), e.Accepted...); c.near != "" && (len(all) == 0 || all[0] != c.near) {
			t.Errorf("%s: %q, want %q first", c.src, all, c.near)
		}
		if strings.Contains(err.Error(), "{") {
			t.Errorf("%s: %v", c.src, err)
		}
	}
}

func TestJoinedLive(t *testing.T) {
	rows := append(fleet(200, randtest.New(t)), web(), order())
	for _, c := range []struct{ src, same string }{
		{"web o", "web o"},
		{"web or", "web"},
		{"web or ", "web"},
		{"or", ""},
		{"web or 订", "web or 订"},
		{"web and", "web"},
		{"not", ""},
		{"not ", ""},
		{"not we", "not we"},
		{"(", ""},
		{"(web", "web"},
		{"(web or ", "web"},
		{"!(", ""},
		{"!(web or 订", "!(web or 订)"},
		{"status=st", "status=starting,stopping,stopped"},
		{"web or status=", "web"},
		{"name=we", "name=we*"},
		{"name~", ""},
		{"name~(web", ""},
		{"name~(web|kaf", ""},
		{"name~^we", "name~^we"},
		{"vcpu>", ""},
		{"vcpu>=", ""},
		{"vcpu>4", "vcpu>4"},
		{"created>", ""},
		{"created>2", ""},
		{"created>2026", "created>2026"},
		{"created>2026-0", ""},
		{"created>2026-06-", ""},
		{"created>3", ""},
		{"created>3d", "created>3d"},
		{"created>3d1", "created>3d"},
		{"created:7d", ""},
		{"created:7d-", ""},
		{"created:1d-3", ""},
		{"age<", ""},
		{"expires:no", ""},
		{"tag:env!=", "tag:env"},
		{"tag:env~", "tag:env"},
	} {
		live, err := Instances.ParseLive(c.src)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		want := mustParse(t, c.same)
		for _, r := range rows {
			if got := live.Match(r); got != want.Match(r) {
				t.Errorf("%s on %+v: %v, unlike %s", c.src, r, got, c.same)
				break
			}
		}
	}
}

func TestStringOfTrees(t *testing.T) {
	for src, want := range map[string]string{
		"a  AND b":                    "a b",
		"a or b and c":                "a or b c",
		"(a or b) c":                  "(a or b) c",
		"not (a or b)":                "!a !b",
		"!(a b) c":                    "(!a or !b) c",
		"-a -status:running":          "!a !status:running",
		"status!=running":             "!status:running",
		"status=running":              "status:running",
		"name=a,b":                    "name=a,b",
		"vcpu>=4,2":                   "vcpu:>=4,>=2",
		"created>2026-01-01":          "created:>2026-01-01",
		`created>"2026-01-01 12:00"`:  `created:>"2026-01-01 12:00"`,
		"name~^a.b$":                  "name~^a.b$",
		"name~a|b":                    `name~"a|b"`,
		"tag:env!=a":                  "!tag:env=a",
		"tag:env~^a":                  "tag:env~^a",
		`"or" "-a" "(b)"`:             `"or" "-a" "(b)"`,
		"i-bp1aaaaaaaa1 i-bp1bbbbbb2": "id:i-bp1aaaaaaaa1,i-bp1bbbbbb2",
	} {
		if got := mustParse(t, src).String(); got != want {
			t.Errorf("%s becomes %s, want %s", src, got, want)
		}
	}
}

func TestFieldsOfAnExpression(t *testing.T) {
	for src, want := range map[string][]Field{
		"":                                  nil,
		"web":                               nil,
		"status:running web STATUS!=x*":     {Status},
		"not (vcpu>4 or created<1d) vcpu:2": {VCPU, Created},
	} {
		e, err := Instances.ParseLive(strings.ReplaceAll(src, "x*", "stopped"))
		if err != nil || !slices.Equal(e.Fields(), want) {
			t.Errorf("%s: %v, %v", src, e.Fields(), err)
		}
	}
	for src, want := range map[string]bool{"": false, "web vcpu>2": false, "web or created<1d": true, "!expires<1d": true} {
		if got := mustParse(t, src).Volatile(); got != want {
			t.Errorf("%s is volatile: %v", src, got)
		}
	}
}

func TestHits(t *testing.T) {
	for _, c := range []struct {
		src  string
		f    Field
		text string
		want [][2]int
	}{
		{"web", Name, "my-web-web", [][2]int{{3, 6}, {7, 10}}},
		{"WEB eb-", Name, "my-web-1", [][2]int{{3, 7}}},
		{"web", Status, "web", nil},
		{"name:we", ID, "we", nil},
		{"name:we", Name, "web", [][2]int{{0, 2}}},
		{"!web", Name, "web", nil},
		{"a or (b not c)", Name, "abc", [][2]int{{0, 2}}},
		{"name=web", Name, "web", [][2]int{{0, 3}}},
		{"name=web", Name, "web1", nil},
		{"w*b", Name, "web", [][2]int{{0, 3}}},
		{`name~\d+`, Name, "a12-3", [][2]int{{1, 3}, {4, 5}}},
		{"name~x*", Name, "abc", nil},
		{"单", Name, "订单", [][2]int{{3, 6}}},
		{"status:running", Status, "Running", [][2]int{{0, 7}}},
		{"web", Name, "", nil},
		{"", Name, "web", nil},
	} {
		if got := mustParse(t, c.src).Hits(c.f, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s in %s: %v", c.src, c.text, got)
		}
	}
}

// source writes a random expression of the whole grammar, and how it would be answered without
// the parser: by its terms, each an expression of its own.
func source(rnd *rand.Rand, terms []string, depth int) (src string, answer func(r *row) Truth) {
	if n := rnd.IntN(6); depth == 0 || n < 2 {
		src = terms[rnd.IntN(len(terms))]
		e, err := Instances.Parse(src)
		if err != nil {
			panic(err)
		}
		return src, e.Eval
	} else if n == 2 {
		inner, of := source(rnd, terms, depth-1)
		return []string{"not ", "!", "-", "NOT"}[rnd.IntN(4)] + "(" + inner + ")", func(r *row) Truth { return [...]Truth{No: Yes, Yes: No, Unknown: Unknown}[of(r)] }
	}
	a, ofA := source(rnd, terms, depth-1)
	b, ofB := source(rnd, terms, depth-1)
	join := []string{" and ", " ", "&&", " AND ", " or ", " || ", " OR "}[rnd.IntN(7)]
	settled := No
	if strings.ContainsAny(join, "oO|") {
		settled = Yes
	}
	return "(" + a + ")" + join + "(" + b + ")", func(r *row) Truth {
		x, y := ofA(r), ofB(r)
		switch {
		case x == settled || y == settled:
			return settled
		case x == Unknown || y == Unknown:
			return Unknown
		}
		return Yes - settled
	}
}

// A tree is answered as its terms are, joined by Kleene's logic, and so is its canonical form.
func TestRandomTrees(t *testing.T) {
	rnd := randtest.New(t)
	rows := append(fleet(40, rnd), web(), order())
	rows[3].unknown = map[Field]bool{Status: true, VCPU: true}
	rows[4].unknown = map[Field]bool{Tag: true, Created: true, Name: true}
	terms := []string{"web", "订", "status:running", "status!=stopped", "name~^w", `name~"b-0+1"`, "vcpu>4", "vcpu<=2", "created<30d", "created>2026-06-01",
		"expires:none", "age>2w", "tag:env=prod", "tag:env!=test", "tag:team~inf", "type=g7.large", "zone:h,k", "10.12.4.1 47.97.3.21", rows[0].id + "," + rows[1].id, "!ip:10.0.0.0/9"}
	for range 400 {
		src, answer := source(rnd, terms, 4)
		e, err := Instances.Parse(src)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		again, err := Instances.Parse(e.String())
		if err != nil || again.String() != e.String() {
			t.Fatalf("%s becomes %s, then %s, %v", src, e, again, err)
		}
		for _, r := range rows {
			if want := answer(r); e.Eval(r) != want || again.Eval(r) != want {
				t.Fatalf("%s on %+v: %v, its canonical form %s: %v, want %v", src, r, e.Eval(r), e, again.Eval(r), want)
			}
		}
	}
}

// What a pattern must have as plain text is looked for first; that loses nothing.
func TestPatternsAgreeWithRegexp(t *testing.T) {
	rnd := randtest.New(t)
	parts := []string{"w", "e", "b", "K", "ſ", "[a-z]", ".", "+", "*", "?", "^", "$", "(we|b)", "(b)", "{2}", "\\d", "-", "订", "ß", "(?i)", "(?-i:W)"}
	letters := []string{"w", "e", "b", "W", "k", "K", "s", "ſ", "-", "1", "订", "ß", "ẞ", "\xff"}
	tried := 0
	for range 3000 {
		var src, text strings.Builder
		for range 1 + rnd.IntN(4) {
			src.WriteString(parts[rnd.IntN(len(parts))])
		}
		e, err := Instances.Parse("name~" + quoteAll(src.String()))
		if err != nil {
			continue
		}
		tried++
		for range 8 {
			text.Reset()
			for range rnd.IntN(6) {
				text.WriteString(letters[rnd.IntN(len(letters))])
			}
			r := web()
			r.name = text.String()
			if got, want := e.Match(r), plainly(src.String(), r.name); got != want {
				t.Fatalf("%s on %q: %v, want %v", src.String(), r.name, got, want)
			}
		}
	}
	if tried < 1000 {
		t.Errorf("only %d patterns", tried)
	}
}

func quoteAll(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

func plainly(pattern, text string) bool {
	return regexp.MustCompile("(?i:" + pattern + ")").MatchString(text)
}
