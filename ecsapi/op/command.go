package op

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Commands are what the plan sends as commands of the aliyun tool, a line each,
// ready for a POSIX shell. They hold no tokens: each line typed is a call of its
// own. Snapshots before a release are there once the plan was prepared.
func Commands(p *fleet.Plan) []string {
	if Of(p.Action).Creates {
		return launchCommands(p.Order, p.Launches)
	}
	items := make([]*Target, len(p.Targets))
	for n, in := range p.Targets {
		items[n] = &Target{N: n, Item: fleet.Item{ID: in.ID, Name: in.Name, Region: in.Region}}
	}
	return commands(p.Action, p.Options, items, p.Disks)
}

// JobCommands are what the job sends, as [Commands] has it.
func JobCommands(j *fleet.Job) []string {
	switch s := Of(j.Action); {
	case s.Creates:
		return launchCommands(j.Order, j.Launches)
	case s.Local:
		return []string{CommandLine(j.Options.Command)}
	}
	items := make([]*Target, len(j.Items))
	for n, it := range j.Items {
		items[n] = &Target{N: n, Item: it}
	}
	return commands(j.Action, j.Options, items, j.Disks)
}

// DescribeCommands are the calls, as [Commands] has them, that ask the cloud about instances.
func DescribeCommands(list []*ecsapi.Instance) (lines []string) {
	var regions []ecsapi.RegionID
	ids := map[ecsapi.RegionID][]string{}
	for _, in := range list {
		if ids[in.Region] == nil {
			regions = append(regions, in.Region)
		}
		ids[in.Region] = append(ids[in.Region], string(in.ID))
	}
	for _, region := range regions {
		for part := range slices.Chunk(ids[region], ecsapi.MaxBatch) {
			lines = append(lines, command("DescribeInstances", region, []Param{
				{"InstanceIds", `["` + strings.Join(part, `","`) + `"]`}, {"PageSize", strconv.Itoa(ecsapi.MaxBatch)},
			}))
		}
	}
	return lines
}

func commands(a fleet.Action, o fleet.ActionOptions, items []*Target, disks map[ecsapi.InstanceID][]ecsapi.Disk) []string {
	operation := New(a, o)
	if operation == nil {
		return nil
	}
	var regions []ecsapi.RegionID
	groups := map[ecsapi.RegionID][]*Target{}
	for _, it := range items {
		if groups[it.Region] == nil {
			regions = append(regions, it.Region)
		}
		groups[it.Region] = append(groups[it.Region], it)
	}
	var lines []string
	for _, id := range regions {
		if o.Snapshot {
			for _, it := range groups[id] {
				for _, d := range disks[it.ID] {
					if d.Goes() {
						lines = append(lines, command(ecsapi.CreateSnapshot, id, []Param{{"DiskId", d.ID}}))
					}
				}
			}
		}
		for part := range slices.Chunk(groups[id], operation.Traits().MaxPerCall) {
			for _, one := range PartsOf(operation) {
				lines = append(lines, command(one.Traits().API, id, one.Params(part)))
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

// LaunchParams are a creating call as the aliyun command line spells it, without
// region and token; one is by CreateInstance.
func LaunchParams(l ecsapi.Launch, one bool) []Param {
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
	steps := LaunchSteps(o)
	var lines []string
	for _, l := range launches {
		if o.Single() && len(steps) > 0 {
			lines = append(lines, "# INSTANCE_ID: the InstanceId that the next line answers. Wait until it is Stopped before going on.")
		}
		lines = append(lines, command(o.API(), l.Region, LaunchParams(l, o.Single())))
		if !o.Single() {
			continue
		}
		for _, s := range steps {
			line := command(s.Traits().API, l.Region, s.Params([]*Target{{Item: fleet.Item{ID: id}}}))
			lines = append(lines, strings.ReplaceAll(line, quoted(id), `"`+id+`"`)) // for the shell to fill in
		}
	}
	return lines
}

// CommandLine is a command of this machine as a person reads it.
func CommandLine(command []string) string {
	words := make([]string, len(command))
	for i, w := range command {
		words[i] = quoted(w)
	}
	return ecsapi.Clean(strings.Join(words, " "))
}
