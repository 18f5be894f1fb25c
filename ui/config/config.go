// Package config is what a person sets: one TOML file, read strictly, because a
// ceiling under a misspelt name would protect nothing; and beside it the
// templates of orders and the views, which the deck writes.
//
// It is used by ui/cli alone and knows keymap, whose names it checks, but no
// cloud: prices are plain millionths here and profiles plain names.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"time"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ecsapi/regular"
)

// Config is the settings of a file. What a file doesn't set is nil, or "".
type Config struct {
	Path string // "" when there is no file

	Theme string
	ASCII string // "true", "false" or "auto"
	Lang  string
	Undo  *time.Duration // how long what is final can be taken back
	Mouse *bool          // clicks and the wheel

	Spot     Spot
	Keys     map[string][]string // by the name of the binding
	Columns  map[string][]string // by the page, see PageColumns
	Filters  map[string]string   // by name
	Profiles map[string]Profile
}

// Spot is what to do when the cloud announces to take spot instances back.
type Spot struct {
	Drain       []string // a program and its arguments, run here for each instance when a person says so
	DrainScript string   // run on the instances themselves
	Bell        *bool    // ring
	Notify      *bool    // tell the desktop, through the terminal
}

// Profile is what is set for a profile of ~/.aliyun/config.json, for
// "environment", which is keys from the environment, or for "demo".
type Profile struct {
	ReadOnly   bool
	Production bool
	Region     string
	Endpoints  []string // hosts beside the cloud's own that its keys may be sent to

	// The calls of each API in each region: how many may leave at once, and how
	// many a second after that. 0 leaves them as shipped, and as is learned from the
	// cloud's answers, up to MostCallsAtOnce.
	CallsAtOnce, CallsPerSecond, MostCallsAtOnce int

	Limits Limits
}

// Limits are the ceilings beyond which a count must be typed. Nil leaves one as
// shipped, 0 is none.
type Limits struct {
	Start, Stop, Release, Create, Renew *int
	PerHour, Once                       *int64 // millionths
}

// Error is what is wrong with a file.
type Error struct {
	Path     string
	Line     int // from 1; 0: the whole file
	Text     message.Text
	Word     string   // that may be misspelt, "" for none
	Accepted []string // instead of it
}

// Where is the place, "FILE:LINE".
func (e *Error) Where() string {
	if e.Line == 0 {
		return e.Path
	}
	return fmt.Sprintf("%s:%d", e.Path, e.Line)
}

func (e *Error) Error() string { return e.Where() + ": " + e.Text.String() }

// Load reads a file; langs are the languages that may be set. A file that isn't
// there sets nothing, and its error is fs.ErrNotExist. Any other error is an
// *Error about the first thing that is wrong.
func Load(path string, langs []string) (*Config, error) {
	text, err := regular.Read(path)
	switch {
	case errors.Is(err, regular.ErrKind) || errors.Is(err, syscall.EISDIR) || errors.Is(err, regular.ErrLarge):
		return &Config{}, &Error{Path: path, Text: message.New("this is no file of settings")}
	case errors.Is(err, fs.ErrNotExist):
		return &Config{}, err
	case err != nil:
		if p, ok := errors.AsType[*fs.PathError](err); ok {
			err = p.Err
		}
		return &Config{}, &Error{Path: path, Text: message.New("cannot be read: {reason}", err.Error())}
	}
	c, err := parse(path, text, langs)
	if err != nil {
		return &Config{}, err
	}
	c.Path = path
	return c, nil
}
