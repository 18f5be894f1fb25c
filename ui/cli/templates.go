package cli

import (
	"path/filepath"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

// openTemplates opens those beside the default settings; those of the simulated cloud,
// whose images and networks exist nowhere else, are its own. Nil where there is
// no place.
func openTemplates(s *shell.Session) deck.Templates {
	dir := filepath.Dir(s.App.DefaultConfig())
	if s.Demo != nil {
		dir, _ = s.Demo.StateRoot()
	}
	if dir == "" || dir == "." {
		return nil
	}
	return config.Templates[fleet.Order]{Dir: filepath.Join(dir, "templates")}
}
