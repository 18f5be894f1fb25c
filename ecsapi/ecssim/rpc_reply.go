package ecssim

import (
	"net/http"
	"strings"
)

const (
	formatJSON format = "application/json;charset=utf-8"
	formatXML  format = "text/xml;charset=utf-8"
)

// methods are those of HTTP that are answered.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost}

// format is the form of an answer.
type format string

// formatOf is the form a call wants its answer in. Signed by a header and with
// no Format it goes by what it accepts, and else is XML, as the API has always
// had it.
func formatOf(r *http.Request, p params) format {
	want := p["Format"]
	switch {
	case strings.EqualFold(want, "XML"):
		return formatXML
	case want != "":
		return formatJSON
	case !byHeader(r):
		return formatXML
	}
	for _, accepted := range r.Header.Values("Accept") {
		if strings.Contains(accepted, "/xml") && !strings.Contains(accepted, "/json") {
			return formatXML
		}
	}
	return formatJSON
}

// reply is what every answer holds.
type reply struct {
	RequestId string
}

func (r *reply) stamp(id string) { r.RequestId = id }

// stamped is an answer that can be given its request id.
type stamped interface{ stamp(id string) }
