// Package shell is what all commands of ecsdeck share: the process they run in,
// settings, flags, the session with an account, forms of output, and errors that
// know their exit status. It knows no command; a tree of them is given to
// [RunTree].
package shell

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ui/config"
	"ecsdeck/ui/term"
	"ecsdeck/ui/text"
)

// App is one run of the program: what it takes from its process, and the
// language it speaks.
type App struct {
	Env
	P *text.Printer

	ConfigFile  string // of the settings; "" where there is no home
	Settings    *config.Config
	settingsErr error
}

// New reads the settings and makes an App that speaks the language that args, the
// settings or the locale ask for.
func New(args []string, env Env) *App {
	a := &App{Env: env}
	a.readSettings(args)
	var err error
	if env.Printer != nil {
		a.P = env.Printer.Clone()
	} else if a.P, err = text.New(cmp.Or(flagValue(args, "lang"), a.Settings.Lang, env.locale())); err != nil {
		a.P, _ = text.New("en") // the flag is refused when it is parsed
	}
	return a
}

// RunTree runs the command that args (without the program's name) ask for, out
// of the tree that make makes, and returns its exit status. It ends early when
// ctx ends.
func RunTree(ctx context.Context, args []string, env Env, make func(*App) *cobra.Command) int {
	a := New(args, env)
	root := make(a)
	a.setUp(root)
	root.SetArgs(append([]string{}, args...)) // nil would mean os.Args
	return a.Finish(root.ExecuteContext(ctx))
}

// setUp gives the root of the tree its streams, its help, and the flags that
// every command has.
func (a *App) setUp(root *cobra.Command) {
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(a.flagError)
	root.SetUsageFunc(a.usage)
	root.PersistentFlags().Var(&Choice{Value: a.P.Lang(), Of: text.Langs()}, "lang", a.P.S("language of the screen and of messages"))
	root.PersistentFlags().String("config", "", a.P.S("`FILE` of settings (default {file})", cmp.Or(a.DefaultConfig(), a.P.S("none"))))
	root.SetHelpCommand(a.helpCommand(root))
	root.InitDefaultHelpCmd()
	a.describe(root)
}

// describe finishes every command of the tree the same way.
func (a *App) describe(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	if f := c.Flags().Lookup("help"); f != nil {
		f.Usage = a.P.S("what the command does and takes")
	}
	var paragraphs []string
	for text := range strings.SplitSeq(c.Long, "\n\n") {
		paragraphs = append(paragraphs, strings.Join(term.Wrap(strings.ReplaceAll(text, "\n", " "), helpWidth), "\n"))
	}
	c.Long = strings.Join(paragraphs, "\n\n")
	for _, child := range c.Commands() {
		a.describe(child)
	}
}

// helpCommand is cobra's, but for a word that is no command.
func (a *App) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: a.P.S("Explain a command"),
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return a.noCommand(root, strings.Join(args, " "))
			}
			return c.Help()
		},
	}
}

// NoArgs refuses arguments. Those of a command that has others are words that
// name none of them.
func (a *App) NoArgs(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case c.HasSubCommands():
		return a.noCommand(c, args[0])
	}
	return Usage(a.P.S("{command} takes no argument, and was given {argument:q}", c.Name(), args[0]))
}

func (a *App) noCommand(c *cobra.Command, word string) error {
	var names []string
	for _, child := range c.Commands() {
		if child.IsAvailableCommand() {
			names = append(names, child.Name())
		}
	}
	return Usage(a.P.S("{command} has no command {word:q}", c.CommandPath(), word) + a.Meant(word, names) + a.Accepted(names))
}

// Accepted ends a sentence with what would have been right.
func (a *App) Accepted(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "; " + a.P.S("accepted: {accepted}", strings.Join(words, ", "))
}

