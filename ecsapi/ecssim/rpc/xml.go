package rpc

import (
	"cmp"
	"encoding/base64"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// AppendXML appends an answer as XML: the root is called name, and below it is
// what encoding/json makes of v. A field is an element, a list as many elements
// of its field's name as it has items, and null nothing at all.
func AppendXML(b []byte, name string, v any) []byte {
	b = append(b, `<?xml version="1.0" encoding="UTF-8"?>`...)
	return appendElement(b, name, reflect.ValueOf(v))
}

func appendElement(b []byte, name string, v reflect.Value) []byte {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case !v.IsValid():
		return b
	case v.Kind() != reflect.Slice && v.Kind() != reflect.Array:
		b = append(append(append(b, '<'), name...), '>')
		b = appendContent(b, v)
		return append(append(append(b, "</"...), name...), '>')
	case v.Type().Elem().Kind() == reflect.Uint8:
		return appendElement(b, name, reflect.ValueOf(base64.StdEncoding.EncodeToString(v.Bytes())))
	}
	for n := range v.Len() {
		b = appendElement(b, name, v.Index(n))
	}
	return b
}

// appendContent appends what is between the tags of an element.
func appendContent(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return strconv.AppendUint(b, v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		return appendNumber(b, v.Float(), v.Type().Bits())
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			if item := v.FieldByIndex(f.index); !f.omitEmpty || !empty(item) {
				b = appendElement(b, f.name, item)
			}
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			b = appendElement(b, elementName(k.String()), v.MapIndex(k))
		}
	}
	return b
}

// appendNumber writes a number with the digits JSON gives it.
func appendNumber(b []byte, f float64, bits int) []byte {
	if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) {
		return append(b, strings.Replace(strconv.FormatFloat(f, 'e', -1, bits), "e-0", "e-", 1)...)
	}
	return strconv.AppendFloat(b, f, 'f', -1, bits)
}

// appendText writes text. What XML 1.0 can't hold, as most control characters
// are, stands as U+FFFD; a carriage return is written so that it survives.
func appendText(b []byte, s string) []byte {
	kept := 0
	for n := 0; n < len(s); {
		r, size := rune(s[n]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[n:])
		}
		var instead string
		switch {
		case r == '&':
			instead = "&amp;"
		case r == '<':
			instead = "&lt;"
		case r == '>':
			instead = "&gt;"
		case r == '"':
			instead = "&quot;"
		case r == '\r':
			instead = "&#xD;"
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff, r == utf8.RuneError && size == 1:
			instead = "\ufffd"
		default:
			n += size
			continue
		}
		b = append(append(b, s[kept:n]...), instead...)
		n += size
		kept = n
	}
	return append(b, s[kept:]...)
}

// elementName is a key of a map as the name of an element.
func elementName(key string) string {
	name := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (r == '-' || r == '.' || r == '_' || '0' <= r && r <= '9' || 'a' <= r|32 && r|32 <= 'z') {
			return r
		}
		return '_'
	}, key)
	if first := name + "_"; first[0] == '-' || first[0] == '.' || '0' <= first[0] && first[0] <= '9' || name == "" {
		name = "_" + name
	}
	return name
}

// wireField is a field of a wire type.
type wireField struct {
	name      string
	index     []int
	omitEmpty bool
}

var wireFields sync.Map // reflect.Type to []wireField

// fieldsOf are the fields of a wire type as encoding/json sees them: named by
// their tags, those of embedded structs among the others.
func fieldsOf(t reflect.Type) []wireField {
	if known, ok := wireFields.Load(t); ok {
		return known.([]wireField)
	}
	var out []wireField
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct || name == "-" && options == "" {
			continue
		}
		out = append(out, wireField{cmp.Or(name, f.Name), f.Index, slices.Contains(strings.Split(options, ","), "omitempty")})
	}
	wireFields.Store(t, out)
	return out
}

// empty is what omitempty leaves out.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}
