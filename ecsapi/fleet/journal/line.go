package journal

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// The kinds of lines.
const (
	kindBegin  = "begin"
	kindIntent = "intent"
	kindAnswer = "answer"
	kindSettle = "settle"
	kindEnd    = "end"
)

// line is one line of a file. The number comes first, so that a reader who
// wants a few jobs of many passes over the others without decoding them.
type line struct {
	Number int       `json:"job"`
	Kind   string    `json:"kind"`
	Key    string    `json:"key"`
	At     time.Time `json:"at"`

	Begin  *Job    `json:"begin,omitempty"`
	Call   *Call   `json:"call,omitempty"`
	Answer *answer `json:"answer,omitempty"`
	Items  []Item  `json:"items,omitempty"`

	Unclaimed string `json:"unclaimed,omitzero"` // of an end, see Job
}

type answer struct {
	N         int    `json:"n"`
	RequestID string `json:"request_id,omitzero"`
	Code      string `json:"code,omitzero"`
	Message   string `json:"message,omitzero"`
}

const numberPrefix = `{"job":`

// mostNumber is the highest number of a job; a higher one was written by no ecsdeck.
const mostNumber = 999_999_999

// encode is the line as it stands in a file. Text that is not UTF-8 is made so;
// <, > and & stay as they are.
func (l *line) encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(l)
	return b.Bytes(), err
}

// numberOf is the job's number of an encoded line, found without decoding it.
func numberOf(text []byte) (n int, ok bool) {
	rest, ok := bytes.CutPrefix(text, []byte(numberPrefix))
	if !ok {
		return 0, false
	}
	end := bytes.IndexByte(rest, ',')
	if end < 1 {
		return 0, false
	}
	n, err := strconv.Atoi(string(rest[:end]))
	return n, err == nil && n > 0 && n <= mostNumber
}

// began reports whether an encoded line begins a job, without decoding it.
func began(text []byte) bool {
	head := text[:min(len(text), len(numberPrefix)+40)]
	return bytes.Contains(head, []byte(`,"kind":"`+kindBegin+`",`))
}

// mostMore is how many items a line may add to a job, each with its id: the
// cloud may create more than it was asked for.
const mostMore = 100

// apply adds what a line says to the job. It reports whether it made sense.
func (l *line) apply(j *Job) bool {
	switch l.Kind {
	case kindBegin:
		if l.Begin == nil || !j.At.IsZero() {
			return false
		}
		*j = *l.Begin
		j.Key, j.Number, j.At = l.Key, l.Number, l.At
		for i := range j.Items {
			j.Items[i].N = i
		}
	case kindIntent:
		c := l.Call
		if c == nil || c.N < 1 || j.call(c.N) != nil {
			return false
		}
		c.Items = slices.DeleteFunc(c.Items, func(n int) bool { return n < 0 || n >= len(j.Items) })
		j.Calls = append(j.Calls, *c)
	case kindAnswer:
		if l.Answer == nil {
			return false
		}
		c := j.call(l.Answer.N)
		if c == nil {
			return false
		}
		c.Answered, c.RequestID, c.Code, c.Message = l.At, l.Answer.RequestID, l.Answer.Code, l.Answer.Message
	case kindSettle:
		for _, it := range l.Items {
			if it.N < 0 || it.N >= len(j.Items) && (it.ID == "" || it.N >= len(j.Items)+mostMore) {
				return false
			}
			for n := len(j.Items); n <= it.N; n++ {
				j.Items = append(j.Items, Item{N: n})
			}
			j.Items[it.N].settle(it)
		}
	case kindEnd:
		j.Ended, j.Unclaimed = l.At, l.Unclaimed
		j.claimed = j.claimed || l.Unclaimed == ""
	}
	return true
}

func (j *Job) call(n int) *Call {
	for i := range j.Calls {
		if j.Calls[i].N == n {
			return &j.Calls[i]
		}
	}
	return nil
}

// settle takes over what is newer.
func (it *Item) settle(to Item) {
	was := *it
	*it = to
	it.ID, it.Name, it.Region = cmp.Or(it.ID, was.ID), cmp.Or(it.Name, was.Name), cmp.Or(it.Region, was.Region)
	it.From, it.Before = cmp.Or(it.From, was.From), cmp.Or(it.Before, was.Before)
	it.OldExpiry, it.Planned = cmp.Or(it.OldExpiry, was.OldExpiry), cmp.Or(it.Planned, was.Planned)
}

// since leaves of an item only what settle would not keep anyway.
func (it Item) since(was Item) Item {
	drop(&it.ID, was.ID)
	drop(&it.Name, was.Name)
	drop(&it.Region, was.Region)
	drop(&it.From, was.From)
	drop(&it.Before, was.Before)
	if it.OldExpiry.Equal(was.OldExpiry) {
		it.OldExpiry = time.Time{}
	}
	return it
}

func drop(s *string, was string) {
	if *s == was {
		*s = ""
	}
}
