package cli

import (
	"path/filepath"

	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
)

// templates keeps orders as documents.
type templates struct{ files config.Templates }

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
	return templates{config.OpenTemplates(filepath.Join(dir, "templates"))}
}

func (t templates) List() []string                        { return t.files.List() }
func (t templates) Save(name string, o fleet.Order) error { return t.files.Save(name, o) }
func (t templates) Delete(name string) error              { return t.files.Delete(name) }

func (t templates) Load(name string) (o fleet.Order, err error) {
	err = t.files.Load(name, &o)
	return o, err
}
