package ecsapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	sdkerrors "github.com/aliyun/alibaba-cloud-sdk-go/sdk/errors"
	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/responses"
)

// No machine has more than these.
const (
	maxCPU       = 1 << 20
	maxMemory    = 1 << 30 // MiB
	maxGPU       = 1 << 16
	maxBandwidth = 1 << 20 // Mbit/s
)

// note takes down that a field was none.
func (r *instanceRow) note(field, value string) {
	if r.odd != "" {
		r.odd += "; "
	}
	r.odd += field + ": " + shortened(value)
}

// plausible is a number of an answer, 0 as unknown if it is none that a machine has.
func plausible(f, most float64) int {
	if f >= 0 && f <= most && f == math.Trunc(f) {
		return int(f)
	}
	return 0
}

// number is the plausible number of a field, which is noted if it is none.
func (r *instanceRow) number(field string, f, most float64) int {
	n := plausible(f, most)
	if n == 0 && f != 0 {
		r.note(field, strconv.FormatFloat(f, 'g', -1, 64))
	}
	return n
}

// limit is the row's price limit, 0 as unknown if it can't be one.
func (r *instanceRow) limit() Price {
	p := price(r.SpotPriceLimit)
	if p < 0 || p == 0 && r.SpotPriceLimit >= 1 {
		r.note("SpotPriceLimit", strconv.FormatFloat(r.SpotPriceLimit, 'g', -1, 64))
		return 0
	}
	return p
}

// shortened is a piece of an answer as it can be shown within a line.
func shortened(s string) string {
	const most = 40
	s = Clean(s[:min(len(s), 20*most)])
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return s
}

// maxRepair is the largest answer that is read again for what is odd in it.
const maxRepair = 4 << 20

// repair reads a page again that the SDK's decoder gave up: row by row, and an odd
// row field by field, so that what one can't be read for costs no other. It
// reports whether the rest can be read.
func (a *instancesAnswer) repair(err error, body []byte) bool {
	var client *sdkerrors.ClientError
	if !errors.As(err, &client) || client.ErrorCode() != sdkerrors.JsonUnmarshalErrorCode || len(body) > maxRepair {
		return false
	}
	var doc map[string]json.RawMessage
	var list struct{ Instance []json.RawMessage }
	if json.Unmarshal(quoted(body), &doc) != nil || json.Unmarshal(doc["Instances"], &list) != nil {
		return false
	}
	delete(doc, "Instances")
	*a = instancesAnswer{}
	if !decode(doc, a) {
		return false
	}
	a.Instances.Instance = make([]instanceRow, 0, len(list.Instance))
	for _, raw := range list.Instance {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil || fields == nil {
			a.odd = shortened(string(raw))
			continue
		}
		a.Instances.Instance = append(a.Instances.Instance, repairRow(fields))
	}
	return true
}

// repairRow reads a row without the fields that can't be read.
func repairRow(fields map[string]json.RawMessage) instanceRow {
	var odd instanceRow
	var row struct {
		responses.BaseResponse
		instanceRow
	}
	if !decode(fields, &row) {
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			alone := row // of which nothing is used
			if !decode(map[string]json.RawMessage{name: fields[name]}, &alone) {
				odd.note(name, string(fields[name]))
				delete(fields, name)
			}
		}
		row.instanceRow = instanceRow{}
		decode(fields, &row)
	}
	row.odd = odd.odd
	return row.instanceRow
}

// decode fills an answer as the SDK does and reports whether that went well.
func decode(fields map[string]json.RawMessage, into responses.AcsResponse) bool {
	body, err := json.Marshal(fields)
	if err != nil {
		return false
	}
	return responses.Unmarshal(into, &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body))}, "JSON") == nil
}

// quoted puts in quotes what stands bare in a JSON text and is no JSON, such as
// the NaN of some programs.
func quoted(body []byte) []byte {
	const marks = "{}[],: \t\r\n"
	out := make([]byte, 0, len(body)+64)
	for len(body) > 0 {
		n := 1
		switch {
		case body[0] == '"':
			for n < len(body) && body[n] != '"' {
				if body[n] == '\\' {
					n++
				}
				n++
			}
			n = min(n+1, len(body))
		case strings.IndexByte(marks, body[0]) < 0:
			if n = bytes.IndexAny(body, marks+`"`); n < 0 {
				n = len(body)
			}
			if word := body[:n]; !json.Valid(word) {
				text, _ := json.Marshal(string(word)) // a text is never refused
				out, body = append(out, text...), body[n:]
				continue
			}
		}
		out, body = append(out, body[:n]...), body[n:]
	}
	return out
}
