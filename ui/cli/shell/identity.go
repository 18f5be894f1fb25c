package shell

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/journal"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
	"ecsdeck/ui/atomicfile"
)

// State is kept by account, so that whoever works in it knows what others of it sent.
// Whose account a key is of never changes, so that is asked once and noted; a way to log
// in that brings another key each time is asked once a session.

// identityWait is how long whose account it is may take to be asked. Everything waits.
const identityWait = 5 * time.Second

// LearnAccount finds out, once, whose account it is and who acts in it. What can't be
// found out is left open, and Unsure says why.
func (s *Session) LearnAccount(ctx context.Context) {
	if s.identified || s.Demo != nil {
		return
	}
	s.identified = true
	s.Who = s.Login.Identity
	if s.Who.Account == "" && (s.lasting() || s.Recalls) {
		s.Who = s.remembered()
	}
	if s.Who.Account == "" {
		asking, cancel := context.WithTimeout(ctx, identityWait)
		defer cancel()
		defer s.App.Meanwhile(s.App.P.S("asking the cloud whose account this is …"))()
		who, err := s.Client.Identity(asking, s.Login.STSHost)
		switch {
		case err != nil:
			s.Unsure = message.New("whose account this is could not be asked: {reason}", s.App.Explain(err))
		case ecsapi.AccountOf(who.ARN) != who.Account || who.Account == "":
			s.Unsure = message.New("whose account this is could not be asked: {reason}", s.App.P.S("the answer names none"))
		default:
			s.Who, s.news = who, true
		}
	}
	s.Login.Owned(s.Who.Account)
}

// lasting reports whether the session's key is one that stays: its account never changes.
func (s *Session) lasting() bool { return s.Credentials.KeyID != "" && s.Credentials.Token == "" }

// folder is the directory of the session's account.
func (s *Session) folder() string {
	switch {
	case s.Demo != nil:
		return "demo"
	case s.Who.Account != "":
		return "account-" + s.Who.Account
	}
	return s.unknown()
}

// unknown is the directory while the account is not known.
func (s *Session) unknown() string {
	return "unknown-" + hash(cmp.Or(s.Credentials.KeyID, s.Login.ID))
}

func hash(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:8])
}

// former are the directories, or what is called name in them, that the state of the
// session's account had before it was known, as far as they are there. An account that
// is not known has none.
func (s *Session) former(name string) (dirs []string) {
	host, err := s.hostDir()
	if err != nil || s.Who.Account == "" {
		return nil
	}
	names := []string{s.unknown()}
	for _, old := range []string{s.Credentials.Profile, s.Login.ID, "key-" + s.Credentials.KeyID} {
		if old != "" && old != "key-" {
			names = append(names, Folder(old))
		}
	}
	for _, old := range names {
		if dir := filepath.Join(host, old, name); isDir(dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mergeFormer moves the journals that the account had under other names into the one in dir.
func (s *Session) mergeFormer(dir string) error {
	old := s.former(JournalName)
	left, err := journal.Merge(dir, old...)
	for _, d := range old {
		os.Remove(filepath.Dir(d)) // if it is empty now
	}
	if err == nil && len(left) > 0 {
		s.Unsure = message.New("another ecsdeck of this account still writes to {folder}, and what it does is not seen here", left[0])
	}
	return err
}

// noted is the file that holds whose the session's key is, or was when one last logged in
// that way.
func (s *Session) noted() (string, error) {
	host, err := s.hostDir()
	id := cmp.Or(s.Login.ID, s.Login.Source)
	if s.lasting() {
		id = s.Credentials.KeyID
	}
	return filepath.Join(host, ".keys", hash(id)), err
}

// remember notes whose the session's key is. Where that fails it is asked again.
func (s *Session) remember() {
	path, err := s.noted()
	if err != nil || !s.news {
		return
	}
	if os.MkdirAll(filepath.Dir(path), 0o700) == nil {
		atomicfile.WriteBytes(path, 0o600, fmt.Appendf(nil, "%s %s\n", s.Who.Kind, s.Who.ARN))
	}
	if s.Who.Owner() {
		s.Notices = append(s.Notices, message.New("This key is the account owner's own: nothing can be forbidden to it. A RAM user or a role is safer."))
	}
	s.news = false
}

// remembered is whose the session's key is, as an earlier session found out: zero if
// none did.
func (s *Session) remembered() (who ecsapi.Identity) {
	path, err := s.noted()
	if err != nil {
		return who
	}
	text, _ := regular.ReadOwn(path) // what can't be read is asked again
	kind, arn, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	if ecsapi.AccountOf(arn) == "" {
		return who
	}
	return ecsapi.Identity{Account: ecsapi.AccountOf(arn), Kind: ecsapi.Clean(kind), ARN: ecsapi.Clean(arn)}
}
