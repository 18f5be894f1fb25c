package tty

import (
	"encoding/base64"
	"strings"
	"testing"
)

// What a terminal is sent for a text, whatever is between.
func TestClipboardSequence(t *testing.T) {
	const plain, tmux, screen = "\x1b]52;c;aWQ=\a", "\x1bPtmux;\x1b\x1b]52;c;aWQ=\a\x1b\\", "\x1bP\x1b]52;c;aWQ=\a\x1b\\"
	for environ, want := range map[string]string{
		"TERM=xterm-256color": plain,
		"":                    plain,
		"TERM=xterm TMUX=/tmp/tmux-0/default,1,0": plain + tmux,
		"TERM=tmux-256color":                      plain + tmux,
		"TERM=xterm STY=12.pts-0.host":            plain + screen,
		"TERM=screen-256color":                    plain + screen,
		"TERM=screen TMUX=/tmp/tmux-0/default,1,": plain + tmux,
		"TMUX=/gone,1,0 TMUX= TERM=xterm":         plain, // the last one counts
	} {
		if got := NewClipboard(strings.Fields(environ), false).Sequence("id"); got != want {
			t.Errorf("%q: %q, want %q", environ, got, want)
		}
	}
}

// Screen passes on no string of more than 768 bytes: its parts together are the sequence.
func TestScreenGetsAStringInParts(t *testing.T) {
	text := strings.Repeat("a line of text\n", 300)
	want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
	rest, ok := strings.CutPrefix(NewClipboard([]string{"STY=1"}, true).Sequence(text), want)
	if !ok {
		t.Fatalf("it begins %.60q", rest)
	}
	var passed strings.Builder
	for part := range strings.SplitSeq(strings.TrimSuffix(rest, "\x1b\\"), "\x1b\\") {
		inner, ok := strings.CutPrefix(part, "\x1bP")
		if !ok || len(inner) > 768 {
			t.Errorf("a part of %d bytes begins %.20q", len(inner), part)
		}
		passed.WriteString(inner)
	}
	if passed.String() != want {
		t.Errorf("screen passes on %.80q", passed.String())
	}
}

// Where tmux can't be asked, nothing is claimed of it.
func TestNoTmux(t *testing.T) {
	for _, c := range []Clipboard{
		{},
		NewClipboard([]string{"TMUX=/nowhere/socket,1,0", "PATH=/nowhere"}, true),
		NewClipboard([]string{"TMUX=" + t.TempDir() + "/socket,1,0"}, true),
		NewClipboard([]string{"TMUX=/tmp/tmux-0/default,1,0"}, false), // of another machine
	} {
		if sent, ok := c.Load(t.Context(), "id"); sent || ok {
			t.Errorf("%v took it", c)
		}
	}
}

// The ways to the clipboard pass the writer for terminals without other letters as they are.
func TestASCIIKeepsSequencesOfTheClipboard(t *testing.T) {
	for _, environ := range []string{"TERM=xterm", "TERM=tmux", "STY=1"} {
		seq := NewClipboard([]string{environ}, false).Sequence("区\x1b")
		var out strings.Builder
		OnlyASCII.writer(&out).Write([]byte(seq))
		if out.String() != seq {
			t.Errorf("%s: %q, want %q", environ, out.String(), seq)
		}
	}
}
