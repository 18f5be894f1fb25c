//go:build unix

package regular

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestOnlyRegularFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	for name, size := range map[string]int{"small": 3, "largest": MaxSize, "larger": MaxSize + 1} {
		if err := os.WriteFile(in(name), bytes.Repeat([]byte("x"), size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"link": in("small"), "zero": "/dev/zero", "piped": in("pipe"), "loop": in("loop")} {
		if err := os.Symlink(to, in(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(in("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		"small": nil, "largest": nil, "link": nil, "larger": ErrLarge, "pipe": ErrKind, "piped": ErrKind, "zero": ErrKind,
		"loop": syscall.ELOOP, "none": os.ErrNotExist, ".": syscall.EISDIR,
	} {
		if b, err := Read(in(name)); !errors.Is(err, want) || (err == nil) != (want == nil) || want == nil && len(b) == 0 {
			t.Errorf("%s: %d bytes, %v; want %v", name, len(b), err, want)
		}
	}
	for name, want := range map[string]error{"small": nil, "link": ErrLink, "pipe": ErrKind, "zero": ErrLink, "new": nil} {
		f, err := OpenOwn(in(name), os.O_RDWR|os.O_CREATE)
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: %v; want %v", name, err, want)
		}
		f.Close()
	}
	if i, err := os.Stat(in("new")); err != nil || i.Mode().Perm() != 0o600 {
		t.Error(i, err)
	}
}

func TestOwnerOfADirectory(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a directory away")
	}
	dir := t.TempDir()
	if err := CheckOwner(dir); err != nil {
		t.Error(err)
	}
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if err := CheckOwner(dir); !errors.Is(err, ErrOwner) {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "note"), []byte("forged"), 0o644); err != nil {
		t.Fatal(err)
	}
	if b, err := ReadOwn(filepath.Join(dir, "note")); !errors.Is(err, ErrOwner) {
		t.Errorf("read %q, %v", b, err)
	}
	if err := CheckOwner(filepath.Join(dir, "none")); err != nil {
		t.Error(err)
	}
}
