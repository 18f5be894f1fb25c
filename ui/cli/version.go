package cli

import (
	"fmt"
	"runtime"

	"ecsdeck/ui/cli/shell"

	"github.com/spf13/cobra"
)

func (a *commands) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: a.P.S("Print the version"),
		Args:  a.NoArgs,
		Run: func(*cobra.Command, []string) {
			fmt.Fprintf(a.Out, "ecsdeck %s %s %s/%s\n", shell.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		},
	}
}
