package text

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	xlang "golang.org/x/text/language"

	"ecsdeck/ecsapi/message"
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
		{p.S("{n} of {total}", 1204, 50000), "1,204 of 50,000"},
		{p.S("{n} in {took}", uint16(1204), 1500*time.Millisecond), "1,204 in 1.5s"},
		{p.S("{name} at port {port}", "sim", "8080"), "sim at port 8080"},
		{p.S("{name:q} at {price:.2f}", "a", 1.5), `"a" at 1.50`},
		{p.S("{why}: {wait}", message.Key("busy"), message.Plural("{count} more second", "{count} more seconds", 1200)), "busy: 1,200 more seconds"},
		{p.N("{count} instance", "{count} instances", 1), "1 instance"},
		{p.N("{count} instance", "{count} instances", 0), "0 instances"},
		{p.N("{count} instance", "{count} instances", 1204), "1,204 instances"},
		{p.N("stop {count} in {region}", "stop {count} in {region}", 12, "cn-hangzhou"), "stop 12 in cn-hangzhou"},
		{p.E(message.Errorf("{name} is taken", "web")), "web is taken"},
		{p.E(errors.New("no such {file}")), "no such {file}"},
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
		texts: map[message.Key]message.Key{"{name} in {region}": "в {region}: {name}", "Regions": "Регионы", "busy": "занят"},
		plurals: map[message.Key]map[plural.Form]message.Key{
			"{count} hours":          {plural.One: "{count} час", plural.Few: "{count} часа", plural.Other: "{count} часов"},
			"{count} disks of {all}": {plural.Other: "из {all}: {count}"},
		},
	})
	for _, c := range []struct{ got, want string }{
		{p.S("Regions"), "Регионы"},
		{p.S("{name} in {region}", "web", "cn"), "в cn: web"},
		{p.S("not translated"), "not translated"},
		{p.S("{why}!", message.Key("busy")), "занят!"},
		{p.N("{count} hour", "{count} hours", 21), "21 час"},
		{p.N("{count} hour", "{count} hours", 3), "3 часа"},
		{p.N("{count} hour", "{count} hours", 11), "11 часов"},
		{p.N("{count} day", "{count} days", 1), "1 day"},
		{p.N("one disk of {all}", "{count} disks of {all}", 1, 9), "из 9: 1"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestPseudo(t *testing.T) {
	p := Pseudo()
	if got, want := p.S("Stop {name} in {region:q}", "web", "cn"), `Śťòƥ web ìñ "cn"~~`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := p.N("{count} hour", "{count} hours", 1), "1 ĥòùŕ~~"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := p.S("{count} / {total}", 1, 2), "1 / 2"; got != want {
		t.Errorf("got %q, want %q", got, want)
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
			p.S("{seen} of {total}", 412, 1204)
		}
	})
	b.Run("string", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.S("{name} in {region}", "web", "cn-hangzhou")
		}
	})
}
