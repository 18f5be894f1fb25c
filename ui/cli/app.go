package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecsdeck/ui/config"
	"ecsdeck/ui/text"
)

// app is one run of the program: what it takes from its process, and the
// language it speaks.
type app struct {
	Env
	p *text.Printer

	configFile  string // of the settings; "" where there is no home
	settings    *config.Config
	settingsErr error
}

func newApp(args []string, env Env) *app {
	a := &app{Env: env}
	a.readSettings(args)
	var err error
	if a.p, err = text.New(cmp.Or(flagValue(args, "lang"), a.settings.Lang, env.locale())); err != nil {
		a.p, _ = text.New("en") // the flag is refused when it is parsed
	}
	return a
}

func (a *app) run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	return a.finish(root.ExecuteContext(ctx))
}

// root builds the tree of commands; the deck is its trunk.
func (a *app) root() *cobra.Command {
	root := a.deckCommand()
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(a.flagError)
	root.SetUsageFunc(a.usage)
	root.PersistentFlags().Var(&choice{value: a.p.Lang(), of: text.Langs()}, "lang", a.p.S("language of the screen and of messages"))
	root.PersistentFlags().String("config", "", a.p.S("`FILE` of settings (default %s)", cmp.Or(a.defaultConfig(), a.p.S("none"))))
	root.AddCommand(
		a.regionsCommand(), a.zonesCommand(), a.lsCommand(), a.showCommand(), a.renewalsCommand(),
		a.typesCommand(), a.imagesCommand(), a.pricesCommand(), a.spotCommand(),
		a.startCommand(), a.stopCommand(), a.rebootCommand(),
		a.createCommand(), a.releaseCommand(), a.autoReleaseCommand(),
		a.renewCommand(), a.autoRenewCommand(),
		a.addressCommand(), a.renameCommand(), a.tagCommand(), a.protectCommand(),
		a.jobsCommand(), a.configCommand(),
		a.simCommand(), a.versionCommand(), a.completionCommand(),
	)
	root.SetHelpCommand(a.helpCommand(root))
	root.InitDefaultHelpCmd()
	a.describe(root)
	return root
}

// describe finishes every command of the tree the same way.
func (a *app) describe(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	if f := c.Flags().Lookup("help"); f != nil {
		f.Usage = a.p.S("what the command does and takes")
	}
	for _, child := range c.Commands() {
		a.describe(child)
	}
}

// helpCommand is cobra's, but for a word that is no command.
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: a.p.S("Explain a command"),
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return a.noCommand(root, strings.Join(args, " "))
			}
			return c.Help()
		},
	}
}

// noArgs refuses arguments. Those of a command that has others are words that
// name none of them.
func (a *app) noArgs(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case c.HasSubCommands():
		return a.noCommand(c, args[0])
	}
	return usage(a.p.S("%s takes no argument, and was given %q", c.Name(), args[0]))
}

func (a *app) noCommand(c *cobra.Command, word string) error {
	var names []string
	for _, child := range c.Commands() {
		if child.IsAvailableCommand() {
			names = append(names, child.Name())
		}
	}
	return usage(a.p.S("%s has no command %q", c.CommandPath(), word) + a.meant(word, names) + a.accepted(names))
}

// accepted ends a sentence with what would have been right.
func (a *app) accepted(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "; " + a.p.S("accepted: %s", strings.Join(words, ", "))
}

// meant ends a sentence with what the person may have meant, if anything.
func (a *app) meant(word string, words []string) string {
	if near := nearest(word, words); len(near) > 0 {
		return "; " + a.p.S("did you mean %s", strings.Join(near, a.p.S(" or ")))
	}
	return ""
}

// locale is the language of the process's locale.
func (e Env) locale() string {
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := e.getenv(key); v != "" { // such as zh_CN.UTF-8
			v, _, _ = strings.Cut(v, ".")
			v, _, _ = strings.Cut(v, "_")
			return v
		}
	}
	return "en"
}

// usage writes cobra's layout of help, in the printer's language. It is no
// template: a program that has one keeps every exported method there is, which
// makes it three megabytes larger.
func (a *app) usage(c *cobra.Command) error {
	var b strings.Builder
	b.WriteString(a.p.S("Usage:") + "\n  " + c.UseLine())
	if c.HasAvailableSubCommands() {
		b.WriteString("\n  " + c.CommandPath() + " " + a.p.S("COMMAND"))
	}
	if c.HasExample() {
		b.WriteString("\n\n" + a.p.S("Examples:") + "\n" + c.Example)
	}
	if c.HasAvailableSubCommands() {
		b.WriteString("\n\n" + a.p.S("Commands:"))
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, "\n  %-*s %s", sub.NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
	flags := func(f *pflag.FlagSet) string { return "\n" + strings.TrimRight(f.FlagUsages(), " \n") }
	if c.HasAvailableLocalFlags() {
		b.WriteString("\n\n" + a.p.S("Flags:") + flags(c.LocalFlags()))
	}
	if c.HasAvailableInheritedFlags() {
		b.WriteString(flags(c.InheritedFlags()))
	}
	_, err := fmt.Fprintln(c.OutOrStderr(), b.String())
	return err
}
