package cli

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/spot/store"
)

// journalName is the journal's directory within the state of an account.
const journalName = "journal"

// stateRoot is where the state of all accounts is kept: for each endpoint a
// directory, in it one for each account. It is "" where there is no home.
func (a *app) stateRoot() string {
	if dir := a.getenv("ECSDECK_STATE"); dir != "" {
		return dir
	}
	if dir := a.xdg("XDG_STATE_HOME", filepath.Join(".local", "state")); dir != "" {
		return filepath.Join(dir, "ecsdeck")
	}
	return ""
}

// stateDir is where the state of the session's account is, or would be.
func (s *session) stateDir() (string, error) {
	root := s.app.stateRoot()
	if s.demo != nil {
		var err error
		if root, err = s.demo.stateRoot(); err != nil {
			return "", err
		}
	}
	if root == "" {
		return "", errors.New(s.app.p.S("there is no home directory"))
	}
	host := "aliyuncs.com"
	if u, err := url.Parse(s.endpoint); err == nil && u.Host != "" {
		host = strings.ToLower(u.Host)
	}
	return filepath.Join(root, folder(host), folder(cmp.Or(s.creds.Profile, "key-"+s.creds.KeyID))), nil
}

// journalDir is where the session's journal is, or would be.
func (s *session) journalDir() (string, error) {
	dir, err := s.stateDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, journalName), nil
}

// folder is a name as one directory: what a file system could take for anything
// else is written as %XX.
func folder(name string) string {
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

// openPrices opens what is kept of spot prices. It waits for nothing; what is
// amiss, the store says.
func (s *session) openPrices() {
	if dir, err := s.stateDir(); err == nil {
		s.prices = store.New(dir)
	}
}

// unwrittenJournal is the session's journal for a command that may look at what
// was sent, and sends nothing.
func (s *session) unwrittenJournal() *journal.Journal {
	dir, err := s.journalDir()
	if err != nil {
		return nil
	}
	return journal.Refuse(dir, s.changesNothing())
}

func (s *session) changesNothing() error {
	return errors.New(s.app.p.S("this command changes nothing"))
}

// openJournal opens the session's journal, for what is about to be sent. When
// it can't be written it takes nothing, and the error says so in one line.
func (s *session) openJournal() error {
	dir, err := s.journalDir()
	if err == nil {
		s.journal, err = journal.OpenOn(dir, s.app.Disk)
	}
	if err != nil {
		err = errors.New(s.app.p.S("nothing can be sent until ECSDECK_STATE names a directory that can be written: %s", err.Error()))
		s.journal = journal.Refuse(dir, err)
		return err
	}
	s.journal.Account = s.name() + " " + s.creds.KeyTail()
	return nil
}
