package shell

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	xterm "golang.org/x/term"

	"ecsdeck/ui/brief"
	"ecsdeck/ui/term"
)

// writeTable writes rows as columns that are as wide as their widest cell.
func writeTable(out io.Writer, columns []column, rows []any, header bool) error {
	w := bufio.NewWriter(out)
	cells, widths := make([][]string, len(columns)), make([]int, len(columns))
	for i, c := range columns {
		cells[i] = append(make([]string, 0, len(rows)+1), c.title)
		for _, r := range rows {
			cells[i] = append(cells[i], c.cell(r))
		}
		if !header {
			cells[i] = cells[i][1:]
		}
		for _, cell := range cells[i] {
			widths[i] = max(widths[i], term.Width(cell))
		}
	}
	var line []byte
	for row := range len(cells[0]) {
		line = line[:0]
		for i, c := range columns {
			if i > 0 {
				line = append(line, "  "...)
			}
			line = term.AppendFit(line, cells[i][row], widths[i], c.align)
		}
		w.WriteString(strings.TrimRight(string(line), " "))
		w.WriteByte('\n')
	}
	return w.Flush()
}

// OneLine keeps what others wrote from breaking out of its line or moving the
// cursor.
func OneLine(s string) string {
	return term.Clean(strings.Join(strings.Fields(s), " "))
}

// Warn writes a line about the command on standard error.
func (a *App) Warn(line string) { fmt.Fprintln(a.Err, "ecsdeck: "+OneLine(line)) }

// Meanwhile says on a terminal what is waited for, until the function it returns is called.
func (a *App) Meanwhile(what string) (over func()) {
	if !a.Terminal(a.Err) {
		return func() {}
	}
	fmt.Fprint(a.Err, OneLine(what))
	return func() { fmt.Fprint(a.Err, "\r\x1b[K") }
}

// TerminalWidth is that of the terminal that the output goes to, 0 if it is none.
func (a *App) TerminalWidth() int {
	f, ok := a.Out.(*os.File)
	if !ok || !a.Terminal(f) {
		return 0
	}
	w, _, err := xterm.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return w
}

// OutputError is the error of output that could not be written, nil for none.
func (a *App) OutputError(err error) error {
	if err == nil {
		return nil
	}
	return Failed(a.P.S("cannot write the output: {error}", err))
}

// Brief puts plans and jobs in words, as headless output writes times and
// errors; now is cloud time.
func (a *App) Brief(now time.Time) brief.Writer {
	return brief.Writer{Text: a.P, Now: now, Wall: time.Now(), FullErrors: true}
}
