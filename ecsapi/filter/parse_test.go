package filter

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/randtest"
)

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		src      string
		pos      int
		msg      message.Key
		accepted string // one of those named
	}{
		{"web status:runing", 11, MsgNoWord, "running"},
		{"status:running,stoped", 15, MsgNoWord, "stopped"},
		{"status:stop", 7, MsgNoWord, "stopping"},
		{"charge:yearly", 7, MsgNoWord, "monthly"},
		{"spot:maybe", 5, MsgNoWord, "price-go"},
		{"status:", 7, MsgNothing, "running"},
		{"status:running,", 15, MsgNothing, "running"},
		{"name:", 5, MsgNothing, ""},
		{"name:,a", 5, MsgNothing, ""},
		{`name:""`, 5, MsgNothing, ""},
		{`""`, 0, MsgNothing, ""},
		{"a !", 3, MsgNothing, ""},
		{"!!a", 1, MsgNegation, ""},
		{"name:!a", 5, MsgNegation, ""},
		{"stauts:running", 0, MsgNoField, "status:"},
		{"a !env:prod", 3, MsgNoField, "tag:"},
		{`web name:"a b`, 4, MsgOpenQuote, ""},
		{"tag:", 4, MsgNoKey, "tag:key=value"},
		{"tag:=v", 4, MsgNoKey, "tag:key=value"},
		{"tag:a,b=c", 4, MsgOneKey, "tag:key=one,two"},
		{"tag:a*", 4, MsgPlainKey, ""},
		{"tag:a*=b", 4, MsgPlainKey, ""},
		{"tag:env=", 8, MsgNoTagValue, "tag:key"},
		{"tag:env=a,", 10, MsgNoTagValue, "tag:key"},
		{"ip:web", 3, MsgNotAddress, "10.12.0.0/16"},
		{"ip:10.0.0.256", 3, MsgNotAddress, "10.0.0.1"},
		{"ip:10.0.0.1.2", 3, MsgNotAddress, "10.0.0.1"},
		{"ip:10.0.0.0/33", 3, MsgNotAddress, "10.12.0.0/16"},
		{"ip:10.12/16", 3, MsgNotAddress, "10.12.0.0/16"},
		{"ip:10.0.0.0/", 3, MsgNotAddress, "10.12.0.0/16"},
		{"ip:a.b.*", 3, MsgNotAddress, "10.12.*"},
	} {
		_, err := Instances.Parse(c.src)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		if e.Pos != c.pos || e.Msg != c.msg {
			t.Errorf("%s: at %d %q, want at %d %q", c.src, e.Pos, e.Msg, c.pos, c.msg)
		}
		line := err.Error()
		if c.accepted != "" && !slices.ContainsFunc(append(e.Near, e.Accepted...), func(s string) bool { return strings.Contains(s, c.accepted) }) {
			t.Errorf("%s: %+v", c.src, e)
		}
		if !strings.Contains(line, "; nearest: ") && !strings.Contains(line, c.accepted) || !strings.Contains(line, message.New(e.Msg, e.Args...).String()) || strings.Contains(line, "\n") {
			t.Errorf("%s: %s", c.src, line)
		}
	}
}

func TestErrorLine(t *testing.T) {
	_, err := Instances.Parse("web !status:runing")
	want := `filter: "!status:runing": there is no such value; nearest: running`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	_, err = Instances.Parse("status:" + strings.Repeat("x\x1b", 1000))
	if line := err.Error(); len(line) > 300 || strings.ContainsRune(line, '\x1b') {
		t.Errorf("a long hostile source makes %q", line)
	}
}

func TestParseLive(t *testing.T) {
	rows := append(fleet(300, randtest.New(t)), web(), order())
	checkTyped(t, rows, []typed{
		{"status:", ""},
		{"web status:", "web"},
		{"!", ""},
		{"!status:", ""},
		{"status:st", "status:starting,stopping,stopped"},
		{"status:run", "status:running"},
		{"!status:run", "!status:running"},
		{"status:running,", "status:running"},
		{"status:running,stopp", "status:running,stopping,stopped"},
		{"status:changing", "status:changing"},
		{"charge:h", "charge:hourly"},
		{"spot:spotas", "spot:price-go"},
		{"type:", ""},
		{"type:g", "type:g"},
		{"region:cn-hang", "region:cn-hang*"},
		{"region:hang", "region:hangzhou"},
		{"tag:", ""},
		{"tag:env", "tag:env"},
		{"tag:env=", "tag:env"},
		{"tag:env=pr", "tag:env=pr*"},
		{"tag:env=prod,", "tag:env=prod"},
		{`tag:env="`, "tag:env"},
		{`tag:env=""`, `tag:env=""`},
		{"ip:1", "ip:1*"},
		{"ip:10.12", "ip:10.12*"},
		{"ip:10.12.0.0/", "ip:10.12.0.0*"},
		{"ip:10.12.0.0/16", "ip:10.12.0.0/16"},
		{`"`, ""},
		{`name:"kafka b`, `name:"kafka b"`},
		{`name:"`, ""},
		{"status:running ", "status:running"},
	})
}

