package ecssim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// stateWriter writes an object field by field, and lists line by line.
type stateWriter struct {
	w     *bufio.Writer
	buf   bytes.Buffer
	enc   *json.Encoder
	comma bool
	err   error
}

func newStateWriter(w io.Writer) *stateWriter {
	s := &stateWriter{w: bufio.NewWriterSize(w, 1<<16)}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false)
	return s
}

// flush ends the writing, and tells the first error there was.
func (s *stateWriter) flush() error {
	if s.err == nil {
		s.err = s.w.Flush()
	}
	return s.err
}

func (s *stateWriter) raw(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

func (s *stateWriter) value(v any) {
	s.buf.Reset()
	if err := s.enc.Encode(v); err != nil && s.err == nil {
		s.err = err
	}
	s.raw(string(bytes.TrimRight(s.buf.Bytes(), "\n")))
}

// name begins a field.
func (s *stateWriter) name(name string) {
	if s.comma {
		s.raw(",\n")
	}
	s.raw(`"` + name + `": `)
	s.comma = true
}

func (s *stateWriter) field(name string, v any) {
	s.name(name)
	s.value(v)
}

// list writes a field that is a list.
func list[T any](s *stateWriter, name string, all []T, item func(T)) {
	s.name(name)
	if len(all) == 0 {
		s.raw("[]")
		return
	}
	s.raw("[\n")
	for n, v := range all {
		if n > 0 {
			s.raw(",\n")
		}
		item(v)
	}
	s.raw("\n]")
}

// values is list for items that are written as they are.
func values[T any](s *stateWriter, name string, all []T) {
	list(s, name, all, func(v T) { s.value(v) })
}
