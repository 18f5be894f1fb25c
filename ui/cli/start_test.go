package cli

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// BenchmarkFirstFrame is a whole process, from its start to the first frame in
// its pty. Budget: 50 ms.
func BenchmarkFirstFrame(b *testing.B) {
	home := b.TempDir()
	self := filepath.Join(home, "ecsdeck")
	if out, err := exec.Command("go", "build", "-o", self, "../..").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for b.Loop() {
		cmd := exec.Command(self, "--demo")
		cmd.Env = []string{"HOME=" + home, "TERM=xterm-256color"}
		f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 200, Rows: 50})
		if err != nil {
			b.Fatal(err)
		}
		var seen strings.Builder
		buf := make([]byte, 64<<10)
		for !strings.Contains(seen.String(), "ecsdeck") || !strings.Contains(seen.String(), "help") {
			n, err := f.Read(buf)
			if err != nil {
				b.Fatalf("the deck ended: %v\n%s", err, seen.String())
			}
			seen.Write(buf[:n])
		}
		b.StopTimer()
		cmd.Process.Kill()
		cmd.Wait()
		f.Close()
		b.StartTimer()
	}
}
