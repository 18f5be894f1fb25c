package fleet

import (
	"maps"
	"slices"

	"ecsdeck/ecsapi"
)

// launchParams are a creating call as the aliyun command line spells it, without
// region and token; one is by CreateInstance.
func launchParams(l ecsapi.Launch, one bool) []param {
	all := l.Params(one)
	delete(all, "RegionId")
	var out []param
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, param{name, all[name]})
	}
	return out
}
