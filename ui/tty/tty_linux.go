package tty

import "golang.org/x/sys/unix"

// drop empties the terminal's queue, and starts its output again, which wakes who waits
// for room in it.
func (t *Terminal) drop() {
	fd := int(t.out.Fd())
	unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOOFF)
	unix.IoctlSetInt(fd, unix.TCXONC, unix.TCOON)
}
