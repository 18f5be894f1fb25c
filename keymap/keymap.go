// Package keymap holds every key of the deck in one table, so that the help
// page, the key line and the greyed-out reasons can't drift from what the keys
// do. It imports nothing of ours: model asks it what a key press means.
//
// Lower case looks, upper case acts. No Ctrl key destroys, and each Ctrl key
// has a plain twin, because tmux and input methods eat Ctrl keys; but for ctrl-z, which
// is a shell's.
package keymap

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"ecsdeck/ecsapi/message"
)

// Binding is one verb with the keys that call it.
type Binding struct {
	Name string      // what a settings file calls it, such as "stop"
	Help message.Key // what it does
	Keys []string
	set  key.Binding
}

// Match reports whether a key press calls the binding.
func (b *Binding) Match(press fmt.Stringer) bool { return key.Matches(press, b.set) }

// Label returns the first key as a person reads it, such as "enter" or "^r".
func (b *Binding) Label() string {
	if len(b.Keys) == 0 {
		return "–"
	}
	return label(b.Keys[0])
}

// Labels returns all keys as a person reads them, separated by spaces.
func (b *Binding) Labels() string {
	out := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		out[i] = label(k)
	}
	return strings.Join(out, " ")
}

func label(k string) string {
	switch k {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	}
	if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return "^" + rest
	}
	return k
}

// Group is the bindings of one place, in the order help shows them. Keys are
// unique within the groups that are live together.
type Group struct {
	Title    message.Key
	Bindings []*Binding
	live     place
}

// Map is the whole keyboard.
type Map struct {
	// Movement works in every list.
	Up, Down, PageUp, PageDown, HalfUp, HalfDown, Top, Bottom *Binding
	// Deck works everywhere outside a dialog.
	Enter, Back, Quit, NextPane, PrevPane, Help, Jobs, Calls, Renewals, Spot, Reclaims, Undo, Refresh, Suspend, Columns, Zoom, Palette, PagesBack, PagesForward, Mouse *Binding
	// Fleet works on the instances.
	Filter, Mark, MarkAll, Unmark, Describe, JSON, SortLeft, SortRight, Order, AllRegions, Copy, Ticket, Actions *Binding
	// Problem works where the instances are shown. Its keys are those of fleet.Problem, in order.
	Problem, NextProblem, ProblemsFirst *Binding
	// Acts change paid machines.
	Start, Stop, Reboot, Release, Create, Renew, AutoRenew, AutoRelease *Binding
	// Dialog is live while a plan or a question is on screen.
	Confirm, Leave, NextChoice, PrevChoice, Choose, CopyCommand *Binding
	// Column works in the choice of columns.
	ToggleColumn, MoveUp, MoveDown, Wider, Narrower, SortBy, ResetColumns *Binding
	// Copying works in the choice of what to copy.
	CopyID, CopyName, CopyPrivate, CopyPublic, CopyIPv6, CopyRow, CopyCLI, CopyJSON, CopyCSV, CopyAllJSON, CopyToFile *Binding
	// Job works on the jobs page.
	CancelJob, Remark, Retry *Binding
	// Reclaim works on the page of what is taken back.
	Acknowledge, Drain, Replace *Binding
	// Window works where a page looks at a stretch of time.
	Window *Binding
	// Board works on the board of spot prices.
	Elsewhere, Wish, JobTime, Mean, Relative *Binding
	// Found works where a page of text is searched.
	NextHit, PrevHit *Binding
	// Price works on the page of one spot price.
	RaiseBid, LowerBid, SuggestedBid, Overlay *Binding
	// Menu is live in the menu of actions, beside the acts themselves.
	Rename, Description, Tags, Protect, KeyPair, Address *Binding
}

