package cli

import (
	"regexp"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
)

// Words before the ids of a command: a value such as on, or a name. What looks
// like an id is never taken for one of them, nor the other way round.

var idForm = regexp.MustCompile(`^i-[0-9A-Za-z][0-9A-Za-z-]*$`)

// isID reports whether a word is written as the id of an instance.
func isID(word string) bool { return idForm.MatchString(word) }

func (a *commands) noID(word string) error {
	return shell.Usage(a.P.S("{word:q} is not the id of an instance, such as i-bp1example; --filter picks instances by name", word))
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
