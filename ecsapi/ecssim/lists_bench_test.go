package ecssim

import "testing"

// Pages of the lists around a fleet of 100,000, in its largest region.
func BenchmarkLists(b *testing.B) {
	c := newClient(b, New(Config{Instances: 100_000, Now: day, Frozen: true}))
	for _, action := range []string{
		"DescribeDisks", "DescribeSnapshots", "DescribeInstancesFullStatus", "DescribeInstanceHistoryEvents",
		"DescribeSecurityGroups", "DescribeImages",
	} {
		b.Run(action, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a := c.call(action, "PageSize", "100"); a.status != 200 {
					b.Fatal(a.body)
				}
			}
		})
	}
	b.Run("DescribeAvailableResource", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if a := c.call("DescribeAvailableResource", "DestinationResource", "InstanceType"); a.status != 200 {
				b.Fatal(a.body)
			}
		}
	})
}
