package cli

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/text"
	"ecsdeck/ui/when"
)

// asis matches what is the same in every language.
var asis = regexp.MustCompile(strings.Join([]string{
	`--?[a-z][-a-z]*`, // flags
	`\b(i|d|m|sg|vpc|vsw|rg|lt|web|cn|us|ap|eu)-[-\w\[\],.]+`, // ids, regions and zones
	`\becs\.[\w.*-]+`,                                   // types
	`\b[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)+`,               // codes of errors
	`[~\w/.-]*\.(json|toml|db|pem|sh)\b`, `~?/[\w./-]+`, // files
	`[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}`, // ids of requests
	`https?://\S*`, `\b[a-z]+:[\w.=-]+`, // terms of filters
	`"[^"]*"`, "`[^`]*`", `'[^']*'`, // quotations
	`\b_?[A-Z]+(_[A-Z]+)+\b`, // variables of the environment
}, "|"))

var asciiWord = regexp.MustCompile(`[A-Za-z]{3,}`)

// english are the words of a text that no catalogue has; known are data.
func english(s string, known ...string) []string {
	var out []string
	for _, w := range asciiWord.FindAllString(asis.ReplaceAllString(s, " "), -1) {
		if !slices.Contains(known, w) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// known are the words of the commands, their flags and the values that these
// accept: who types them does so in any language.
func known(c *cobra.Command) []string {
	words := []string{
		"ecsdeck", "devel", "pseudo", "arm", "ARM", "zsh", "fish", "powershell",
		"CNY", "null", // of a currency, and of JSON, which show prints
		"today", "fri", // as times are written
		"root", "user", "environment", "LTAI", "ator", "StopInstances", // as the journal has them
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		words = append(words, asciiWord.FindAllString(strings.TrimSuffix(c.Use, "[flags]")+" "+c.Example, -1)...)
		flags := func(f *pflag.Flag) {
			words = append(words, asciiWord.FindAllString(f.Name+" "+f.Value.Type()+" "+f.DefValue, -1)...)
		}
		c.Flags().VisitAll(flags)
		c.PersistentFlags().VisitAll(flags)
		for _, child := range c.Commands() {
			walk(child)
		}
	}
	walk(c)
	return words
}

// Nothing of help is outside the catalogue, but what one types.
func TestPseudoHelp(t *testing.T) {
	env := alone(t)
	env.Printer = text.Pseudo()
	root := tree(shell.New(nil, env))
	words := known(root)
	var walk func(c *cobra.Command, path []string)
	walk = func(c *cobra.Command, path []string) {
		r := run(t, env, append(slices.Clone(path), "--help")...).ended(shell.StatusDone)
		if w := english(r.out, words...); len(w) > 0 {
			t.Errorf("%v: not in the catalogue: %q\n%s", path, w, r.out)
		}
		for _, child := range c.Commands() {
			if child.IsAvailableCommand() {
				walk(child, append(slices.Clone(path), child.Name()))
			}
		}
	}
	walk(root, nil)
}

// Nor of what a wrong command is told.
func TestPseudoUsage(t *testing.T) {
	env := alone(t)
	env.Printer = text.Pseudo()
	words := known(tree(shell.New(nil, env)))
	for _, c := range badUsage {
		r := run(t, env, strings.Fields(c.args)...).ended(shell.StatusUsage)
		if w := english(r.err, append(words, asciiWord.FindAllString(c.args, -1)...)...); len(w) > 0 {
			t.Errorf("%s: not in the catalogue: %q\n%s", c.args, w, r.err)
		}
	}
}

// Nor of what commands print.
func TestPseudoOutput(t *testing.T) {
	simulate(t, ecssim.Config{Instances: 40, Regions: 2}, func(w *world) {
		id := w.some(1, "charge:hourly status:running")[0]
		data := w.run("ls", "-o", "csv").out + w.run("regions", "-o", "csv").out + w.run("types", "--region", "cn-hangzhou", "-o", "csv").out + w.run("images", "--region", "cn-hangzhou", "-o", "csv").out
		w.env.Printer = text.Pseudo()
		words := append(known(tree(shell.New(nil, w.env))), asciiWord.FindAllString(data+" "+when.Zone(time.Now()), -1)...)
		for _, command := range []string{
			"ls", "show " + id, "regions", "zones", "types", "types --region cn-hangzhou", "images --region cn-hangzhou", "prices ecs.g7.large --region cn-hangzhou",
			"renewals --expires-within 400d", "spot --region cn-hangzhou --type ecs.g7.large --bid 0.3 --job 6h", "jobs", "config check",
			"stop --all-regions --filter status:running --dry-run", "reboot " + id + " --dry-run", "release --force --snapshot " + id + " --dry-run",
			"renew --all-regions --filter charge:monthly --dry-run", "auto-renew on --all-regions --filter charge:monthly --dry-run", "auto-release 3d " + id + " --dry-run",
			"rename web-[1,3] " + id + " --dry-run", "tag env=test " + id + " --dry-run", "protect on " + id + " --dry-run", "address " + id + " --dry-run",
			"stop " + id + " --yes --wait", "stop " + id + " --yes", "start " + id, "show i-nothere", "ls --filter colour:red", "ls --region mars", "jobs", "jobs 1", "jobs 99", "jobs --since 1h", "version",
		} {
			r := w.run(strings.Fields(command)...)
			if e := english(r.out+r.err, append(words, asciiWord.FindAllString(command, -1)...)...); len(e) > 0 {
				w.Errorf("%s: not in the catalogue: %q\n%s%s", command, e, clip(r.out), r.err)
			}
		}
	})
}
