package login

import (
	"context"
	"sync"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

const (
	// ahead is how long before its end a key is replaced; one that lives for less than
	// three times that, when a third of its life is left.
	ahead = 5 * time.Minute
	// pause is how long after a try nobody tries again that failed, or whose key was
	// refused.
	pause = 10 * time.Second
	// patience is how long a try may take.
	patience = 15 * time.Second
)

// issuer gets a key anew: from who issues it, or from where it is written.
type issuer func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error)

// renewing keeps a key that an issuer gives, and replaces it before its end. One
// call at a time asks the issuer; the others have the old key while it lives, else
// they wait for that one.
type renewing struct {
	issue issuer
	least time.Duration // between two keys, where the issuer should not be asked more often

	mu      sync.Mutex
	key     ecsapi.Credentials // zero: none yet
	got     time.Time          // when it was issued, by this machine's clock
	due     time.Time          // when it is to be replaced, zero: not before it is refused
	refused bool               // by the cloud: it counts as past its end
	failed  time.Time          // when the last try failed; zero if it did not
	err     error              // of that try
	asking  chan struct{}      // closed when the try that runs is over; nil: none runs
}

// Key is the key that is kept, or a new one.
func (r *renewing) Key(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
	for {
		r.mu.Lock()
		now := time.Now()
		alive := r.alive(now)
		if alive && (r.due.IsZero() || now.Before(r.due)) {
			defer r.mu.Unlock()
			return r.key, nil
		}
		if wait := r.asking; wait != nil {
			key := r.key
			r.mu.Unlock()
			if alive {
				return key, nil
			}
			select {
			case <-wait:
				continue
			case <-ctx.Done():
				return ecsapi.Credentials{}, context.Cause(ctx)
			}
		}
		if r.err != nil && time.Since(r.failed) < max(pause, r.least) {
			defer r.mu.Unlock()
			if alive {
				return r.key, nil
			}
			return ecsapi.Credentials{}, r.err
		}
		r.asking = make(chan struct{})
		r.mu.Unlock()
		r.try(ctx, via)
		if ctx.Err() != nil && !alive {
			return ecsapi.Credentials{}, context.Cause(ctx)
		}
	}
}

// alive reports whether the key may still sign. The mutex is held.
func (r *renewing) alive(now time.Time) bool {
	return r.key.KeyID != "" && !r.refused && (r.key.Expires.IsZero() || now.Before(r.key.Expires))
}

// try asks the issuer once.
func (r *renewing) try(ctx context.Context, via *ecsapi.Client) {
	asking, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	key, err := r.issue(asking, via)
	now := time.Now()
	if err == nil && !key.Expires.IsZero() && !now.Before(key.Expires) {
		err = message.Errorf("the key that was issued has expired")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		// A refused key that is given again is still what there is: it may be refused
		// again, and that says more than no key.
		r.key, r.got, r.due, r.refused, r.err = key, time.Now(), time.Time{}, false, nil
		if !key.Expires.IsZero() {
			r.due = key.Expires.Add(-min(ahead, key.Expires.Sub(now)/3))
		}
	case ctx.Err() == nil: // who gave up says nothing of the issuer
		r.failed, r.err = time.Now(), err
	}
	close(r.asking)
	r.asking = nil
}

// Refused has the next call ask the issuer, unless there is a newer key already.
func (r *renewing) Refused(key ecsapi.Credentials) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.key.KeyID == key.KeyID && r.key.Secret == key.Secret && r.key.Token == key.Token && time.Since(r.got) >= max(pause, r.least) {
		r.refused = true
	}
}
