// Package jsonscan reads JSON of a known shape several times faster than a decoder that
// reads whatever comes. It is as lenient as the decoder of the cloud's SDK, where an answer
// is usual: null is an empty value, and a number may be in quotes.
//
// Its place in the house: it imports nothing of ours, and only ecsapi uses it, for the rows
// of its largest answers.
package jsonscan

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Scanner reads one text from its beginning to its end. What is unusual, such as a list
// where a text belongs, a field that comes twice, or no JSON at all, ends the reading:
// [Scanner.End] then says that the text is for the SDK's decoder, which has the last word.
// So a Scanner must read nothing otherwise than that one, and may give up at anything.
//
// The texts that it returns are pieces of what it reads, unless they have escapes.
type Scanner struct {
	text string
	at   int
	odd  bool // it gave up
}

// New begins to read a text.
func New(text string) Scanner { return Scanner{text: text} }

// End reports whether all was read, and nothing follows.
func (s *Scanner) End() bool {
	s.space()
	return !s.odd && s.at == len(s.text)
}

// GiveUp ends the reading: what came is unusual.
func (s *Scanner) GiveUp() { s.odd = true }

// maxDepth is how deep the values may be nested that are passed over.
const maxDepth = 32

// Wrapped reads an object of which one field is used, a list.
func (s *Scanner) Wrapped(field string, item func()) {
	s.Object(func(name string) int {
		if name != field {
			s.Skip()
			return 0
		}
		s.List(item)
		return 1
	})
}

// Object reads an object, or null, which has no fields.
func (s *Scanner) Object(field func(name string) (bit int)) {
	if !s.null() {
		s.Fields(field)
	}
}

// Fields reads an object. field reads the value of a field and returns a number from 1 to
// 63 for one that must not come twice.
func (s *Scanner) Fields(field func(name string) (bit int)) {
	if !s.expect('{') || s.next('}') {
		return
	}
	for seen := uint64(1); !s.odd; {
		name := s.quoted()
		s.expect(':')
		bit := field(name)
		if bit > 0 && seen&(1<<bit) != 0 {
			s.odd = true
			return
		}
		seen |= 1 << bit
		if !s.next(',') {
			s.expect('}')
			return
		}
	}
}

// List reads a list, whose items item reads.
func (s *Scanner) List(item func()) {
	if !s.expect('[') || s.next(']') {
		return
	}
	for !s.odd {
		item()
		if !s.next(',') {
			s.expect(']')
			return
		}
	}
}

// Skip passes over a value.
func (s *Scanner) Skip() { s.skip(0) }

// skip passes over a value that is nested so deep.
func (s *Scanner) skip(depth int) {
	switch c := s.Peek(); {
	case depth == maxDepth:
		s.odd = true
	case c == '"':
		s.quoted()
	case c == '{':
		s.Fields(func(string) int {
			s.skip(depth + 1)
			return 0
		})
	case c == '[':
		s.List(func() { s.skip(depth + 1) })
	case c == 't', c == 'f':
		s.Bool()
	case c == 'n':
		s.null()
	default:
		s.value(s.digits()) // the SDK's decoder refuses 1e700 here, too
	}
}

// Copied is a text that may be kept.
func (s *Scanner) Copied() string { return strings.Clone(s.Text()) }

// Text reads a text, or null, which is none.
func (s *Scanner) Text() string {
	if s.byte() != '"' && s.null() {
		return ""
	}
	return s.quoted()
}

// Bool reads a truth value, or null, which is false.
func (s *Scanner) Bool() bool {
	switch {
	case s.literal("true"):
		return true
	case !s.literal("false") && !s.null():
		s.odd = true
	}
	return false
}

// Int reads a whole number.
func (s *Scanner) Int() int {
	begin := s.at
	f := s.Number()
	s.odd = s.odd || f != math.Trunc(f) || math.Abs(f) > 1<<50 || strings.ContainsAny(s.text[begin:s.at], "eE")
	return int(f)
}

// Number reads a number, which may be in quotes, or null or "", which are 0.
func (s *Scanner) Number() float64 {
	if s.null() || s.literal(`""`) {
		return 0
	}
	in := s.Peek() == '"'
	if in {
		s.at++
	}
	if c := s.byte(); in && c != '-' && (c < '0' || c > '9') {
		s.odd = true
		return 0
	}
	f := s.value(s.digits())
	if in && !s.odd {
		if s.odd = s.byte() != '"'; !s.odd {
			s.at++
		}
	}
	return f
}

