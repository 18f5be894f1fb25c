package fleet

import (
	"maps"
	"slices"
	"strings"

	"ecsdeck/ecsapi"
)

// launchParams are a creating call as the aliyun command line spells it, without
// region and token; one is by CreateInstance.
func launchParams(l ecsapi.Launch, one bool) []Param {
	all := l.Params(one)
	delete(all, "RegionId")
	var out []Param
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, Param{name, all[name]})
	}
	return out
}

// launchCommands are the calls as commands of the aliyun tool. Those after a
// CreateInstance are for the instance that it answered, which no line can know.
func launchCommands(o *Order, launches []ecsapi.Launch) []string {
	if o == nil {
		return nil
	}
	const id = "$INSTANCE_ID"
	moves := o.Steps()
	var lines []string
	for _, l := range launches {
		if o.single() && len(moves) > 0 {
			lines = append(lines, "# INSTANCE_ID: the InstanceId that the next line answers. Wait until it is Stopped before going on.")
		}
		lines = append(lines, command(o.api(), l.Region, launchParams(l, o.single())))
		if !o.single() {
			continue
		}
		for _, m := range moves {
			line := command(m.deed.Traits().API, l.Region, m.deed.Params([]*item{{Item: Item{ID: id}}}))
			lines = append(lines, strings.ReplaceAll(line, quoted(id), `"`+id+`"`)) // for the shell to fill in
		}
	}
	return lines
}
