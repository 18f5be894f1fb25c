package cli

import (
	"io"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
)

// completionCommand prints what makes a shell complete commands, flags and
// their values.
func (a *commands) completionCommand() *cobra.Command {
	shells := []string{"bash", "fish", "powershell", "zsh"}
	return &cobra.Command{
		Use:       "completion SHELL",
		Short:     a.P.S("Print the completion script for a shell"),
		Example:   "  source <(ecsdeck completion bash)",
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return shell.Usage(a.P.S("completion needs the name of a shell") + a.Accepted(shells))
			}
			root := c.Root()
			generate, ok := map[string]func(io.Writer) error{
				"bash":       func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
				"fish":       func(w io.Writer) error { return root.GenFishCompletion(w, true) },
				"powershell": root.GenPowerShellCompletionWithDesc,
				"zsh":        root.GenZshCompletion,
			}[args[0]]
			if !ok {
				return shell.Usage(a.P.S("there is no completion for {shell:q}", args[0]) + a.Accepted(shells))
			}
			return generate(a.Out)
		},
	}
}