// value is the number that digits tell.
func (s *Scanner) value(digits string) float64 {
	whole := 0
	for n := range len(digits) {
		c := digits[n] - '0'
		if c > 9 || n == 15 {
			f, err := strconv.ParseFloat(digits, 64)
			s.odd = s.odd || err != nil
			return f
		}
		whole = 10*whole + int(c)
	}
	return float64(whole)
}

// digits reads a number as JSON has them.
func (s *Scanner) digits() string {
	s.space()
	begin := s.at
	many := func() {
		if c := s.byte(); c < '0' || c > '9' {
			s.odd = true
		}
		for s.byte() >= '0' && s.byte() <= '9' {
			s.at++
		}
	}
	if s.byte() == '-' {
		s.at++
	}
	if s.byte() == '0' {
		s.at++
	} else {
		many()
	}
	if s.byte() == '.' {
		s.at++
		many()
	}
	if c := s.byte(); c == 'e' || c == 'E' {
		s.at++
		if c := s.byte(); c == '+' || c == '-' {
			s.at++
		}
		many()
	}
	return s.text[begin:s.at]
}

// plain is whether a character stands for itself in a text.
func plain(c byte) bool { return c >= ' ' && c != '"' && c != '\\' }

// quoted reads a text, eight characters at a time: most of an answer is in texts. A byte
// less a limit has its highest bit set, and had not, where it was below the limit; a borrow
// spoils only the bytes after the first that is not plain.
func (s *Scanner) quoted() string {
	if !s.expect('"') {
		return ""
	}
	const each, high = 0x0101010101010101, 0x8080808080808080
	rest := s.text[s.at:]
	n := 0
	for ; n+8 <= len(rest); n += 8 {
		t := rest[n : n+8]
		x := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		quote, backslash := x^'"'*each, x^'\\'*each
		if odd := ((x-' '*each)&^x | (quote-each)&^quote | (backslash-each)&^backslash) & high; odd != 0 {
			n += bits.TrailingZeros64(odd) / 8
			break
		}
	}
	for n < len(rest) && plain(rest[n]) {
		n++
	}
	text := rest[:n]
	if s.at += n; n < len(rest) && rest[n] == '"' {
		s.at++
		return text
	}
	return s.escaped([]byte(text))
}

// escaped reads on in a text from where an escape stands.
func (s *Scanner) escaped(b []byte) string {
	for !s.odd && s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '"':
			return string(b)
		case plain(c):
			b = append(b, c)
		case c != '\\':
			s.odd = true
		default:
			b = utf8.AppendRune(b, s.escape())
		}
	}
	s.odd = true
	return ""
}

// escape reads what follows a backslash.
func (s *Scanner) escape() rune {
	c := s.byte()
	s.at = min(s.at+1, len(s.text))
	switch c {
	case '"', '\\', '/':
		return rune(c)
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'u':
		r := s.hex()
		if utf16.IsSurrogate(r) {
			if !strings.HasPrefix(s.text[s.at:], `\u`) {
				s.odd = true
				return 0
			}
			s.at += 2
			r = utf16.DecodeRune(r, s.hex())
			s.odd = s.odd || r == utf8.RuneError
		}
		return r
	}
	s.odd = true
	return 0
}

// hex reads the four digits of a character.
func (s *Scanner) hex() rune {
	if s.odd || len(s.text)-s.at < 4 {
		s.odd = true
		return 0
	}
	r, err := strconv.ParseUint(s.text[s.at:s.at+4], 16, 16)
	s.odd = s.odd || err != nil
	s.at += 4
	return rune(r)
}

// byte is the next character, 0 at the end.
func (s *Scanner) byte() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// space passes over white space.
func (s *Scanner) space() {
	for s.at < len(s.text) && s.text[s.at] <= ' ' {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// Peek is the next character after white space, 0 at the end.
func (s *Scanner) Peek() byte {
	s.space()
	return s.byte()
}

// next passes over the next character if it is c.
func (s *Scanner) next(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return s.after(c)
}

// after passes over white space and the next character if it is c.
func (s *Scanner) after(c byte) bool {
	s.space()
	if s.byte() != c {
		return false
	}
	s.at++
	return true
}

// expect passes over the next character, which is c.
func (s *Scanner) expect(c byte) bool {
	if s.next(c) {
		return true
	}
	s.odd = true
	return false
}

// literal passes over a word if it is the next.
func (s *Scanner) literal(word string) bool {
	s.space()
	is := strings.HasPrefix(s.text[s.at:], word)
	if is {
		s.at += len(word)
	}
	return is
}

// null passes over null if it is the next.
func (s *Scanner) null() bool { return s.Peek() == 'n' && s.literal("null") }
