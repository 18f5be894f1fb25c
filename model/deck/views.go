package deck

import (
	"maps"

	tea "charm.land/bubbletea/v2"
)

// Views are what a person has arranged, as it is kept from deck to deck.
type Views struct {
	Columns map[string][]ColumnChoice // by page and width, such as "instances/wide"
	Sorts   map[string][]SortChoice   // by page
	Zoom    bool                      // the pane with the focus has the whole width
	Filters map[string]string         // saved filters by name
}

// ColumnChoice is a column that was chosen.
type ColumnChoice struct {
	Key   string
	Width int `json:",omitempty"` // cells; 0: as there is room
}

// SortChoice is a column that rows are sorted by.
type SortChoice struct {
	Key  string
	Desc bool `json:",omitempty"`
}

// ViewStore keeps views. Its methods read and write files: they belong into a command,
// never into Update or View.
type ViewStore interface {
	// Change changes what is kept, which another process may have changed too.
	Change(func(*Views)) error
}

// SavedFilters are all filters with a name: those that are kept go before those of the settings.
func (d *Deck) SavedFilters() map[string]string {
	all := maps.Clone(d.Presets.Filters)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, d.Views.Filters)
	return all
}

// saveFilter keeps a filter under a name, or forgets it.
func (d *Deck) saveFilter(name, expr string) tea.Cmd {
	if _, kept := d.Views.Filters[name]; !kept && d.Presets.Filters[name] != "" {
		// Commands know those of the settings: a name is not to mean two things.
		return Warn(d.Text.S("The filter {name} is in the settings, and stays.", "@"+name))
	}
	if expr == "" {
		return tea.Batch(d.KeepViews(func(v *Views) { delete(v.Filters, name) }), Say(d.Text.S("filter {name} forgotten", "@"+name)))
	}
	return tea.Batch(d.KeepViews(func(v *Views) { v.Filters[name] = expr }), Say(d.Text.S("filter saved: {name} stands for it from now on", "@"+name)))
}

// KeepViews changes the views here and where they are kept. change is called for both, the
// second time in a command.
func (d *Deck) KeepViews(change func(*Views)) tea.Cmd {
	apply := func(v *Views) {
		if v.Columns == nil {
			v.Columns = map[string][]ColumnChoice{}
		}
		if v.Sorts == nil {
			v.Sorts = map[string][]SortChoice{}
		}
		if v.Filters == nil {
			v.Filters = map[string]string{}
		}
		change(v)
	}
	apply(&d.Views)
	if d.ViewStore == nil {
		return nil
	}
	d.unkept = append(d.unkept, apply)
	return d.keepNext()
}

// keepNext writes the changes that wait, in the order in which they were made.
func (d *Deck) keepNext() tea.Cmd {
	if d.keeping || len(d.unkept) == 0 {
		return nil
	}
	store, changes := d.ViewStore, d.unkept
	d.keeping, d.unkept = true, nil
	write := func() error {
		return store.Change(func(v *Views) {
			for _, change := range changes {
				change(v)
			}
		})
	}
	return Run(write, func(err error) tea.Cmd {
		d.keeping = false
		if err != nil {
			return tea.Batch(d.keepNext(), Warn(d.Text.S("This can't be kept for the next time: {reason}", err)))
		}
		return d.keepNext()
	})
}
