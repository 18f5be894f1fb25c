package cli

import (
	"regexp"

	"ecsdeck/ui/cli/shell"

	"github.com/spf13/cobra"
)

// Words before the ids of a command: a value such as on, or a name. What looks
// like an id is never taken for one of them, nor the other way round.

var idForm = regexp.MustCompile(`^i-[0-9A-Za-z][0-9A-Za-z-]*$`)

// isID reports whether a word is written as the id of an instance.
func isID(word string) bool { return idForm.MatchString(word) }

func (a *commands) noID(word string) error {
	return shell.Usage(a.P.S("{word:q} is not the id of an instance, such as i-bp1example; --filter picks instances by name", word))
}

// onOff takes a leading on or off.
func (a *commands) onOff(c *cobra.Command, on *bool) func([]string) ([]string, error) {
	of := []string{"on", "off"}
	c.ValidArgsFunction = firstWord(of)
	return func(words []string) ([]string, error) {
		switch {
		case len(words) == 0:
			return nil, shell.Usage(a.P.S("{name} needs a word before the ids", c.Name()) + a.Accepted(of))
		case words[0] != "on" && words[0] != "off":
			return nil, shell.Usage(a.P.S("{name} cannot be {words:q}", c.Name(), words[0]) + a.Accepted(of))
		}
		*on = words[0] == "on"
		return words[1:], nil
	}
}

// firstWord offers a shell words for the first argument; ids, which only the
// cloud knows, it can't offer.
func firstWord(words []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			words = nil
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}
