package shell

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"

	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
	"ecsdeck/ecsapi/spot/store"
)

// JournalName is the journal's directory within the state of an account.
const JournalName = "journal"

// StateRoot is where the state of all accounts is kept: for each endpoint a
// directory, in it one for each account. It is "" where there is no home.
func (a *App) StateRoot() string {
	return cmp.Or(a.Getenv("ECSDECK_STATE"), a.xdg("XDG_STATE_HOME", filepath.Join(".local", "state"), ""))
}

// StateDir is where the state of the session's account is, or would be. Whose account it
// is, the cloud may be asked.
func (s *Session) StateDir(ctx context.Context) (string, error) {
	host, err := s.hostDir()
	if err != nil {
		return "", err
	}
	s.LearnAccount(ctx)
	return filepath.Join(host, s.folder()), nil
}

// hostDir is where the state of all accounts of the session's endpoint is.
func (s *Session) hostDir() (string, error) {
	root := s.App.StateRoot()
	if s.Demo != nil {
		var err error
		if root, err = s.Demo.StateRoot(); err != nil {
			return "", err
		}
	}
	if root == "" {
		return "", message.Errorf("there is no home directory")
	}
	host := "aliyuncs.com"
	if u, err := url.Parse(s.Endpoint); err == nil && u.Host != "" {
		host = strings.ToLower(u.Host)
	}
	return filepath.Join(root, Folder(host)), nil
}

// checkState refuses a state that is in another user's directory, who could lead what is
// written there anywhere.
func (s *Session) checkState() error {
	host, err := s.hostDir()
	if err == nil {
		err = regular.CheckOwner(filepath.Dir(host))
	}
	if err == nil {
		err = regular.CheckOwner(host)
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = message.Errorf("{path}: {error}", p.Path, p.Err)
	}
	return err
}

// JournalDir is where the session's journal is, or would be.
func (s *Session) JournalDir(ctx context.Context) (string, error) {
	dir, err := s.StateDir(ctx)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, JournalName), nil
}

// Journals are where jobs of the session's account may stand: the first is JournalDir,
// the others are under the names that the account's state had before it was known.
func (s *Session) Journals(ctx context.Context) ([]string, error) {
	first, err := s.JournalDir(ctx)
	if err != nil {
		return nil, err
	}
	return append([]string{first}, s.former(JournalName)...), nil
}

// Folder is a name as one directory: what a file system could take for anything
// else is written as %XX.
func Folder(name string) string {
	var out strings.Builder
	for i, b := range []byte(name) {
		plain := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.' && i > 0
		if plain {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}

// OpenPrices opens what is kept of spot prices. It waits for nothing but to know whose
// account it is; what is amiss, the store says.
func (s *Session) OpenPrices(ctx context.Context) {
	dir, err := s.StateDir(ctx)
	if err != nil {
		return
	}
	s.remember()
	s.Prices = store.New(dir, s.former("")...)
}

// errChangesNothing is why the journal of a command takes nothing.
var errChangesNothing = message.Errorf("this command changes nothing")

// OpenJournal opens the session's journal, for what is about to be sent. When
// it can't be written it takes nothing, and the error says so in one line.
func (s *Session) OpenJournal(ctx context.Context) error {
	dir, err := s.JournalDir(ctx)
	if err == nil {
		err = s.checkState()
	}
	if err == nil {
		s.remember()
		if s.Who.Account != "" {
			s.mergeFormer(dir)
		}
	}
	if err == nil {
		s.Journal, err = journal.OpenOn(dir, s.App.Disk)
	}
	if err != nil {
		err = message.Errorf("nothing can be sent until ECSDECK_STATE names a directory that can be written: {error}", err)
		s.Journal = journal.Refuse(dir, err)
		return err
	}
	s.Journal.By = s.by()
	s.Journal.Waiting = func(t message.Text) { s.App.Warn(s.App.P.T(t)) }
	return nil
}
