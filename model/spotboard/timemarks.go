package spotboard

import (
	"time"

	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// markStep is the distance between two marks of a time axis, in minutes or in days.
type markStep struct{ minutes, days int }

// markSteps are the distances that people count in, the shortest first.
var markSteps = [...]markStep{
	{1, 0}, {5, 0}, {10, 0}, {15, 0}, {30, 0}, {60, 0}, {120, 0}, {180, 0}, {360, 0}, {720, 0}, {0, 1}, {0, 2}, {0, 7}, {0, 14},
}

func (s markStep) length() time.Duration {
	return time.Duration(s.days)*24*time.Hour + time.Duration(s.minutes)*time.Minute
}

// markCells are the cells of a label and what lies between two.
const markCells = 8

// timeMarks are the marks of a time axis of w cells, at round times of the
// person's clock: the day at midnight, else the time of day. They are counted
// from midnight, so that they stay round when clocks are changed.
func timeMarks(d *deck.Deck, from, to time.Time, w int) []term.ChartMark {
	step := markSteps[len(markSteps)-1]
	for _, s := range markSteps {
		if int(to.Sub(from)/s.length())*markCells <= w {
			step = s
			break
		}
	}
	var marks []term.ChartMark
	add := func(t time.Time, day bool) {
		if t.Before(from) || !t.Before(to) || len(marks) > 0 && t.UnixNano() <= marks[len(marks)-1].At {
			return
		}
		text := t.Format("15:04")
		if day { // whatever the clock shows at its first moment
			text = t.Format("01-02")
		}
		marks = append(marks, term.ChartMark{At: t.UnixNano(), Label: text})
	}
	begin := d.InLocal(from)
	for day := 0; ; day++ {
		midnight := time.Date(begin.Year(), begin.Month(), begin.Day()+day, 0, 0, 0, 0, begin.Location())
		if !midnight.Before(to) {
			return marks
		}
		if step.days > 0 {
			if daysSince1970(midnight)%step.days == 0 {
				add(midnight, true)
			}
			continue
		}
		for m := 0; m < 24*60; m += step.minutes {
			add(time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, m, 0, 0, midnight.Location()), m == 0)
		}
	}
}

// daysSince1970 numbers the days of a calendar, whatever its zone.
func daysSince1970(t time.Time) int {
	return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}
