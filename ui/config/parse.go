package config

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"ecsdeck/ecsapi/message"
	"ecsdeck/keymap"
)

// document is a file being read: its values, and on which line each stands.
type document struct {
	path  string
	lines map[string]int // by place
	langs []string
}

// place names a value within the file. The parts of a name may hold anything.
func place(parts ...string) string { return strings.Join(parts, "\x00") }

func parse(path string, text []byte, langs []string) (*Config, error) {
	d := &document{path: path, lines: map[string]int{}, langs: langs}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var values map[string]any
	if err := toml.Unmarshal(text, &values); err != nil {
		return nil, d.syntax(err)
	}
	if err := d.index(text); err != nil {
		return nil, err
	}
	return d.config(values)
}

// index finds the lines. A strict reader who knows only the tables reports each
// value in them as unknown to it, with its line.
func (d *document) index(text []byte) error {
	var tables struct {
		Keys    struct{} `toml:"keys"`
		Spot    struct{} `toml:"spot"`
		Columns struct{} `toml:"columns"`
		Filters struct{} `toml:"filters"`
		Profile map[string]struct {
			Limits struct{} `toml:"limits"`
		} `toml:"profile"`
	}
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&tables)
	if values, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		for _, v := range values.Errors {
			line, _ := v.Position()
			p := place(v.Key()...)
			d.lines[p] = cmp.Or(d.lines[p], line)
		}
		return nil
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok && len(wrong.Key()) > 0 {
		line, _ := wrong.Position()
		name := wrong.Key()[len(wrong.Key())-1]
		return &Error{Path: d.path, Line: line, Text: message.New("{name} is a table, such as {example}", name, "["+strings.Join(wrong.Key(), ".")+"]")}
	}
	if err != nil {
		return d.syntax(err)
	}
	return nil
}

func (d *document) syntax(err error) error {
	line := 0
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = wrong.Position()
	}
	return &Error{Path: d.path, Line: line, Text: message.New("this is not TOML: {reason}", strings.TrimPrefix(err.Error(), "toml: "))}
}

// line is where a value stands, a table where its first value does. Those of a
// table within a line are found without the table's name.
func (d *document) line(parts ...string) int {
	if n := d.lines[place(parts...)]; n > 0 {
		return n
	}
	first := 0
	for p, n := range d.lines {
		if strings.HasPrefix(p, place(parts...)+"\x00") && (first == 0 || n < first) {
			first = n
		}
	}
	if first == 0 && len(parts) > 2 {
		outer, name := parts[:len(parts)-2], parts[len(parts)-1]
		return d.lines[place(append(slices.Clone(outer), name)...)]
	}
	return first
}

// in is how a message names a table.
func in(parts []string) string { return "[" + strings.Join(parts, ".") + "]" }

func (d *document) config(values map[string]any) (*Config, error) {
	c := &Config{Keys: map[string][]string{}, Profiles: map[string]Profile{}}
	if err := fill(d, nil, values, general(d.langs), c, "columns", "filters", "keys", "profile", "spot"); err != nil {
		return nil, err
	}
	if err := d.keys(values["keys"], c.Keys); err != nil {
		return nil, err
	}
	table, _ := values["spot"].(map[string]any)
	if err := fill(d, []string{"spot"}, table, spots(), &c.Spot); err != nil {
		return nil, err
	}
	if err := d.columns(values["columns"], c); err != nil {
		return nil, err
	}
	if err := d.filters(values["filters"], c); err != nil {
		return nil, err
	}
	profiles, _ := values["profile"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(profiles)) {
		table, _ := profiles[name].(map[string]any)
		limits, _ := table["limits"].(map[string]any)
		var p Profile
		if err := fill(d, []string{"profile", name}, table, profile(), &p, "limits"); err != nil {
			return nil, err
		}
		if err := fill(d, []string{"profile", name, "limits"}, limits, ceilings(), &p.Limits); err != nil {
			return nil, err
		}
		c.Profiles[name] = p
	}
	return c, nil
}

// fill sets what a table says. Names of tables within it are known too.
func fill[T any](d *document, at []string, table map[string]any, settings []setting[T], to *T, tables ...string) error {
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if slices.Contains(tables, name) {
			continue
		}
		line := d.line(append(slices.Clone(at), name)...)
		i := slices.IndexFunc(settings, func(s setting[T]) bool { return s.name == name })
		if i < 0 {
			known := slices.Clone(tables)
			for _, s := range settings {
				known = append(known, s.name)
			}
			e := &Error{Path: d.path, Line: line, Text: message.New("there is no setting {name:q}", name), Word: name, Accepted: known}
			if len(at) > 0 {
				e.Text = message.New("{table} has no setting {name:q}", in(at), name)
			}
			return e
		}
		if !settings[i].set(to, table[name]) {
			word, _ := table[name].(string) // for a near one to be found
			return &Error{Path: d.path, Line: line, Text: message.New("{name} cannot be {value}", name, written(table[name])),
				Word: word, Accepted: settings[i].takes}
		}
	}
	return nil
}

// keys reads and checks the key bindings.
func (d *document) keys(v any, to map[string][]string) error {
	table, _ := v.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(table)) {
		v := table[name]
		keys, ok := list(v)
		if !ok {
			return &Error{Path: d.path, Line: d.line("keys", name), Text: message.New("{name} cannot be {value}", name, written(v)),
				Accepted: []string{`a list of keys such as ["S", "f8"]`}}
		}
		to[name] = keys
	}
	err := keymap.Default().Rebind(to)
	if wrong, ok := errors.AsType[*keymap.BindError](err); ok {
		return &Error{Path: d.path, Line: d.line("keys", wrong.Name), Text: wrong.Text, Word: wrong.Name, Accepted: wrong.Accepted}
	}
	return err
}
