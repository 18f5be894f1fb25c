// Package journal is the memory of what was sent: an append-only log of jobs,
// each call noted on disk before it leaves and its answer after it. From it a
// later process tells the truth about one that was killed, `ecsdeck jobs` and
// the jobs page tell the past, and an audit is a view of it.
//
// A journal is a directory that only its owner may read (0700), with one file
// of JSON lines for each process that wrote (0600). The process holds a lock
// beside its file while it lives, which is how others know whether a job still
// runs. Nothing is ever rewritten. Keys of accounts have no place in its types.
//
// It stands below ecsapi/fleet/engine, which writes it, and knows none of its types.
package journal

import (
	"cmp"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"strings"
	"time"
)

// State says how far a job came, as the files tell it.
type State string

// The states of a job.
const (
	Running   State = "running"    // the process that wrote it lives
	Over      State = "over"       // its end was written
	BrokenOff State = "broken off" // its process ended without writing its end
)

// What kept a job's results from whoever gave it.
const (
	BrokeOff = "broke off"        // its process ended before it told them
	NotWell  = "did not end well" // not all was done, or could be shown
)

// Job is one job as the journal holds it. What has a name in JSON stands in the line
// that begins the job; the rest other lines tell.
type Job struct {
	Key      string          `json:"-"`                 // unique, made by Begin unless given
	Number   int             `json:"-"`                 // from 1, over all processes
	Action   string          `json:"action"`            // as the command line spells it
	Options  json.RawMessage `json:"options,omitempty"` // of the action
	Order    json.RawMessage `json:"order,omitempty"`   // of a creation
	Currency string          `json:"currency,omitzero"` // of what is charged; "" when nothing is, or it isn't known

	KeyHash string `json:"key_hash,omitzero"` // of the key that it was given under
	Asked   string `json:"asked,omitzero"`    // under the key: a hash of what was asked for

	Who string `json:"who,omitzero"` // the person
	By
	Host string    `json:"host,omitzero"` // the machine that the process runs on
	PID  int       `json:"pid"`
	At   time.Time `json:"-"` // when it was begun

	Items   []Item    `json:"items,omitempty"`
	Skipped []Skip    `json:"skipped,omitempty"`
	Calls   []Call    `json:"-"`
	Ended   time.Time `json:"-"` // zero: no end was written
	State   State     `json:"-"` // as read; Begin doesn't look at it

	// Unclaimed is "" once somebody was told that the job ended well. Until then
	// its results are for whoever gives the same job again, and this says why.
	Unclaimed string `json:"-"`
	claimed   bool
}

// By is who a job was sent as.
type By struct {
	Account   string `json:"account,omitzero"`    // as a person calls it: "prod LTAI…8fQ2"
	AccountID string `json:"account_id,omitzero"` // "1234567890123456"; "" where it was not known
	As        string `json:"as,omitzero"`         // "user/anna", "role/ops", "root"; "" where it was not known
}

// Others is who sent a job, where that is not who acts now, and only that one can find out
// what became of it: who may see less would take for undone what is only out of sight.
func (b By) Others(job By) string {
	switch {
	case b == By{} || job == By{}:
		return ""
	case job.As != "" && b.As != "" && job.AccountID == b.AccountID:
		if job.As == b.As {
			return ""
		}
	case job.Account == b.Account:
		return ""
	}
	return cmp.Or(job.As, job.Account)
}

// Item is one instance of a job. Settle adds one that the job did not begin with
// if its id is told. What it leaves "" or zero of the fields before Outcome stays
// as it was; the rest is replaced as a whole.
type Item struct {
	N         int       `json:"n"` // its place in Job.Items
	ID        string    `json:"id,omitzero"`
	Name      string    `json:"name,omitzero"`
	Region    string    `json:"region,omitzero"`
	From      string    `json:"from,omitzero"`
	Before    string    `json:"before,omitzero"` // what it had of what the action sets
	OldExpiry time.Time `json:"old_expiry,omitzero"`
	Planned   int64     `json:"planned,omitzero"` // millionths that it was to cost at once

	Outcome   string    `json:"outcome,omitzero"`
	To        string    `json:"to,omitzero"`
	Code      string    `json:"code,omitzero"`
	Message   string    `json:"message,omitzero"`
	RequestID string    `json:"request_id,omitzero"`
	OrderID   string    `json:"order_id,omitzero"`
	Address   string    `json:"address,omitzero"`
	Run       string    `json:"run,omitzero"`  // of a script
	Cost      int64     `json:"cost,omitzero"` // millionths
	NewExpiry time.Time `json:"new_expiry,omitzero"`
}

// Skip is an instance that the job left out.
type Skip struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitzero"`
	Region string `json:"region,omitzero"`
	Reason string `json:"reason"`
}

// Call is one writing call. N counts the calls of a job from 1; Intend gives it.
type Call struct {
	N      int               `json:"n"`
	API    string            `json:"api"`
	Region string            `json:"region"`
	Token  string            `json:"token,omitzero"`  // the ClientToken: it makes a call once, and opens nothing
	Items  []int             `json:"items,omitempty"` // places in Job.Items
	Params map[string]string `json:"params,omitempty"`
	At     time.Time         `json:"at"` // when it was about to be sent; Intend fills a zero one

	// The answer. Answered is zero while there is none: the call may have taken
	// effect, or may never have left.
	Answered  time.Time `json:"-"`
	RequestID string    `json:"-"`
	Code      string    `json:"-"` // "" when the cloud accepted it
	Message   string    `json:"-"`
}

// NewKey makes a key for a job: short, sortable by time, unique.
func NewKey(at time.Time) string {
	var salt [5]byte
	rand.Read(salt[:])
	return at.UTC().Format("20060102-150405") + "-" + strings.ToLower(base32.StdEncoding.EncodeToString(salt[:]))
}
