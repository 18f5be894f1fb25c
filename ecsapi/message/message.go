// Package message is what is told to people, before it is put in their language:
// a key of the message catalogue and its arguments. The cloud side and the
// settings return such texts and never format one; package ui/text writes them.
//
// A key is the English text itself, a whole sentence or label, with its
// arguments named in braces:
//
//	{name} in {region}: {count} of {total}
//	--speed cannot be {value:q}
//
// Arguments are given in the order in which the key first names them. After a
// colon stands how one is written: q as a Go string in quotes, or a number's
// decimals as in {price:.2f}. "{{" is a brace.
package message

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Key is an English text and by that a key of the catalogue. Every constant of
// this type is in the list of keys that translations are held to.
type Key string

// Text is a key with its arguments. The zero Text is nothing to say.
type Text struct {
	Key  Key
	Args []any // a Key or a Text among them is put in the reader's language, too

	// One is the English text for exactly one, where Key is that for any other
	// Count; empty where the text does not depend on a count. Count is the
	// argument {count} of both.
	One   Key
	Count int
}

// New returns the text of a key.
func New(key Key, args ...any) Text { return Text{Key: key, Args: args} }

// Plural returns a text that depends on a count: one is for exactly one, many for
// any other number. The count is the argument {count} of both.
func Plural(one, many Key, count int, args ...any) Text {
	return Text{Key: many, Args: args, One: one, Count: count}
}

// Verbatim is a text as it stands, which no catalogue has: a name, a code, what
// the cloud or another program says.
func Verbatim(text string) Text { return New("{text}", text) }

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t.Key == "" }

// String is the text in English.
func (t Text) String() string {
	if t.One == "" {
		return Format(t.Key, t.Key, nil, t.Args, Plain)
	}
	pattern := t.Key
	if t.Count == 1 {
		pattern = t.One
	}
	return Format(pattern, t.Key, &t.Count, t.Args, Plain)
}

// Error is a Text as an error, in English for who does not know the catalogue.
type Error struct{ Text }

func (e *Error) Error() string { return e.String() }

// Unwrap returns the error among the arguments, or nil.
func (e *Error) Unwrap() error {
	for _, a := range e.Args {
		if err, ok := a.(error); ok {
			return err
		}
	}
	return nil
}

// Errorf returns the text of a key as an error.
func Errorf(key Key, args ...any) error { return &Error{New(key, args...)} }

// Describer is another error that has a text of the catalogue.
type Describer interface {
	error
	Describe() Text
}

// Describe returns the error's text.
func (e *Error) Describe() Text { return e.Text }

// Of returns the text of an error: that of the first [Describer] in its chain when
// it says all that the error does, else what the error says as it stands, which no
// catalogue has.
func Of(err error) Text {
	if e, ok := errors.AsType[Describer](err); ok && e.Error() == err.Error() {
		return e.Describe()
	}
	return Verbatim(err.Error())
}

// Plain writes an argument in English, without a separator of thousands.
func Plain(arg any, verb string) string {
	if verb != "" {
		return fmt.Sprintf("%"+verb, arg)
	}
	switch v := arg.(type) {
	case string:
		return v
	case Key:
		return string(v)
	case int:
		return strconv.Itoa(v)
	case Text:
		return v.String()
	}
	if v := reflect.ValueOf(arg); v.Kind() == reflect.String {
		if _, ok := arg.(fmt.Stringer); !ok {
			return v.String()
		}
	}
	return fmt.Sprint(arg)
}

// Format fills a pattern in, which is key or its translation. Its arguments are
// in the order in which key first names them, except {count}, which is *count
// where that is given. An argument that is lacking stays as its name.
func Format(pattern, key Key, count *int, args []any, write func(arg any, verb string) string) string {
	if strings.IndexByte(string(pattern), '{') < 0 {
		return string(pattern)
	}
	var room [8]string
	names := room[:0]
	for rest := string(key); ; {
		_, name, _, after, ok := cut(rest)
		if !ok {
			break
		}
		rest = after
		if (count == nil || name != "count") && name != "" && !contains(names, name) {
			names = append(names, name)
		}
	}
	var b strings.Builder
	b.Grow(len(pattern) + 16*len(args))
	for rest := string(pattern); ; {
		before, name, verb, after, ok := cut(rest)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		rest = after
		switch n := index(names, name); {
		case name == "":
			b.WriteByte('{')
		case count != nil && name == "count":
			b.WriteString(write(*count, verb))
		case n < 0 || n >= len(args):
			b.WriteString("{" + name + "}")
		default:
			b.WriteString(write(args[n], verb))
		}
	}
}

// Names lists the arguments that a key names, in the order in which they are
// given, with {count} of a plural among them.
func Names(key Key) []string {
	var names []string
	for rest := string(key); ; {
		_, name, _, after, ok := cut(rest)
		if !ok {
			return names
		}
		rest = after
		if name != "" && !contains(names, name) {
			names = append(names, name)
		}
	}
}

// cut splits a pattern around its first argument. "{{" is one without a name.
func cut(s string) (before, name, verb, after string, found bool) {
	at := strings.IndexByte(s, '{')
	if at < 0 {
		return s, "", "", "", false
	}
	if strings.HasPrefix(s[at:], "{{") {
		return s[:at], "", "", s[at+2:], true
	}
	end := strings.IndexByte(s[at:], '}')
	if end < 0 {
		return s, "", "", "", false
	}
	name, verb, _ = strings.Cut(s[at+1:at+end], ":")
	return s[:at], name, verb, s[at+end+1:], true
}

func contains(names []string, name string) bool { return index(names, name) >= 0 }

func index(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}
