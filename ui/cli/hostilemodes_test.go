package cli

import (
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// hostileModes are all of them.
var hostileModes = slices.Concat(badTexts, badSizes, badTransport, badMeaning, badEchoes)

// pwned are texts that would do something to a terminal, a spreadsheet or an eye.
var pwned = []string{
	"\x1b[31mPWNED\x1b[0m", "\x1b]0;PWNED\a", "\x1b]52;c;UFdORUQ=\x1b\\", "\x1b[2J\x1b[HPWNED", "\x1bP+q544e\x1b\\PWNED",
	"\u009b31mPWNED", "\u009d0;PWNED\u009c", "\x1b]8;;http://pwned.example\x1b\\PWNED\x1b]8;;\x1b\\", "\a\b\b\bPWNED\x7f",
	"PWNED\r\nPWNED\v\fPWNED\tPWNED", "\u202ePWNED\u202c", "\u2066PWNED\u2069", "\u061cPWNED\u200e\u200f",
	"PW\u200bN\u200cE\u200dD\ufeff\u2060\u00ad\u180e", "PWNED\x00PWNED", "PWNED\u0085\u2028\u2029", "\U000e0041\U000e0042PWNED",
	"PWNED" + strings.Repeat("\u0300", 300), strings.Repeat("漢", 200) + "PWNED", "👨\u200d👩\u200d👧PWNED👩🏽\u200d🚀\ufe0f",
	"=PWNED()", "+PWNED", "-PWNED", "@PWNED", "PWNED,\"\"\nPWNED;a=b", "%s%n{0}{{.}}{count}PWNED", "../../PWNED",
	"\x1b[?1049lPWNED", "\x1b[6nPWNED\x1b[c", "\ufff9PWNED\ufffaP\ufffb", "\u3164\u115f\uffa0PWNED", "\U0001d173PWNED", "", " ",
}

// evil is one of them after the other.
func evil() func() string {
	var mu sync.Mutex
	n := 0
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return pwned[n%len(pwned)]
	}
}

// spoil appends an evil text to each text of some fields; no fields are all.
func spoil(fields ...string) func(*ask) {
	return func(a *ask) {
		a.edit(func(key string, v any) any {
			s, text := v.(string)
			if text && (len(fields) == 0 || slices.Contains(fields, key)) {
				h := fnv.New32a()
				io.WriteString(h, key+s)
				return s + pwned[h.Sum32()%uint32(len(pwned))] // the same wherever the text stands
			}
			return v
		})
	}
}

// set gives fields other values, one after the other.
func set(fields string, values ...any) func(*ask) {
	names := strings.Fields(fields)
	var mu sync.Mutex
	n := 0
	return func(a *ask) {
		a.edit(func(key string, v any) any {
			if !slices.Contains(names, key) {
				return v
			}
			mu.Lock()
			defer mu.Unlock()
			n++
			return values[n%len(values)]
		})
	}
}

// says answers everything with the same.
func says(status int, kind, body string) func(*ask) {
	return func(a *ask) { a.send(status, kind, body) }
}

// wires answers everything with the same bytes, and closes.
func wires(text string) func(*ask) { return func(a *ask) { a.cut(text) } }

// only is hostile about some actions and honest about the others.
func only(answer func(*ask), actions ...string) func(*ask) {
	return func(a *ask) {
		if slices.Contains(actions, a.action()) {
			answer(a)
		} else {
			a.honest()
		}
	}
}

// instances answers DescribeInstances with a document made of the call's region and page.
func instances(doc func(a *ask, region string, page int) any) func(*ask) {
	return only(func(a *ask) {
		page, _ := strconv.Atoi(a.URL.Query().Get("PageNumber"))
		a.tell(http.StatusOK, doc(a, a.URL.Query().Get("RegionId"), max(1, page)))
	}, "DescribeInstances")
}

type fields = map[string]any

// paged is a page of rows.
func paged(total any, token string, rows ...any) fields {
	rows = append([]any{}, rows...) // no row is a list too
	return fields{"RequestId": "R", "TotalCount": total, "PageNumber": 1, "PageSize": 100, "NextToken": token, "Instances": fields{"Instance": rows}}
}

// rowsFrom are plain rows with numbers.
func rowsFrom(first, n int) []any {
	rows := make([]any, n)
	for i := range rows {
		rows[i] = fields{"InstanceId": fmt.Sprintf("i-pwned%07d", first+i), "InstanceName": "PWNED", "Status": "Running", "InstanceType": "ecs.g7.large"}
	}
	return rows
}

// many is a long list of a document, written piece by piece: n pieces between a head and
// a tail.
func many(head, tail string, n int, piece func(i int) string) func(*ask) {
	return func(a *ask) {
		a.Header().Set("Content-Type", "application/json")
		var buf []byte
		buf = append(buf, head...)
		for i := range n {
			if i > 0 {
				buf = append(buf, ',')
			}
			if buf = append(buf, piece(i)...); len(buf) > 60<<10 {
				if _, err := a.ResponseWriter.Write(buf); err != nil {
					return
				}
				buf = buf[:0]
			}
		}
		a.ResponseWriter.Write(append(buf, tail...))
	}
}

// big is a block of what can be sent again and again.
var big = strings.Repeat(" ", 256<<10)

const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

// echoed refuses with what f makes of the signed request.
func echoed(f func(a *ask) string) func(*ask) {
	return func(a *ask) { a.refuse(400, "InvalidParameter", "PWNED "+f(a)) }
}

func signature(a *ask) string { return a.URL.Query().Get("Signature") }

// secret is all of a call that is worth hiding.
func secret(a *ask) string {
	q := a.URL.Query()
	return q.Get("Signature") + " " + q.Get("AccessKeyId") + " " + q.Get("SecurityToken")
}

// each replaces every character of a text.
func each(s string, f func(r rune) string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteString(f(r))
	}
	return b.String()
}

// words makes a text of each word of another.
func words(s string, f func(string) string) string {
	all := strings.Fields(s)
	for i, w := range all {
		all[i] = f(w)
	}
	return strings.Join(all, " ")
}

// nothing is a well-formed answer of no call at all.
const nothing = `{"RequestId":"R"}`

// replaced answers as the cloud does with each old text replaced in its bytes.
func replaced(old, by string) func(*ask) {
	return func(a *ask) {
		status, body := a.truth()
		a.send(status, "application/json", strings.ReplaceAll(string(body), old, by))
	}
}

// rewritten answers as the cloud does with texts replaced in its bytes.
func rewritten(pairs ...string) func(*ask) {
	r := strings.NewReplacer(pairs...)
	return func(a *ask) {
		status, body := a.truth()
		a.send(status, "application/json", r.Replace(string(body)))
	}
}
