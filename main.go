// Command ecsdeck is a terminal dashboard for fleets of Alibaba Cloud ECS
// instances.
package main

import (
	"context"
	"os"

	"ecsdeck/ui/cli"
)

func main() { os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Process())) }