// Default returns the keyboard as shipped.
func Default() *Map {
	return &Map{
		Up:       bind("up", "one row up", "k", "up"),
		Down:     bind("down", "one row down", "j", "down"),
		PageUp:   bind("page-up", "one page up", "pgup", "ctrl+b"),
		PageDown: bind("page-down", "one page down", "pgdown", "ctrl+f"),
		HalfUp:   bind("half-up", "half a page up", "{", "ctrl+u"),
		HalfDown: bind("half-down", "half a page down", "}", "ctrl+d"),
		Top:      bind("top", "first row", "g", "home"),
		Bottom:   bind("bottom", "last row", "G", "end"),

		Enter:    bind("enter", "go in", "enter", "l", "right"),
		Back:     bind("back", "back: page, then filter, then scope", "esc", "h", "left"),
		Quit:     bind("quit", "back, at the top quit", "q", "ctrl+c"),
		NextPane: bind("next-pane", "next pane", "tab"),
		PrevPane: bind("prev-pane", "previous pane", "shift+tab"),
		Help:     bind("help", "this help", "?"),
		Jobs:     bind("jobs", "jobs and the outcome of each instance", "J"),
		Calls:    bind("calls", "API calls", "@"),
		Renewals: bind("renewals", "what expires, over all regions", "e"),
		Spot:     bind("spot", "spot prices: where, what and at which price", "p"),
		Reclaims: bind("reclaims", "spot instances that are taken back", "!"),
		Undo:     bind("undo", "take back what was just confirmed and is not sent yet", "u"),
		Refresh:  bind("refresh", "read again now", "f5", "ctrl+r"),

		Columns: bind("columns", "choose the columns, their order and their widths", "f"),
		Zoom:    bind("zoom", "the pane with the focus has the whole width, or its own again", "z"),

		Palette:      bind("palette", "run a command: pages, actions, settings, saved filters, regions", ":"),
		PagesBack:    bind("pages-back", "back to what was shown before", "["),
		PagesForward: bind("pages-forward", "forward again", "]"),
		Mouse:        bind("mouse", "mouse on or off; while it is off, the terminal selects text", "M"),

		Suspend: bind("suspend", "back to the shell, from which fg returns", "ctrl+z"),

		Filter:     bind("filter", "filter", "/"),
		Mark:       bind("mark", "mark, and one row down", "space"),
		MarkAll:    bind("mark-all", "mark all that are shown, or none", "*"),
		Unmark:     bind("unmark", "drop every mark", "backspace"),
		Describe:   bind("describe", "describe", "d"),
		JSON:       bind("json", "all that is known of the instance, as JSON", "y"),
		SortLeft:   bind("sort-left", "sort by the column to the left", "<"),
		SortRight:  bind("sort-right", "sort by the column to the right", ">"),
		Order:      bind("order", "turn the order round", "o"),
		AllRegions: bind("all-regions", "all regions", "0"),
		Copy:       bind("copy", "copy: ids, addresses, rows, commands, JSON; all as CSV", "c"),
		Ticket:     bind("ticket", "copy what a ticket needs: region, time, error code, request id", "x"),
		Actions:    bind("actions", "every action, and why one does not apply", "a"),

		Problem:       bind("problem", "only the instances with the problem of that number, or all again", "1", "2", "3", "4", "5", "6", "7"),
		NextProblem:   bind("next-problem", "the next problem's instances; after the last, all", "n"),
		ProblemsFirst: bind("problems-first", "problems first, or all as sorted", "i"),

		Start:       bind("start", "start", "S"),
		Stop:        bind("stop", "stop, gently or by force", "T"),
		Reboot:      bind("reboot", "reboot, gently or by force", "B"),
		Release:     bind("release", "release for good", "D"),
		Create:      bind("create", "create new instances", "N"),
		Renew:       bind("renew", "renew what is paid in advance", "W"),
		AutoRenew:   bind("auto-renew", "renew by itself, or no longer", "A"),
		AutoRelease: bind("auto-release", "release by itself at a time, or no longer", "L"),

		Confirm:     bind("confirm", "confirm", "enter"),
		Leave:       bind("leave", "cancel, or close", "esc"),
		NextChoice:  bind("next-choice", "next choice", "tab", "down"),
		PrevChoice:  bind("prev-choice", "previous choice", "shift+tab", "up"),
		Choose:      bind("choose", "change it", "space", "left", "right"),
		CopyCommand: bind("copy-command", "copy as commands of the aliyun CLI", "c"),

		ToggleColumn: bind("toggle-column", "show the column, or hide it", "space"),
		MoveUp:       bind("move-up", "move it up", "<", "shift+up"),
		MoveDown:     bind("move-down", "move it down", ">", "shift+down"),
		Wider:        bind("wider", "wider", "+"),
		Narrower:     bind("narrower", "narrower, then as wide as there is room", "-"),
		SortBy:       bind("sort-by", "sort by it next: upwards, downwards, not at all", "s"),
		ResetColumns: bind("reset-columns", "as shipped", "r"),

		CopyID:      bind("copy-id", "ids", "i", "c"),
		CopyName:    bind("copy-name", "names", "n"),
		CopyPrivate: bind("copy-private", "private addresses", "p"),
		CopyPublic:  bind("copy-public", "public addresses", "u"),
		CopyIPv6:    bind("copy-ipv6", "IPv6 addresses", "6"),
		CopyRow:     bind("copy-row", "rows as shown, with tabs", "r"),
		CopyCLI:     bind("copy-cli", "commands of the aliyun CLI", "k"),
		CopyJSON:    bind("copy-json", "JSON", "j"),
		CopyCSV:     bind("copy-csv", "all rows shown as CSV", "v"),
		CopyAllJSON: bind("copy-all-json", "all rows shown as JSON", "J"),
		CopyToFile:  bind("copy-to-file", "to a file, or to the clipboard again", "tab"),

		CancelJob: bind("cancel-job", "cancel what has not been sent", "X"),
		Remark:    bind("remark", "mark the failed ones", "m"),
		Retry:     bind("retry", "plan the failed ones again", "R"),

		Acknowledge: bind("acknowledge", "acknowledge: it is known", "K"),
		Drain:       bind("drain", "drain: run what saves their work", "E"),
		Replace:     bind("replace", "replace them in the cheapest zone", "R"),

		Window: bind("window", "another stretch of time", "w"),

		Elsewhere: bind("elsewhere", "the prices of another region", "s"),
		Wish:      bind("wish", "another wished availability, for which bids are suggested", "v"),
		JobTime:   bind("job-time", "another length of the job that is to reach its end", "t"),
		Mean:      bind("mean", "sparklines of mean prices, or of the highest again", "m"),
		Relative:  bind("relative", "sparklines from 0 to on-demand, or from lowest to highest again", "r"),

		NextHit: bind("next-hit", "the next place that the search finds", "n"),
		PrevHit: bind("previous-hit", "the one before", "N"),

		RaiseBid:     bind("raise-bid", "raise the bid by the least step", "+"),
		LowerBid:     bind("lower-bid", "lower the bid by the least step", "-"),
		SuggestedBid: bind("suggested-bid", "the suggested bid again", "="),
		Overlay:      bind("overlay", "the other zones on the chart too, or no longer", "z"),

		Rename:      bind("rename", "rename", "r"),
		Description: bind("description", "change the description", "e"),
		Tags:        bind("tags", "set and take away tags", "t"),
		Protect:     bind("protect", "protect against release, or no longer", "p"),
		KeyPair:     bind("key-pair", "attach a key pair, or replace it", "y"),
		Address:     bind("address", "give a public address", "i"),
	}
}

