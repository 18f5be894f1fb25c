package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"ecsdeck/ecsapi/spot"
)

// mergedAtOnce is how many keys are taken over in one transaction.
const mergedAtOnce = 256

// takeOver moves into the open file what others know and it does not: those of the
// directories that the same account's prices stood in before. One that another process
// has, or that can't be read, stays for the next time.
func (s *Store) takeOver() {
	for _, dir := range s.old {
		from := New(dir)
		if _, err := os.Stat(from.path); err != nil {
			continue
		}
		err := from.tryOpen()
		if err != nil {
			from.close()
			continue
		}
		err = recoverFault(func() error { return from.db.View(s.merge) })
		from.close()
		if err == nil {
			from.remove()
		}
	}
}

// adopt makes the file of the first old directory that has one this one's, which has
// none yet.
func (s *Store) adopt() {
	if _, err := os.Stat(s.path); len(s.old) == 0 || !errors.Is(err, fs.ErrNotExist) {
		return
	}
	if os.MkdirAll(filepath.Dir(s.path), 0o700) != nil || s.acquireLock() != nil {
		return
	}
	for _, dir := range s.old {
		from := New(dir)
		if _, err := os.Stat(from.path); err != nil || from.acquireLock() != nil {
			continue
		}
		err := os.Rename(from.path, s.path)
		from.lock.Unlock()
		if err == nil {
			from.remove()
			return
		}
	}
}

// remove takes away a file and what is beside it, and the directory if nothing else is in it.
func (s *Store) remove() {
	os.Remove(s.path)
	os.Remove(s.path + ".lock")
	os.Remove(filepath.Dir(s.path))
}

// merge adds what another file knows.
func (s *Store) merge(old *bbolt.Tx) error {
	var ids [][]byte
	err := old.Bucket(asked).ForEach(func(id, _ []byte) error {
		ids = append(ids, id)
		return nil
	})
	for err == nil && len(ids) > 0 {
		n := min(len(ids), mergedAtOnce)
		err = s.db.Update(func(tx *bbolt.Tx) error {
			for _, id := range ids[:n] {
				if err := mergeKey(tx, old, id); err != nil {
					return err
				}
			}
			return nil
		})
		ids = ids[n:]
	}
	return err
}

// mergeKey adds what another file knows of a key.
func mergeKey(tx, old *bbolt.Tx, id []byte) error {
	key, ok := keyOf(id)
	theirs, err := getCoverage(old, id)
	if !ok || err != nil {
		return err
	}
	ours, err := getCoverage(tx, id)
	if err != nil || ours.currency != "" && theirs.currency != "" && ours.currency != theirs.currency {
		return err
	}
	oldest := time.Now().Unix() - retention
	for _, s := range theirs.intervals {
		for _, piece := range ours.lacks(s) {
			h, err := load(old, key, utc(piece.from), utc(piece.to))
			if err != nil {
				return err
			}
			u := Update{Key: key, From: utc(piece.from), To: utc(piece.to), Currency: theirs.currency, Zones: map[string][]spot.Sample{}}
			for zone, series := range h.Zones {
				for sample := range series.All() {
					u.Zones[zone] = append(u.Zones[zone], sample)
				}
			}
			if err := add(tx, &u, oldest); err != nil {
				return err
			}
		}
	}
	return nil
}

// lacks are the parts of an interval that were not asked.
func (a *coverage) lacks(s interval) (parts []interval) {
	for _, have := range a.intervals {
		if have.to < s.from || have.from > s.to {
			continue
		}
		if s.from < have.from {
			parts = append(parts, interval{s.from, have.from - 1})
		}
		s.from = have.to + 1
	}
	if s.from <= s.to {
		parts = append(parts, s)
	}
	return parts
}

// keyOf is the key of an id.
func keyOf(id []byte) (k Key, ok bool) {
	for _, name := range []*string{&k.Region, &k.Type, &k.Network} {
		if len(id) == 0 || len(id) < 1+int(id[0]) {
			return k, false
		}
		*name, id = string(id[1:1+id[0]]), id[1+id[0]:]
	}
	return k, len(id) == 0
}
