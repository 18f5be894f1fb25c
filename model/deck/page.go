package deck

import (
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// Page is something that covers the instances.
type Page interface {
	// Key handles a press; taken is false for what the deck may use.
	Key(press tea.KeyPressMsg) (cmd tea.Cmd, taken bool)
	// Heading is the title above the page.
	Heading() string
	// View returns h lines of w cells.
	View(w, h int, focused bool) []string
}

// What a page may do besides. Layers may be a Refresher, FullWidth or a Closer too.
type (
	// FullWidth pages and layers are given the whole width of the screen.
	FullWidth interface{ FullWidth() }

	// An Applier takes over what it shows when a new snapshot is there.
	Applier interface{ Apply() }

	// A Refresher shows what a command computes: Refresh computes it again.
	Refresher interface{ Refresh() tea.Cmd }

	// A Resizer prepares for the cells and lines it has.
	Resizer interface{ Resize(w, h int) tea.Cmd }

	// A Ticker does something each second while it is the page shown.
	Ticker interface{ Tick() tea.Cmd }

	// A Closer is notified when it has been closed for good.
	Closer interface{ Closed() }

	// A Resumer is notified when the page over it has been closed.
	Resumer interface{ Resumed() }

	// A Hinter names the keys that matter on the page, the most useful first.
	Hinter interface{ Hints() []Hint }

	// A TargetOwner has the instances that an action is about while it is the page
	// shown, and which of the marks are out of sight. Where there are none, or not
	// those that were chosen, why says so.
	TargetOwner interface {
		Targets() (ids, hidden []ecsapi.InstanceID, why string)
	}

	// A MarkOwner has marks of its own. They are dropped when their instances are being acted on,
	// and added again when that is undone.
	MarkOwner interface{ OwnMarks() *Marks }

	// A MarkClearer has marks of its own, of instances or of something else.
	MarkClearer interface{ ClearMarks() }

	// A Creator opens the order form on what it shows.
	Creator interface{ Create() tea.Cmd }

	// A TicketOwner has lines for a ticket about what its cursor is on, none when it is on nothing.
	TicketOwner interface{ Ticket() []string }

	// An InstanceOwner has the instance that its cursor is on; last is how it was last seen, or nil.
	InstanceOwner interface {
		Here() (id ecsapi.InstanceID, last *ecsapi.Instance)
	}

	// An Acknowledger notes that somebody has seen the reclaims.
	Acknowledger interface{ Acknowledge() tea.Cmd }

	// A Cutter shows a list that may be cut: Beyond is how many rows of it there are above and
	// below those in sight, as it was drawn last.
	Cutter interface{ Beyond() (above, below int) }

	// A CursorOwner has a row under its cursor: on which of its lines it was drawn last, or -1.
	CursorOwner interface{ CursorLine() int }

	// A FreshOwner shows instances that are not to get old while it is the page shown.
	FreshOwner interface{ Fresh() []ecsapi.InstanceID }

	// A SpotPricer shows spot prices that are read before those of the sidebar.
	SpotPricer interface{ SpotPrices() []fleet.SpotKey }
)

// Hint is a key, or several, and what it does.
type Hint struct{ Keys, What string }

// Host is the root of the deck, as far as pages may use it.
type Host interface {
	// Push shows a page over the others.
	Push(Page) tea.Cmd
	// Close leaves a page, wherever it lies.
	Close(Page)
	// Top is the page shown, or nil for the instances.
	Top() Page
	// OpenInstance shows the page of an instance; last is how it was last seen, or
	// nil: of one that is gone no more is known.
	OpenInstance(id ecsapi.InstanceID, last *ecsapi.Instance) tea.Cmd
	// AcceptsDialog reports whether a dialog may open by itself: it has room, and no filter is typed.
	AcceptsDialog() bool
}
