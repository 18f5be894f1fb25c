package deck

import (
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/fleet/engine"
	"ecsdeck/ecsapi/message"
	"ecsdeck/keymap"
	"ecsdeck/ui/text"
	"ecsdeck/ui/tty"
)

// Deps is everything the deck is given. There are no globals: two decks can live in one process.
type Deps struct {
	Engine    *engine.Engine // nil only with NoCredentials
	Client    *ecsapi.Client // cloud time and the call log; nil only with NoCredentials
	Account   Account
	Text      *text.Printer
	Keys      *keymap.Map
	ThemeName string            // one of term.ThemeNames
	Regions   []ecsapi.RegionID // the regions that the engine reads; empty: all of them
	Filter    string            // the filter at start
	Mouse     bool              // clicks and the wheel work from the start
	Now       func() time.Time  // wall time
	Local     *time.Location    // what the person's clock shows; nil: this machine's

	Limits     fleet.Limits  // beyond which the count must be typed
	Production bool          // the profile is marked so: its dialogs look different
	Undo       time.Duration // how long a final job waits before it is sent; 0: not at all
	Templates  Templates     // of orders; nil: none can be kept

	// Begin has the engine read; nil: it does already.
	Begin func()

	// Views are as they were kept, and ViewStore keeps them; nil: nothing is kept. Presets
	// are those of the settings, with columns by page: what is kept goes before them.
	Views     Views
	ViewStore ViewStore
	Presets   Views

	// Drain is how instances that are about to be reclaimed are drained when a person
	// asks for it, as configured: its Command, its Script, both or neither.
	Drain  fleet.DrainOrder
	Bell   bool // an announcement rings the terminal's bell
	Notify bool // … and asks the terminal for a notification of the desktop (OSC 9)

	// Unwritable is why the journal takes nothing, so that nothing can be sent.
	// The deck says so when it opens. Nil: it takes all.
	Unwritable error

	// Broken carries an error that ends the deck, such as a panic of the engine. Nil: never.
	Broken <-chan error

	// ASCII is whether signs are drawn with ASCII letters: "true", "false" or "auto", which is by the
	// character set of the environment.
	ASCII string

	// Terminal is that of the process. Nil: In and Out are none.
	Terminal *tty.Terminal

	// Clipboard leads to that of the person's terminal.
	Clipboard tty.Clipboard

	// Save makes a file of a name, which it makes unique, and says where that is. It is called
	// in commands. Nil: no file can be written, as on the machine of a deck that is served.
	Save func(name string, write func(io.Writer) error) (path string, err error)

	// JobRecords are jobs as `ecsdeck jobs NUMBER -o json` prints them. It reads files, so it is
	// called in commands. Nil: nothing is kept of jobs.
	JobRecords func(ids []fleet.JobID) ([]any, error)

	// News are sentences that come while the deck is open, shown on its status line. Nil: none.
	News <-chan message.Text

	// Notices are what the person should know when the deck opens, a sentence each.
	Notices []message.Text

	// Profiles are the names of the other profiles that there are, for who can't log in
	// with this one.
	Profiles []string

	// Flags are those that start a deck which looks where this one does, but for the
	// profile. Profile is the one that logs in, "" where none does.
	Flags   []string
	Profile string

	// NoCredentials is why there is no account to show. The deck then opens on
	// a screen that says how to go on.
	NoCredentials error

	In      io.Reader
	Out     io.Writer
	Environ []string
	Options []tea.ProgramOption // for tests: size, colour profile
}

// Account is who the deck acts as, for the header and the dialogs. It holds no secret.
type Account struct {
	Profile  string // "prod", "environment" or "demo"
	KeyTail  string // "LTAI…8fQ2", or the role that acts, "role/ops"
	Endpoint string // "" for the real cloud
	Demo     bool
	ReadOnly bool

	Number string // of the account, "1234567890123456"; "" while it is not known
	As     string // who acts in it: "user/anna", "role/ops", "root" for its owner; "" while it is not known
}

// Templates keeps orders by name. Its methods read and write files: they belong
// into a command, never into Update or View.
type Templates interface {
	List() []string
	Load(name string) (fleet.Order, error)
	Save(name string, o fleet.Order) error
	Delete(name string) error
}
