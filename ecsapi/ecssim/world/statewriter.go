package world

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// Writer writes an object field by field, and lists line by line.
type Writer struct {
	w     *bufio.Writer
	buf   bytes.Buffer
	enc   *json.Encoder
	comma bool
	err   error
}

// NewWriter writes to w; Flush ends it.
func NewWriter(w io.Writer) *Writer {
	s := &Writer{w: bufio.NewWriterSize(w, 1<<16)}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false)
	return s
}

// Flush ends the writing, and tells the first error there was.
func (s *Writer) Flush() error {
	if s.err == nil {
		s.err = s.w.Flush()
	}
	return s.err
}

// Raw writes a text as it is.
func (s *Writer) Raw(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

func (s *Writer) value(v any) {
	s.buf.Reset()
	if err := s.enc.Encode(v); err != nil && s.err == nil {
		s.err = err
	}
	s.Raw(string(bytes.TrimRight(s.buf.Bytes(), "\n")))
}

// name begins a field.
func (s *Writer) name(name string) {
	if s.comma {
		s.Raw(",\n")
	}
	s.Raw(`"` + name + `": `)
	s.comma = true
}

// Field writes a field and its value.
func (s *Writer) Field(name string, v any) {
	s.name(name)
	s.value(v)
}

// List writes a field that is a list.
func List[T any](s *Writer, name string, all []T, item func(T)) {
	s.name(name)
	if len(all) == 0 {
		s.Raw("[]")
		return
	}
	s.Raw("[\n")
	for n, v := range all {
		if n > 0 {
			s.Raw(",\n")
		}
		item(v)
	}
	s.Raw("\n]")
}

// Values is List for items that are written as they are.
func Values[T any](s *Writer, name string, all []T) {
	List(s, name, all, func(v T) { s.value(v) })
}
