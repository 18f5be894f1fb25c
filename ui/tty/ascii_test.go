package tty

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

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
		if n, err := OnlyASCII.writer(&out).Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("%q: %d, %v", text, n, err)
		}
		if got := out.String(); got != want || ansi.StringWidthWc(got) != ansi.StringWidthWc(text) && !strings.Contains(text, "\xff") {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Each sign on the screens of the deck has an ASCII letter, and names stay what they are.
func TestSignsInASCII(t *testing.T) {
	screens, err := filepath.Glob("../../model/testdata/*.txt")
	if err != nil || len(screens) == 0 {
		t.Fatal(screens, err)
	}
	missing := map[rune]string{}
	for _, path := range screens {
		screen, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if _, err := ASCIISigns.writer(&out).Write(screen); err != nil {
			t.Fatal(err)
		}
		if got, want := ansi.StringWidthWc(out.String()), ansi.StringWidthWc(string(screen)); got != want {
			t.Errorf("%s has %d cells, had %d", path, got, want)
		}
		for _, r := range out.String() {
			if r > unicode.MaxASCII && !unicode.Is(unicode.Han, r) && ansi.StringWidthWc(string(r)) == 1 {
				missing[r] = path
			}
		}
	}
	for r, path := range missing {
		t.Errorf("%q of %s has no letter", r, path)
	}
	var out strings.Builder
	if ASCIISigns.writer(&out).Write([]byte("▲ 订单 é │")); out.String() != "^ 订单 é |" {
		t.Errorf("%q", out.String())
	}
}
