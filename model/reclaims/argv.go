package reclaims

import (
	"strconv"
	"strings"

	"ecsdeck/ecsapi/message"
	"ecsdeck/ui/term"
)

var errOpenQuote = message.Errorf("a quote is not closed")

// splitArgs reads a command as it is typed in a shell, as far as quotes and
// backslashes go: nothing else in it means anything.
func splitArgs(s string) ([]string, error) {
	var out []string
	var b strings.Builder
	inside, quote, escaped := false, rune(0), false
	for _, c := range s {
		switch {
		case escaped:
			if quote == '"' && c != '"' && c != '\\' {
				b.WriteByte('\\')
			}
			b.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			inside, escaped = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			inside, quote = true, c
		case quote == 0 && (c == ' ' || c == '\t'):
			if inside {
				out = append(out, b.String())
				b.Reset()
			}
			inside = false
		default:
			inside = true
			b.WriteRune(c)
		}
	}
	switch {
	case quote != 0:
		return nil, errOpenQuote
	case escaped:
		return nil, message.Errorf("a backslash stands before nothing")
	case inside:
		out = append(out, b.String())
	}
	return out, nil
}

// joinArgs writes arguments as splitArgs reads them.
func joinArgs(args []string) string {
	out := make([]string, len(args))
	for i, a := range args {
		if a != "" && !strings.ContainsAny(a, " \t'\"\\") {
			out[i] = a
			continue
		}
		out[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
	}
	return strings.Join(out, " ")
}

// listArgs shows arguments so that it is clear where each one ends: ["drain", "--all now"].
func listArgs(args []string) string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = strconv.Quote(a)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// argLines is listArgs in lines of w cells, a line for each argument where one is
// too short. No blank of it is lost.
func argLines(args []string, w int) []string {
	if s := listArgs(args); term.Width(s) <= w {
		return []string{s}
	}
	var out []string
	for _, a := range args {
		out = append(out, chunks(strconv.Quote(a), w)...)
	}
	return out
}

// chunks cuts a text into lines of w cells, wherever they end.
func chunks(s string, w int) []string {
	out := []string{""}
	for _, c := range s {
		if last := &out[len(out)-1]; term.Width(*last+string(c)) <= max(w, 2) {
			*last += string(c)
		} else {
			out = append(out, string(c))
		}
	}
	return out
}
