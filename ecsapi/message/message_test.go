package message

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
)

type zone string

func TestText(t *testing.T) {
	for _, c := range []struct {
		text Text
		want string
	}{
		{New("Regions"), "Regions"},
		{New("95% of the day"), "95% of the day"},
		{New("{done} of {total} in {zone}", 3, 12, zone("a")), "3 of 12 in a"},
		{New("{a} and {b}, then {a}", "x", "y"), "x and y, then x"},
		{New("it cannot be {value:q}: {price:.2f}", "a\nb", 1.5), `it cannot be "a\nb": 1.50`},
		{New("{{ \"a\": {value} }", 1), `{ "a": 1 }`},
		{New("{name} lacks", nil...), "{name} lacks"},
		{New("{why}.", New("{what} is gone", "web")), "web is gone."},
		{New("{why}.", Key("gone")), "gone."},
		{New("{error}", io.EOF), "EOF"},
		{Plural("{count} instance", "{count} instances", 1), "1 instance"},
		{Plural("{count} instance", "{count} instances", 1204), "1204 instances"},
		{Plural("{zone}: {count} disk", "{zone}: {count} disks of {total}", 2, zone("a"), 9), "a: 2 disks of 9"},
		{Plural("one disk of {zone}", "{count} disks of {zone}", 1, zone("a")), "one disk of a"},
	} {
		if got := c.text.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if got := Names("{{ {a:q} {b} {a} {count"); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("Names: %q", got)
	}
}

// An error keeps its key through whoever hands it on, unless words were added,
// which the key does not have.
func TestOf(t *testing.T) {
	e := Errorf("{name} is taken", "web")
	for _, c := range []struct {
		err  error
		want Key
	}{
		{e, "{name} is taken"},
		{errors.Join(e), "{name} is taken"},
		{fmt.Errorf("open: %w", e), "{text}"},
		{io.EOF, "{text}"},
	} {
		if got := Of(c.err); got.Key != c.want || got.String() != c.err.Error() {
			t.Errorf("Of(%v) = %+v", c.err, got)
		}
	}
}
