//go:build unix

package regular

import (
	"io/fs"
	"os"
	"syscall"
)

const (
	noFollow = syscall.O_NOFOLLOW
	noWait   = syscall.O_NONBLOCK | syscall.O_NOCTTY
)

func ours(i fs.FileInfo) bool {
	s, ok := i.Sys().(*syscall.Stat_t)
	return !ok || s.Uid == uint32(os.Geteuid()) || s.Uid == 0
}
