package term

// Dialog frames body with a title, as wide as it needs and at most maxW cells.
// Body lines may be styled; one that is too long is cut, so Wrap comes first.
func Dialog(title string, body []string, th *Theme, maxW int) []string {
	return Box(title, body, th.BorderFocus, th.Title, maxW)
}

// Box is Dialog in inks of the caller's choice: a dialog over a production
// profile must not look like every other.
func Box(title string, body []string, frame, name Ink, maxW int) []string {
	if maxW < 3 {
		return nil
	}
	inner := Width(title) + 3
	for _, line := range body {
		inner = max(inner, Width(line)+4)
	}
	inner = min(inner, maxW-2)
	bar := frame.Paint("│")
	pad := Blank(min(2, inner/4))
	out := make([]string, 0, len(body)+2)
	out = append(out, rule("┌", "┐", title, inner+2, frame, name))
	for _, line := range body {
		out = append(out, bar+pad+FitLine(line, inner-2*len(pad))+pad+bar)
	}
	return append(out, rule("└", "┘", "", inner+2, frame, Ink{}))
}
