package tty

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestASCIIHasTheSameCells(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain",
		"┌─ 区 ─┐│▌● run…\x1b[3b▁▄█ ¥ 1":   "+- ?? -+|>* run~\x1b[3b_-# Y 1",
		"\x1b]2;ecsdeck ▲ 区\x07\x1b[2J":   "\x1b]2;ecsdeck  \x07\x1b[2J",
		"e\u0301a\x1b[38;5;111;1mé\x1b[m": "ea\x1b[38;5;111;1m?\x1b[m",
		"⠄⠤⠶⣿⠀":                           "..:# ",
		"\xff\xfe":                        "??",
	} {
		var out strings.Builder
		if n, err := ASCII(&out).Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("%q: %d, %v", text, n, err)
		}
		if got := out.String(); got != want || ansi.StringWidthWc(got) != ansi.StringWidthWc(text) && !strings.Contains(text, "\xff") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
