package cli

import (
	"path/filepath"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

// keptDir is where the deck keeps what a person has arranged: beside the default settings or,
// of the simulated cloud, in a place of its own; "" where there is none.
func keptDir(s *shell.Session) string {
	dir := filepath.Dir(s.App.DefaultConfig())
	if s.Demo != nil {
		dir, _ = s.Demo.StateRoot()
	}
	if dir == "." {
		return ""
	}
	return dir
}

// openTemplates opens the profile's, beside the default settings; it begins with those of
// nobody, which all profiles had once. Those of the simulated cloud, whose images and
// networks exist nowhere else, are its own. Nil where there is no place.
func openTemplates(s *shell.Session) deck.Templates {
	dir := keptDir(s)
	if dir == "" {
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
