package deck

// Scroll is the part of a list that a dialog shows. MoveCursor scrolls it.
type Scroll struct {
	from  int // the first line in sight
	lines int // in sight
	total int
}

// Window is the lines [from, to) of total ones that are in sight where there is room for most.
func (s *Scroll) Window(total, most int) (from, to int) {
	s.total, s.lines = total, max(0, min(total, most))
	s.from = max(0, min(s.from, total-s.lines))
	return s.from, s.from + s.lines
}

// Beyond is how many lines there are above and below those in sight.
func (s *Scroll) Beyond() (above, below int) { return s.from, s.total - s.from - s.lines }

// Move scrolls by lines.
func (s *Scroll) Move(by int) { s.from = max(0, min(s.from+by, s.total-s.lines)) }

// Page scrolls by what is in sight.
func (s *Scroll) Page(by int) { s.Move(by * max(1, s.lines)) }

// Half scrolls by half of it.
func (s *Scroll) Half(by int) { s.Move(by * max(1, s.lines/2)) }

// Top scrolls to the first line.
func (s *Scroll) Top() { s.from = 0 }

// Bottom scrolls to the last one.
func (s *Scroll) Bottom() { s.Move(s.total) }
