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
type AccountFlags struct {
	Profile  string
	Endpoint string
	ReadOnly bool
	Writes   bool   // the command changes something
	KeyHash  string // of the key under which it does

	Demo      bool
	seed      uint64
	instances uint32
	speed     float64
	scenario  *Choice
}

func (a *App) AccountFlags(c *cobra.Command) *AccountFlags {
	f := a.IdentityFlags(c)
	fs := c.Flags()
	fs.BoolVar(&f.ReadOnly, "read-only", false, a.P.S("send nothing that could change anything"))
	fs.BoolVar(&f.Demo, "demo", false, a.P.S("work on a simulated cloud; needs no account and reads no keys"))
	a.SimFlags(fs, &f.seed, &f.instances, &f.speed)
	f.scenario = a.ScenarioFlag(c)
	return f
}

// identityFlags are those that say whose fleet it is.
func (a *App) IdentityFlags(c *cobra.Command) *AccountFlags {
	f := &AccountFlags{}
	fs := c.Flags()
	fs.StringVar(&f.Profile, "profile", "", a.P.S("`NAME` of a profile of ~/.aliyun/config.json"))
	fs.StringVar(&f.Endpoint, "endpoint", "", a.P.S("`URL` of another ECS endpoint (also $ECSDECK_ENDPOINT); its keys come from the environment or --profile"))
	a.Complete(c, "profile", func() []string {
		names, _ := ecsapi.Profiles(a.Home)
		return names
	})
	return f
}

// simFlags are those of --demo and of the command sim.
func (a *App) SimFlags(fs *pflag.FlagSet, seed *uint64, instances *uint32, speed *float64) {
	fs.Uint64Var(seed, "seed", ecssim.DefaultSeed, a.P.S("`NUMBER` that names the simulated fleet"))
	fs.Uint32Var(instances, "instances", ecssim.DefaultInstances, a.P.S("`NUMBER` of simulated instances"))
	fs.Float64Var(speed, "speed", 1, a.P.S("`NUMBER` of simulated seconds a second; 0 stops the simulated clock"))
}

// scenarioFlag is a story of the simulated cloud, of --demo and of the command sim.
func (a *App) ScenarioFlag(c *cobra.Command) *Choice {
	story := &Choice{Of: ecssim.Scenarios()}
	c.Flags().Var(story, "scenario", a.P.S("what befalls the simulated fleet"))
	a.Complete(c, "scenario", func() []string { return story.Of })
	return story
}

// check refuses flags that contradict each other.
func (f *AccountFlags) Check(a *App, c *cobra.Command) error {
	given := c.Flags().Changed
	if !f.Demo {
		for _, name := range []string{"seed", "instances", "speed", "scenario"} {
			if given(name) {
				return Usage(a.P.S("--%s shapes the simulated cloud and needs --demo", name))
			}
		}
		return nil
	}
	for _, name := range []string{"profile", "endpoint"} {
		if given(name) {
			return Usage(a.P.S("--demo works on a simulated cloud and cannot be joined with --%s", name))
		}
	}
	return a.CheckSim(f.instances, f.speed)
}

// checkSim refuses a simulated cloud that would not fit this machine.
func (a *App) CheckSim(instances uint32, speed float64) error {
	switch {
	case instances > MaxInstances:
		return Usage(a.P.S("--instances cannot be %d; accepted: 0 to %d", instances, MaxInstances))
	case !(speed >= 0 && speed <= maxSpeed):
		return Usage(a.P.S("--speed cannot be %v; accepted: 0 to %d", speed, maxSpeed))
	}
	return nil
}

// The largest simulated clouds.
const (
	MaxInstances = 1_000_000
	maxSpeed     = 1_000_000
)

// scope is the flags that say which regions.
type RegionFlags struct {
	Named []string
	All   bool
}

func (a *App) RegionFlags(c *cobra.Command, all bool) *RegionFlags {
	f := &RegionFlags{}
	c.Flags().StringArrayVar(&f.Named, "region", nil, a.P.S("`ID` of a region to work on; may be given again"))
	a.Complete(c, "region", CatalogRegions)
	if all {
		c.Flags().BoolVar(&f.All, "all-regions", false, a.P.S("work on every region"))
	}
	return f
}

// list returns the regions named, each once.
func (f *RegionFlags) List() []ecsapi.RegionID {
	var ids []ecsapi.RegionID
	for _, r := range f.Named {
		for _, id := range strings.Split(r, ",") {
			if id := ecsapi.RegionID(strings.TrimSpace(id)); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// check refuses flags that contradict each other.
func (f *RegionFlags) Check(a *App) error {
	if f.All && len(f.Named) > 0 {
		return Usage(a.P.S("--all-regions cannot be joined with --region; give one of them"))
	}
	return nil
}

// The forms of output.
const (
	Table = "table"
	JSON  = "json"
	CSV   = "csv"
)

func (a *App) OutputFlag(c *cobra.Command, byDefault string) *Choice {
	form := &Choice{Value: byDefault, Of: []string{Table, JSON, CSV}}
	c.Flags().VarP(form, "output", "o", a.P.S("form of the output"))
	a.Complete(c, "output", func() []string { return form.Of })
	return form
}

// choice is a flag that takes one of a few words.
type Choice struct {
	Value string
	Of    []string
}

func (c *Choice) String() string { return c.Value }
func (c *Choice) Type() string   { return strings.Join(c.Of, "|") }

func (c *Choice) Set(v string) error {
	if !slices.Contains(c.Of, v) {
		return errors.New("not accepted") // flagError says it better
	}
	c.Value = v
	return nil
}

// complete offers a shell the values of a flag.
func (a *App) Complete(c *cobra.Command, flag string, values func() []string) {
	c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	})
}

// flagError says in one line which flag was wrong and what is accepted.
func (a *App) flagError(c *cobra.Command, err error) error {
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
		return Usage(a.P.S("%s has no flag %s", c.CommandPath(), flag) + a.Meant(flag, known) + a.Accepted(known))
	case errors.As(err, &missing):
		return Usage(a.P.S("--%s needs a value", missing.GetFlag().Name) + a.Accepted(a.values(missing.GetFlag())))
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		return Usage(a.P.S("--%s cannot be %q", f.Name, invalid.GetValue()) + a.Accepted(a.values(f)))
	}
	return Usage(err.Error())
}

func (a *App) flagNames(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	})
	return names
}

// values says what a flag takes.
func (a *App) values(f *pflag.Flag) []string {
	if c, ok := f.Value.(*Choice); ok {
		return c.Of
	}
	switch f.Value.Type() {
	case "bool":
		return []string{"true", "false"}
	case "uint64", "uint32", "int":
		return []string{a.P.S("a whole number, 0 and more")}
	case "float64":
		return []string{a.P.S("a number such as 0.5 or 60")}
	case "duration":
		return []string{a.P.S("a time such as 200ms, 90s or 10m")}
	}
	name, _ := pflag.UnquoteUsage(f)
	return []string{name}
}

func (a *App) ChoiceFlag(c *cobra.Command, name, what string, of ...string) *Choice {
	v := &Choice{Of: of}
	c.Flags().Var(v, name, what)
	a.Complete(c, name, func() []string { return of })
	return v
}
