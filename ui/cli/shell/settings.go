package shell

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"ecsdeck/keymap"
	"ecsdeck/ui/config"
	"ecsdeck/ui/text"
)

// readSettings reads the file of settings. It comes before flags are parsed,
// because it says the language in which what is wrong with them is told. What
// is wrong with itself is told by the commands that need it.
func (a *App) readSettings(args []string) {
	named := flagValue(args, "config")
	a.ConfigFile = cmp.Or(named, a.DefaultConfig())
	if a.ConfigFile == "" {
		a.Settings = &config.Config{} // no home, no settings
		return
	}
	a.Settings, a.settingsErr = config.Load(a.ConfigFile, text.Langs())
	if named == "" && errors.Is(a.settingsErr, fs.ErrNotExist) {
		a.settingsErr = nil
	}
}

// DefaultConfig is where the settings are unless --config says otherwise, "" if
// nowhere.
func (a *App) DefaultConfig() string {
	return a.xdg("XDG_CONFIG_HOME", ".config", "config.toml")
}

// xdg is a file of ours in a directory that the environment names, or in the one
// below the home that stands for it; "" without either. As the convention has it,
// a relative one counts for nothing.
func (a *App) xdg(variable, below, name string) string {
	dir := a.Getenv(variable)
	if !filepath.IsAbs(dir) {
		if a.Home == "" {
			return ""
		}
		dir = filepath.Join(a.Home, below)
	}
	return filepath.Join(dir, "ecsdeck", name)
}

// SettingsError is what is wrong with the file of settings, in one line.
func (a *App) SettingsError() error {
	e, ok := errors.AsType[*config.Error](a.settingsErr)
	switch {
	case a.settingsErr == nil:
		return nil
	case !ok:
		return Usage(a.P.S("there is no file {file}; `ecsdeck config init` writes one", a.ConfigFile))
	}
	fault := e.Where() + ": " + a.P.T(e.Text)
	if e.Word != "" {
		fault += a.Meant(e.Word, e.Accepted)
	}
	return Usage(fault + a.Accepted(e.Accepted))
}

// Keys is the keyboard as it is set.
func (a *App) Keys() *keymap.Map {
	m := keymap.Default()
	if err := m.Rebind(a.Settings.Keys); err != nil {
		panic(err) // the settings were read: their keys were bound once already
	}
	return m
}

// UndoWindow is how long what is final can be taken back.
func (a *App) UndoWindow() time.Duration {
	if a.Settings.Undo != nil {
		return *a.Settings.Undo
	}
	return 3 * time.Second
}

// flagValue is the value of a flag that must be known before flags are parsed,
// "" if it isn't given.
func flagValue(args []string, name string) string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if v, ok := strings.CutPrefix(arg, "--"+name+"="); ok {
			return v
		}
		if arg == "--"+name && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}
