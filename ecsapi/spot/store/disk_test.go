package store

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"
)

// Being read every five minutes makes a day no longer.
func TestStaysSmall(t *testing.T) {
	s := New(t.TempDir())
	for at := 0.0; at < 24; at += 1.0 / 12 {
		s.Append(answer(at-1.0/6, at, fmt.Sprint(at-1.0/6, " 5"), fmt.Sprint(at, " 5")))
	}
	s.Close()
	s = New(filepath.Dir(s.path))
	defer s.Close()
	if h := s.Load(t.Context(), key, hours(0), hours(24)); h.Zones["h"].Len() != 2 {
		t.Errorf("got %s", describe(h))
	}
	must(t, s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(chunks).ForEach(func(k, v []byte) error {
			if len(v) > 40 {
				t.Errorf("a day without changes takes %d bytes", len(v))
			}
			return nil
		})
	}))
}

func TestNilStore(t *testing.T) {
	var s *Store
	s.Append(answer(0, 1, "0 5"))
	if h := s.Load(t.Context(), key, hours(0), hours(1)); !h.From.IsZero() || !s.Note().IsZero() {
		t.Errorf("got %+v, %q", h, s.Note().String())
	}
	s.Close()
}

func TestFileIsItsOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := New(dir)
	if _, err := os.Stat(dir); err == nil {
		t.Error("a store that nobody uses makes a directory")
	}
	s.Append(answer(0, 1, "0 5"))
	s.Close()
	must(t, os.Chmod(s.path, 0o644))
	loaded(t, dir, key, hours(0), hours(1))
	for name, want := range map[string]os.FileMode{FileName: 0o600, FileName + ".lock": 0o600, ".": 0o700 | os.ModeDir} {
		i, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if i.Mode() != want {
			t.Errorf("%s is %v, want %v", name, i.Mode(), want)
		}
	}
}

// What is appended is written within a second, and nothing goes on after Close: the bubble would not end.
func TestWritesSoon(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := New(dir)
		s.Append(answer(0, 1, "0 5"))
		if h := s.Load(t.Context(), key, hours(0), hours(1)); !h.From.IsZero() {
			t.Log("written at once")
		}
		<-time.After(2 * batchDelay)
		synctest.Wait()
		if got := describe(s.Load(t.Context(), key, hours(0), hours(1))); got != "0..1, 0 5" {
			t.Errorf("after a second: %s", got)
		}
		s.Append(answer(1, 2, "1 5"))
		s.Close()
		s.Close()
		s.Append(answer(2, 3, "2 5"))
		if h := s.Load(t.Context(), key, hours(0), hours(3)); !h.From.IsZero() {
			t.Errorf("a closed store knows %s", describe(h))
		}
		New(dir).Close() // one that was never used
		if got := describe(loaded(t, dir, key, hours(0), hours(3))); got != "0..2, 0 5, 1 5" {
			t.Errorf("after closing: %s", got)
		}
	})
}

func TestLoadEndsWithItsContext(t *testing.T) {
	s := New(t.TempDir())
	defer s.Close()
	s.Load(t.Context(), key, hours(0), hours(1))
	s.access <- struct{}{} // as while something is written
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if h := s.Load(ctx, key, hours(0), hours(1)); !h.From.IsZero() {
		t.Errorf("got %+v", h)
	}
	<-s.access
}

// Many read while many write, and the store is closed on them.
func TestAtOnce(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			k := key
			k.Type = fmt.Sprint(i)
			for n := range 50 {
				u := answer(float64(n), float64(n+1), fmt.Sprint(n, " 5"))
				u.Key = k
				s.Append(u)
				h := s.Load(t.Context(), k, hours(0), hours(100))
				if p, ok := h.Zones["h"].At(h.To); !h.From.IsZero() && (!ok || p.Price != 5) {
					t.Errorf("got %s", describe(h))
				}
				s.Note()
				if i == 0 && n == 40 {
					go s.Close()
				}
			}
		})
	}
	all.Wait()
	s.Close()
	if !s.Note().IsZero() {
		t.Error(s.Note().String())
	}
	zones := loaded(t, dir, Key{key.Region, "0", key.Network}, hours(0), hours(100)).Zones
	if !slices.Equal(slices.Collect(maps.Keys(zones)), []string{"h"}) {
		t.Errorf("zones %v", zones)
	}
}

// To leave out some updates would leave gaps that nobody asks for again: then rather nothing more is written.
func TestDiskThatIsTooSlow(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	s.Load(t.Context(), key, hours(0), hours(1))
	s.access <- struct{}{}
	for range maxQueued + 2 {
		s.Append(answer(0, 1, "0 5"))
	}
	for s.Note().IsZero() { // a part may have been taken to be written
		s.Append(answer(0, 1, "0 5"))
	}
	if s.Append(answer(1, 2, "1 5")); len(s.queue) > 0 {
		t.Errorf("%d updates wait", len(s.queue))
	}
	<-s.access
	s.Close()
	if s.Note().String() != "the disk is too slow to keep the price history" {
		t.Error(s.Note().String())
	}
}
