// Package store keeps the history of spot prices in a file (bbolt), so that a refresh asks the cloud only for what is new
// and what the cloud forgets after thirty days stays known.
//
// The file is not worth a failure: one that another process holds, that is broken or that can't be written leaves a store
// that keeps nothing more and says why in one sentence, see Note.
//
// Place in the house: under ecsapi/spot, importing nothing else of ours but the messages. ecsapi/fleet/spotdata reads and
// appends; ui/cli says where the file is.
package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"go.etcd.io/bbolt"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/spot"
)

// FileName is the store's file within the state of an account.
const FileName = "prices.db"

// Key names what one call for prices tells of: a type in all zones of a region.
type Key struct{ Region, Type, Network string }

// History is what is known of a key without a gap.
type History struct {
	From, To time.Time // cloud time; both zero if nothing is known
	Currency string
	Zones    map[string]spot.Series
}

// Update is an answer of the cloud: the samples of each zone in [From, To]. Of a zone without samples it tells nothing,
// unless it has others and is of all the thirty days that the cloud tells of. Stamps are kept to the second, as the cloud
// gives them.
type Update struct {
	Key
	From, To time.Time
	Currency string
	Zones    map[string][]spot.Sample
}

const (
	// lockWait is how long to wait for another process to let go of the file.
	lockWait = 100 * time.Millisecond
	// batchDelay is how long updates are gathered to be written at once.
	batchDelay = 500 * time.Millisecond
	// maxQueued is how many updates may wait for the disk.
	maxQueued = 4096
)

// Store is an open file, or the want of one. Its methods are safe for concurrent use; a nil Store keeps nothing.
type Store struct {
	path    string
	old     []string      // directories whose file is taken over
	opened  chan struct{} // closed once it is known whether there is a file
	wake    chan struct{} // one slot: there is something to write
	closed  chan struct{}
	started sync.Once
	ended   sync.Once
	work    sync.WaitGroup

	// access has one slot, for who uses the file. A broken file may leave bbolt with locks that nobody gives back, so
	// nobody must be waiting for them.
	access chan struct{}
	db     *bbolt.DB // nil: there is no file, or it is not touched any more
	info   os.FileInfo
	lock   *flock.Flock

	mu    sync.Mutex
	queue []Update
	full  bool // nothing more is written
	note  message.Text
}

// New makes a store of a directory, which need not exist. The file is opened with the first use, in the background:
// nothing waits for it but Load. What is known by the files of old directories is moved into it then.
func New(dir string, old ...string) *Store {
	return &Store{
		path: filepath.Join(dir, FileName), old: old,
		opened: make(chan struct{}), wake: make(chan struct{}, 1), closed: make(chan struct{}), access: make(chan struct{}, 1),
	}
}

// start opens the file and writes what comes in.
func (s *Store) start() {
	s.started.Do(func() {
		s.work.Go(func() {
			defer func() {
				if p := recover(); p != nil { // the rest of the program goes on without prices of its own
					s.stop(message.New("the price history can't be kept: {reason}", fmt.Sprint(p)))
				}
			}()
			func() {
				defer close(s.opened)
				s.open()
			}()
			s.write()
		})
	})
}

// Note says in one sentence what is amiss, "" if nothing is.
func (s *Store) Note() message.Text {
	if s == nil {
		return message.Text{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.note
}

// stop has nothing more written, and says why.
func (s *Store) stop(note message.Text) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.note, s.full, s.queue = note, true, nil
}

// Load gives what is known of [from, to] after the latest gap in it; the price in force at History.From is held from
// there. What was appended a moment ago may be missing. It waits for the file to be opened, a tenth of a second at most
// if another process holds it, and for what is being written; not longer than ctx.
func (s *Store) Load(ctx context.Context, key Key, from, to time.Time) (h History) {
	if s == nil {
		return h
	}
	s.start()
	select {
	case <-s.opened:
	case <-ctx.Done():
		return h
	}
	select {
	case s.access <- struct{}{}:
	case <-ctx.Done():
		return h
	}
	defer func() { <-s.access }()
	if s.db == nil {
		return h
	}
	err := recoverFault(func() error {
		return s.db.View(func(tx *bbolt.Tx) (err error) {
			h, err = load(tx, key, from, to)
			return err
		})
	})
	if err != nil {
		s.abandon()
		return History{}
	}
	return h
}

// Append has an update written, soon. Nothing in it may change from now on.
func (s *Store) Append(u Update) {
	if s == nil {
		return
	}
	s.start()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full {
		return
	}
	if s.queue = append(s.queue, u); len(s.queue) > maxQueued {
		// To leave some out would leave gaps; so this much is read again next time.
		s.queue, s.full, s.note = nil, true, message.New("the disk is too slow to keep the price history")
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Close writes what waits to be written and lets go of the file.
func (s *Store) Close() {
	if s == nil {
		return
	}
	s.ended.Do(func() { close(s.closed) })
	s.started.Do(func() { close(s.opened) })
	s.work.Wait()
}

// write writes updates, those of a moment at once, until the store is closed.
func (s *Store) write() {
	for open := true; open; {
		select {
		case <-s.wake:
			select {
			case <-time.After(batchDelay):
			case <-s.closed:
				open = false
			}
		case <-s.closed:
			open = false
		}
		s.flush()
	}
	s.mu.Lock()
	s.full, s.queue = true, nil
	s.mu.Unlock()
	s.close()
}
