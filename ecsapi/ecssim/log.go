package ecssim

import (
	"net/http"
	"time"
)

// Call is one request as it was answered, for who keeps a log. Its texts are what the client sent,
// as long and as odd as it likes, and no secret is among them.
type Call struct {
	At        time.Time // wall time of its arrival
	Action    string    // of a control path such as GET/_sim/clock
	Region    string
	KeyID     string // as given, known or not
	Status    int    // 0 when the connection was dropped without an answer
	Code      string // of the error, "" without one
	RequestID string
	Took      time.Duration
	Bytes     int // of the body that were sent
}

// ServeHTTP answers a call of the API, or of a control path under /_sim/.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if c.log == nil {
		c.serve(w, r)
		return
	}
	l := &logged{ResponseWriter: w, call: Call{At: time.Now()}}
	// A connection that is dropped in mid-answer ends in a panic.
	defer func() {
		l.call.Took = time.Since(l.call.At)
		c.log(l.call)
	}()
	c.serve(l, r)
}

// logged is an answer that is being sent and what the log will say of it.
type logged struct {
	http.ResponseWriter
	call Call
}

// Unwrap lets an http.ResponseController through.
func (l *logged) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func (l *logged) WriteHeader(status int) {
	if l.call.Status == 0 && status >= 200 {
		l.call.Status = status
	}
	l.ResponseWriter.WriteHeader(status)
}

func (l *logged) Write(b []byte) (int, error) {
	if l.call.Status == 0 {
		l.call.Status = http.StatusOK
	}
	n, err := l.ResponseWriter.Write(b)
	l.call.Bytes += n
	return n, err
}

// note tells the log, if there is one, what is known of the call that w answers.
func note(w http.ResponseWriter, what func(*Call)) {
	if l, ok := w.(*logged); ok {
		what(&l.call)
	}
}
