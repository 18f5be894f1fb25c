package shell

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/jmespath/go-jmespath"

	"ecsdeck/ui/record"
	"ecsdeck/ui/term"
)

// longestQuery bounds how deep an expression can go, which its parser descends by itself.
const longestQuery = 8 << 10

// readQuery reads --query.
func (o *Output) readQuery(given bool) error {
	text := o.flags.query
	switch {
	case !given:
		return nil
	case strings.TrimSpace(text) == "":
		return Usage(o.P.S("--query needs a JMESPath expression, such as '[].id'"))
	case len(text) > longestQuery:
		return Usage(o.P.S("--query has {length} letters; accepted: at most {most}", len(text), longestQuery))
	case !o.formGiven && !o.Structured():
		o.form.value = FormJSON
	case !o.Structured():
		return Usage(o.P.S("--query prints JSON and cannot be joined with --output {form}; accepted: {accepted}",
			o.form.value, strings.Join([]string{FormJSON, FormYAML, FormTemplate + "=TEXT"}, ", ")))
	}
	var err error
	o.query, err = jmespath.Compile(text)
	e, ok := errors.AsType[jmespath.SyntaxError](err)
	if !ok {
		if err != nil {
			return Usage(o.P.S("--query: {reason}", err))
		}
		return nil
	}
	at := min(max(e.Offset, 0), len(text))
	why := strings.TrimPrefix(e.Error(), "SyntaxError: ")
	if at == len(text) {
		return Usage(o.P.S("--query: at its end: {reason}", why))
	}
	return Usage(o.P.S("--query: at character {position}, {text:q}: {reason}", term.Width(text[:at])+1, text[at:], why))
}

// search is what the expression finds in JSON.
func (o *Output) search(data []byte) (found any, err error) {
	defer func() {
		if p := recover(); p != nil { // the package's own mistakes are no bug of the command
			err = fmt.Errorf("%v", p)
		}
	}()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, err
	}
	return o.query.Search(v)
}

// Document prints what is no list of records, or all of one: as JSON, or what is made of
// it.
func (o *Output) Document(v any) error {
	if o.query == nil && o.form.value == FormJSON {
		return o.OutputError(record.WriteJSON(o.Out, v))
	}
	data, err := marshal(v)
	if err == nil && o.query != nil {
		var found any
		if found, err = o.search(data); err != nil {
			return Failed(o.P.S("--query: {reason}", err))
		}
		data, err = marshal(found)
	}
	if err != nil {
		return o.OutputError(err)
	}
	var out []byte
	switch o.form.value {
	case FormYAML:
		out, err = appendYAML(nil, data)
	case FormTemplate:
		if out, err = o.template.appendAll(nil, data); err != nil {
			return Failed(o.P.S("--output template: {error}", o.P.E(err)))
		}
	default:
		out = data
	}
	if err == nil {
		_, err = o.Out.Write(out)
	}
	return o.OutputError(err)
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	err := record.WriteJSON(&b, v)
	return b.Bytes(), err
}

// decodeJSON reads a document whose numbers stay as they are written.
func decodeJSON(data []byte) (v any, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err = dec.Decode(&v); errors.Is(err, io.EOF) {
		err = nil
	}
	return v, err
}
