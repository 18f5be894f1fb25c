package shell

import (
	"github.com/spf13/cobra"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/message"
)

// AccountFlags is the flags that say whose fleet to work on and how.
type AccountFlags struct {
	Profile  string
	File     string // of profiles; "" means the usual one
	Endpoint string
	ReadOnly bool
	Writes   bool   // the command changes something
	KeyHash  string // of the key under which it does
	Looks    bool   // the command leaves nothing behind, not even what it learned

	ChecksFirst bool // … and calls OpenWrites itself, once its arguments make sense

	Demo bool
	sim  *SimFlags
}

// AccountFlags gives a command the flags of an account, real or simulated.
func (a *App) AccountFlags(c *cobra.Command) *AccountFlags {
	f := a.IdentityFlags(c)
	fs := c.Flags()
	fs.BoolVar(&f.ReadOnly, "read-only", false, a.P.S("send nothing that could change anything"))
	fs.BoolVar(&f.Demo, "demo", false, a.P.S("work on a simulated cloud; needs no account and reads no keys"))
	f.sim = a.SimFlags(c)
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
	refused, why := []string{"seed", "instances", "speed", "scenario"}, message.Key("--{name} shapes the simulated cloud and needs --demo")
	if f.Demo {
		refused, why = []string{"profile", "config-path", "endpoint"}, "--demo works on a simulated cloud and cannot be joined with --{name}"
	}
	for _, name := range refused {
		if c.Flags().Changed(name) {
			return Usage(a.P.S(why, name))
		}
	}
	return f.sim.Check(a)
}

// SimFlags is the flags that shape a simulated cloud.
type SimFlags struct {
	Seed      uint64
	Instances uint32
	Speed     float64
	Scenario  *Choice
}

// SimFlags gives a command the flags of --demo and of the command sim.
func (a *App) SimFlags(c *cobra.Command) *SimFlags {
	f, fs := &SimFlags{}, c.Flags()
	fs.Uint64Var(&f.Seed, "seed", ecssim.DefaultSeed, a.P.S("`NUMBER` that names the simulated fleet"))
	fs.Uint32Var(&f.Instances, "instances", ecssim.DefaultInstances, a.P.S("`NUMBER` of simulated instances"))
	fs.Float64Var(&f.Speed, "speed", 1, a.P.S("`NUMBER` of simulated seconds a second; 0 stops the simulated clock"))
	f.Scenario = a.ChoiceFlag(c, "scenario", a.P.S("what befalls the simulated fleet"), ecssim.Scenarios()...)
	return f
}

// The largest simulated clouds.
const (
	MaxInstances = 1_000_000
	maxSpeed     = 1_000_000
)

// Check refuses a simulated cloud that would not fit this machine.
func (f *SimFlags) Check(a *App) error {
	switch {
	case f.Instances > MaxInstances:
		return Usage(a.P.S("--instances cannot be {instances}; accepted: 0 to {most}", f.Instances, MaxInstances))
	case !(f.Speed >= 0 && f.Speed <= maxSpeed):
		return Usage(a.P.S("--speed cannot be {speed}; accepted: 0 to {most}", f.Speed, maxSpeed))
	}
	return nil
}

// Config says what the flags mean in the terms of ecssim, whose zero values stand
// for defaults.
func (f *SimFlags) Config() ecssim.Config {
	c := ecssim.Config{Seed: f.Seed, Instances: int(f.Instances), Speed: f.Speed, Frozen: f.Speed == 0, Scenario: f.Scenario.Value}
	if f.Instances == 0 {
		c.Instances = ecssim.NoInstances
	}
	return c
}
