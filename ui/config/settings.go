package config

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// setting is one name of a table, with what it takes in English and how a value
// is set. A value that it doesn't take is not set.
type setting[T any] struct {
	name  string
	takes []string
	set   func(*T, any) bool
}

// LongestUndo is how long what is final can be held at most.
const LongestUndo = time.Minute

// Themes are the colours that can be set.
func Themes() []string {
	return []string{"auto", "dark", "light", "high-contrast", "colour-blind", "terminal"}
}

func general(langs []string) []setting[Config] {
	return []setting[Config]{
		{"theme", Themes(), func(c *Config, v any) bool { return is(&c.Theme, v) && slices.Contains(Themes(), c.Theme) }},
		{"ascii", []string{"true", "false", "auto"}, func(c *Config, v any) bool {
			on, isBool := v.(bool)
			if c.ASCII = strconv.FormatBool(on); !isBool {
				return is(&c.ASCII, v) && c.ASCII == "auto"
			}
			return true
		}},
		{"lang", langs, func(c *Config, v any) bool { return is(&c.Lang, v) && slices.Contains(langs, c.Lang) }},
		{"undo", []string{`"0s" to "60s", such as "3s"`}, func(c *Config, v any) bool {
			s, _ := v.(string)
			d, err := time.ParseDuration(s)
			c.Undo = &d
			return err == nil && d >= 0 && d <= LongestUndo
		}},
		{"mouse", yes, func(c *Config, v any) bool { c.Mouse = new(bool); return is(c.Mouse, v) }},
	}
}

// longestScript is what the cloud takes, in bytes.
const longestScript = 16 << 10

func spots() []setting[Spot] {
	return []setting[Spot]{
		{"drain", []string{`a program and its arguments such as ["drain-node", "--now"]`}, func(s *Spot, v any) bool {
			var ok bool
			s.Drain, ok = list(v)
			return ok && len(s.Drain) > 0 && strings.TrimSpace(s.Drain[0]) != "" &&
				!slices.ContainsFunc(s.Drain, func(word string) bool { return strings.Contains(word, "\x00") })
		}},
		{"drain_script", []string{`a shell script of at most 16,384 bytes such as "systemctl stop worker"`}, func(s *Spot, v any) bool {
			return is(&s.DrainScript, v) && strings.TrimSpace(s.DrainScript) != "" && len(s.DrainScript) <= longestScript
		}},
		{"bell", yes, func(s *Spot, v any) bool { s.Bell = new(bool); return is(s.Bell, v) }},
		{"notify", yes, func(s *Spot, v any) bool { s.Notify = new(bool); return is(s.Notify, v) }},
	}
}

var yes = []string{"true", "false"}

func profile() []setting[Profile] {
	return []setting[Profile]{
		{"read_only", yes, func(p *Profile, v any) bool { return is(&p.ReadOnly, v) }},
		{"production", yes, func(p *Profile, v any) bool { return is(&p.Production, v) }},
		{"region", []string{`the id of a region such as "cn-hangzhou"`}, func(p *Profile, v any) bool {
			return is(&p.Region, v) && region.MatchString(p.Region)
		}},
		{"endpoints", []string{`a list of hosts such as ["ecs.example.com"]`}, func(p *Profile, v any) bool {
			var ok bool
			p.Endpoints, ok = list(v)
			return ok && !slices.ContainsFunc(p.Endpoints, func(h string) bool { return !host.MatchString(h) })
		}},
		{"calls_at_once", []string{"a whole number from 10 to 10000"}, func(p *Profile, v any) bool { return within(&p.CallsAtOnce, v, 10, 10_000) }},
		{"most_calls_at_once", []string{"a whole number from 10 to 10000"}, func(p *Profile, v any) bool { return within(&p.MostCallsAtOnce, v, 10, 10_000) }},
		{"calls_per_second", []string{"a whole number from 1 to 1000"}, func(p *Profile, v any) bool { return within(&p.CallsPerSecond, v, 1, 1000) }},
	}
}

var (
	region = regexp.MustCompile(`^[a-z]{2}(-[a-z0-9]+)+$`)
	host   = regexp.MustCompile(`^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(:[0-9]{1,5})?$`)
)

var (
	counts  = []string{"a whole number from 1", `"none"`}
	amounts = []string{`an amount such as "12.50"`, `"none"`}
)

func ceilings() []setting[Limits] {
	return []setting[Limits]{
		{"start", counts, func(l *Limits, v any) bool { return ceiling(&l.Start, v, count) }},
		{"stop", counts, func(l *Limits, v any) bool { return ceiling(&l.Stop, v, count) }},
		{"release", counts, func(l *Limits, v any) bool { return ceiling(&l.Release, v, count) }},
		{"create", counts, func(l *Limits, v any) bool { return ceiling(&l.Create, v, count) }},
		{"renew", counts, func(l *Limits, v any) bool { return ceiling(&l.Renew, v, count) }},
		{"per_hour", amounts, func(l *Limits, v any) bool { return ceiling(&l.PerHour, v, millionths) }},
		{"once", amounts, func(l *Limits, v any) bool { return ceiling(&l.Once, v, millionths) }},
	}
}

func ceiling[N int | int64](to **N, v any, read func(any) (N, bool)) bool {
	most, ok := read(v)
	*to = &most // 0, which is none, where it can't be read
	return ok || v == "none"
}

func count(v any) (n int, ok bool) {
	ok = within(&n, v, 1, 1_000_000)
	return n, ok
}

func within(to *int, v any, least, most int64) bool {
	n, ok := v.(int64)
	*to = int(n)
	return ok && n >= least && n <= most
}

// is sets a value that is of the right kind.
func is[T any](to *T, v any) (ok bool) {
	*to, ok = v.(T)
	return ok
}

func list(v any) ([]string, bool) {
	values, ok := v.([]any)
	out := make([]string, len(values))
	for i, v := range values {
		var text bool
		out[i], text = v.(string)
		ok = ok && text
	}
	return out, ok
}

var amount = regexp.MustCompile(`^([0-9]{1,9})(?:\.([0-9]{1,6}))?$`)

// millionths reads an amount of money above zero to the last digit. A bare
// number is taken as it was most likely written.
func millionths(v any) (int64, bool) {
	text := ""
	switch v := v.(type) {
	case string:
		text = v
	case int64:
		text = strconv.FormatInt(v, 10)
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	}
	m := amount.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1]+m[2]+strings.Repeat("0", 6-len(m[2])), 10, 64)
	return n, err == nil && n > 0
}

// written is a value as it may stand in a file, a long one cut short.
func written(v any) string {
	text := fmt.Sprint(v)
	if b, err := json.Marshal(v); err == nil {
		text = string(b)
	}
	const most = 120
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
