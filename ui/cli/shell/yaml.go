package shell

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// YAML is written here and not by a package: what JSON can hold needs a tenth of it, and
// the order of the fields stays.

// appendYAML appends a JSON document as YAML.
func appendYAML(out, document []byte) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(document))
	dec.UseNumber()
	y := yamlWriter{dec: dec, out: out}
	err := y.value(0, false)
	return y.out, err
}

type yamlWriter struct {
	dec *json.Decoder
	out []byte
}

// value writes the next value at a depth. After a key what has lines of its own begins on
// the next one; after the dash of a list it begins there.
func (y *yamlWriter) value(depth int, afterKey bool) error {
	token, err := y.dec.Token()
	if err != nil {
		return err
	}
	open, nests := token.(json.Delim)
	switch {
	case !nests:
		y.scalar(token)
		y.out = append(y.out, '\n')
		return nil
	case !y.dec.More():
		y.out = append(append(y.out, map[json.Delim]string{'[': "[]", '{': "{}"}[open]...), '\n')
		_, err = y.dec.Token()
		return err
	}
	if afterKey {
		y.out = append(y.out[:len(y.out)-1], '\n') // no blank after the colon
	}
	for first := !afterKey; y.dec.More(); first = false {
		if !first {
			y.out = append(y.out, strings.Repeat("  ", depth)...)
		}
		if open == '[' {
			y.out = append(y.out, "- "...)
			if err := y.value(depth+1, false); err != nil {
				return err
			}
			continue
		}
		key, err := y.dec.Token()
		if err != nil {
			return err
		}
		y.scalar(key)
		y.out = append(y.out, ": "...)
		if err := y.value(depth+1, true); err != nil {
			return err
		}
	}
	_, err = y.dec.Token()
	return err
}

// plain is what no reader of YAML takes for anything but a text.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*$`)

var yamlWords = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

func (y *yamlWriter) scalar(v any) {
	switch v := v.(type) {
	case nil:
		y.out = append(y.out, "null"...)
	case bool:
		y.out = strconv.AppendBool(y.out, v)
	case json.Number:
		y.out = append(y.out, v...)
	case string:
		if plain.MatchString(v) && !slices.Contains(yamlWords, strings.ToLower(v)) {
			y.out = append(y.out, v...)
		} else {
			y.out = strconv.AppendQuote(y.out, v) // whose escapes YAML knows
		}
	}
}
