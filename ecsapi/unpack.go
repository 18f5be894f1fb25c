package ecsapi

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"sync"
)

// unpacked is the text of a body that came packed by gzip. It reads no more than it is
// asked for, so that a bomb does not get far. net/http would unpack it, too, but count
// none of the bytes on the wire.
type unpacked struct {
	packed io.ReadCloser
	text   *gzip.Reader // nil before the first read
	err    error
}

// unpackers are idle ones; each takes 40 kB.
var unpackers sync.Pool

func (u *unpacked) Read(p []byte) (n int, err error) {
	if u.text == nil && u.err == nil {
		u.text, u.err = newUnpacker(u.packed)
	}
	if u.err != nil {
		return 0, u.err
	}
	if n, err = u.text.Read(p); err != nil {
		u.err = unreadable(err)
	}
	return n, u.err
}

// Close ends the reading of the body, whose unpacker another one may have.
func (u *unpacked) Close() error {
	if u.text != nil {
		unpackers.Put(u.text)
		u.text, u.err = nil, io.ErrClosedPipe
	}
	return u.packed.Close()
}

func newUnpacker(packed io.Reader) (*gzip.Reader, error) {
	r, ok := unpackers.Get().(*gzip.Reader)
	if !ok {
		r = new(gzip.Reader)
	}
	if err := r.Reset(packed); err != nil {
		return nil, unreadable(err)
	}
	return r, nil
}

// unreadable is errUnreadable for what is not packed as it says, and other errors as they are.
func unreadable(err error) error {
	if _, corrupt := errors.AsType[flate.CorruptInputError](err); corrupt || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) {
		return errUnreadable
	}
	return err
}
