package compute

import "testing"

func TestNamePatterns(t *testing.T) {
	for _, test := range []struct {
		name   string
		unique bool
		want   string
	}{
		{"web", false, "web web"},
		{"web", true, "web001 web002"},
		{"web-[7,3]", false, "web-007 web-008"},
		{"web-[7,3]", true, "web-007 web-008"}, // nothing to suffix
		{"web-[7,3]-hz", true, "web-007-hz001 web-008-hz002"},
		{"web-[,]", false, "web-000000 web-000001"},
		{"web-[12345,2]", false, "web-012345 web-012346"}, // too few digits
		{"", true, " "},
	} {
		n := readNaming(test.name, test.unique)
		if got := n.name(0) + " " + n.name(1); got != test.want {
			t.Errorf("%s %v: %q, want %q", test.name, test.unique, got, test.want)
		}
	}
}
