package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"ecsdeck/ecsapi/randtest"
)

// sentence fails the test unless a note is one, or none.
func sentence(t *testing.T, note string) {
	t.Helper()
	if strings.ContainsAny(note, "\n\t") || len(note) > 200 || strings.HasSuffix(note, ".") {
		t.Errorf("no sentence: %q", note)
	}
}

// used opens a store, reads, appends and reads again with another one.
func used(t *testing.T, dir string) (note string, first, second History) {
	t.Helper()
	s := New(dir)
	first = s.Load(t.Context(), key, hours(0), hours(100))
	s.Append(answer(20, 30, "20 7", "30 8"))
	s.Close()
	note = s.Note().String()
	sentence(t, note)
	s = New(dir)
	defer s.Close()
	return note, first, s.Load(t.Context(), key, hours(0), hours(100))
}

func TestBrokenFiles(t *testing.T) {
	whole := keeping(t, answer(0, 21, "0 5", "21 7"))
	file, err := os.ReadFile(filepath.Join(whole, FileName))
	must(t, err)
	zeroed := func(from, to int) []byte {
		b := bytes.Clone(file)
		clear(b[from:to])
		return b
	}
	noise := make([]byte, 100_000)
	r := randtest.New(t)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for what, b := range map[string][]byte{
		"one byte":        {1},
		"text":            []byte(strings.Repeat("not a database\n", 3000)),
		"noise":           noise,
		"zeros":           make([]byte, 100_000),
		"two pages":       file[:8192],
		"half a page":     file[:2000],
		"cut short":       file[:len(file)-os.Getpagesize()],
		"without a start": zeroed(0, 2*os.Getpagesize()),
		"without an end":  zeroed(2*os.Getpagesize(), len(file)),
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			must(t, os.WriteFile(filepath.Join(dir, FileName), b, 0o600))
			note, first, second := used(t, dir)
			// The last page may be none that is in use.
			if what == "cut short" && note == "" && describe(first) == "0..21, 0 5, 21 7" {
				return
			}
			if note != "the price history on disk was broken; it is now prices.db.broken, and a new one begins" || !first.From.IsZero() {
				t.Errorf("said %q, got %s", note, describe(first))
			}
			if got := describe(second); got != "20..30, 20 7, 30 8" {
				t.Errorf("the new one: %s", got)
			}
			if aside, err := os.ReadFile(filepath.Join(dir, FileName+".broken")); err != nil || !bytes.Equal(aside, b) {
				t.Errorf("what was set aside is another file, %v", err)
			}
		})
	}
	t.Run("empty", func(t *testing.T) {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, FileName), nil, 0o600))
		if note, _, second := used(t, dir); note != "" || describe(second) != "20..30, 20 7, 30 8" {
			t.Errorf("said %q, got %s", note, describe(second))
		}
	})
}

// What is of somebody else, or of a later version, is left as it is.
func TestForeignFiles(t *testing.T) {
	for _, section := range []string{"somebody else's", "spot prices 2"} {
		dir := t.TempDir()
		path := filepath.Join(dir, FileName)
		db, err := bbolt.Open(path, 0o600, nil)
		must(t, err)
		must(t, db.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucket([]byte(section))
			if err != nil {
				return err
			}
			return b.Put([]byte("a"), []byte("b"))
		}))
		must(t, db.Close())
		file, err := os.ReadFile(path)
		must(t, err)
		note, _, second := used(t, dir)
		if note != "the price history can't be kept: prices.db is of a newer ecsdeck or of another program" || !second.From.IsZero() {
			t.Errorf("%s: said %q, got %s", section, note, describe(second))
		}
		if again, err := os.ReadFile(path); err != nil || !bytes.Equal(again, file) {
			t.Errorf("%s: the file has changed, %v", section, err)
		}
	}
}

func TestPlacesThatCannotBe(t *testing.T) {
	in := t.TempDir()
	must(t, os.WriteFile(filepath.Join(in, "file"), nil, 0o600))
	must(t, os.MkdirAll(filepath.Join(in, "taken", FileName), 0o700))
	must(t, os.MkdirAll(filepath.Join(in, "locked", FileName+".lock"), 0o700))
	for dir, said := range map[string]string{
		"file":   "the price history can't be kept: ",
		"taken":  "the price history can't be kept: prices.db is not a file",
		"locked": "the price history can't be kept: ",
	} {
		note, _, second := used(t, filepath.Join(in, dir))
		if !strings.HasPrefix(note, said) || len(note) < 40 || !second.From.IsZero() {
			t.Errorf("%s: said %q, got %s", dir, note, describe(second))
		}
	}
}

const keys = 12

// big is a file of so many keys and one more, with several levels of pages, free pages, and prices that are all different.
func big(t *testing.T, r *rand.Rand) []byte {
	dir := t.TempDir()
	s := New(dir)
	s.Load(t.Context(), key, epoch, epoch)
	for i := range keys {
		s.Append(month(r, Key{"cn-hangzhou", fmt.Sprint("type ", i), "vpc"}, epoch))
		if i%4 == 2 {
			s.flush()
		}
	}
	s.Close()
	s = New(dir)
	s.Append(answer(0, 10, "0 5", "10 6"))
	s.Close()
	if !s.Note().IsZero() {
		t.Fatal(s.Note().String())
	}
	file, err := os.ReadFile(filepath.Join(dir, FileName))
	must(t, err)
	return file
}

