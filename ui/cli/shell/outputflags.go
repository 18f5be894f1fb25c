package shell

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/jmespath/go-jmespath"
	"github.com/spf13/cobra"
)

// The forms of output.
const (
	FormTable    = "table"
	FormJSON     = "json"
	FormYAML     = "yaml"
	FormCSV      = "csv"
	FormIDs      = "ids"
	FormTemplate = "template"
)

// Output is the flags that say in which form a command prints, and what of it.
type Output struct {
	*App
	form      form
	columns   []string
	added     bool // columns are printed besides the usual ones
	sorts     []sortColumn
	noHeader  bool
	template  *recordTemplate
	query     *jmespath.JMESPath
	flags     struct{ columns, sort, query string }
	declared  []declared
	formGiven bool
}

// sortColumn is a column to sort by.
type sortColumn struct {
	name string
	down bool
}

// declared is a table that a command may print.
type declared interface {
	names() []columnName
	knows(name string) bool
	ids() bool
}

// form is the flag --output.
type form struct {
	value string
	text  string // of the template
	ids   bool   // there are some to print
}

func (f *form) String() string { return f.value }
func (f *form) Type() string   { return strings.Join(f.accepted(), "|") }

func (f *form) accepted() []string {
	of := []string{FormTable, FormJSON, FormYAML, FormCSV}
	if f.ids {
		of = append(of, FormIDs)
	}
	return append(of, FormTemplate+"=TEXT")
}

// Set takes a form. Its error is for cobra; people read flagError's.
func (f *form) Set(v string) error {
	name, text, isTemplate := strings.Cut(v, "=")
	switch {
	case isTemplate && (name == FormTemplate || name == "go-template"):
		f.value, f.text = FormTemplate, text
	case !slices.Contains(f.accepted(), v) || isTemplate:
		return errors.New("not accepted") // flagError says it better
	default:
		f.value = v
	}
	return nil
}

// OutputFlags gives a command the flags of its output.
func (a *App) OutputFlags(c *cobra.Command, byDefault string) *Output {
	o := &Output{App: a, form: form{value: byDefault}}
	fs := c.Flags()
	fs.VarP(&o.form, "output", "o", a.P.S("form of the output"))
	fs.StringVar(&o.flags.columns, "columns", "", a.P.S("`NAMES` of what tables and CSV print, such as id,zone,tag:env; +NAMES prints them as well; JSON always has all"))
	fs.StringVar(&o.flags.sort, "sort", "", a.P.S("`NAMES` of columns to sort by, such as zone,-created; - is the largest or newest first, what is unknown comes last"))
	fs.BoolVar(&o.noHeader, "no-header", false, a.P.S("print no names of columns"))
	fs.StringVar(&o.flags.query, "query", "", a.P.S("JMESPath `EXPRESSION` over what -o json prints, whose result is printed"))
	a.Complete(c, "output", o.form.accepted)
	c.RegisterFlagCompletionFunc("columns", o.completeNames("+"))
	c.RegisterFlagCompletionFunc("sort", o.completeNames("-"))
	c.PreRunE = func(c *cobra.Command, _ []string) error { return o.read(c) }
	return o
}

func (o *Output) declare(d declared) {
	o.declared = append(o.declared, d)
	o.form.ids = o.form.ids || d.ids()
}

// known are the names of all columns, each once.
func (o *Output) known() (names []columnName) {
	for _, d := range o.declared {
		for _, n := range d.names() {
			if !slices.ContainsFunc(names, func(other columnName) bool { return other.name == n.name }) {
				names = append(names, n)
			}
		}
	}
	return names
}

// completeNames offers a shell the names of columns after a list of some.
func (o *Output) completeNames(sign string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) (offers []string, _ cobra.ShellCompDirective) {
		at := strings.LastIndexByte(typed, ',') + 1
		if rest := typed[at:]; strings.HasPrefix(rest, sign) {
			at += len(sign)
		}
		for _, n := range o.known() {
			offers = append(offers, typed[:at]+n.name+"\t"+n.help)
		}
		return offers, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
	}
}

// read reads the flags, and refuses what is written wrong.
func (o *Output) read(c *cobra.Command) error {
	given := c.Flags().Changed
	o.formGiven = given("output")
	if given("columns") {
		var list string
		list, o.added = strings.CutPrefix(strings.TrimSpace(o.flags.columns), "+")
		for name := range strings.SplitSeq(list, ",") {
			name = strings.TrimSpace(name)
			if err := o.checkName("columns", name); err != nil {
				return err
			}
			o.columns = append(o.columns, name)
		}
	}
	if given("sort") {
		for name := range strings.SplitSeq(o.flags.sort, ",") {
			name, down := strings.CutPrefix(strings.TrimSpace(name), "-")
			if err := o.checkName("sort", name); err != nil {
				return err
			}
			o.sorts = append(o.sorts, sortColumn{name, down})
		}
	}
	return cmp.Or(o.readTemplate(), o.readQuery(given("query")))
}

func (o *Output) checkName(flag, name string) error {
	var names []string
	for _, n := range o.known() {
		if n.name == tagPrefix {
			n.name += "KEY"
		}
		names = append(names, n.name)
	}
	switch {
	case name == "" || name == tagPrefix:
		return Usage(o.P.S("--{flag} needs names of columns", flag) + o.Accepted(names))
	case !slices.ContainsFunc(o.declared, func(d declared) bool { return d.knows(name) }):
		return Usage(o.P.S("--{flag}: there is no column {name:q}", flag, name) + o.Meant(name, names) + o.Accepted(names))
	}
	return nil
}

func (o *Output) readTemplate() (err error) {
	if o.form.value == FormTemplate {
		if o.template, err = newRecordTemplate(o.form.text); err != nil {
			return Usage(o.P.S("--output template: {error}", o.P.E(err)))
		}
	}
	return nil
}

// Structured reports whether the output is made of JSON, which has all that is known and
// is for programs.
func (o *Output) Structured() bool {
	switch o.form.value {
	case FormJSON, FormYAML, FormTemplate:
		return true
	}
	return false
}

// Is reports whether the output has this form.
func (o *Output) Is(form string) bool { return o.form.value == form }

// Chooses reports whether columns are named.
func (o *Output) Chooses() bool { return len(o.columns) > 0 }

// Ordered reports whether columns or an order are named.
func (o *Output) Ordered() bool { return len(o.columns)+len(o.sorts) > 0 }
