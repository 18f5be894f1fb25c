package rpc

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// MaxBody is the largest request body read, in bytes; the largest real call
// (100 ids with every parameter) stays far below.
const MaxBody = 1 << 20

// drained is how much more of a body that is too large is read past, in bytes.
const drained = 64 << 20

// FormMedia is the type of the one kind of body a call has.
const FormMedia = "application/x-www-form-urlencoded"

// Params are the parameters of a call: query and form merged, decoded.
type Params map[string]string

// ReadParams reads the parameters of a request, and the body they may come in.
// With an error come those of the query, for they say what was asked for.
func ReadParams(r *http.Request) (p Params, body []byte, err error) {
	body, err = readBody(r)
	if err == nil {
		p, err = parseParams(r.URL.RawQuery, string(body))
		if err != nil {
			err = badRequest("The request could not be parsed: " + err.Error() + ".")
		}
	}
	if err != nil {
		p, _ = parseParams(r.URL.RawQuery, "")
		return p, nil, err
	}
	return p, body, nil
}

// readBody reads a body, which must be a form if there is one.
func readBody(r *http.Request) ([]byte, error) {
	tooLarge := NewError(413, "InvalidParameter", "The request body is too large.")
	if r.ContentLength > MaxBody && r.Header.Get("Expect") != "" {
		return nil, tooLarge // before it is sent
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	if err != nil {
		return nil, badRequest("The request body could not be read.")
	}
	if len(body) > MaxBody {
		// A client that is still sending would take a closed connection for the answer.
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, drained))
		return nil, tooLarge
	}
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); len(body) > 0 && media != FormMedia {
		return nil, badRequest("The request body must be of the type " + FormMedia + ".")
	}
	return body, nil
}

// parseParams merges a query and a form. A parameter that comes twice is
// refused: which of the two was signed would be anybody's guess.
func parseParams(query, form string) (Params, error) {
	p := Params{}
	for _, s := range []string{query, form} {
		values, err := url.ParseQuery(s)
		if err != nil {
			return nil, errors.New("malformed parameters")
		}
		for _, k := range slices.Sorted(maps.Keys(values)) {
			v := values[k]
			if _, dup := p[k]; dup || len(v) > 1 {
				return nil, fmt.Errorf("parameter %.40q is given twice", k)
			}
			p[k] = v[0]
		}
	}
	return p, nil
}

// List is a repeated parameter: Name.1, Name.2 and so on up to the first gap.
func (p Params) List(name string) []string {
	var out []string
	for n := 1; ; n++ {
		v, ok := p[name+"."+strconv.Itoa(n)]
		if !ok {
			return out
		}
		out = append(out, v)
	}
}

// JSONList is a parameter that holds a JSON array of at most 100 strings;
// given tells an absent one from an empty one.
func (p Params) JSONList(name string) (list []string, given bool, err error) {
	return p.JSONIDs(name, BadParameter(name), BadParameter(name))
}

// JSONIDs is such a list with errors of its own.
func (p Params) JSONIDs(name string, malformed, tooMany error) (list []string, given bool, err error) {
	s := p[name]
	switch {
	case s == "":
		return nil, false, nil
	case json.Unmarshal([]byte(s), &list) != nil:
		return nil, false, malformed
	case len(list) > 100:
		return nil, false, tooMany
	}
	return list, true, nil
}

// Number is an integer parameter, or absent when it is not given.
func (p Params) Number(name string, absent int) (int, error) {
	s := p[name]
	if s == "" {
		return absent, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, BadParameter(name)
	}
	return n, nil
}

// Flag is a boolean parameter, false when it is not given.
func (p Params) Flag(name string) (bool, error) {
	switch p[name] {
	case "", "false", "False":
		return false, nil
	case "true", "True":
		return true, nil
	}
	return false, BadParameter(name)
}

// DryRun is whether the call only asks if it would be accepted.
func (p Params) DryRun() bool {
	on, _ := p.Flag("DryRun")
	return on
}

// Protected is whether SpotDuration asks for a protected hour, as it does unless it
// is 0; known is false for a value it can't have.
func (p Params) Protected() (on, known bool) {
	s := p["SpotDuration"]
	return s != "0", s == "" || s == "0" || s == "1"
}

// Asked is whether a parameter is absent or has a value.
func (p Params) Asked(name, value string) bool { return p[name] == "" || p[name] == value }

// Language refuses a language that names don't come in.
func (p Params) Language() error {
	return p.Among("AcceptLanguage", "InvalidAcceptLanguage.NotFound", "zh-CN", "en-US")
}

// English is whether names are wanted in English; Chinese is the default.
func (p Params) English() bool { return p["AcceptLanguage"] == "en-US" }

// OneOf refuses a value of an enumerated parameter that is not one of values.
func (p Params) OneOf(name string, refusal *Error, values ...string) error {
	if v := p[name]; v != "" && !slices.Contains(values, v) {
		return refusal
	}
	return nil
}

// Among does so in the words that most parameters have.
func (p Params) Among(name, code string, values ...string) error {
	return p.OneOf(name, UnknownValue(code, name), values...)
}

// Needs refuses a call that lacks one of some parameters.
func (p Params) Needs(names ...string) error {
	for _, name := range names {
		if p[name] == "" {
			return Missing(name)
		}
	}
	return nil
}

// Unmodelled refuses parameters that ECS knows and this endpoint doesn't model.
func (p Params) Unmodelled(names ...string) error {
	for _, name := range names {
		if p[name] != "" {
			return Unsupported(name)
		}
	}
	return nil
}

// Glob reads a pattern in which * stands for any text.
func Glob(pattern string) func(name string) bool {
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 {
		return func(name string) bool { return name == pattern }
	}
	return func(name string) bool {
		rest, ok := strings.CutPrefix(name, parts[0])
		if !ok {
			return false
		}
		for _, part := range parts[1:last] {
			at := strings.Index(rest, part)
			if at < 0 {
				return false
			}
			rest = rest[at+len(part):]
		}
		return strings.HasSuffix(rest, parts[last])
	}
}
