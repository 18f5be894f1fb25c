package cli

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// badTransport are modes that break HTTP, or keep to it and harm.
var badTransport = []hostile{
	{name: "line: half an answer", ls: 1, says: "the connection broke", answer: wires(ok + "Content-Length: 1000\r\n\r\n{\"RequestId\":\"R\",")},
	{name: "line: half an answer and silence", ls: 1, says: "no answer in time", limits: limits{time: 20 * time.Minute}, answer: func(a *ask) {
		a.wire(func(c net.Conn) { io.WriteString(c, ok+"Content-Length: 1000\r\n\r\n{\"RequestId\":") })
	}},
	{name: "line: half a header and silence", ls: 1, says: "no answer in time", limits: limits{time: 20 * time.Minute}, answer: func(a *ask) {
		a.wire(func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Ty") })
	}},
	{name: "line: silence", ls: 1, says: "no answer in time", limits: limits{time: 20 * time.Minute}, answer: func(a *ask) { a.wire(func(net.Conn) {}) }},
	{name: "line: a byte a second", ls: 1, says: "no answer in time", limits: limits{time: 20 * time.Minute}, answer: func(a *ask) {
		_, body := a.truth()
		a.wire(func(c net.Conn) {
			io.WriteString(c, ok+"Content-Length: "+strconv.Itoa(len(body))+"\r\n\r\n")
			for i := range body {
				if _, err := c.Write(body[i : i+1]); err != nil {
					return
				}
				<-time.After(time.Second)
			}
		})
	}},
	{name: "line: closed", ls: 1, answer: wires("")},
	{name: "line: closed after a while", ls: 1, limits: limits{time: 20 * time.Minute}, answer: func(a *ask) {
		<-time.After(4 * time.Second)
		a.cut("")
	}},
	{name: "line: each second call is cut", ls: 0, answer: func(a *ask) {
		if a.n%2 == 1 {
			a.cut(ok + "Content-Length: 100\r\n\r\n{")
		} else {
			a.honest()
		}
	}},
	{name: "line: another content type", answer: func(a *ask) {
		status, body := a.truth()
		a.send(status, "image/png", string(body))
	}},
	{name: "line: redirect elsewhere", ls: 1, says: "redirect", answer: func(a *ask) {
		http.Redirect(a.ResponseWriter, a.Request, "http://pwned.example"+a.URL.String(), http.StatusTemporaryRedirect)
	}},
	{name: "line: redirect in a circle", ls: 1, says: "redirect", answer: func(a *ask) { http.Redirect(a.ResponseWriter, a.Request, a.URL.String(), http.StatusFound) }},
	{name: "line: redirect with escapes", ls: 1, says: "malformed", answer: wires("HTTP/1.1 301 \x1b[31mPWNED\r\nLocation: \x1b]0;PWNED\a\r\nContent-Length: 0\r\n\r\n")},
	{name: "line: go on, for ever", ls: 1, limits: limits{time: 20 * time.Minute}, answer: func(a *ask) {
		a.wire(func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "HTTP/1.1 100 Continue\r\nX-Pwned: "+strings.Repeat("A", 1000)+"\r\n\r\n"); err != nil {
					return
				}
			}
		})
	}},
	{name: "line: hints before", ls: 0, answer: func(a *ask) {
		for range 5 {
			a.Header().Set("Link", "<\u202ePWNED>")
			a.WriteHeader(http.StatusEarlyHints)
		}
		a.honest()
	}},
	{name: "line: another protocol", ls: 1, says: "HTTP 101", answer: func(a *ask) {
		a.wire(func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: pwned\r\n\r\n\x1b[31mPWNED")
		})
	}, limits: limits{time: 20 * time.Minute}},
	{name: "line: chunks that are none", ls: 1, answer: wires(ok + "Transfer-Encoding: chunked\r\n\r\nPWNED\x1b[31m\r\n{}\r\n0\r\n\r\n")},
	{name: "line: a chunk beyond numbers", ls: 1, answer: wires(ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}")},
	{name: "line: a chunk of 2 GB that ends", ls: 1, answer: wires(ok + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n{\"RequestId\"")},
	{name: "line: chunks with endless extensions", ls: 1, answer: func(a *ask) {
		a.wire(func(c net.Conn) {
			io.WriteString(c, ok+"Transfer-Encoding: chunked\r\n\r\n2;")
			for {
				if _, err := io.WriteString(c, big); err != nil {
					return
				}
			}
		})
	}},
	{name: "line: trailers with escapes", ls: 1, says: "malformed", answer: func(a *ask) {
		_, body := a.truth()
		a.cut(ok + "Trailer: X-Acs-Request-Id\r\nTransfer-Encoding: chunked\r\n\r\n" + strconv.FormatInt(int64(len(body)), 16) + "\r\n" + string(body) + "\r\n0\r\nX-Acs-Request-Id: \x1b[31mPWNED\r\n\r\n")
	}},
	{name: "line: unknown transfer", ls: 1, answer: wires(ok + "Transfer-Encoding: \x1b[31mpwned\r\n\r\n{}")},
	{name: "line: length too short", ls: 1, answer: func(a *ask) {
		_, body := a.truth()
		a.cut(ok + "Content-Length: 20\r\n\r\n" + string(body))
	}},
	{name: "line: length below none", ls: 1, answer: wires(ok + "Content-Length: -1\r\n\r\n" + nothing)},
	{name: "line: two lengths", ls: 1, answer: wires(ok + "Content-Length: 17\r\nContent-Length: 5\r\n\r\n" + nothing)},
	{name: "line: length beyond numbers", ls: 1, answer: wires(ok + "Content-Length: 99999999999999999999\r\n\r\n" + nothing)},
	{name: "line: no length", answer: func(a *ask) {
		_, body := a.truth()
		a.cut("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + string(body))
	}},
	{name: "line: no header at all", ls: 1, answer: wires("{\"RequestId\":\"\x1b[31mPWNED\"}\r\n")},
	{name: "line: another greeting", ls: 1, answer: wires("SSH-2.0-PWNED\x1b]0;PWNED\a\r\n")},
	{name: "line: HTTP/9", ls: 1, answer: wires("HTTP/9.9 200 \u202ePWNED\r\n\r\n")},
	{name: "line: status 000", ls: 1, answer: wires("HTTP/1.1 000 PWNED\r\nContent-Length: 2\r\n\r\n{}")},
	{name: "line: status 999", ls: 1, answer: wires("HTTP/1.1 999 \x1b[31mPWNED\r\nContent-Length: 2\r\n\r\n{}")},
	{name: "line: status of words", ls: 1, answer: wires("HTTP/1.1 PWNED\x1b[31m OK\r\nContent-Length: 2\r\n\r\n{}")},
	{name: "line: no content", ls: 1, answer: wires("HTTP/1.1 204 No Content\r\n\r\n")},
	{name: "line: partial content", answer: func(a *ask) {
		_, body := a.truth()
		a.send(206, "application/json", string(body))
	}},
	{name: "line: not modified", ls: 1, answer: wires("HTTP/1.1 304 Not Modified\r\n\r\n")},
	{name: "line: bytes nobody asked for", answer: func(a *ask) {
		_, body := a.truth()
		a.cut(ok + "Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + string(body) + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\x1b[31mPWNED")
	}},
	{name: "line: too many, for ever", ls: 1, says: "Throttling", limits: limits{time: 30 * time.Minute}, answer: func(a *ask) {
		a.Header().Set("Retry-After", "99999999999999999999")
		a.Header().Set("X-Acs-Retry-After", "9223372036854775807")
		a.refuse(429, "Throttling.User", "PWNED\x1b[31m")
	}},
}
