package cli

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/ui/config"
	"ecsdeck/ui/text"
)

// readSettings reads the file of settings. It comes before flags are parsed,
// because it says the language in which what is wrong with them is told. What
// is wrong with itself is told by the commands that need it.
func (a *app) readSettings(args []string) {
	named := flagValue(args, "config")
	a.configFile = cmp.Or(named, a.defaultConfig())
	if a.configFile == "" {
		a.settings = &config.Config{} // no home, no settings
		return
	}
	a.settings, a.settingsErr = config.Load(a.configFile, text.Langs())
	if named == "" && errors.Is(a.settingsErr, fs.ErrNotExist) {
		a.settingsErr = nil
	}
}

// defaultConfig is where the settings are unless --config says otherwise, "" if
// nowhere.
func (a *app) defaultConfig() string {
	dir := a.xdg("XDG_CONFIG_HOME", ".config")
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "ecsdeck", "config.toml")
}

// xdg is a directory that the environment names, or the one below the home that
// stands for it; "" without either. As the convention has it, a relative one
// counts for nothing.
func (a *app) xdg(variable, below string) string {
	if dir := a.getenv(variable); filepath.IsAbs(dir) {
		return dir
	}
	if a.Home == "" {
		return ""
	}
	return filepath.Join(a.Home, below)
}

// settingsFault is what is wrong with the file of settings, in one line.
func (a *app) settingsFault() error {
	e, ok := errors.AsType[*config.Error](a.settingsErr)
	switch {
	case a.settingsErr == nil:
		return nil
	case !ok:
		return usage(a.p.S("there is no file %s; `ecsdeck config init` writes one", a.configFile))
	}
	fault := e.Where() + ": " + a.p.S(e.Text, e.Args...)
	if e.Word != "" {
		fault += a.meant(e.Word, e.Accepted)
	}
	return usage(fault + a.accepted(e.Accepted))
}

// keys is the keyboard as it is set.
func (a *app) keys() *keymap.Map {
	m := keymap.Default()
	if err := m.Rebind(a.settings.Keys); err != nil {
		panic(err) // the settings were read: their keys were bound once already
	}
	return m
}

// undoWindow is how long what is final can be taken back.
func (a *app) undoWindow() time.Duration {
	if a.settings.Undo != nil {
		return *a.settings.Undo
	}
	return 3 * time.Second
}

// given is what is set, or what counts where nothing is.
func given[T any](set *T, otherwise T) T {
	if set != nil {
		return *set
	}
	return otherwise
}

// demoDrain is the script of a simulated cloud for which none is set.
const demoDrain = "echo \"$(hostname): draining\"\nsystemctl stop worker\nsleep 8\necho done\n"

// drain is how the work of instances about to be taken back is saved. A command
// would do to the real world what is meant for simulated instances.
func (s *session) drain() fleet.DrainOrder {
	set := s.app.settings.Spot
	if s.demo != nil {
		return fleet.DrainOrder{Script: cmp.Or(set.DrainScript, demoDrain)}
	}
	return fleet.DrainOrder{Command: set.Drain, Script: set.DrainScript}
}

// ceilings are the limits of the session's profile.
func (s *session) ceilings() fleet.Limits {
	l, set := fleet.DefaultLimits, s.set.Limits
	count := func(to, v *int) {
		if v != nil {
			*to = *v
		}
	}
	count(&l.Start, set.Start)
	count(&l.Stop, set.Stop)
	count(&l.Release, set.Release)
	count(&l.Create, set.Create)
	count(&l.Renew, set.Renew)
	money := func(to *ecsapi.Price, v *int64) {
		if v != nil {
			*to = ecsapi.Price(*v)
		}
	}
	money(&l.PerHour, set.PerHour)
	money(&l.Once, set.Once)
	return l
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
