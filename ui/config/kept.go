package config

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
	"ecsdeck/ui/atomicfile"
)

// Kept is a document T of which several processes keep what a person has arranged, in one
// file. Each field of T is a member of its JSON object.
type Kept[T any] struct{ Path string }

// Load reads it. A file that is not there has the zero T.
func (k Kept[T]) Load() (v T, err error) {
	_, v, err = k.read()
	return v, err
}

// Change reads it, has it changed and writes it, while no other process does. Members that T
// hasn't, such as those of a newer version, stay. A file that can't be read is left alone.
func (k Kept[T]) Change(change func(*T)) error {
	if err := os.MkdirAll(filepath.Dir(k.Path), 0o700); err != nil {
		return err
	}
	lock := flock.New(k.Path+".lock", flock.SetFlag(os.O_RDWR|os.O_CREATE|regular.OwnFlag), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), keptWait)
	defer cancel()
	if _, err := lock.TryLockContext(ctx, 10*time.Millisecond); err != nil {
		return err
	}
	defer lock.Unlock()
	members, v, err := k.read()
	if err != nil {
		return err
	}
	change(&v)
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &members); err != nil { // over those that are there
		return err
	}
	if text, err = json.MarshalIndent(members, "", "  "); err != nil {
		return err
	}
	return atomicfile.WriteBytes(k.Path, 0o600, append(text, '\n'))
}

// keptWait is how long another process may take to write, which needs a thousandth of it.
const keptWait = 5 * time.Second

func (k Kept[T]) read() (members map[string]json.RawMessage, v T, err error) {
	text, err := regular.ReadOwn(k.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]json.RawMessage{}, v, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &members)
	}
	if err == nil {
		err = json.Unmarshal(text, &v)
	}
	if err != nil {
		var none T
		return nil, none, message.Errorf("{path} can't be read: {reason}", k.Path, err)
	}
	if members == nil { // null
		members = map[string]json.RawMessage{}
	}
	return members, v, nil
}
