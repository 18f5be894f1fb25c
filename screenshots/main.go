// Command screenshots makes the pictures that the README shows: it runs the
// real program on its simulated cloud in a pty, types the keys of each scene,
// and draws what a terminal emulator then holds as SVG.
//
//	go run ./screenshots
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
	"github.com/gdamore/tcell/v3/vt"
)

// scene is one picture: the keys that lead to it, each typed once the words
// before it are on screen.
type scene struct {
	file  string
	w, h  int
	steps []step
}

type step struct {
	await string // words on screen
	keys  string
}

var scenes = []scene{
	{"fleet.svg", 160, 42, []step{
		{"1,200 instances", "/web\r"}, {"of 1,200", "jj   "}, {"3 marked", ""},
	}},
	{"plan.svg", 120, 35, []step{
		{"1,200 instances", "/status:running web zone:h\r"}, {"of 1,200", "   "}, {"3 marked", "T"}, {"Stop 3 instances", ""},
	}},
	{"jobs.svg", 120, 35, []step{
		{"1,200 instances", "/web not problem:any\r"}, {"of 1,200", "        "}, {"8 marked", "T"}, {"enter stop", "\r"},
		{" 0 of 6", "J"}, {"Running → Stopped", ""},
	}},
	{"board.svg", 170, 36, []step{
		{"1,200 instances", "p"}, {"143 types read", ""}, {"─ 958 rows", "w/vcpu:4-8 stock:yes"}, {"stock:yes", "\rjj"}, {" 7 d ", ""},
	}},
	{"price.svg", 120, 35, []step{
		{"1,200 instances", "p"}, {"─ 958 rows", "/c7.2xlarge zone:h\r"}, {"of 958", "\r"}, {"on-demand", "ww"}, {" 30 d ", ""},
	}},
	{"narrow.svg", 80, 24, []step{{"1,200", "jj"}, {"●", ""}}},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "ecsdeck")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "ecsdeck")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	for _, s := range scenes {
		if err := shoot(program, s); err != nil {
			return fmt.Errorf("%s: %w", s.file, err)
		}
		fmt.Println("screenshots/" + s.file)
	}
	return nil
}

func shoot(program string, s scene) error {
	cmd := exec.Command(program, "--demo", "--theme", "dark", "--speed", "4")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TERM=xterm-256color", "COLORTERM=truecolor"}
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(s.h), Cols: uint16(s.w)})
	if err != nil {
		return err
	}
	defer tty.Close()
	defer cmd.Process.Kill()

	t := &terminal{MockTerm: vt.NewMockTerm(vt.MockOptSize{X: vt.Col(s.w), Y: vt.Row(s.h)}, vt.MockOptColors(1<<24)), w: s.w, h: s.h}
	if err := t.Start(); err != nil {
		return err
	}
	defer t.Stop()
	go io.Copy(t, tty)

	for _, st := range s.steps {
		if err := t.await(st.await); err != nil {
			return err
		}
		<-time.After(500 * time.Millisecond) // a dialog ignores keys that come before it was seen
		for _, k := range st.keys {
			if _, err := io.WriteString(tty, string(k)); err != nil {
				return err
			}
			<-time.After(60 * time.Millisecond) // as a person types
		}
	}
	<-time.After(700 * time.Millisecond) // what is still on its way to the screen
	return os.WriteFile(filepath.Join("screenshots", s.file), []byte(t.svg()), 0o644)
}

// terminal is the emulator's screen.
type terminal struct {
	mu sync.Mutex
	vt.MockTerm
	w, h int
}

func (t *terminal) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.MockTerm.Write(b)
}

// await polls the screen until it shows the words.
func (t *terminal) await(words string) error {
	for range 300 {
		if strings.Contains(t.text(), words) {
			return nil
		}
		<-time.After(100 * time.Millisecond)
	}
	return fmt.Errorf("%q never came on screen:\n%s", words, t.text())
}

func (t *terminal) text() string {
	var out strings.Builder
	t.each(func(_, _ int, c vt.Cell) { out.WriteString(c.C) })
	return out.String()
}

// each visits the cells that hold something, row by row.
func (t *terminal) each(visit func(x, y int, c vt.Cell)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Drain()
	for y := range t.h {
		for x := 0; x < t.w; {
			c := t.GetCell(vt.Coord{X: vt.Col(x), Y: vt.Row(y)})
			if c.C == "" {
				c.C = " "
			}
			visit(x, y, c)
			x += max(1, c.W)
		}
	}
}
