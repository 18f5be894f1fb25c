//go:build unix

package runner

import (
	"os/exec"
	"syscall"
)

// apart gives a command a session of its own: no terminal to write on or to ask
// for a password, and a group that can be ended as a whole. When its context
// ends it is asked to end.
func apart(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
}

// killAll ends what a command left of its group.
func killAll(c *exec.Cmd) {
	if c.Process != nil {
		syscall.Kill(-c.Process.Pid, syscall.SIGKILL) // nobody may be left
	}
}
