package rpc

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Every kind of thing an answer may hold, as JSON has it.
func TestXMLFollowsTheTags(t *testing.T) {
	type inner struct {
		B string
		C int `json:"see,omitempty"`
	}
	type answer struct {
		Reply
		inner
		A       []inner `json:"List"`
		D       *inner
		E       *inner `json:",omitempty"`
		F       float64
		G       []float64
		H       map[string]string
		I       any
		J       [2]bool
		K       string `json:"-"`
		L       struct{ M []string }
		N       []byte
		Omitted struct {
			P string `json:"p,omitempty"`
		}
		hidden string
	}
	v := &answer{
		Reply: Reply{"R"}, inner: inner{B: "b"}, A: []inner{{"<&>\"'", 1}, {}}, E: nil, F: 0.0000001, G: []float64{1e21, 0.25, 3, -0},
		H: map[string]string{"z": "1", "a b": "2", "3": ""}, I: uint8(7), K: "no", N: []byte("abc"), hidden: "no",
	}
	v.L.M = []string{}
	want := `<?xml version="1.0" encoding="UTF-8"?><Root><RequestId>R</RequestId><B>b</B>` +
		`<List><B>&lt;&amp;&gt;&quot;'</B><see>1</see></List><List><B></B></List>` +
		`<F>1e-7</F><G>1e+21</G><G>0.25</G><G>3</G><G>0</G><H><_3></_3><a_b>2</a_b><z>1</z></H><I>7</I>` +
		`<J>false</J><J>false</J><L></L><N>YWJj</N><Omitted></Omitted></Root>`
	if got := string(AppendXML(nil, "Root", v)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	asJSON, _ := json.Marshal(v)
	for _, number := range []string{`"F":1e-7`, `[1e+21,0.25,3,0]`} {
		if !bytes.Contains(asJSON, []byte(number)) {
			t.Errorf("no %s in %s", number, asJSON)
		}
	}
}

func TestTextInXML(t *testing.T) {
	for in, want := range map[string]string{
		"plain 中文 🙂": "plain 中文 🙂", "\x00\x1b[2J\x7f": "\ufffd\ufffd[2J\x7f", "a\tb\nc\r\n": "a\tb\nc&#xD;\n",
		"\xff\xfe": "\ufffd\ufffd", "\ufffe\uffff\ufffd": "\ufffd\ufffd\ufffd", "]]>": "]]&gt;", "\u2028\u202e\u0085": "\u2028\u202e\u0085",
	} {
		if got := string(appendText(nil, in)); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// Whatever an answer holds, XML is well-formed and reads back as what JSON says.
func FuzzXML(f *testing.F) {
	f.Add("name", "value", 1.5)
	f.Add("3<x", "\x00]]>&\r\n\xff\ufffe", -1e-9)
	f.Fuzz(func(t *testing.T, key, text string, number float64) {
		if number != number || number-number != 0 {
			number = 0 // JSON has no such numbers
		}
		v := struct {
			Text string
			Map  map[string]string
			List []string
			N    float64
		}{text, map[string]string{key: text}, []string{key, text}, number}
		b := AppendXML(nil, "Root", &v)
		for dec := xml.NewDecoder(bytes.NewReader(b)); ; {
			if _, err := dec.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %q", err, b)
			}
		}
		var back struct {
			Text string
			List []string
			N    json.Number
		}
		if err := xml.Unmarshal(b, &back); err != nil {
			t.Fatalf("%v in %q", err, b)
		}
		held := strings.Map(func(r rune) rune {
			if r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0xfffe || r == 0xffff {
				return unicode.ReplacementChar
			}
			return r
		}, strings.ToValidUTF8(text, "\x00"))
		if utf8.ValidString(text) && (back.Text != held || back.List[1] != held) {
			t.Fatalf("%q came back as %q", text, back.Text)
		}
		digits, _ := json.Marshal(number)
		if back.N.String() != string(digits) {
			t.Fatalf("%s came back as %s", digits, back.N)
		}
	})
}
