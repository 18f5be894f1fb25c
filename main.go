// Command ecsdeck is a terminal dashboard for fleets of Alibaba Cloud ECS
// instances.
package main

import (
	"os"

	"ecsdeck/ui/cli"
)

func main() { os.Exit(cli.Main()) }
