//go:build unix

package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func init() {
	// No file of this process may grow beyond a size: what a full disk is like.
	full := func(size uint64) func(dir string) {
		return func(dir string) {
			signal.Ignore(syscall.SIGXFSZ)
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
				fmt.Println(err)
			}
			s := New(dir)
			s.Load(context.Background(), key, hours(0), hours(1))
			s.Append(answer(0, 1, "0 5"))
			s.flush()
			for i := range 20 {
				s.Append(month(rand.New(rand.NewPCG(1, 1)), Key{"cn-hangzhou", fmt.Sprint("type ", i), "vpc"}, epoch))
				s.flush()
			}
			fmt.Println(s.Note().String())
			fmt.Println(describe(s.Load(context.Background(), key, hours(0), hours(1))))
			s.Close()
		}
	}
	others["full at once"] = full(3000)
	others["full in the end"] = full(300_000)
	// A directory of somebody else.
	others["stranger"] = func(dir string) {
		if os.Getuid() == 0 {
			if err := syscall.Setuid(65534); err != nil {
				fmt.Println(err)
			}
		}
		s := New(dir)
		s.Load(context.Background(), key, hours(0), hours(1))
		s.Append(answer(0, 1, "0 5"))
		s.Close()
		fmt.Println(s.Note().String())
	}
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	_, out := other(t, "full at once", dir)
	if out.Scan(); !strings.HasPrefix(out.Text(), "the price history can't be kept: ") || !strings.HasSuffix(out.Text(), "file too large") {
		t.Errorf("without any room: said %q", out.Text())
	}
	sentence(t, out.Text())
	for out.Scan() { // until it has ended
	}
	_, out = other(t, "full in the end", dir)
	if out.Scan(); !strings.HasPrefix(out.Text(), "the price history can't be written: ") || !strings.HasSuffix(out.Text(), "file too large") {
		t.Errorf("with some room: said %q", out.Text())
	}
	sentence(t, out.Text())
	if out.Scan(); out.Text() != "0..1, 0 5" {
		t.Errorf("what was written before can't be read: %q", out.Text())
	}
	for out.Scan() {
	}
	note, first, second := used(t, dir)
	if note != "" || describe(first) != "0..1, 0 5" || describe(second) != "20..30, 20 7, 30 8" {
		t.Errorf("with room again: said %q, and knows %s, then %s", note, describe(first), describe(second))
	}
}

func TestReadOnlyDirectory(t *testing.T) {
	root := t.TempDir()
	must(t, os.Chmod(filepath.Dir(root), 0o755))
	dir := filepath.Join(root, "account")
	must(t, os.Mkdir(dir, 0o555))
	for place, said := range map[string]string{
		dir:                         "the price history can't be kept: open prices.db.lock: permission denied",
		filepath.Join(dir, "below"): "the price history can't be kept: mkdir " + filepath.Join(dir, "below") + ": permission denied",
	} {
		_, out := other(t, "stranger", place)
		if out.Scan(); out.Text() != said {
			t.Errorf("%s: said %q", place, out.Text())
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		t.Errorf("%v, %v", entries, err)
	}
}