// all is all that a store says of what is in big, "" for each key that it knows nothing of.
func all(t *testing.T, dir string) (out [keys + 1]string, note string) {
	s := New(dir)
	defer s.Close()
	for i := range out {
		k := Key{"cn-hangzhou", fmt.Sprint("type ", i), "vpc"}
		if i == keys {
			k = key
		}
		if h := s.Load(t.Context(), k, epoch.AddDate(0, 0, -40), hours(100)); !h.From.IsZero() {
			out[i] = fmt.Sprint(h)
		}
	}
	s.Append(answer(9, 20, "9 6", "20 7"))
	u := month(rand.New(rand.NewPCG(9, 9)), Key{"cn-hangzhou", "type 1", "vpc"}, epoch)
	s.Append(u)
	s.Close()
	return out, s.Note().String()
}

// damaged is a file with a wrong bit, or with rubbish or zeros in it, or cut short, and what was done to it.
func damaged(r *rand.Rand, file []byte) (b []byte, what string) {
	b = bytes.Clone(file)
	at := 1 + r.IntN(len(b)-1)
	size := min(len(b)-at, 1+r.IntN(8192))
	switch r.IntN(20) {
	case 0:
		for i := range b[at : at+size] {
			b[at+i] = byte(r.Uint32())
		}
		return b, fmt.Sprintf("%d bytes of rubbish at %d", size, at)
	case 1:
		clear(b[at : at+size])
		return b, fmt.Sprintf("%d zeros at %d", size, at)
	case 2:
		return b[:at], fmt.Sprintf("cut at %d", at)
	}
	if r.IntN(2) == 0 { // what leads to other pages is in few of them
		at = at/os.Getpagesize()*os.Getpagesize() + r.IntN(200)
	}
	b[at] ^= 1 << r.IntN(8)
	return b, fmt.Sprintf("byte %d is %#x instead of %#x", at, b[at], file[at])
}

// Damage anywhere in the file leads neither to a panic, nor to a loop, nor to another price: all that was known is loaded,
// or what was known before the last time that something was written, or nothing and that is said.
func TestDamage(t *testing.T) {
	r := randtest.New(t)
	file := big(t, r)
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	must(t, os.WriteFile(path, file, 0o600))
	want, note := all(t, dir)
	if slices.Contains(want[:], "") || note != "" {
		t.Fatalf("what is whole says %q", note)
	}
	before := want
	before[keys] = ""
	counts := map[string]int{}
	for range 100 {
		b, what := damaged(r, file)
		os.Remove(path)
		must(t, os.WriteFile(path, b, 0o600))
		got, note := all(t, dir)
		sentence(t, note)
		switch {
		case note != "" && got == [keys + 1]string{}:
			counts["broken"]++
		case note == "" && got == want:
			counts["whole"]++
		case note == "" && got == before:
			counts["earlier"]++
		default:
			t.Fatalf("%s: said %q, got %.2000q", what, note, got)
		}
	}
	t.Logf("%v", counts)
	if counts["broken"] == 0 || counts["whole"] == 0 {
		t.Errorf("only %v", counts)
	}
}

// A small bucket lies within the root page. bbolt may copy it to Go's memory, where a pointer out of it ends the process.
func TestDamagedSmallFile(t *testing.T) {
	stop, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	defer func() { close(stop); <-done }()
	r := randtest.New(t)
	whole := "0..21, 0 5, 21 7"
	from := keeping(t, answer(0, 21, "0 5", "21 7"))
	file, err := os.ReadFile(filepath.Join(from, FileName))
	must(t, err)
	size := os.Getpagesize()
	for range 100 {
		at := (2+r.IntN(4))*size + r.IntN(300)
		b := bytes.Clone(file)
		b[at] ^= 1 << r.IntN(8)
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, FileName), b, 0o600))
		s := New(dir)
		got := describe(s.Load(t.Context(), key, hours(0), hours(100)))
		s.Close()
		if broken := got == "nothing" && s.Note().String() != ""; !broken && got != whole {
			t.Fatalf("byte %d is %#x instead of %#x: said %q, got %s", at, b[at], file[at], s.Note().String(), got)
		}
	}
}

// change has bbolt change a file behind the store's back.
func change(t *testing.T, dir string, f func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, FileName), 0o600, nil)
	must(t, err)
	must(t, db.Update(f))
	must(t, db.Close())
}

// Each value is whole, but one of them is missing: the price from before it would be taken for the one in force.
func TestMissingValues(t *testing.T) {
	for _, name := range [][]byte{chunks, asked} {
		dir := keeping(t, answer(0, 48, "0 5", "20 7"))
		change(t, dir, func(tx *bbolt.Tx) error {
			last, _ := tx.Bucket(name).Cursor().Last()
			return tx.Bucket(name).Delete(last)
		})
		if note, first, _ := used(t, dir); !first.From.IsZero() || !strings.Contains(note, "was broken") {
			t.Errorf("%s: said %q, got %s", name, note, describe(first))
		}
	}
}

