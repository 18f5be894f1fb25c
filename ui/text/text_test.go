package text

import (
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	xlang "golang.org/x/text/language"
)

func english(t testing.TB) *Printer {
	t.Helper()
	p, err := New("en")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEnglish(t *testing.T) {
	p := english(t)
	for _, c := range []struct{ got, want string }{
		{p.S("Regions"), "Regions"},
		{p.S("95% sure"), "95% sure"},
		{p.S("%d of %d", 1204, 50000), "1,204 of 50,000"},
		{p.S("%s at port %s", "sim", "8080"), "sim at port 8080"},
		{p.S("%d%% of %s", 95, "the day"), "95% of the day"},
		{p.N("%d instance", "%d instances", 1), "1 instance"},
		{p.N("%d instance", "%d instances", 0), "0 instances"},
		{p.N("%d instance", "%d instances", 1204), "1,204 instances"},
		{p.N("stop %d in %s", "stop %d in %s", 12, "cn-hangzhou"), "stop 12 in cn-hangzhou"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if p.Lang() != "en" {
		t.Errorf("Lang() = %q", p.Lang())
	}
}

func TestTranslation(t *testing.T) {
	p := newPrinter("ru", language{
		tag:   xlang.Russian,
		texts: map[string]string{"%s in %s": "в %[2]s: %[1]s", "Regions": "Регионы"},
		plurals: map[string]map[plural.Form]string{
			"%d hours": {plural.One: "%d час", plural.Few: "%d часа", plural.Other: "%d часов"},
		},
	})
	for _, c := range []struct{ got, want string }{
		{p.S("Regions"), "Регионы"},
		{p.S("%s in %s", "web", "cn"), "в cn: web"},
		{p.S("not translated"), "not translated"},
		{p.N("%d hour", "%d hours", 21), "21 час"},
		{p.N("%d hour", "%d hours", 3), "3 часа"},
		{p.N("%d hour", "%d hours", 11), "11 часов"},
		{p.N("%d day", "%d days", 1), "1 day"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestUnknownLanguageNamesTheKnown(t *testing.T) {
	_, err := New("tlh")
	if err == nil || !strings.Contains(err.Error(), `"tlh"`) || !strings.Contains(err.Error(), "en") {
		t.Errorf("got %v", err)
	}
}

func BenchmarkS(b *testing.B) {
	p := english(b)
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.S("Regions")
		}
	})
	b.Run("args", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.S("%d of %d", 412, 1204)
		}
	})
}
