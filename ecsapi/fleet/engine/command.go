package engine

import (
	"maps"
	"slices"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Commands are what the plan sends as commands of the aliyun tool, a line each,
// ready for a POSIX shell. They hold no tokens: each line typed is a call of its
// own. Snapshots before a release are there once [Engine.Prepare] has read the
// disks.
func Commands(p *fleet.Plan) []string {
	if p.Action == fleet.ActionCreate {
		return launchCommands(p.Order, p.Launches)
	}
	return commands(p.Action, p.Options, targetItems(p), p.Disks)
}

// JobCommands are what the job sends, as [Commands] has it.
func JobCommands(j *fleet.Job) []string {
	switch j.Action {
	case fleet.ActionCreate:
		return launchCommands(j.Order, j.Launches)
	case fleet.ActionDrain:
		return []string{plainLine(j.Options.Command)}
	}
	items := make([]*item, len(j.Items))
	for n, it := range j.Items {
		items[n] = &item{n: n, Item: it}
	}
	return commands(j.Action, j.Options, items, j.Disks)
}

func commands(a fleet.Action, o fleet.ActionOptions, items []*item, disks map[ecsapi.InstanceID][]ecsapi.Disk) []string {
	whole := newOperation(a, o)
	if whole == nil {
		return nil
	}
	var regions []ecsapi.RegionID
	groups := map[ecsapi.RegionID][]*item{}
	for _, it := range items {
		if groups[it.Region] == nil {
			regions = append(regions, it.Region)
		}
		groups[it.Region] = append(groups[it.Region], it)
	}
	var lines []string
	for _, id := range regions {
		if a == fleet.ActionRelease && o.Snapshot {
			for _, it := range groups[id] {
				for _, d := range disks[it.ID] {
					if d.Goes {
						lines = append(lines, command(ecsapi.CreateSnapshot, id, []Param{{"DiskId", d.ID}}))
					}
				}
			}
		}
		for part := range slices.Chunk(groups[id], whole.Traits().MaxPerCall) {
			for _, d := range PartsOf(whole) {
				lines = append(lines, command(d.Traits().API, id, d.Params(part)))
			}
		}
	}
	return lines
}

// command is a call as a line of the shell.
func command(api string, id ecsapi.RegionID, params []Param) string {
	var b strings.Builder
	b.WriteString("aliyun ecs " + api + " --RegionId " + quoted(string(id)))
	for _, p := range params {
		b.WriteString(" --" + p.Name + " " + quoted(p.Value))
	}
	return b.String()
}

// quoted is a word as a POSIX shell reads it back.
func quoted(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.,:/@%+=", r)
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

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
func launchCommands(o *fleet.Order, launches []ecsapi.Launch) []string {
	if o == nil {
		return nil
	}
	const id = "$INSTANCE_ID"
	moves := launchSteps(o)
	var lines []string
	for _, l := range launches {
		if o.Single() && len(moves) > 0 {
			lines = append(lines, "# INSTANCE_ID: the InstanceId that the next line answers. Wait until it is Stopped before going on.")
		}
		lines = append(lines, command(o.API(), l.Region, launchParams(l, o.Single())))
		if !o.Single() {
			continue
		}
		for _, m := range moves {
			line := command(m.deed.Traits().API, l.Region, m.deed.Params([]*item{{Item: fleet.Item{ID: id}}}))
			lines = append(lines, strings.ReplaceAll(line, quoted(id), `"`+id+`"`)) // for the shell to fill in
		}
	}
	return lines
}
