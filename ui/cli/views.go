package cli

import (
	"path/filepath"

	"ecsdeck/ecsapi/message"
	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

// openViews reads how the profile's lists were arranged, and what the settings say of them.
func (a *commands) openViews(s *shell.Session, d *deck.Deps) {
	d.Presets.Filters = a.Settings.Filters
	for page, keys := range a.Settings.Columns {
		if d.Presets.Columns == nil {
			d.Presets.Columns = map[string][]deck.ColumnChoice{}
		}
		for _, key := range keys {
			d.Presets.Columns[page] = append(d.Presets.Columns[page], deck.ColumnChoice{Key: key})
		}
	}
	dir := keptDir(s)
	if dir == "" {
		return
	}
	name := "views.json"
	if p := s.Credentials.Profile; p != "" && s.Demo == nil {
		name = filepath.Join("views", shell.Folder(p)+".json")
	}
	file := config.Kept[deck.Views]{Path: filepath.Join(dir, name)}
	var err error
	if d.Views, err = file.Load(); err != nil {
		s.Notices = append(s.Notices, message.Of(err))
		return
	}
	d.ViewStore = file
}
