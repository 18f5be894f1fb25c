package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"ecsdeck/model/deck"
	"ecsdeck/ui/cli/shell"
)

// sent is what a deck sent to its terminal.
type sent struct {
	mu sync.Mutex
	bytes.Buffer
}

func (s *sent) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Buffer.Write(b)
}

func (s *sent) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.String()
	s.Reset()
	return text
}

// sequence is one that a terminal obeys: of a CSI, an OSC, another string, or a letter.
var sequence = regexp.MustCompile(`\x1b(\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(\x07|\x1b\\)|[ -/]*[0-~])`)

// drawn are those that the deck draws with: colours, the place of the cursor, what is
// erased and scrolled, its modes, its questions about the terminal, its title and its
// notifications.
var drawn = regexp.MustCompile(`^\x1b(` +
	`\[[0-9;:]*m|\[[0-9;]*[ABCDEFGHIJKLMPSTXZ@abdfr]|\[\?5W|\[\?(25|1002|1003|1004|1006|1049|2004|2026|2027)[hl]|` +
	`\[\?(2026|2027)\$p|\[[>=<][0-9;]*[umq]|\[\?u|\[>?[0-9]*c|\[[0-9]* q|` +
	`\][029];((ecsdeck|▲)[^\x1b\x07]*)?(\x07|\x1b\\)|\]1[0-2];(\?|#[0-9a-f]{6})(\x07|\x1b\\)|\]11[0-2](\x07|\x1b\\)|[78=>M])$`)

// obeyed are those of pwned that the deck draws with too, and what follows them there.
var obeyed = regexp.MustCompile(`\x1b\[(31m|H|\?1049l|2J\x1b\[H)PWNED`)

// rawOnScreen finds what reached a terminal and the deck does not draw with; "" if nothing did.
func rawOnScreen(s string) string {
	if q := obeyed.FindString(s); q != "" {
		return fmt.Sprintf("%q", q)
	}
	for _, q := range sequence.FindAllString(s, -1) {
		if !drawn.MatchString(q) {
			return fmt.Sprintf("the sequence %q", q)
		}
		if q[1] == ']' {
			if found := raw(strings.Trim(q, "\x1b\a\\")); found != "" {
				return found
			}
		}
	}
	return raw(strings.NewReplacer("\r", "", "\b", "", "\t", "", "\a", "").Replace(sequence.ReplaceAllString(s, "")))
}

// step is keys that are pressed in a deck, and what passes after them.
type step struct {
	keys string
	wait time.Duration
}

// What is pressed in a deck on a hostile endpoint: at a look, the calls and an instance;
// at work, what expires, what is taken back, the actions, and a stop and its job; in the
// market, the board of prices, one price, and an order.
var (
	looks = []step{{"", 3 * time.Second}, {"@", time.Second}, {"\x1b", short}, {"\r", time.Second}, {"\x1b", short}}
	works = []step{
		{"e", time.Second}, {"\x1b", short}, {"!", time.Second}, {"\x1b", short}, {"a", time.Second}, {"\x1b", short},
		{"*", time.Second}, {"T", 4 * time.Second}, {"\r", 3 * time.Second}, {"J", time.Second}, {"\r", time.Second}, {"\x1b", short}, {"\x1b", time.Second},
	}
	trades = []step{
		{"p", 2 * time.Second}, {"\r", 2 * time.Second}, {"\x1b", short}, {"\x1b", short},
		{"N", 2 * time.Second}, {"\x1b", short}, {"\x1b", short},
	}
)

// short is how long an esc alone takes to be told from a sequence.
const short = 300 * time.Millisecond

// traded are the modes that show in the market.
var traded = []string{
	"honest", "texts: zones", "texts: types", "texts: states", "texts: currency and addresses",
	"sense: prices that are none", "sense: numbers below none", "sense: times at the ends of time", "size: prices that begin again",
}

// The deck on whatever endpoint draws what it draws and nothing else.
func TestHostileDeck(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	for _, m := range append([]hostile{{name: "honest", answer: (*ask).honest}}, hostileModes...) {
		if m.heap > 0 {
			continue // commands tell what it takes, and the deck as a process
		}
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			hostileWorld(t, 6, func(t *testing.T, c *hostileCloud, env shell.Env) { deckOn(t, &m, c, env) })
		})
	}
}

func deckOn(t *testing.T, m *hostile, c *hostileCloud, env shell.Env) {
	in, keys := io.Pipe()
	var out sent
	env.In, env.Out, env.Err = in, &out, io.Discard
	env.Terminal = func(any) bool { return true }
	env.Environ = append(env.Environ, "TERM=xterm-256color", "COLORTERM=truecolor")
	a := &commands{shell.New(nil, env)}
	c.turn(m)
	s, err := a.Connect(t.Context(), a.AccountFlags(&cobra.Command{}))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- a.deck(ctx, s, nil, deck.Deps{
			ThemeName: "dark", Undo: time.Second,
			Options: []tea.ProgramOption{tea.WithWindowSize(140, 40), tea.WithColorProfile(colorprofile.TrueColor)},
		})
	}()
	over := false
	all := looks
	if m.ls != shell.StatusFailed && !strings.HasPrefix(m.name, "line:") { // there is something to see
		all = slices.Concat(looks, works)
	}
	if slices.Contains(traded, m.name) {
		all = slices.Concat(looks, trades, works)
	}
	for _, k := range all {
		if _, err := io.WriteString(keys, k.keys); err != nil {
			t.Error(err)
		}
		select {
		case err := <-ended:
			t.Errorf("the deck ended by itself: %v", err)
			over = true
		case <-time.After(k.wait):
		}
		if over {
			break
		}
	}
	synctest.Wait()
	text := out.take()
	cancel()
	if !over {
		select {
		case <-ended:
		case <-time.After(10 * time.Second):
			t.Error("the deck did not end")
		}
	}
	keys.Close()
	in.Close()
	shown := []string{"texts: names", "texts: ids", "texts: zones", "texts: types", "texts: locks"}
	if slices.Contains(shown, m.name) && !strings.Contains(sequence.ReplaceAllString(text, ""), "PWN") {
		t.Error("nothing of the endpoint came to the screen")
	}
	if m.name == "honest" && (c.calls["StopInstances"] == 0 || c.calls["DescribeSpotPriceHistory"] == 0 || c.calls["DescribeAvailableResource"] == 0) {
		t.Errorf("the keys no longer lead to a stop, the prices and a form: %v", c.calls)
	}
	if found := rawOnScreen(text); found != "" {
		t.Errorf("raw on the terminal: %s", found)
	}
	if found := leaks(sequence.ReplaceAllString(text, ""), c.secrets(env)); found != "" {
		t.Errorf("secret on the terminal: %s", found)
	}
}
