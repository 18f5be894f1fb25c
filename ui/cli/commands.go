package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/bench"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/cli/sim"
	spotcli "ecsdeck/ui/cli/spot"
)

// commands are the program's commands, each a method that makes one.
type commands struct{ *shell.App }

// tree is the deck, which is the program without a command, and the commands.
func tree(app *shell.App) *cobra.Command {
	a := &commands{app}
	root := a.deckCommand()
	root.AddCommand(
		a.regionsCommand(), a.zonesCommand(), a.lsCommand(), a.showCommand(), a.renewalsCommand(),
		a.typesCommand(), a.imagesCommand(), a.pricesCommand(), spotcli.Command(app),
		a.createCommand(),
		a.jobsCommand(), a.configCommand(), a.doctorCommand(),
		sim.Command(app), bench.Command(app), a.versionCommand(), a.completionCommand(),
	)
	root.AddCommand(a.verbCommands()...)
	return root
}

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