func bind(name string, help message.Key, keys ...string) *Binding {
	return &Binding{Name: name, Help: help, Keys: keys, set: key.NewBinding(key.WithKeys(keys...))}
}

// Groups returns every binding once, in the order of the help page.
func (m *Map) Groups() []Group {
	return []Group{
		{"Act on the marked instances, or on the one under the cursor", []*Binding{
			m.Start, m.Stop, m.Reboot, m.Release, m.Renew, m.AutoRenew, m.AutoRelease, m.Create,
		}, everyPage | inMenu},
		{"Instances", []*Binding{
			m.Filter, m.Mark, m.MarkAll, m.Unmark, m.Describe, m.JSON, m.SortLeft, m.SortRight, m.Order, m.AllRegions, m.Copy, m.Ticket, m.Actions,
		}, everyPage},
		{"Everywhere", []*Binding{
			m.Enter, m.Back, m.NextPane, m.PrevPane, m.Jobs, m.Renewals, m.Spot, m.Reclaims, m.Undo, m.Calls, m.Columns, m.Zoom,
			m.Palette, m.PagesBack, m.PagesForward, m.Mouse, m.Refresh, m.Help, m.Suspend, m.Quit,
		}, everyPage},
		{"Move", []*Binding{m.Down, m.Up, m.PageDown, m.PageUp, m.HalfDown, m.HalfUp, m.Top, m.Bottom}, everyPage | inMenu | inColumns},
		{"Problems", []*Binding{m.Problem, m.NextProblem, m.ProblemsFirst}, onFleet},
		{"Jobs page", []*Binding{m.CancelJob, m.Remark, m.Retry}, onJobs},
		{"Page of what is taken back", []*Binding{m.Acknowledge, m.Drain, m.Replace}, onReclaims},
		{"Pages of a stretch of time", []*Binding{m.Window}, everyPage},
		{"Spot prices", []*Binding{m.Elsewhere, m.Wish, m.JobTime, m.Mean, m.Relative}, onPrices},
		{"One spot price", []*Binding{m.RaiseBid, m.LowerBid, m.SuggestedBid, m.Overlay}, onPrices},
		{"In the menu of actions", []*Binding{m.Rename, m.Description, m.Tags, m.Protect, m.KeyPair, m.Address}, inMenu},
		{"In the choice of columns", []*Binding{m.ToggleColumn, m.MoveUp, m.MoveDown, m.Wider, m.Narrower, m.SortBy, m.ResetColumns}, inColumns},
		{"In a searched text", []*Binding{m.NextHit, m.PrevHit}, inText},
		{"In the choice of what to copy", []*Binding{
			m.CopyID, m.CopyName, m.CopyPrivate, m.CopyPublic, m.CopyIPv6, m.CopyRow, m.CopyCLI, m.CopyJSON, m.CopyCSV, m.CopyAllJSON, m.CopyToFile,
		}, inCopy},
		{"In a dialog", []*Binding{m.Confirm, m.Leave, m.NextChoice, m.PrevChoice, m.Choose, m.CopyCommand}, inDialog},
	}
}

