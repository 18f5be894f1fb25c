//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package tty

import "golang.org/x/sys/unix"

// drop empties the terminal's queue, and starts its output again, which wakes who waits
// for room in it.
func (t *Terminal) drop() {
	fd := int(t.out.Fd())
	const written = 2 // FWRITE
	unix.IoctlSetPointerInt(fd, unix.TIOCFLUSH, written)
	unix.IoctlSetInt(fd, unix.TIOCSTART, 0)
}
