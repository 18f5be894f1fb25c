package filter

import (
	"errors"
	"slices"
	"strings"
	"testing"

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
	checkTyped(t, rows, []typed{
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
	})
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
