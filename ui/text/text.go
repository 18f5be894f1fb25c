// Package text puts what people read in their language. Its keys are the English
// texts themselves (see package message), so code reads as it speaks, and
// English needs no table. Packages model and ui/cli translate where text is
// shown; the cloud side hands on keys and arguments.
//
// A language joins with one file that defines a language and one line in
// languages. keys.txt lists what it has to translate: it is made from the source,
// see TestKeys.
package text

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/feature/plural"
	xlang "golang.org/x/text/language"
	xmessage "golang.org/x/text/message"

	"ecsdeck/ecsapi/message"
)

// language is one catalogue.
type language struct {
	tag xlang.Tag
	// texts maps a key to its translation. Arguments may change places.
	texts map[message.Key]message.Key
	// plurals maps the key of many to the language's forms. Every language has
	// plural.Other.
	plurals map[message.Key]map[plural.Form]message.Key
	// spell, when set, makes a translation of the key itself.
	spell func(message.Key) message.Key
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
	out  *xmessage.Printer
}

// New returns the printer of a language. An unknown one is an error that names
// the accepted ones.
func New(lang string) (*Printer, error) {
	l, ok := languages()[lang]
	if !ok {
		return nil, message.Errorf("unknown language {language:q}: use one of {accepted}", lang, strings.Join(Langs(), ", "))
	}
	return newPrinter(lang, l), nil
}

func newPrinter(name string, l language) *Printer {
	return &Printer{name: name, lang: l, out: xmessage.NewPrinter(l.tag)}
}

// Clone returns another printer of the language, for another goroutine.
func (p *Printer) Clone() *Printer { return newPrinter(p.name, p.lang) }

// Langs returns the accepted languages, sorted.
func Langs() []string { return slices.Sorted(maps.Keys(languages())) }

// Lang returns the printer's language as given to New.
func (p *Printer) Lang() string { return p.name }

// S returns the text of key with its arguments, in the order in which the key
// first names them. An int is a count and gets its thousands separated: pass an
// id, a port or a year as a string.
func (p *Printer) S(key message.Key, args ...any) string {
	return message.Format(p.translate(key), key, nil, args, p.write)
}

// N is S for a text that depends on a count: one is the English text for exactly
// one, many for any other number and the key of the translations. The count is
// the argument {count}; the others are in the order in which many names them:
//
//	p.N("{count} instance in {region}", "{count} instances in {region}", n, region)
func (p *Printer) N(one, many message.Key, count int, args ...any) string {
	pattern := many
	if forms, ok := p.lang.plurals[many]; ok {
		form := plural.Cardinal.MatchPlural(p.lang.tag, max(count, -count), 0, 0, 0, 0)
		if pattern, ok = forms[form]; !ok {
			pattern = forms[plural.Other]
		}
	} else {
		if count == 1 {
			pattern = one
		}
		pattern = p.translate(pattern)
	}
	return message.Format(pattern, many, &count, args, p.write)
}

// T returns a text that came from elsewhere as a key and its arguments.
func (p *Printer) T(t message.Text) string {
	if t.One != "" {
		return p.N(t.One, t.Key, t.Count, t.Args...)
	}
	return p.S(t.Key, t.Args...)
}

// E returns what an error says: in the reader's language where it has a text, as
// it stands where it comes from elsewhere.
func (p *Printer) E(err error) string { return p.T(message.Of(err)) }

func (p *Printer) translate(key message.Key) message.Key {
	if p.lang.spell != nil {
		return p.lang.spell(key)
	}
	if own, ok := p.lang.texts[key]; ok {
		return own
	}
	return key
}

// write writes an argument in the reader's language.
func (p *Printer) write(arg any, verb string) string {
	if verb == "" {
		switch v := arg.(type) {
		case int:
			if -1000 < v && v < 1000 {
				return strconv.Itoa(v)
			}
			return p.out.Sprint(v)
		case message.Key:
			return p.S(v)
		case message.Text:
			return p.T(v)
		case error:
			return p.E(v)
		}
		if v := reflect.ValueOf(arg); v.CanInt() || v.CanUint() {
			if _, words := arg.(fmt.Stringer); !words {
				return p.out.Sprint(arg)
			}
		}
	}
	return message.Plain(arg, verb)
}

// Pseudo returns the printer of a language that nobody speaks: English with
// accents on its letters, and 40 % longer. What it leaves without accents on a
// screen is data, or a text that is not in the catalogue.
func Pseudo() *Printer {
	return newPrinter("pseudo", language{tag: xlang.English, spell: spell})
}

// accents puts the second of each two letters in the place of the first.
var accents = strings.NewReplacer(strings.Split("AÀaàBƁbƀCÇcçDĎdďEÈeèFƑfƒGĜgĝHĤhĥIÌiìJĴjĵKĶkķLĹlĺMṀmṁNÑnñOÒoòPƤpƥQɊqɋRŔrŕSŚsśTŤtťUÙuùVṼvṽWŴwŵXẊxẋYÝyýZŽzž", "")...)

// spell is a key in the pseudo-language. Its arguments stay as they are.
func spell(key message.Key) message.Key {
	var b strings.Builder
	text, letters, from := string(key), 0, 0 // a short word grows by two cells at least
	for _, argument := range append(arguments.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		words := text[from:argument[0]]
		for _, r := range words {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		b.WriteString(accents.Replace(words) + text[argument[0]:argument[1]])
		from = argument[1]
	}
	if letters == 0 {
		return key
	}
	return message.Key(b.String() + strings.Repeat("~", max(letters*2/5, 2)))
}

var arguments = regexp.MustCompile(`\{\{|\{[^}]*\}?`)
