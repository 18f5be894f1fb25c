package shell

import (
	"strings"
	"testing"
)

// Templates that text/template takes run or say what is wrong, whatever they do with variables.
func TestTemplateVariables(t *testing.T) {
	const record = `{"id": "i-1", "tags": {"a": "x", "b": "y"}}`
	for text, want := range map[string]string{
		`{{range $, $ = .tags}}{{.}}{{end}}`:                       "xy",
		`{{range $ = .tags}}{{$}}{{end}}`:                          "xy",
		`{{$x := 1}}{{range $x = .tags}}{{$x}}{{end}}{{$x}}`:       "xyy",
		`{{range $k, $v := .tags}}{{$k}}{{$v}}{{end}}`:             "axby",
		`{{$x := 1}}{{if true}}{{$x := 2}}{{$x = 3}}{{end}}{{$x}}`: "1",
	} {
		template, err := newRecordTemplate(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := template.appendAll(nil, []byte(record)); err != nil || string(got) != want+"\n" {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	template, err := newRecordTemplate(`{{$x := json .id}}` + strings.Repeat(`{{$x = json $x}}`, 60) + `{{len $x}}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := template.appendAll(nil, []byte(record)); err == nil {
		t.Error("a text that doubles 60 times has no bound")
	}
}
