package spot

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// What befalls an announced instance, as `ecsdeck spot watch` calls it.
const (
	eventAnnounced message.Key = "announced"
	eventDrained   message.Key = "drained"
	eventGone      message.Key = "gone"
	eventSpared    message.Key = "spared"

	eventBlind   message.Key = "blind"   // a region can't be read
	eventSighted message.Key = "sighted" // it can again
)

// Event is one event, in JSON one line.
type Event struct {
	Event string  `json:"event"`
	At    *string `json:"at"`
	record.Reclaim
	Drain *Drain  `json:"drain"`
	Error *string `json:"error,omitempty"` // why a region can't be read
}

// Drain is how the drain of an instance went.
type Drain struct {
	What   string  `json:"what"`
	Remote bool    `json:"remote"`
	Job    *int    `json:"job"`
	Began  *string `json:"began"`
	Ended  *string `json:"ended"`
	OK     bool    `json:"ok"`
	Exit   *int    `json:"exit"`
	Output string  `json:"output"`
	Error  *string `json:"error"`
}

// reported is what was told of an announcement.
type reported struct {
	before [2]int // drains by other runs when it was told, see attempts
	gone   bool
	drains map[string]bool
}

func reclaimKey(k *fleet.Reclaim) string { return fmt.Sprint(k.Instance.ID, k.Seen.UnixNano()) }

// tell tells what a snapshot has that was not told yet, the oldest announcement
// first, and returns the instances that were announced and are still to go.
func (w *watch) tell(s *fleet.Snapshot) (fresh []ecsapi.InstanceID) {
	for _, k := range slices.Backward(s.Reclaims) {
		t := w.reported[reclaimKey(k)]
		if t == nil {
			t = &reported{before: attempts(k), drains: map[string]bool{}}
			w.reported[reclaimKey(k)] = t
			w.event(eventAnnounced, k.Seen, k, nil)
			if k.Open() {
				fresh = append(fresh, k.Instance.ID)
			}
		}
		for _, d := range k.Drains {
			key := fmt.Sprint(d.Job, d.Remote)
			if d.Job == 0 {
				key += d.Ended.String()
			}
			if !d.Over() || t.drains[key] {
				continue
			}
			t.drains[key] = true
			if d.OK() {
				w.ok++
			} else {
				w.bad++
			}
			w.event(eventDrained, d.Ended, k, d)
		}
		if gone := !k.Open(); gone != t.gone {
			t.gone = gone
			switch {
			case k.Spared:
				w.event(eventSpared, k.Gone, k, nil)
			case gone:
				w.event(eventGone, k.Gone, k, nil)
			}
		}
	}
	return fresh
}

// event writes one line.
func (w *watch) event(what message.Key, at time.Time, k *fleet.Reclaim, d *fleet.Drain) {
	w.write(w.record(what, at, k, d), w.line(what, at, k, d))
}

// write writes an event, or its line for people.
func (w *watch) write(e Event, line string) {
	if w.lost != nil {
		return
	}
	if w.form.Value != shell.FormJSON {
		_, w.lost = io.WriteString(w.Out, line+"\n")
		return
	}
	enc := json.NewEncoder(w.Out)
	enc.SetEscapeHTML(false)
	w.lost = enc.Encode(e)
}

func (w *watch) record(what message.Key, at time.Time, k *fleet.Reclaim, d *fleet.Drain) Event {
	r := Event{Event: string(what), At: record.Stamp(at), Reclaim: record.NewReclaim(k)}
	if d != nil {
		r.Drain = &Drain{
			What: d.What, Remote: d.Remote, Job: record.Known(int(d.Job)), Began: record.Stamp(d.Began), Ended: record.Stamp(d.Ended),
			OK: d.OK(), Output: d.Output,
		}
		if d.Err.IsZero() {
			r.Drain.Exit = &d.Exit
		} else {
			r.Drain.Error = record.Known(w.why(d))
		}
	}
	return r
}

// why is why a drain failed, with the cloud's own words where there are some.
func (w *watch) why(d *fleet.Drain) string {
	text := w.P.T(d.Err)
	if d.Cause != nil && d.Cause.Code != "" && d.Remote {
		text += " (" + w.P.E(d.Cause) + ")"
	}
	return text
}

func (w *watch) line(what message.Key, at time.Time, k *fleet.Reclaim, d *fleet.Drain) string {
	in := k.Instance
	line := []byte(at.Local().Format("2006-01-02 15:04:05Z07:00"))
	for _, c := range []struct {
		text string
		wide int
	}{{w.P.S(what), 9}, {string(in.ID), 22}, {string(in.Zone), 16}, {in.Type, 16}} {
		line = append(line, "  "...)
		line = term.AppendFit(line, c.text, max(c.wide, term.Width(c.text)), term.AlignLeft)
	}
	text := ""
	switch {
	case what == eventAnnounced && k.Due.After(k.Seen):
		text = w.P.S("goes between {soonest} and {latest}", clock(k.Due), clock(k.Latest))
	case what == eventAnnounced:
		text = w.P.S("goes any moment, at the latest at {time}", clock(k.Latest))
	case what == eventSpared:
		text = w.P.S("still there, {status}", string(in.Status))
	case d != nil:
		text = w.drained(d)
	}
	line = append(line, "  "...)
	line = append(line, in.Name...)
	if text != "" {
		if in.Name != "" {
			line = append(line, "  "...)
		}
		line = append(line, text...)
	}
	return strings.TrimRight(term.Clean(string(line)), " ")
}

// drained says how a drain went, and the last that it printed.
func (w *watch) drained(d *fleet.Drain) string {
	where := w.P.S("here")
	if d.Remote {
		where = w.P.S("on it")
	}
	text := where + ", " + w.why(d)
	if d.Err.IsZero() {
		text = w.P.S("{where}, exit status {exit} after {duration}", where, d.Exit, d.Ended.Sub(d.Began).Round(time.Second).String())
	}
	lines := strings.Split(strings.TrimRight(d.Output, "\n"), "\n")
	if last := lines[len(lines)-1]; last != "" {
		text += ": " + last
	}
	return text
}

// clock is a time of the day on this machine's clock.
func clock(t time.Time) string { return t.Local().Format("15:04:05Z07:00") }
