package tty

import (
	"io"
	"os"
)

// Output is where the program draws. It is a console that is asked for its size and
// told to understand escape sequences.
func (t *Terminal) Output(w io.Writer) io.Writer { return console{t.out, t.Letters.writer(w)} }

type console struct {
	*os.File
	to io.Writer
}

func (c console) Write(b []byte) (int, error) { return c.to.Write(b) }

// listen does nothing: here no shell stops a process, and a console says its size among
// the keys.
func (t *Terminal) listen() {}

// drop does nothing: a console reads always.
func (t *Terminal) drop() {}
