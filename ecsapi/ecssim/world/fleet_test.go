package world

import "testing"

func TestSizesAddUp(t *testing.T) {
	for _, regions := range []int{1, 3, 20, 28, 35} {
		for _, instances := range []int{0, 1, 5, 299, 300, 1200, 100_000} {
			sum := 0
			for _, n := range sizes(instances, regions) {
				if n < 0 {
					t.Errorf("%d instances in %d regions: a region has %d", instances, regions, n)
				}
				sum += n
			}
			if sum != instances {
				t.Errorf("%d instances in %d regions: %d given", instances, regions, sum)
			}
		}
	}
}
