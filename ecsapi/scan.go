package ecsapi

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads a page of DescribeInstances as the API documents it, in a quarter of the
// time of the SDK's decoder, which reads whatever comes. What is unusual, such as a list
// where a text belongs, a field that comes twice, or no JSON at all, sets odd and ends the
// reading: the SDK's decoder then has the answer, and the last word. So the scanner must
// read nothing otherwise than that one, and may give up at anything.
//
// Texts without escapes are pieces of the answer's, and lists are pieces of the scanner's:
// both are to be copied before the next page is read.
type scanner struct {
	text string
	at   int
	odd  bool

	rows  []instanceRow
	names []string
	tags  []tagRow
	locks []lockRow
}

// maxDepth is how deep the values may be nested that are passed over.
const maxDepth = 32

// wrapped reads an object of which one field is used, a list.
func (s *scanner) wrapped(field string, item func()) {
	s.object(func(name string) int {
		if name != field {
			s.skip(0)
			return 0
		}
		s.list(item)
		return 1
	})
}

// object reads an object, or null, which has no fields.
func (s *scanner) object(field func(name string) (bit int)) {
	if !s.null() {
		s.fields(field)
	}
}

// fields reads an object. field reads the value of a field and returns a number from 1 to
// 63 for one that must not come twice.
func (s *scanner) fields(field func(name string) (bit int)) {
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

// list reads a list, whose items item reads.
func (s *scanner) list(item func()) {
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

// skip passes over a value.
func (s *scanner) skip(depth int) {
	switch c := s.peek(); {
	case depth == maxDepth:
		s.odd = true
	case c == '"':
		s.quoted()
	case c == '{':
		s.fields(func(string) int {
			s.skip(depth + 1)
			return 0
		})
	case c == '[':
		s.list(func() { s.skip(depth + 1) })
	case c == 't', c == 'f':
		s.bool()
	case c == 'n':
		s.null()
	default:
		s.digits()
	}
}

// copied is a text that may be kept.
func (s *scanner) copied() string { return strings.Clone(s.string()) }

// string reads a text, or null, which is none.
func (s *scanner) string() string {
	if s.byte() != '"' && s.null() {
		return ""
	}
	return s.quoted()
}

// bool reads a truth value, or null, which is false.
func (s *scanner) bool() bool {
	switch {
	case s.literal("true"):
		return true
	case !s.literal("false") && !s.null():
		s.odd = true
	}
	return false
}

// count reads a whole number.
func (s *scanner) count() int {
	begin := s.at
	f := s.number()
	s.odd = s.odd || f != math.Trunc(f) || math.Abs(f) > 1<<50 || strings.ContainsAny(s.text[begin:s.at], "eE")
	return int(f)
}

// number reads a number, which may be in quotes, or null or "", which are 0.
func (s *scanner) number() float64 {
	if s.null() || s.literal(`""`) {
		return 0
	}
	in := s.peek() == '"'
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
func (s *scanner) value(digits string) float64 {
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
func (s *scanner) digits() string {
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
func (s *scanner) quoted() string {
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
func (s *scanner) escaped(b []byte) string {
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
func (s *scanner) escape() rune {
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
func (s *scanner) hex() rune {
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
func (s *scanner) byte() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// space passes over white space.
func (s *scanner) space() {
	for s.at < len(s.text) && s.text[s.at] <= ' ' {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// peek is the next character after white space.
func (s *scanner) peek() byte {
	s.space()
	return s.byte()
}

// next passes over the next character if it is c.
func (s *scanner) next(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return s.after(c)
}

// after passes over white space and the next character if it is c.
func (s *scanner) after(c byte) bool {
	s.space()
	if s.byte() != c {
		return false
	}
	s.at++
	return true
}

// expect passes over the next character, which is c.
func (s *scanner) expect(c byte) bool {
	if s.next(c) {
		return true
	}
	s.odd = true
	return false
}

// literal passes over a word if it is the next.
func (s *scanner) literal(word string) bool {
	s.space()
	is := strings.HasPrefix(s.text[s.at:], word)
	if is {
		s.at += len(word)
	}
	return is
}

// null passes over null if it is the next.
func (s *scanner) null() bool { return s.peek() == 'n' && s.literal("null") }
