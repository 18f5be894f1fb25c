package model

import (
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
)

func GiB(mib int) string {
	if mib%1024 == 0 {
		return term.Count(mib / 1024)
	}
	return term.Money(int64(mib)*1_000_000/1024, 1) // 512 MiB is 0.5
}

// label names an instance to a person: an empty name would leave it nameless.
func label(i *ecsapi.Instance) string {
	if i.Name == "" {
		return string(i.ID)
	}
	return i.Name
}

// scopeName says the scope in words.
func (d *deck) scopeName() string {
	if d.scope.zone != "" {
		return string(d.scope.zone)
	}
	switch len(d.scope.regions) {
	case 0:
		switch len(d.Regions) {
		case 0:
			return d.Text.S("all regions")
		case 1:
			return string(d.Regions[0])
		}
		return d.Text.N("%d region", "%d regions", len(d.Regions))
	case 1:
		return string(d.scope.regions[0])
	}
	return d.Text.N("%d region", "%d regions", len(d.scope.regions))
}

// JoinNotes writes what there is of some notes behind each other.
func JoinNotes(notes ...string) string {
	var out []string
	for _, n := range notes {
		if n != "" {
			out = append(out, n)
		}
	}
	return strings.Join(out, " · ")
}

// ContainsWord is strings.Contains for a word in lower case, whatever the case of s.
func ContainsWord(s, word string) bool { return strings.Contains(strings.ToLower(s), word) }

func Capitalize(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// reason is an error's code and what it means in plain words, or how much came.
func (d *deck) reason(e *ecsapi.Error) string {
	if e.Lack != nil {
		return d.Text.S("only %d of %d came", e.Lack.Came, e.Lack.Told)
	}
	hint := d.Text.S(e.Hint())
	if e.Code == "" {
		return hint
	}
	return e.Code + ": " + hint
}

// zoneLetter is what tells a region's zones apart: "h" of cn-hangzhou-h, "1a"
// of ap-southeast-1a is "a".
func zoneLetter(r ecsapi.RegionID, z ecsapi.ZoneID) string {
	s := strings.TrimPrefix(strings.TrimPrefix(string(z), string(r)), "-")
	if s == "" {
		return string(z)
	}
	return s
}

// leftList says that a key would hit another instance than the one chosen.
func (d *deck) leftList(was string) string {
	return d.Text.S("%s has left the list: look where the cursor is now.", was)
}

// renewalWord says an auto-renewal.
func (d *deck) renewalWord(a ecsapi.AutoRenewal) string {
	switch {
	case a.On:
		return d.Text.S("on, %s", d.period(a.Period))
	case a.Never:
		return d.Text.S("never")
	}
	return d.Text.S("off")
}

// period says a period.
func (d *deck) period(p ecsapi.Period) string {
	switch p.Unit {
	case ecsapi.Week:
		return d.Text.N("%d week", "%d weeks", p.N)
	case ecsapi.Year:
		return d.Text.N("%d year", "%d years", p.N)
	}
	return d.Text.N("%d month", "%d months", p.N)
}

func (d *deck) periods(list []ecsapi.Period) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = d.period(p)
	}
	return out
}

func tagText(t ecsapi.Tag) string {
	if t.Value == "" {
		return t.Key
	}
	return t.Key + "=" + t.Value
}