// Meant ends a sentence with what the person may have meant, if anything.
func (a *App) Meant(word string, words []string) string {
	meant := filter.Suggest(word, words)
	if len(meant) == 0 {
		return ""
	}
	either := meant[0]
	for _, other := range meant[1:] {
		either = a.P.S("{either} or {other}", either, other)
	}
	return "; " + a.P.S("did you mean {words}", either)
}

// locale is the language of the process's locale.
func (e Env) locale() string {
	for _, key := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := e.Getenv(key); v != "" { // such as zh_CN.UTF-8
			return v[:strings.IndexAny(v+".", "._")]
		}
	}
	return "en"
}

// UTF8 reports whether the terminal may be sent any letter: the locale names no other set
// of them. Where there is no locale at all, as in a container, it is thought to be so.
func (e Env) UTF8() bool {
	for _, key := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		v := e.Getenv(key)
		if v == "" {
			continue
		}
		_, set, named := strings.Cut(v, ".")
		if !named {
			return v != "C" && v != "POSIX"
		}
		set, _, _ = strings.Cut(set, "@")
		return strings.EqualFold(strings.ReplaceAll(set, "-", ""), "utf8")
	}
	return true
}

// usage writes cobra's layout of help, in the printer's language. It is no
// template: a program that has one keeps every exported method there is, which
// makes it three megabytes larger.
func (a *App) usage(c *cobra.Command) error {
	var b strings.Builder
	use, flags := strings.CutSuffix(c.UseLine(), "[flags]")
	if flags {
		use += a.P.S("[flags]")
	}
	b.WriteString(a.P.S("Usage:") + "\n  " + use)
	if c.HasAvailableSubCommands() {
		b.WriteString("\n  " + c.CommandPath() + " " + a.P.S("COMMAND"))
	}
	if c.HasExample() {
		b.WriteString("\n\n" + a.P.S("Examples:") + "\n" + c.Example)
	}
	if c.HasAvailableSubCommands() {
		b.WriteString("\n\n" + a.P.S("Commands:"))
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				indent := "\n" + strings.Repeat(" ", sub.NamePadding()+3)
				fmt.Fprintf(&b, "\n  %-*s %s", sub.NamePadding(), sub.Name(), strings.Join(term.Wrap(sub.Short, helpWidth-len(indent)+1), indent))
			}
		}
	}
	if c.HasAvailableLocalFlags() {
		b.WriteString("\n\n" + a.P.S("Flags:"))
		a.flagUsages(&b, c.LocalFlags())
	}
	if c.HasAvailableInheritedFlags() {
		a.flagUsages(&b, c.InheritedFlags())
	}
	_, err := fmt.Fprintln(c.OutOrStderr(), b.String())
	return err
}

// The cells that help takes: in all, and of the names of flags, beyond which what they are
// is on the next line.
const (
	helpWidth  = 100
	namesWidth = 34
)

// flagUsages writes what each flag is as pflag does, which says "default" in English, takes
// a letter of two bytes for two columns, and has lines of any length.
func (a *App) flagUsages(b *strings.Builder, flags *pflag.FlagSet) {
	var lines [][2]string
	widest := 0
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		value, usage := pflag.UnquoteUsage(f)
		if value != "" {
			name += " " + value
		}
		switch f.DefValue {
		case "", "false", "0", "0s", "[]":
		default:
			value := f.DefValue
			if f.Value.Type() == "string" {
				value = strconv.Quote(value)
			}
			usage += " " + a.P.S("(default {value})", value)
		}
		lines, widest = append(lines, [2]string{name, usage}), max(widest, min(term.Width(name), namesWidth))
	})
	indent := "\n" + strings.Repeat(" ", widest+3)
	for _, l := range lines {
		b.WriteString("\n" + l[0])
		if w := term.Width(l[0]); w > widest {
			b.WriteString(indent)
		} else {
			b.WriteString(indent[1+w:])
		}
		b.WriteString(strings.Join(term.Wrap(l[1], helpWidth-len(indent)+1), indent))
	}
}
