package filter

import (
	"bytes"
	"slices"
	"testing"

	"ecsdeck/ecsapi/randtest"
)

// A row has the words of an expression in its texts if it matches, and if only words count, only then.
func TestWordsAreFoundInTexts(t *testing.T) {
	rnd := randtest.New(t)
	rows := append(fleet(60, rnd), web(), order())
	for n, name := range []string{"K-1 Ärzte", "ſpot", "\xffweb", "GRÖSSE ẞ", "größe", "İstanbul", "Ⅷ-Ω", "ΑΣΣ", "k8s\xc3"} {
		rows[n].name = name
	}
	rows[20].unknown = map[Field]bool{Tag: true, Name: true}
	words := []string{"web", "WEB", "e", "k", "K", "s", "ſ", "ß", "ö", "Ö", "订单", "服", "ⅷ", "ω", "Ω", "σ", "ς", "i", "İ", "\xff", "\xc3", "10.", "bp1", "g7", "prod", "sg-", "1e", "h1", `"b-"`, "a,b", "*eb*", "!web", "status:running", "zone:h", "name:e", "zone:cn", "name:*e*1", "K*", "type:g7*", "id:i-bp1", "ip:10.", "ip:10.*", "sg:sg-", "tag:env", "tag:env=prod", "tag:ENV=PRO*", "tag:env=prod,test", `tag:team=""`, "name:订*", "region:hangzhou", "name=web-0417", "name~w.b", "name~ſ", "name~größ", "(web or k)", "(s or e) web", "!(web k)", "!nowhere", "!(nowhere or status:stopped)", "nowhere or status:running", "name!=k", "type=g7.large", "vcpu>2", "zone=cn-hangzhou-h"}
	found, missed := 0, 0
	for range 200 {
		src := words[rnd.IntN(len(words))]
		for range rnd.IntN(3) {
			src += " " + words[rnd.IntN(len(words))]
		}
		e := mustParseLive(t, src)
		folded, only := e.Words()
		for _, r := range rows {
			texts := Instances.AppendTexts(nil, r, nil)
			has := !slices.ContainsFunc(folded, func(w string) bool { return !bytes.Contains(texts, []byte(w)) })
			if e.HasWords() && e.MatchText(r, texts) != e.Match(r) {
				t.Fatalf("%s on %q: %v in its texts", src, r.name, !e.Match(r))
			}
			switch match := e.Match(r); {
			case match && !has, only && has && !match:
				t.Fatalf("%s on %q: matches %v, %q in %q: %v", src, r.name, match, folded, texts, has)
			case match:
				found++
			default:
				missed++
			}
		}
	}
	if found < 500 || missed < 500 {
		t.Errorf("%d found, %d missed", found, missed)
	}
}