// Files of earlier versions have no sums. They are read, and get them.
func TestFilesWithoutSums(t *testing.T) {
	dir := keeping(t, answer(0, 21, "0 5", "21 7"))
	takeSums := func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{chunks, asked} {
			if tx.Bucket(name).Sequence() == 0 {
				t.Errorf("%s has no sum", name)
			}
			must(t, tx.Bucket(name).SetSequence(0))
		}
		return nil
	}
	change(t, dir, takeSums)
	if got := describe(loaded(t, dir, key, hours(0), hours(100))); got != "0..21, 0 5, 21 7" {
		t.Errorf("got %s", got)
	}
	change(t, dir, takeSums)
}

// A page that leads to itself would have bbolt use up the stack, which nothing survives.
func TestPagesInACircle(t *testing.T) {
	file := big(t, randtest.New(t))
	size, native := os.Getpagesize(), binary.NativeEndian
	circles := 0
	for id := 2; id < len(file)/size; id++ {
		page := file[id*size:]
		if native.Uint16(page[8:]) != 1 || native.Uint64(page) != uint64(id) {
			continue
		}
		b := bytes.Clone(file)
		for i := range int(native.Uint16(page[10:])) {
			native.PutUint64(b[id*size+pageHead+i*elementSize+8:], uint64(id))
		}
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, FileName), b, 0o600))
		if _, note := all(t, dir); note != "" {
			circles++
		}
	}
	if circles == 0 {
		t.Error("no page in use leads to others")
	}
}

// While it is open, somebody takes the file away.
func TestFileTakenAway(t *testing.T) {
	for what, harm := range map[string]func(path string) error{
		"deleted":            os.Remove,
		"replaced":           func(path string) error { return errors.Join(os.Remove(path), os.WriteFile(path, nil, 0o600)) },
		"with its directory": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
	} {
		s := New(filepath.Join(t.TempDir(), "account"))
		s.Load(t.Context(), key, hours(0), hours(1))
		s.Append(answer(0, 1, "0 5"))
		s.flush()
		must(t, harm(s.path))
		s.Append(answer(1, 2, "1 6"))
		s.Close()
		if s.Note().String() != "the price history was taken away; a new one begins with the next start" {
			t.Errorf("%s: said %q", what, s.Note().String())
		}
	}
}

// While it is open, somebody cuts it short or writes into it: what is mapped of it faults.
func TestFileCutShortWhileOpen(t *testing.T) {
	file := big(t, randtest.New(t))
	for _, size := range []int64{0, 100, 4096, 8192, 16384, int64(len(file)) / 2} {
		for _, reading := range []bool{true, false} {
			dir := t.TempDir()
			path := filepath.Join(dir, FileName)
			must(t, os.WriteFile(path, file, 0o600))
			s := New(dir)
			s.Load(t.Context(), key, hours(0), hours(1))
			if !s.Note().IsZero() {
				t.Fatal(s.Note().String())
			}
			must(t, os.Truncate(path, size))
			for i := range keys {
				k := Key{"cn-hangzhou", fmt.Sprint("type ", i), "vpc"}
				if reading {
					s.Load(t.Context(), k, epoch.AddDate(0, 0, -30), epoch)
				} else {
					s.Append(month(rand.New(rand.NewPCG(5, 5)), k, epoch.AddDate(0, 0, 1)))
				}
			}
			s.Close()
			if s.Note().String() != "the price history on disk was broken; a new one begins with the next start" {
				t.Errorf("%d bytes: said %q", size, s.Note().String())
			}
			note, first, second := used(t, dir)
			if note != "" || !first.From.IsZero() || describe(second) != "20..30, 20 7, 30 8" {
				t.Errorf("%d bytes, the next start: said %q, got %s", size, note, describe(second))
			}
		}
	}
}

func TestFileOverwrittenWhileOpen(t *testing.T) {
	file := big(t, randtest.New(t))
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	must(t, os.WriteFile(path, file, 0o600))
	s := New(dir)
	s.Load(t.Context(), key, hours(0), hours(1))
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteAt(bytes.Repeat([]byte{0x5A}, len(file)-8192), 8192)
	must(t, errors.Join(err, f.Close()))
	if h := s.Load(t.Context(), key, hours(0), hours(1)); !h.From.IsZero() {
		t.Errorf("got %s", describe(h))
	}
	s.Append(answer(0, 1, "0 5"))
	s.Close()
	if s.Note().String() != "the price history on disk was broken; a new one begins with the next start" {
		t.Errorf("said %q", s.Note().String())
	}
}

// A bug beside the rest of the program costs the prices that are kept, not the program,
// which may have a terminal in raw mode.
func TestBugOfTheWriter(t *testing.T) {
	s := New(t.TempDir())
	close(s.opened) // which it is to do itself
	s.Append(Update{})
	s.Close()
	if note := s.Note().String(); !strings.Contains(note, "can't be kept") || !strings.Contains(note, "closed channel") {
		t.Errorf("it says %q", note)
	}
}
