package create

import (
	"regexp"
	"strconv"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/form"
)

// sized is a search word for a number of vCPUs, GiB or GPUs: "4c", "8g", "1gpu";
// with a "+" that much or more.
var sized = regexp.MustCompile(`^(\d+(?:\.\d+)?)(c|vcpu|g|gib|gpu)(\+?)$`)

// typeHas reports whether an instance type answers to a search word: a size, an
// architecture, "gpu", "stock", or a part of what it is called.
func typeHas(t *fleet.TypeOffer, zone ecsapi.ZoneID, word string) bool {
	if m := sized.FindStringSubmatch(word); m != nil {
		n, _ := strconv.ParseFloat(m[1], 64)
		has := float64(t.GPU)
		switch m[2] {
		case "c", "vcpu":
			has = float64(t.CPU)
		case "g", "gib":
			has = float64(t.MemoryMiB) / 1024
		}
		return has == n || m[3] != "" && has > n
	}
	switch word {
	case "gpu":
		return t.GPU > 0
	case "stock":
		return inStock(*t, zone).Available()
	}
	return form.AnyHas(t.ID, t.Arch, t.GPUName)(word)
}
