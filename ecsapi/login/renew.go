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
	patience = 45 * time.Second
)

// issuer gets a key anew: from who issues it, or from where it is written.
type issuer func(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error)

// renewing keeps a key that an issuer gives, and replaces it before its end. One try
// at a time asks the issuer, beside the calls: they have the old key while it lives,
// else they wait. All keys must be of one account, whatever is written where they
// come from: what was begun in one would be sent, or looked for, in another.
type renewing struct {
	issue issuer
	host  string // of STS

	mu      sync.Mutex
	key     ecsapi.Credentials // zero: none yet
	got     time.Time          // when it was issued
	due     time.Time          // when it is to be replaced; zero: not before it is refused
	refused bool               // by the cloud: it counts as past its end
	failed  time.Time          // when the last try failed
	err     error              // of that try; nil: it did not fail
	asking  chan struct{}      // closed when the try that runs is over; nil: none runs
	account string             // of all keys; "" until it is known
	as      string             // who acts with them, "role/ops"; "" until it is known
	moved   message.Text       // zero, or that the last try brought a key of somebody else
}

// Key is the key that is kept, or a new one.
func (r *renewing) Key(ctx context.Context, via *ecsapi.Client) (ecsapi.Credentials, error) {
	for {
		r.mu.Lock()
		now := time.Now()
		alive := r.key.KeyID != "" && !r.refused && (r.key.Expires.IsZero() || now.Before(r.key.Expires))
		recent := r.err != nil && now.Sub(r.failed) < pause
		if r.asking == nil && !recent && !(alive && (r.due.IsZero() || now.Before(r.due))) {
			over := make(chan struct{})
			r.asking = over
			via.InBackground(func(ctx context.Context) { r.try(ctx, via, over) })
		}
		key, err, asking := r.key, r.err, r.asking
		r.mu.Unlock()
		switch {
		case alive:
			return key, nil
		case asking == nil:
			return ecsapi.Credentials{}, err
		}
		select {
		case <-asking:
		case <-ctx.Done():
			return ecsapi.Credentials{}, context.Cause(ctx)
		}
	}
}

// try asks the issuer once.
func (r *renewing) try(ctx context.Context, via *ecsapi.Client, over chan struct{}) {
	var key ecsapi.Credentials
	err := message.Errorf("the key could not be read")
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.err = err; err != nil {
			r.failed = time.Now()
		} else {
			r.moved = message.Text{}
			r.key, r.got, r.due, r.refused = key, time.Now(), time.Time{}, false
			if !key.Expires.IsZero() {
				r.due = key.Expires.Add(-min(ahead, time.Until(key.Expires)/3))
			}
		}
		close(over)
		r.asking = nil
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if key, err = r.issue(ctx, via); err != nil {
		return
	}
	if !key.Expires.IsZero() && !time.Now().Before(key.Expires) {
		err = message.Errorf("the key that was issued has expired")
		return
	}
	err = r.sameOwner(ctx, via, key)
}

// sameOwner refuses a key of another account than those before, or of another user or role
// of it: what is sent would not be by whom the screen and the journal name.
func (r *renewing) sameOwner(ctx context.Context, via *ecsapi.Client, key ecsapi.Credentials) error {
	r.mu.Lock()
	account, as, old := r.account, r.as, r.key
	r.mu.Unlock()
	switch {
	case old.KeyID == "":
		r.learn(key.Account, key.As)
		return nil
	case old.Same(key):
		return nil
	case key.Account == "":
		who, err := via.IdentityOf(ctx, key, r.host)
		if err != nil {
			return message.Errorf("there is another key, and whose it is can't be asked: {reason}", err)
		}
		key.Account, key.As = who.Account, who.As()
	}
	if account == "" { // while the old key lives, it can be asked whose it is
		if who, err := via.IdentityOf(ctx, old, r.host); err == nil {
			account, as = who.Account, who.As()
			r.learn(account, as)
		}
	}
	var err error
	switch {
	case account == "":
		return message.Errorf("there is another key, of account {account}, and whose the first one was is not known; start again to go on with it", key.Account)
	case account != key.Account:
		err = message.Errorf("there is a key of another account now, {other} in place of {account}; start again to work there", key.Account, account)
	case as != "" && key.As != "" && as != key.As:
		err = message.Errorf("there is a key of {other} now, in place of {as}; start again to act as that", key.As, as)
	default:
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.moved = message.Of(err)
	return err
}

// learn notes whose the keys are, once.
func (r *renewing) learn(account, as string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.account == "" {
		r.account, r.as = account, as
	}
}

// Refused has the next call ask the issuer, unless there is a newer key already.
func (r *renewing) Refused(key ecsapi.Credentials) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.key.Same(key) && time.Since(r.got) >= pause {
		r.refused = true
	}
}

// Reread has the next call ask the issuer, which goes on with the old key meanwhile.
func (r *renewing) Reread() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := time.Now(); r.key.KeyID != "" && now.Sub(r.got) >= pause {
		r.due = now
	}
}

// Moved says that the last try brought a key of somebody else.
func (r *renewing) Moved() message.Text {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.moved
}
