package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

func (a *commands) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: a.P.S("Write or check the file of settings"),
		Args:  a.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return shell.Usage(a.P.S("{command} needs a command", c.CommandPath()) + a.Accepted([]string{"init", "check"}))
		},
	}
	c.AddCommand(a.configInitCommand(), a.configCheckCommand())
	return c
}

// noConfigFile is why there is no path to work on.
func (a *commands) noConfigFile() error {
	return shell.Failed(a.P.S("there is no home directory; --config says which file"))
}

func (a *commands) configInitCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "init",
		Short:   a.P.S("Write a file of settings that tells of each and sets none"),
		Args:    a.NoArgs,
		Example: "  ecsdeck config init\n  ecsdeck config init --print",
	}
	show := c.Flags().Bool("print", false, a.P.S("print it instead"))
	force := c.Flags().Bool("force", false, a.P.S("in place of the one that is there"))
	c.RunE = func(*cobra.Command, []string) error {
		if *show {
			_, err := io.WriteString(a.Out, config.Sample)
			return a.OutputError(err)
		}
		if a.ConfigFile == "" {
			return a.noConfigFile()
		}
		switch err := config.Init(a.ConfigFile, *force); {
		case errors.Is(err, fs.ErrExist):
			return shell.Failed(a.P.S("{file} is there already and was left as it is; --force replaces it", a.ConfigFile))
		case err != nil:
			return shell.Failed(a.P.S("cannot write the settings: {error}", err))
		}
		fmt.Fprintln(a.Err, shell.OneLine(a.P.S("wrote {file}", a.ConfigFile)))
		return nil
	}
	return c
}

func (a *commands) configCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: a.P.S("Say what is wrong with the file of settings"),
		Args:  a.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.ConfigFile == "" {
				return a.noConfigFile()
			}
			if err := a.SettingsError(); err != nil {
				return shell.Failed(a.P.E(err))
			}
			if a.Settings.Path == "" {
				fmt.Fprintln(a.Err, shell.OneLine(a.P.S("there is no file {file}; `ecsdeck config init` writes one", a.ConfigFile)))
				return nil
			}
			if err := a.strangers(); err != nil {
				return err
			}
			fmt.Fprintln(a.Err, shell.OneLine(a.P.S("{file}: nothing is wrong", a.ConfigFile)))
			return nil
		},
	}
}

// strangers tells of settings for profiles that don't exist, which protect
// nobody.
func (a *commands) strangers() error {
	names, err := a.Profiles("")
	if err != nil {
		return shell.Failed(a.P.E(err))
	}
	real := append(names, "environment", "demo")
	for _, name := range slices.Sorted(maps.Keys(a.Settings.Profiles)) {
		if !slices.Contains(real, name) {
			return shell.Failed(a.P.S("{file}: [profile.{name}] is for no profile of ~/.aliyun/config.json", a.ConfigFile, name) +
				a.Meant(name, real) + a.Accepted(real))
		}
	}
	return nil
}
