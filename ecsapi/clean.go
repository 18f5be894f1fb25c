package ecsapi

import "strings"

// Clean makes text from the cloud safe to draw: control and escape characters,
// bidi marks and other invisible characters are removed, tabs and line breaks
// become one space each, broken UTF-8 becomes U+FFFD. Names and messages are
// anybody's to set, and a terminal obeys what it is sent. Text that needs
// nothing is returned as it is, without a copy.
func Clean(s string) string {
	i := 0
	for i < len(s) && s[i] >= ' ' && s[i] < 0x7f {
		i++
	}
	if i == len(s) {
		return s
	}
	return strings.Map(visible, s)
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
	case r == 0x200b, r == 0x2060, r >= 0x2061 && r <= 0x2064, r == 0xfeff, r >= 0xe0000 && r <= 0xe007f, r == 0xad, r == 0x180e:
		return -1
	}
	return r
}
