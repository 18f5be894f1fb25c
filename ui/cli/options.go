package cli

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli/shell"
)

// argument is how a command takes an option of its action: by flags, or by words
// before the ids.
type argument struct {
	words string // in the usage, such as "on|off "
	add   func(v *verb, c *cobra.Command)
}

// arguments are those of options, by their names in the journal. A text is taken
// by what its operation knows, see [op.Spec.Text].
var arguments = map[string]argument{
	"force": {add: func(v *verb, c *cobra.Command) {
		c.Flags().BoolVar(&v.options.Force, "force", false, v.P.S(cmp.Or(brief.Command(v.action).Force, "like cutting the power")))
	}},
	"stopped_mode": {add: (*verb).takeStoppedMode},
	"snapshot": {add: func(v *verb, c *cobra.Command) {
		c.Flags().BoolVar(&v.options.Snapshot, "snapshot", false, v.P.S("first take a snapshot of each disk that goes with them"))
	}},
	"at":     {"TIME|off ", (*verb).takeReleaseTime},
	"on":     {"on|off ", (*verb).takeOnOff},
	"period": {add: (*verb).takePeriod},
	"tags":   {"[KEY=VALUE...] ", (*verb).takeTags},
	"untag": {add: func(v *verb, c *cobra.Command) {
		c.Flags().StringArrayVar(&v.options.Untag, "remove", nil, v.P.S("`KEY` of a tag to take away; may be given again"))
	}},
}

func (v *verb) takeStoppedMode(c *cobra.Command) {
	mode := &shell.Choice{Of: []string{ecsapi.KeepCharging, ecsapi.StopCharging}}
	c.Flags().Var(mode, "stopped-mode", v.P.S("keep charging, or stop charging and give vCPU and memory back (default: the account's)"))
	v.Complete(c, "stopped-mode", func() []string { return mode.Of })
	v.take(func(words []string) ([]string, error) {
		v.options.StoppedMode = mode.Value
		return words, nil
	})
}

// takeOnOff takes a leading on or off.
func (v *verb) takeOnOff(c *cobra.Command) {
	of := []string{"on", "off"}
	c.ValidArgsFunction = firstWord(of)
	v.take(func(words []string) ([]string, error) {
		switch {
		case len(words) == 0:
			return nil, shell.Usage(v.P.S("{name} needs a word before the ids", c.Name()) + v.Accepted(of))
		case words[0] != "on" && words[0] != "off":
			return nil, shell.Usage(v.P.S("{name} cannot be {word:q}", c.Name(), words[0]) + v.Accepted(of))
		}
		v.options.On = words[0] == "on"
		return words[1:], nil
	})
}

// takeText takes a leading word; missing says that there is none.
func (v *verb) takeText(c *cobra.Command, to *string, missing message.Key) {
	v.take(func(words []string) ([]string, error) {
		if len(words) == 0 || isTarget(words[0]) || strings.TrimSpace(words[0]) == "" {
			return nil, shell.Usage(v.P.S(missing, c.Name()))
		}
		*to = words[0]
		return words[1:], nil
	})
}
