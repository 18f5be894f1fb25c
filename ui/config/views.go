package config

import (
	"maps"
	"slices"
	"strings"

	"ecsdeck/ecsapi/message"
)

// PageColumns are the names of the columns that lists of the deck can show, by page. Instances
// have those of their tags too, "tag:KEY".
var PageColumns = map[string][]string{
	"instances": {
		"name", "status", "type", "vcpu", "mem", "zone", "private", "public", "charge", "spot", "expires", "age", "id",
		"region", "family", "gpu", "os", "image", "host", "ipv6", "vpc", "vswitch", "sg", "keypair", "group", "description",
		"owner", "protected", "created", "started", "autorelease",
	},
	"renewals":      {"name", "left", "expires", "auto", "charged", "type", "region", "status", "id"},
	"jobs":          {"job", "what", "state", "where", "for", "when", "who"},
	"job-instances": {"name", "region", "outcome", "change", "took", "why", "id"},
	"calls":         {"at", "api", "region", "result", "ms", "what", "try", "kb", "request"},
	"reclaims":      {"name", "state", "seen", "drain", "replaced", "type", "zone", "charge", "private", "id"},
	"spot": {
		"type", "zone", "vcpu", "mem", "now", "since", "on-demand", "off", "per-cpu", "prices", "min", "avg", "p95", "max", "cv",
		"above", "bid", "run", "reclaim", "stock", "own", "room", "cover", "age",
	},
}

// columns reads which columns are shown where nobody chose others in the deck.
func (d *document) columns(v any, to *Config) error {
	table, _ := v.(map[string]any)
	for _, page := range slices.Sorted(maps.Keys(table)) {
		known, ok := PageColumns[page]
		if !ok {
			return &Error{Path: d.path, Line: d.line("columns", page), Text: message.New("{table} has no setting {name:q}", "[columns]", page),
				Word: page, Accepted: slices.Sorted(maps.Keys(PageColumns))}
		}
		names, ok := list(table[page])
		if !ok || len(names) == 0 {
			return &Error{Path: d.path, Line: d.line("columns", page), Text: message.New("{name} cannot be {value}", page, written(table[page])),
				Accepted: []string{`a list of columns such as ["name", "id"]`}}
		}
		for n, name := range names {
			tag := page == "instances" && strings.HasPrefix(name, "tag:") && len(name) > len("tag:")
			if !tag && !slices.Contains(known, name) || slices.Contains(names[:n], name) {
				return &Error{Path: d.path, Line: d.line("columns", page), Text: message.New("{name} cannot have the column {value:q}", page, name),
					Word: name, Accepted: known}
			}
		}
		if to.Columns == nil {
			to.Columns = map[string][]string{}
		}
		to.Columns[page] = names
	}
	return nil
}

// filters reads saved filters. What they say is read when they are used.
func (d *document) filters(v any, to *Config) error {
	table, _ := v.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(table)) {
		expr, ok := table[name].(string)
		if !ok || strings.TrimSpace(expr) == "" || strings.TrimSpace(name) == "" {
			return &Error{Path: d.path, Line: d.line("filters", name), Text: message.New("{name} cannot be {value}", name, written(table[name])),
				Accepted: []string{`a filter such as "status:stopped zone:h"`}}
		}
		if to.Filters == nil {
			to.Filters = map[string]string{}
		}
		to.Filters[name] = expr
	}
	return nil
}
