package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// completionCommand prints what makes a shell complete commands, flags and
// their values.
func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "fish", "powershell", "zsh"}
	return &cobra.Command{
		Use:       "completion SHELL",
		Short:     a.p.S("Print the completion script for a shell"),
		Example:   "  source <(ecsdeck completion bash)",
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(a.p.S("completion needs the name of a shell") + a.accepted(shells))
			}
			root := c.Root()
			generate, ok := map[string]func(io.Writer) error{
				"bash":       func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
				"fish":       func(w io.Writer) error { return root.GenFishCompletion(w, true) },
				"powershell": root.GenPowerShellCompletionWithDesc,
				"zsh":        root.GenZshCompletion,
			}[args[0]]
			if !ok {
				return usage(a.p.S("there is no completion for %q", args[0]) + a.accepted(shells))
			}
			return generate(a.Out)
		},
	}
}
