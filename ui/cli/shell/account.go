package shell

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecsdeck/ecsapi/ecssim"
)

// AccountFlags is the flags that say whose fleet to work on and how.
type AccountFlags struct {
	Profile  string
	File     string // of profiles; "" means the usual one
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

// AccountFlags gives a command the flags of an account, real or simulated.
func (a *App) AccountFlags(c *cobra.Command) *AccountFlags {
	f := a.IdentityFlags(c)
	fs := c.Flags()
	fs.BoolVar(&f.ReadOnly, "read-only", false, a.P.S("send nothing that could change anything"))
	fs.BoolVar(&f.Demo, "demo", false, a.P.S("work on a simulated cloud; needs no account and reads no keys"))
	a.SimFlags(fs, &f.seed, &f.instances, &f.speed)
	f.scenario = a.ScenarioFlag(c)
	return f
}

// IdentityFlags are those that say whose fleet it is.
func (a *App) IdentityFlags(c *cobra.Command) *AccountFlags {
	f := &AccountFlags{}
	fs := c.Flags()
	fs.StringVar(&f.Profile, "profile", "", a.P.S("`NAME` of a profile of ~/.aliyun/config.json"))
	fs.StringVar(&f.File, "config-path", "", a.P.S("`FILE` of profiles, in place of ~/.aliyun/config.json (also $ALIBABA_CLOUD_CONFIG_FILE)"))
	fs.StringVar(&f.Endpoint, "endpoint", "", a.P.S("`URL` of another ECS endpoint (also $ECSDECK_ENDPOINT); its keys come from the environment or --profile"))
	a.Complete(c, "profile", func() []string {
		names, _ := a.Profiles(f.File)
		return names
	})
	return f
}

// Check refuses flags that contradict each other.
func (f *AccountFlags) Check(a *App, c *cobra.Command) error {
	given := c.Flags().Changed
	if !f.Demo {
		for _, name := range []string{"seed", "instances", "speed", "scenario"} {
			if given(name) {
				return Usage(a.P.S("--{name} shapes the simulated cloud and needs --demo", name))
			}
		}
		return nil
	}
	for _, name := range []string{"profile", "config-path", "endpoint"} {
		if given(name) {
			return Usage(a.P.S("--demo works on a simulated cloud and cannot be joined with --{name}", name))
		}
	}
	return a.CheckSim(f.instances, f.speed)
}

// SimFlags are those of --demo and of the command sim.
func (a *App) SimFlags(fs *pflag.FlagSet, seed *uint64, instances *uint32, speed *float64) {
	fs.Uint64Var(seed, "seed", ecssim.DefaultSeed, a.P.S("`NUMBER` that names the simulated fleet"))
	fs.Uint32Var(instances, "instances", ecssim.DefaultInstances, a.P.S("`NUMBER` of simulated instances"))
	fs.Float64Var(speed, "speed", 1, a.P.S("`NUMBER` of simulated seconds a second; 0 stops the simulated clock"))
}

// ScenarioFlag is a story of the simulated cloud, of --demo and of the command sim.
func (a *App) ScenarioFlag(c *cobra.Command) *Choice {
	story := &Choice{Of: ecssim.Scenarios()}
	c.Flags().Var(story, "scenario", a.P.S("what befalls the simulated fleet"))
	a.Complete(c, "scenario", func() []string { return story.Of })
	return story
}

// CheckSim refuses a simulated cloud that would not fit this machine.
func (a *App) CheckSim(instances uint32, speed float64) error {
	switch {
	case instances > MaxInstances:
		return Usage(a.P.S("--instances cannot be {instances}; accepted: 0 to {most}", instances, MaxInstances))
	case !(speed >= 0 && speed <= maxSpeed):
		return Usage(a.P.S("--speed cannot be {speed}; accepted: 0 to {most}", speed, maxSpeed))
	}
	return nil
}

// The largest simulated clouds.
const (
	MaxInstances = 1_000_000
	maxSpeed     = 1_000_000
)