// acts are the bindings that change machines, or begin to.
func (m *Map) acts() []*Binding {
	return append(slices.Clone(m.Groups()[0].Bindings), m.Drain, m.Replace)
}

// place is where bindings are live together, as a bit.
type place uint16

const (
	onPage place = 1 << iota
	inDialog
	inMenu
	onJobs
	onReclaims
	onPrices
	onFleet // the instances, with nothing over them
	inColumns
	inCopy
	inText

	// everyPage is where what works on all pages is live, beside the keys that a
	// page has of its own.
	everyPage = onPage | onJobs | onReclaims | onPrices | onFleet
)

// places are where a binding is live. The menu knows the acts by their own keys, and
// what leads to it and away.
func (m *Map) places(b *Binding) (at place) {
	for _, g := range m.Groups() {
		if slices.Contains(g.Bindings, b) {
			at |= g.live
		}
	}
	if slices.Contains([]*Binding{m.Describe, m.Copy, m.Actions, m.Confirm, m.Leave}, b) {
		at |= inMenu
	}
	switch b {
	case m.Suspend:
		at |= inMenu | inDialog
	case m.Confirm, m.Leave:
		at |= inColumns | inCopy
	case m.Columns:
		at |= inColumns
	case m.Zoom:
		at &^= onPrices // which have the whole width
	}
	return at
}
