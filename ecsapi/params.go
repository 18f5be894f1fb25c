package ecsapi

import (
	"fmt"
	"strconv"
)

// params are the parameters of a call by the names that the API has for them.
// One with an empty value is not sent.
type params map[string]string

// sent are the parameters that go out, in a map of their own: the SDK adds its
// own and the signature to what it is given.
func (p params) sent() map[string]string {
	out := make(map[string]string, len(p)+16)
	for name, value := range p {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// withList adds a list, as name.1, name.2 and so on, and returns p.
func withList[S ~string](p params, name string, values []S) params {
	for n, v := range values {
		p[fmt.Sprintf("%s.%d", name, n+1)] = string(v)
	}
	return p
}

// withTags adds a list of tags and returns p.
func withTags(p params, tags []Tag) params {
	for n, t := range tags {
		tag := fmt.Sprintf("Tag.%d.", n+1)
		p[tag+"Key"], p[tag+"Value"] = t.Key, t.Value
	}
	return p
}

// withDataDisks adds a list of disks to create and returns p.
func withDataDisks(p params, disks []DiskSpec) params {
	for n, d := range disks {
		disk := fmt.Sprintf("DataDisk.%d.", n+1)
		p[disk+"Category"], p[disk+"PerformanceLevel"], p[disk+"Size"] = d.Category, d.Level, nonZero(d.SizeGiB)
	}
	return p
}

// nonZero is a number that is left out when it is 0.
func nonZero(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
