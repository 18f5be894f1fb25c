package shell

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet/engine"
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
	s.Who = s.known()
	if s.Who.Account == "" {
		defer s.App.Meanwhile(s.App.P.S("asking the cloud whose account this is …"))()
		if err := s.askAccount(ctx); err != nil {
			s.Unsure = message.New("whose account this is could not be asked ({reason}), so what others of it sent is not seen here", s.App.Explain(err))
		}
	}
	s.Login.Owned(s.Who)
	s.keepLimits(s.Who)
}

// known is whose account it is as far as the login says so or an earlier session found out.
func (s *Session) known() ecsapi.Identity {
	if who := s.Login.Identity; who.Account != "" || !s.lasting() {
		return who
	}
	return s.remembered()
}

// askAccount asks the cloud. How long a key takes, the login says.
func (s *Session) askAccount(ctx context.Context) error {
	if _, err := s.Login.Keys.Key(ctx, s.Client); err != nil {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, identityWait)
	defer cancel()
	who, err := s.Client.Identity(asking, s.Login.STSHost)
	switch {
	case err != nil:
		return err
	case ecsapi.AccountOf(who.ARN) != who.Account || who.Account == "":
		return message.Errorf("the answer names none")
	}
	s.Who, s.news = who, true
	return nil
}

// lasting reports whether the session's key is one that stays: its account never changes.
func (s *Session) lasting() bool { return s.Credentials.KeyID != "" && s.Credentials.Token == "" }

// folder is the directory of the session's account.
func (s *Session) folder() string {
	switch {
	case s.Demo != nil:
		return "demo"
	case s.Who.Account != "":
		return accountDir(s.Who)
	}
	return s.unknown()
}

// accountDir is the directory of an account.
func accountDir(who ecsapi.Identity) string { return "account-" + who.Account }

// unknown is the directory while the account is not known: that of a key that stays, or of
// a way to log in, whose keys are others each time.
func (s *Session) unknown() string {
	id := "key " + s.Credentials.KeyID
	if !s.lasting() {
		id = strings.Join([]string{"login", s.Login.Source, s.Login.ID}, " ")
	}
	return "unknown-" + hash(id)
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
		if old = Folder(old); old != "" && old != "key-" && !ofAccount(old) {
			names = append(names, old)
		}
	}
	for _, old := range names {
		if dir := filepath.Join(host, old, name); isDir(dir) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// ofAccount reports whether a directory's name is one that is made here, and not that of
// a profile or a key.
func ofAccount(name string) bool {
	return strings.HasPrefix(name, "account-") || strings.HasPrefix(name, "unknown-") || name == keysDir
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mergeFormer moves the session's own jobs that stand under other names into the journal in
// dir. Where a doubt stays elsewhere that may be of the account, Unsure says so.
func (s *Session) mergeFormer(dir string) {
	old := s.former(JournalName)
	left, err := journal.Merge(dir, s.mine, old...)
	for _, d := range old {
		os.Remove(filepath.Dir(d)) // if it is empty now
	}
	switch {
	case err != nil:
		s.Unsure = message.New("jobs under an old name can't be moved ({reason}), and what they did is not seen here", err)
	case len(left) > 0:
		s.Unsure = message.New("another ecsdeck runs that keeps what it sends in {folder}; end it first", left[0])
	}
	s.findDoubts()
}

// mine reports whether a job is of the session's account: one that doesn't say so must be
// by the same key, or by the same profile and role, which always lead to the account.
func (s *Session) mine(by journal.By) bool {
	if by.AccountID != "" {
		return by.AccountID == s.Who.Account
	}
	if s.lasting() {
		return strings.HasSuffix(by.Account, " "+s.Credentials.KeyTail())
	}
	return s.Login.Identity.Account != "" && by.Account == s.As()
}

// findDoubts looks whether a job is in doubt that may be of the account, under the name of
// a profile or a key, or of nobody known.
func (s *Session) findDoubts() {
	host, err := s.hostDir()
	if err != nil || !s.Unsure.IsZero() || s.Who.Account == "" {
		return
	}
	entries, _ := os.ReadDir(host) // what can't be read is none of ours
	for _, e := range entries {
		if e.Name() == keysDir || strings.HasPrefix(e.Name(), "account-") && accountOf(e.Name()) {
			continue
		}
		dir := filepath.Join(host, e.Name(), JournalName)
		jobs, _, _ := journal.Read(dir, 0)
		for i := range jobs {
			if j := &jobs[i]; engine.Doubtful(j) && (j.AccountID == "" || j.AccountID == s.Who.Account) {
				s.Unsure = message.New("what became of job {job} in {folder} is not known, and it may be of this account; `ecsdeck jobs --settle` with the login that sent it asks the cloud",
					strconv.Itoa(j.Number), dir)
				return
			}
		}
	}
}

// accountOf reports whether a directory's name is that of an account.
func accountOf(name string) bool {
	number := strings.TrimPrefix(name, "account-")
	return number != "" && strings.Trim(number, "0123456789") == ""
}

// keysDir is the directory of what was found out of keys.
const keysDir = ".keys"

// noted is the file that holds whose the session's key is, or was when one last logged in
// that way.
func (s *Session) noted() (string, error) {
	host, err := s.hostDir()
	id := cmp.Or(s.Login.ID, s.Login.Source)
	if s.lasting() {
		id = s.Credentials.KeyID
	}
	return filepath.Join(host, keysDir, hash(id)), err
}

// remember notes whose the session's key is. Where that fails it is asked again.
func (s *Session) remember() {
	path, err := s.noted()
	if err != nil || !s.news {
		return
	}
	if s.checkState() == nil && os.MkdirAll(filepath.Dir(path), 0o700) == nil {
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
