package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/config"
)

func (a *app) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: a.p.S("Write or check the file of settings"),
		Args:  a.noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return usage(a.p.S("%s needs a command", c.CommandPath()) + a.accepted([]string{"init", "check"}))
		},
	}
	c.AddCommand(a.configInitCommand(), a.configCheckCommand())
	return c
}

// noConfigFile is why there is no path to work on.
func (a *app) noConfigFile() error {
	return failed(a.p.S("there is no home directory; --config says which file"))
}

func (a *app) configInitCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "init",
		Short:   a.p.S("Write a file of settings that tells of each and sets none"),
		Args:    a.noArgs,
		Example: "  ecsdeck config init\n  ecsdeck config init --print",
	}
	show := c.Flags().Bool("print", false, a.p.S("print it instead"))
	force := c.Flags().Bool("force", false, a.p.S("in place of the one that is there"))
	c.RunE = func(*cobra.Command, []string) error {
		if *show {
			if _, err := io.WriteString(a.Out, config.Sample); err != nil {
				return failed(a.p.S("cannot write the output: %s", err.Error()))
			}
			return nil
		}
		if a.configFile == "" {
			return a.noConfigFile()
		}
		switch err := config.Init(a.configFile, *force); {
		case errors.Is(err, fs.ErrExist):
			return failed(a.p.S("%s is there already and was left as it is; --force replaces it", a.configFile))
		case err != nil:
			return failed(a.p.S("cannot write the settings: %s", err.Error()))
		}
		fmt.Fprintln(a.Err, oneLine(a.p.S("wrote %s", a.configFile)))
		return nil
	}
	return c
}

func (a *app) configCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: a.p.S("Say what is wrong with the file of settings"),
		Args:  a.noArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.configFile == "" {
				return a.noConfigFile()
			}
			if err := a.settingsFault(); err != nil {
				return failed(err.Error())
			}
			if a.settings.Path == "" {
				fmt.Fprintln(a.Err, oneLine(a.p.S("there is no file %s; `ecsdeck config init` writes one", a.configFile)))
				return nil
			}
			if err := a.strangers(); err != nil {
				return err
			}
			fmt.Fprintln(a.Err, oneLine(a.p.S("%s: nothing is wrong", a.configFile)))
			return nil
		},
	}
}

// strangers tells of settings for profiles that don't exist, which protect
// nobody.
func (a *app) strangers() error {
	names, err := ecsapi.Profiles(a.Home)
	if err != nil {
		return failed(err.Error())
	}
	real := append(names, "environment", "demo")
	for _, name := range slices.Sorted(maps.Keys(a.settings.Profiles)) {
		if !slices.Contains(real, name) {
			return failed(a.p.S("%s: [profile.%s] is for no profile of ~/.aliyun/config.json", a.configFile, name) +
				a.meant(name, real) + a.accepted(real))
		}
	}
	return nil
}
