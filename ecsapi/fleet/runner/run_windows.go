package runner

import (
	"os/exec"
	"strconv"
	"syscall"
)

// apart gives a command a group of its own. When its context ends it is ended
// with all that it started.
func apart(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
	c.Cancel = func() error {
		return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(c.Process.Pid)).Run()
	}
}

func killAll(*exec.Cmd) {}
