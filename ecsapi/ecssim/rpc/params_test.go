package rpc

import (
	"net/url"
	"testing"
)

func FuzzParseParams(f *testing.F) {
	f.Add("Action=DescribeRegions&A=b+c", "Tag.1.Key=%E4%B8%AD")
	f.Add("a=1&a=2", "")
	f.Add("%", ";")
	f.Add("InstanceId.1=i-1&InstanceId.2=i-2", "InstanceIds=[\"a\"]&PageSize=10&DryRun=true")
	f.Fuzz(func(t *testing.T, query, form string) {
		p, err := parseParams(query, form)
		if err != nil {
			return
		}
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatalf("accepted query %q: %v", query, err)
		}
		for k := range q {
			if p[k] != q.Get(k) {
				t.Fatalf("%q is %q, sent as %q", k, p[k], q.Get(k))
			}
		}
		// Whatever the values are, reading them must not panic.
		p.List("InstanceId")
		p.JSONList("InstanceIds")
		p.Flag("DryRun")
		p.Pages(100, 100)
	})
}

func TestParametersGivenTwice(t *testing.T) {
	for range 20 { // in whatever order a map is read
		_, err := parseParams("z=1&z=2&b=1&b=2&c=1&c=2", "y=3&y=4")
		if want := `parameter "b" is given twice`; err == nil || err.Error() != want {
			t.Fatalf("%v, want %s", err, want)
		}
	}
}
