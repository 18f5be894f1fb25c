package rpc

import (
	"net/http"
	"strings"
)

const (
	formatJSON Format = "application/json;charset=utf-8"
	FormatXML  Format = "text/xml;charset=utf-8"
)

// Methods are those of HTTP that are answered.
var Methods = []string{http.MethodGet, http.MethodHead, http.MethodPost}

// Format is the form of an answer.
type Format string

// FormatOf is the form a call wants its answer in. Signed by a header and with no Format it goes by
// what it accepts, and else is XML, as the API has always had it.
func FormatOf(r *http.Request, p Params) Format {
	want := p["Format"]
	switch {
	case strings.EqualFold(want, "XML"):
		return FormatXML
	case want != "":
		return formatJSON
	case !byHeader(r):
		return FormatXML
	}
	for _, accepted := range r.Header.Values("Accept") {
		if strings.Contains(accepted, "/xml") && !strings.Contains(accepted, "/json") {
			return FormatXML
		}
	}
	return formatJSON
}

// Reply is what every answer holds.
type Reply struct {
	RequestId string
}

// Stamp gives an answer its request id.
func (r *Reply) Stamp(id string) { r.RequestId = id }

// Answer is an answer that can be given its request id.
type Answer interface{ Stamp(id string) }
