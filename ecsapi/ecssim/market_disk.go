package ecssim

import "ecsdeck/ecsapi/catalog"

// Categories of disks.
const (
	cloudEfficiency = "cloud_efficiency"
	cloudSSD        = "cloud_ssd"
	cloudESSD       = "cloud_essd"
	cloudAuto       = "cloud_auto"
	cloudEntry      = "cloud_essd_entry"
)

// diskSpec is what a disk was asked to be.
type diskSpec struct {
	category, level   string // cloud_essd, PL1
	size              int    // GiB
	name, description string
	keep              bool // stays when its machine is released
}

// gibMonth is what a GiB of disk costs a month in cn-hangzhou, CNY.
func (d diskSpec) gibMonth() float64 {
	switch d.category {
	case cloudSSD:
		return 1
	case cloudAuto:
		return 0.7
	case cloudEntry:
		return 0.36
	case cloudESSD:
		switch d.level {
		case "PL0":
			return 0.5
		case "PL2":
			return 2
		case "PL3":
			return 4
		}
		return 1
	}
	return 0.35
}

// diskCategories are the categories of disk that go with a type, the usual one
// first.
func diskCategories(t *catalog.InstanceType) []string {
	switch t.Generation {
	case "ecs-6":
		return []string{cloudESSD, cloudEntry, cloudAuto, cloudSSD, cloudEfficiency}
	case "ecs-5":
		return []string{cloudESSD, cloudSSD, cloudEfficiency}
	}
	return []string{cloudEfficiency, cloudSSD}
}
