package ecssim

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"sync"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// texts hold the texts of answers while they are made and sent; a page of
// instances is a third of a megabyte.
var texts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encode writes an answer or an error into b; status and code are what it says.
func (c *Cloud) encode(b *bytes.Buffer, f rpc.Format, action string, answer rpc.Answer, err error, regionID, id string) (status int, code string) {
	status = http.StatusOK
	root := action + "Response"
	if err != nil {
		var e *rpc.Error
		if !errors.As(err, &e) {
			e = rpc.ErrInternal
		}
		c.stats.failed(e.Code)
		status, code, root, answer = e.Status, e.Code, "Error", e.Reply(c.host(regionID))
	}
	answer.Stamp(id)
	if f == rpc.FormatXML {
		b.Write(rpc.AppendXML(b.AvailableBuffer(), root, answer))
		return status, code
	}
	b.Write(rpc.AppendJSON(b.AvailableBuffer(), answer))
	return status, code
}

// write sends an answer, spoilt as the mishap wants it and packed as the client
// does. Of a HEAD only the head is sent, as long as the body would have been.
func (c *Cloud) write(w http.ResponseWriter, r *http.Request, status int, text []byte, m mishap) {
	if m.kind == FaultMalformed {
		text = append(text[:len(text)/2:len(text)/2], "<html>"...)
	}
	w.Header().Set("Vary", "Accept-Encoding")
	if len(text) >= rpc.WorthPacking && !c.noGzip && rpc.AcceptsGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		text = rpc.Pack(text)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	// Counted first: who has the answer finds it in the stats.
	send := func(part []byte) error {
		c.stats.wrote(len(part))
		_, err := w.Write(part)
		return err
	}
	switch m.kind {
	case FaultCut:
		_ = send(text[:len(text)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // the way to end a connection in mid-answer
	case FaultSlow:
		const pieces = 20
		for i := range pieces {
			if i > 0 && !wait(r.Context(), m.delay/(pieces-1)) {
				return
			}
			if send(text[len(text)*i/pieces:len(text)*(i+1)/pieces]) != nil || http.NewResponseController(w).Flush() != nil {
				return
			}
		}
	default:
		_ = send(text)
	}
}

// reset drops the connection; over TCP the client sees it reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn() // no farewell
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
