// Package gunzip unpacks the bodies of answers as they are read.
//
// Its place in the house: it imports nothing of ours, and only ecsapi uses it.
package gunzip

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"sync"
)

// ErrFormat is the error of what is not packed by gzip, or damaged.
var ErrFormat = errors.New("gunzip: not packed by gzip, or damaged")

// Body is the text of a body that came packed by gzip. It reads no more than it is
// asked for, so that a bomb does not get far. net/http would unpack it, too, but count
// none of the bytes on the wire.
type Body struct {
	packed io.ReadCloser
	text   *gzip.Reader // nil before the first read
	err    error
}

// New is the text of packed, which [Body.Close] closes.
func New(packed io.ReadCloser) *Body { return &Body{packed: packed} }

// unpackers are idle ones; each takes 40 kB.
var unpackers sync.Pool

// Read reads of the text. Its errors are ErrFormat, and those of the body.
func (b *Body) Read(p []byte) (n int, err error) {
	if b.text == nil && b.err == nil {
		b.text, b.err = newUnpacker(b.packed)
	}
	if b.err != nil {
		return 0, b.err
	}
	if n, err = b.text.Read(p); err != nil {
		b.err = failure(err)
	}
	return n, b.err
}

// Close ends the reading of the body, whose unpacker another one may have.
func (b *Body) Close() error {
	if b.text != nil {
		unpackers.Put(b.text)
		b.text, b.err = nil, io.ErrClosedPipe
	}
	return b.packed.Close()
}

func newUnpacker(packed io.Reader) (*gzip.Reader, error) {
	r, ok := unpackers.Get().(*gzip.Reader)
	if !ok {
		r = new(gzip.Reader)
	}
	if err := r.Reset(packed); err != nil {
		return nil, failure(err)
	}
	return r, nil
}

// failure is ErrFormat for what is not packed as it says, and other errors as they are.
func failure(err error) error {
	if _, corrupt := errors.AsType[flate.CorruptInputError](err); corrupt || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return ErrFormat
	}
	return err
}
