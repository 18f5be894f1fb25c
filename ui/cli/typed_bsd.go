//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package cli

import (
	"os"

	"golang.org/x/sys/unix"
)

// forgetTyped drops what was typed at a terminal and not read yet.
func forgetTyped(terminal *os.File) {
	const read = 1 // FREAD
	unix.IoctlSetPointerInt(int(terminal.Fd()), unix.TIOCFLUSH, read)
}
