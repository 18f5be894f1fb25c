package rpc

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// WorthPacking is how long an answer must be to be packed, in bytes: below it,
// it fits into the packet that carries its head.
const WorthPacking = 1024

// AcceptsGzip is whether a client takes packed answers, which it says by name
// or by accepting anything.
func AcceptsGzip(r *http.Request) bool {
	named, any := -1.0, -1.0
	for _, line := range r.Header.Values("Accept-Encoding") {
		for part := range strings.SplitSeq(line, ",") {
			coding, options, _ := strings.Cut(part, ";")
			q := 1.0
			if name, value, given := strings.Cut(options, "="); given && strings.TrimSpace(name) == "q" {
				q, _ = strconv.ParseFloat(strings.TrimSpace(value), 64)
			}
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				named = q
			case "*":
				any = q
			}
		}
	}
	return named > 0 || named < 0 && any > 0
}

// packing is the level of packing. For a page of 244 kB this package takes 0.39 ms and makes
// 21 kB of it, where the standard library's fastest takes 0.86 ms and makes 25 kB, which
// also take longer to unpack. It adds 0.1 MB to the program.
const packing = 2

// packers are idle ones; each is a few hundred kilobytes.
var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, packing)
	return w
}}

// Pack is a text packed by gzip.
func Pack(text []byte) []byte {
	b := bytes.NewBuffer(make([]byte, 0, len(text)/4))
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(b)
	_, _ = w.Write(text) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}
