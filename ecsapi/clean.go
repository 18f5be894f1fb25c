package ecsapi

import "strings"

// Clean makes text from the cloud safe to draw: control and escape characters,
// bidi marks and other invisible characters are removed, tabs and line breaks
// become one space each, broken UTF-8 becomes U+FFFD. Names and messages are
// anybody's to set, and a terminal obeys what it is sent. A joiner stays where it
// joins, as in emoji and in Persian, and not where it only makes a name look like
// another. Text that needs nothing is returned as it is, without a copy.
func Clean(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	joins := false
	return strings.Map(func(r rune) rune {
		if r == 0x200c || r == 0x200d {
			if !joins {
				return -1
			}
			return r
		}
		r = visible(r)
		joins = r >= 0x300
		return r
	}, s)
}

// maxField is the longest text of a field of an answer, in bytes. Those of the cloud
// have at most 256 characters; what is as long as an answer may be would be written
// again for each row of a table, to make its column that wide.
const maxField = 2 << 10

// field is a text of an answer, cleaned and no longer than one may be.
func field(s string) string {
	if len(s) > maxField {
		s = strings.ToValidUTF8(s[:maxField], "") + "…"
	}
	return Clean(s)
}

// CleanText is Clean for the output of a program: its lines stay lines, and of
// one that was written over stays what it ended as.
func CleanText(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		text := strings.TrimRight(line, "\r\n")
		if i := strings.LastIndexByte(text, '\r'); i >= 0 {
			text = text[i+1:]
		}
		out.WriteString(Clean(text))
		if strings.HasSuffix(line, "\n") {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// visible maps a character to what may be drawn in its place, -1 for nothing.
func visible(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
		return ' '
	case r < ' ', r >= 0x7f && r < 0xa0: // C0, DEL, C1
		return -1
	case r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x206f: // bidi
		return -1
	case r == 0x200b, r >= 0x2060 && r <= 0x2064, r == 0xfeff, r >= 0xe0000 && r <= 0xe007f, r == 0xad, r == 0x180e: // of no width
		return -1
	case r == 0x034f, r == 0x17b4, r == 0x17b5, r >= 0xfff9 && r <= 0xfffb, r >= 0x1d173 && r <= 0x1d17a: // nor these
		return -1
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0: // fillers, which are blank
		return -1
	}
	return r
}
