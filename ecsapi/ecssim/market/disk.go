package market

import "ecsdeck/ecsapi/catalog"

// Categories of disks.
const (
	CloudEfficiency = "cloud_efficiency"
	CloudSSD        = "cloud_ssd"
	CloudESSD       = "cloud_essd"
	CloudAuto       = "cloud_auto"
	CloudEntry      = "cloud_essd_entry"
)

// CloudDisks are all categories, the usual one first.
var CloudDisks = []string{CloudESSD, CloudEntry, CloudAuto, CloudSSD, CloudEfficiency}

// DiskSpec is what a disk was asked to be.
type DiskSpec struct {
	Category    string `json:"category"`        // cloud_essd
	Level       string `json:"level,omitempty"` // PL1
	Size        int    `json:"size"`            // GiB
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Keep        bool   `json:"keep,omitempty"` // stays when its machine is released
}

// gibMonth is what a GiB of disk costs a month in cn-hangzhou, CNY.
func (d DiskSpec) gibMonth() float64 {
	switch d.Category {
	case CloudSSD:
		return 1
	case CloudAuto:
		return 0.7
	case CloudEntry:
		return 0.36
	case CloudESSD:
		switch d.Level {
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

// DiskCategories are the categories of disk that go with a type, the usual one first.
func DiskCategories(t *catalog.InstanceType) []string {
	switch t.Generation {
	case "ecs-6":
		return CloudDisks
	case "ecs-5":
		return []string{CloudESSD, CloudSSD, CloudEfficiency}
	}
	return []string{CloudEfficiency, CloudSSD}
}