// typed is a source that is still being typed, and one that matches the same rows when parsed for good.
type typed struct{ src, same string }

func checkTyped(t *testing.T, rows []*row, cases []typed) {
	t.Helper()
	for _, c := range cases {
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

func TestString(t *testing.T) {
	for src, want := range map[string]string{
		"":                               "",
		"  web   STATUS:Running,STOPPED": "web status:running,stopped",
		"charge:subscription":            "charge:monthly",
		"spot:SpotAsPriceGo":             "spot:price-go",
		`!name:"a b",c`:                  `!name:"a b",c`,
		`name:"plain"`:                   "name:plain",
		`name:a"*"b*c**d`:                `name:"a*b"*c*d`,
		`tag:"my key"=v,"w,x"`:           `tag:"my key"=v,"w,x"`,
		`tag:k=""`:                       `tag:k=""`,
		"tag:a,b":                        "tag:a,b",
		`"!a" "a:b"`:                     `"!a" "a:b"`,
		`"say \"hi\" \\ \n"`:             `"say \"hi\" \\ \\n"`,
		"12:30":                          `"12:30"`,
		"ip:10.12.0.0/16,2408:4321::1":   "ip:10.12.0.0/16,2408:4321::1",
		"*":                              "*",
	} {
		if got := mustParse(t, src).String(); got != want {
			t.Errorf("%s becomes %s, want %s", src, got, want)
		}
	}
}

// checkRoundTrip holds what Parse promises for any source: its canonical form reads back as itself and matches alike.
func checkRoundTrip(t *testing.T, src string, rows []*row) {
	t.Helper()
	e, err := Instances.Parse(src)
	if err != nil {
		if e, ok := errors.AsType[*Error](err); !ok || e.Pos < 0 || e.Pos > len(src) || !strings.Contains(src, e.Text) {
			t.Fatalf("%q: error %+v is not in the source", src, e)
		}
		return
	}
	text := e.String()
	again, err := Instances.Parse(text)
	if err != nil {
		t.Fatalf("%q becomes %q, which is refused: %v", src, text, err)
	}
	if again.String() != text {
		t.Fatalf("%q becomes %q, then %q", src, text, again)
	}
	for _, r := range rows {
		if e.Match(r) != again.Match(r) {
			t.Fatalf("%q and its canonical %q differ on %+v", src, text, r)
		}
	}
}

func TestRandomRoundTrips(t *testing.T) {
	r := randtest.New(t)
	rows := append(fleet(40, r), web(), order())
	parts := []string{
		" ", "!", ":", ",", "*", "=", `"`, `\`, "a", "web", "服务", "Ä", "K", "status", "running", "stopp", "charge:", "spot",
		"type:", "g7", "zone:", "h", "region:", "cn", "-", "name:", "id:", "ip:", "10.", "12", "/16", "::1", "sg:", "tag:", "env", "prod", "\xff",
		" and ", " or ", " not ", "(", ")", "|", "&&", "-", "~", "<", ">=", "!=", "==", "vcpu", "created", "7d", "2026-06", "age", "any",
		"i-bp1aaaaaaaa1", "i-bp1bbbbbbb2", "10.12.4.1", "[", "^", "+", "or", "not",
	}
	for range 20_000 {
		var src strings.Builder
		for range 1 + r.IntN(9) {
			src.WriteString(parts[r.IntN(len(parts))])
		}
		checkRoundTrip(t, src.String(), rows)
		checkLive(t, src.String(), rows[0])
	}
}

// checkLive runs what happens at every key press: it may fail with an error, not otherwise.
func checkLive(t *testing.T, src string, r *row) {
	t.Helper()
	if e, err := Instances.ParseLive(src); err == nil {
		e.Match(r)
		_ = e.String()
	}
	rows := slices.Values(rowsToComplete())
	for cursor := -1; cursor <= len(src)+1; cursor++ {
		for _, c := range Instances.Complete(src, cursor, rows) {
			if done, at := c.Apply(src); at < 0 || at > len(done) {
				t.Fatalf("%q at %d: %+v puts the cursor outside", src, cursor, c)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, src := range []string{
		"", "web", `!name:"a b",c* status:running`, "tag:k=v,w", `tag:"k=" ip:10.0.0.0/8 zone:h`, `"\"\\`, "!", "ip:fe80::1", "\xff*Kſ",
		"(a or b) and not c", `name~"^(web|a)-\d+$" created>2026-01 age<=2w3d`, "i-bp1aaaaaaaa1 i-bp1bbbbbbb2,10.0.0.1", "!(-a||b)&&c",
		`created>"2026-06-15 10:00" expires:none vcpu!=2-4 tag:env!~x`,
	} {
		f.Add(src)
	}
	rows := append(fleet(10, rand.New(rand.NewPCG(1, 1))), web(), order())
	f.Fuzz(func(t *testing.T, src string) {
		checkRoundTrip(t, src, rows)
		if len(src) < 200 {
			checkLive(t, src, rows[0])
		}
	})
}
