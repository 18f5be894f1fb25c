package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
)

func (a *commands) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: a.P.S("Print the version"),
		Args:  a.NoArgs,
		Run:   func(*cobra.Command, []string) { a.printVersion() },
	}
}

func (a *commands) printVersion() {
	fmt.Fprintf(a.Out, "ecsdeck %s %s %s/%s\n", shell.Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
