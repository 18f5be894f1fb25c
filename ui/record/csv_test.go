package record

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi/randtest"
)

// parts reads a joined cell back.
func parts(s string) []string {
	if s == "" {
		return nil
	}
	out := []string{""}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
			fallthrough
		default:
			out[len(out)-1] += s[i : i+1]
		case s[i] == ';':
			out = append(out, "")
		}
	}
	return out
}

// tags reads the cell of tags back.
func tags(s string) map[string]string {
	out := map[string]string{}
	for key, value, inValue, i := "", "", false, 0; i <= len(s); i++ {
		if i == len(s) || s[i] == ';' {
			if inValue {
				out[key] = value
			}
			key, value, inValue = "", "", false
			continue
		}
		if s[i] == '=' && !inValue {
			inValue = true
			continue
		}
		if s[i] == '\\' {
			i++
		}
		if inValue {
			value += s[i : i+1]
		} else {
			key += s[i : i+1]
		}
	}
	return out
}

// unquoted reads a cell of text back.
func unquoted(s string) string { return strings.TrimPrefix(s, "'") }

func TestCSVCanBeReadBackAndComputesNothing(t *testing.T) {
	type inner struct {
		Name string `json:"name"`
		N    int    `json:"n"`
	}
	type record struct {
		Name   string            `json:"name"`
		Note   *string           `json:"note"`
		Price  json.Number       `json:"price"`
		N      int               `json:"n"`
		Groups []string          `json:"groups"`
		Tags   map[string]string `json:"tags"`
		Inner  []inner           `json:"inner"`
	}
	rng := randtest.New(t)
	word := func() string {
		const some = `=+-@';\=,"abc 订` + "\t\n"
		letters, out := []rune(some), []rune{}
		for range rng.IntN(5) {
			out = append(out, letters[rng.IntN(len(letters))])
		}
		return string(out)
	}
	words := func(rng *rand.Rand) (out []string) {
		for range rng.IntN(3) {
			out = append(out, "x"[:rng.IntN(2)]+word()+"y")
		}
		return out
	}
	for range 2000 {
		r := record{Name: word(), Note: new(word()), Price: "-0.5", N: -3, Groups: words(rng), Tags: map[string]string{}, Inner: []inner{{Name: word() + "a", N: -1}, {Name: word() + "b", N: 2}}}
		for _, k := range words(rng) {
			r.Tags[k] = word()
		}
		var out strings.Builder
		if err := WriteCSV(&out, nil, []any{&r}, true); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%v in\n%s", err, out.String())
		}
		row := rows[1]
		if row[2] != "-0.5" || row[3] != "-3" || row[7] != "-1;2" {
			t.Fatalf("numbers are %q", row)
		}
		for _, n := range []int{0, 1, 4, 5, 6} {
			if row[n] != "" && strings.ContainsAny(row[n][:1], "=+-@\t\r\n") {
				t.Fatalf("the cell %q is a formula", row[n])
			}
		}
		if unquoted(row[0]) != r.Name || unquoted(row[1]) != *r.Note || !slices.Equal(parts(unquoted(row[4])), r.Groups) || !maps.Equal(tags(unquoted(row[5])), r.Tags) ||
			!slices.Equal(parts(unquoted(row[6])), []string{r.Inner[0].Name, r.Inner[1].Name}) {
			t.Fatalf("%#v %q was read back from\n%s", r, *r.Note, out.String())
		}
	}
}
