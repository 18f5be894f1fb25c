// Package text is the message catalogue: what a person reads, in their
// language. English source strings are the keys, so code reads as it speaks,
// and English needs no table. Packages model and ui/cli translate where text
// is shown; the cloud side never does.
//
// A language joins with one file that defines a language and one line in
// languages.
package text

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	xlang "golang.org/x/text/language"
	"golang.org/x/text/message"
)

// language is one catalogue.
type language struct {
	tag xlang.Tag
	// texts maps a key to its translation. Arguments may change places:
	// "%[2]s".
	texts map[string]string
	// plurals maps the plural key of N to the language's forms. Every language
	// has plural.Other.
	plurals map[string]map[plural.Form]string
}

// languages are the accepted names, English first.
func languages() map[string]language {
	return map[string]language{
		"en": {tag: xlang.English},
	}
}

// Printer writes texts in one language. It is not safe for concurrent use: one
// for each event loop or command.
type Printer struct {
	name string
	lang language
	out  *message.Printer
}

// New returns the printer of a language. An unknown one is an error that names
// the accepted ones.
func New(lang string) (*Printer, error) {
	l, ok := languages()[lang]
	if !ok {
		return nil, fmt.Errorf("unknown language %q: use one of %s", lang, strings.Join(Langs(), ", "))
	}
	return newPrinter(lang, l), nil
}

func newPrinter(name string, l language) *Printer {
	return &Printer{name: name, lang: l, out: message.NewPrinter(l.tag)}
}

// Langs returns the accepted languages, sorted.
func Langs() []string {
	names := make([]string, 0, 2)
	for name := range languages() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Lang returns the printer's language as given to New.
func (p *Printer) Lang() string { return p.name }

// S returns the text of key with args filled in as fmt.Sprintf does. Numbers
// are counts and get their thousands separated: pass an id, a port or a year
// as a string. Without args the text is returned as it is, "%" and all.
func (p *Printer) S(key string, args ...any) string {
	if own, ok := p.lang.texts[key]; ok {
		key = own
	}
	if len(args) == 0 {
		return key
	}
	return p.out.Sprintf(key, args...)
}

// N is S for a text that depends on a count: one is the English text for
// exactly one, many for any other number and the key of the translations. n
// comes first among the arguments of either:
//
//	p.N("%d instance", "%d instances", n)
func (p *Printer) N(one, many string, n int, args ...any) string {
	key := many
	if forms, ok := p.lang.plurals[many]; ok {
		form := plural.Cardinal.MatchPlural(p.lang.tag, abs(n), 0, 0, 0, 0)
		if key, ok = forms[form]; !ok {
			key = forms[plural.Other]
		}
	} else if n == 1 {
		key = one
	}
	return p.out.Sprintf(key, append([]any{n}, args...)...)
}

func abs(n int) int { return max(n, -n) }
