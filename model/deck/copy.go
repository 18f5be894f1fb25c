package deck

import (
	"bytes"
	"errors"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ui/tty"
)

// Copy is what goes to the clipboard or, where it is more than a clipboard takes, to a file.
type Copy struct {
	// What it is, of a number of things: "3 ids".
	What func(n int) string

	// Page and Ext name the file: "jobs", "csv".
	Page, Ext string

	// Write writes it and says how many things that were. It is called in a command, maybe
	// twice, and reads only what does not change.
	Write func(w io.Writer) (n int, err error)
}

// copied is what became of a copy.
type copied struct {
	n      int
	text   string
	size   int    // in bytes, of what was too much
	path   string // of the file that has it
	loaded bool   // tmux has it in its buffer
	sent   bool   // … and sent it on
	err    error
}

// Copy sends something to the clipboard, and says where it went.
func (d *Deck) Copy(c Copy) tea.Cmd { return d.copy(c, nil) }

// copy is Copy; done, if there is one, gets how many things were sent to the terminal in place of a toast.
func (d *Deck) copy(c Copy, done func(n int)) tea.Cmd {
	ctx, clipboard, save, name := d.Ctx, d.Clipboard, d.Save, d.fileName(c)
	return Run(func() (o copied) {
		text := limitedText{most: tty.SafeCopy, ends: save != nil}
		if save == nil {
			text.most = tty.MostCopy
		}
		o.n, o.err = c.Write(&text)
		switch {
		case text.size > text.most && save != nil:
			o.size = text.size
			o.path, o.err = save(name, func(w io.Writer) (err error) { o.n, err = c.Write(w); return err })
		case text.size > text.most:
			o.size = text.size
		case o.err == nil && o.n > 0:
			o.text = text.String()
			o.sent, o.loaded = clipboard.Load(ctx, o.text)
		}
		return o
	}, func(o copied) tea.Cmd {
		switch {
		case o.text == "":
			return d.sayCopied(c, o)
		case o.loaded && done != nil:
			done(o.n)
			return nil
		case o.loaded:
			return d.sayCopied(c, o)
		case done != nil:
			done(o.n)
			return tea.Raw(clipboard.Sequence(o.text))
		}
		return tea.Batch(tea.Raw(clipboard.Sequence(o.text)), d.sayCopied(c, o))
	})
}

// sayCopied says what is known of where a copy went, and no more.
func (d *Deck) sayCopied(c Copy, o copied) tea.Cmd {
	what := c.What(o.n)
	switch t := d.Text; {
	case o.err != nil:
		return Warn(t.S("{what} can't be written: {reason}", what, o.err))
	case o.path != "" && o.size > 0:
		return Say(t.S("{path} has {what}: more than a clipboard takes", o.path, what))
	case o.path != "":
		return Say(t.S("{path} has {what}", o.path, what))
	case o.n == 0:
		return Warn(t.S("There is nothing to copy."))
	case o.size > 0:
		return Warn(t.S("{what}: more than a clipboard takes, and here no file can be written", what))
	case o.loaded && !o.sent:
		return Warn(t.S("{what} in tmux's buffer; it knows no clipboard of its terminal", what))
	case o.loaded:
		return Say(t.S("{what} in tmux's buffer, and sent to its terminal's clipboard", what))
	case d.Clipboard.Tmux():
		return Say(t.S("{what} sent to tmux, which passes it on after: set -s set-clipboard on", what))
	case d.Clipboard.Screen():
		return Say(t.S("{what} sent to the clipboard of screen's terminal", what))
	}
	return Say(d.Text.S("{what} sent to the terminal's clipboard", what))
}

// SaveCopy writes something to a file, and says to which.
func (d *Deck) SaveCopy(c Copy) tea.Cmd {
	save, name := d.Save, d.fileName(c)
	return Run(func() (o copied) {
		o.path, o.err = save(name, func(w io.Writer) (err error) { o.n, err = c.Write(w); return err })
		return o
	}, func(o copied) tea.Cmd { return d.sayCopied(c, o) })
}

// fileName is what a file is called that has the page and the time in its name.
func (d *Deck) fileName(c Copy) string {
	return "ecsdeck-" + c.Page + "-" + d.InLocal(d.Wall).Format("2006-01-02-150405") + "." + c.Ext
}

// limitedText holds what is written to it up to most bytes. It counts all of it or, if it ends,
// takes no more.
type limitedText struct {
	bytes.Buffer
	size, most int
	ends       bool
}

// errTooMuch ends the writing of what goes to a file.
var errTooMuch = errors.New("too much")

func (l *limitedText) Write(b []byte) (int, error) {
	switch l.size += len(b); {
	case l.size <= l.most:
		return l.Buffer.Write(b)
	case l.ends:
		return 0, errTooMuch
	}
	return len(b), nil
}

// Lines is how values are copied, a line each; one alone has no line end. Blank ones are left out.
func Lines(values func(yield func(string) bool)) func(io.Writer) (int, error) {
	return func(w io.Writer) (n int, err error) {
		first := ""
		for v := range values {
			if v == "" {
				continue
			}
			if n++; n == 1 {
				first = v
				continue
			}
			if n == 2 {
				_, err = io.WriteString(w, first+"\n")
			}
			if err == nil {
				_, err = io.WriteString(w, v+"\n")
			}
			if err != nil {
				return n, err
			}
		}
		if n == 1 {
			_, err = io.WriteString(w, first)
		}
		return n, err
	}
}

// CopyID sends an id to the clipboard.
func CopyID[ID ~string](d *Deck, id ID) tea.Cmd {
	return d.Copy(Copy{
		What: func(int) string { return string(id) }, Page: "id", Ext: "txt",
		Write: Lines(func(yield func(string) bool) { yield(string(id)) }),
	})
}

// CopyCommands sends commands to the clipboard; copied gets their number, nil: a toast shows it.
func (d *Deck) CopyCommands(commands func() []string, copied func(n int)) tea.Cmd {
	return d.copy(Copy{What: d.CountCommands, Page: "commands", Ext: "sh", Write: WriteCommands(commands)}, copied)
}

// CountCommands says how many commands there are.
func (d *Deck) CountCommands(n int) string {
	return d.Text.N("{count} command", "{count} commands", n)
}

// WriteCommands writes commands, of which remarks between them don't count.
func WriteCommands(commands func() []string) func(io.Writer) (int, error) {
	return func(w io.Writer) (n int, err error) {
		for _, line := range commands() {
			n += Btoi(!strings.HasPrefix(line, "#"))
			if _, err = io.WriteString(w, line+"\n"); err != nil {
				return n, err
			}
		}
		return n, nil
	}
}

// CopyTicket sends what a ticket needs to the clipboard; lines are what the cursor is on.
func (d *Deck) CopyTicket(lines []string) tea.Cmd {
	if len(lines) == 0 {
		return Say(d.Text.S("There is nothing here to write a ticket about."))
	}
	if d.Account.Number != "" {
		lines = append([]string{d.Text.S("Account: {account}", d.Account.Number)}, lines...)
	}
	return d.Copy(Copy{
		What: func(int) string { return d.Text.S("text for a ticket") }, Page: "ticket", Ext: "txt",
		Write: func(w io.Writer) (int, error) {
			return io.WriteString(w, strings.Join(lines, "\n")+"\n")
		},
	})
}
