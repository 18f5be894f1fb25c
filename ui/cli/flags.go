package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
)

// account is the flags that say whose fleet to work on and how.
type account struct {
	profile  string
	endpoint string
	readOnly bool
	writes   bool   // the command changes something
	keyHash  string // of the key under which it does

	demo      bool
	seed      uint64
	instances uint32
	speed     float64
	scenario  *choice
}

func (a *app) accountFlags(c *cobra.Command) *account {
	f := a.identityFlags(c)
	fs := c.Flags()
	fs.BoolVar(&f.readOnly, "read-only", false, a.p.S("send nothing that could change anything"))
	fs.BoolVar(&f.demo, "demo", false, a.p.S("work on a simulated cloud; needs no account and reads no keys"))
	a.simFlags(fs, &f.seed, &f.instances, &f.speed)
	f.scenario = a.scenarioFlag(c)
	return f
}

// identityFlags are those that say whose fleet it is.
func (a *app) identityFlags(c *cobra.Command) *account {
	f := &account{}
	fs := c.Flags()
	fs.StringVar(&f.profile, "profile", "", a.p.S("`NAME` of a profile of ~/.aliyun/config.json"))
	fs.StringVar(&f.endpoint, "endpoint", "", a.p.S("`URL` of another ECS endpoint (also $ECSDECK_ENDPOINT); its keys come from the environment or --profile"))
	a.complete(c, "profile", func() []string {
		names, _ := ecsapi.Profiles(a.Home)
		return names
	})
	return f
}

// simFlags are those of --demo and of the command sim.
func (a *app) simFlags(fs *pflag.FlagSet, seed *uint64, instances *uint32, speed *float64) {
	fs.Uint64Var(seed, "seed", ecssim.DefaultSeed, a.p.S("`NUMBER` that names the simulated fleet"))
	fs.Uint32Var(instances, "instances", ecssim.DefaultInstances, a.p.S("`NUMBER` of simulated instances"))
	fs.Float64Var(speed, "speed", 1, a.p.S("`NUMBER` of simulated seconds a second; 0 stops the simulated clock"))
}

// scenarioFlag is a story of the simulated cloud, of --demo and of the command sim.
func (a *app) scenarioFlag(c *cobra.Command) *choice {
	story := &choice{of: ecssim.Scenarios()}
	c.Flags().Var(story, "scenario", a.p.S("what befalls the simulated fleet"))
	a.complete(c, "scenario", func() []string { return story.of })
	return story
}

// check refuses flags that contradict each other.
func (f *account) check(a *app, c *cobra.Command) error {
	given := c.Flags().Changed
	if !f.demo {
		for _, name := range []string{"seed", "instances", "speed", "scenario"} {
			if given(name) {
				return usage(a.p.S("--%s shapes the simulated cloud and needs --demo", name))
			}
		}
		return nil
	}
	for _, name := range []string{"profile", "endpoint"} {
		if given(name) {
			return usage(a.p.S("--demo works on a simulated cloud and cannot be joined with --%s", name))
		}
	}
	return a.checkSim(f.instances, f.speed)
}

// checkSim refuses a simulated cloud that would not fit this machine.
func (a *app) checkSim(instances uint32, speed float64) error {
	switch {
	case instances > mostInstances:
		return usage(a.p.S("--instances cannot be %d; accepted: 0 to %d", instances, mostInstances))
	case !(speed >= 0 && speed <= mostSpeed):
		return usage(a.p.S("--speed cannot be %v; accepted: 0 to %d", speed, mostSpeed))
	}
	return nil
}

// The largest simulated clouds.
const (
	mostInstances = 1_000_000
	mostSpeed     = 1_000_000
)

// scope is the flags that say which regions.
type scope struct {
	regions []string
	all     bool
}

func (a *app) scopeFlags(c *cobra.Command, all bool) *scope {
	f := &scope{}
	c.Flags().StringArrayVar(&f.regions, "region", nil, a.p.S("`ID` of a region to work on; may be given again"))
	a.complete(c, "region", catalogRegions)
	if all {
		c.Flags().BoolVar(&f.all, "all-regions", false, a.p.S("work on every region"))
	}
	return f
}

// list returns the regions named, each once.
func (f *scope) list() []ecsapi.RegionID {
	var ids []ecsapi.RegionID
	for _, r := range f.regions {
		for _, id := range strings.Split(r, ",") {
			if id := ecsapi.RegionID(strings.TrimSpace(id)); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// check refuses flags that contradict each other.
func (f *scope) check(a *app) error {
	if f.all && len(f.regions) > 0 {
		return usage(a.p.S("--all-regions cannot be joined with --region; give one of them"))
	}
	return nil
}

// The forms of output.
const (
	asTable = "table"
	asJSON  = "json"
	asCSV   = "csv"
)

func (a *app) outputFlag(c *cobra.Command, byDefault string) *choice {
	form := &choice{value: byDefault, of: []string{asTable, asJSON, asCSV}}
	c.Flags().VarP(form, "output", "o", a.p.S("form of the output"))
	a.complete(c, "output", func() []string { return form.of })
	return form
}

// choice is a flag that takes one of a few words.
type choice struct {
	value string
	of    []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.of, "|") }

func (c *choice) Set(v string) error {
	if !slices.Contains(c.of, v) {
		return errors.New("not accepted") // flagError says it better
	}
	c.value = v
	return nil
}

// complete offers a shell the values of a flag.
func (a *app) complete(c *cobra.Command, flag string, values func() []string) {
	c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	})
}

// flagError says in one line which flag was wrong and what is accepted.
func (a *app) flagError(c *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		flag, known := "-"+unknown.GetSpecifiedName(), a.flagNames(c)
		if unknown.GetSpecifiedShortnames() == "" {
			flag = "-" + flag
		}
		return usage(a.p.S("%s has no flag %s", c.CommandPath(), flag) + a.meant(flag, known) + a.accepted(known))
	case errors.As(err, &missing):
		return usage(a.p.S("--%s needs a value", missing.GetFlag().Name) + a.accepted(a.values(missing.GetFlag())))
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		return usage(a.p.S("--%s cannot be %q", f.Name, invalid.GetValue()) + a.accepted(a.values(f)))
	}
	return usage(err.Error())
}

func (a *app) flagNames(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	})
	return names
}

// values says what a flag takes.
func (a *app) values(f *pflag.Flag) []string {
	if c, ok := f.Value.(*choice); ok {
		return c.of
	}
	switch f.Value.Type() {
	case "bool":
		return []string{"true", "false"}
	case "uint64", "uint32", "int":
		return []string{a.p.S("a whole number, 0 and more")}
	case "float64":
		return []string{a.p.S("a number such as 0.5 or 60")}
	case "duration":
		return []string{a.p.S("a time such as 200ms, 90s or 10m")}
	}
	name, _ := pflag.UnquoteUsage(f)
	return []string{name}
}
