package cli

import (
	"path/filepath"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

// openTemplates opens the profile's, beside the default settings; it begins with those of
// nobody, which all profiles had once. Those of the simulated cloud, whose images and
// networks exist nowhere else, are its own. Nil where there is no place.
func openTemplates(s *shell.Session) deck.Templates {
	dir := filepath.Dir(s.App.DefaultConfig())
	if s.Demo != nil {
		dir, _ = s.Demo.StateRoot()
	}
	if dir == "" || dir == "." {
		return nil
	}
	all := filepath.Join(dir, "templates")
	if s.Demo != nil || s.Credentials.Profile == "" {
		return config.Templates[fleet.Order]{Dir: all}
	}
	own := config.Templates[fleet.Order]{Dir: filepath.Join(all, "@"+shell.Folder(s.Credentials.Profile))}
	if err := own.Adopt(all); err != nil {
		s.App.Warn(s.App.P.S("the templates can't be copied for the profile: {reason}", err))
		return config.Templates[fleet.Order]{Dir: all}
	}
	return own
}
