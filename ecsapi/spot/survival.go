package spot

import "time"

// Survival is the share of the moments of a window at which a job could have begun and would have reached its end: the
// price not above the bid at the start, nor from the end of the protected time on until the job's end. A job that is
// protected for all its time needs but a start. ok is false if no more is known of the window than the job is long.
func (w Window) Survival(bid Price, job, protected time.Duration) (p float64, ok bool) {
	length, safe := int64(job), max(0, int64(protected))
	starts := w.known() - length // moments to begin at: [start, start+starts)
	if len(w.points) == 0 || length < 0 || starts <= 0 {
		return 0, false
	}
	end := w.start + starts
	// An interval [from, to) above the bid spoils the starts in it and those in [from-length, to-safe). Both kinds come in
	// the order of time; counted counts those that are spoilt, each moment once.
	spoilt, counted := int64(0), w.start
	spoil := func(from, to int64) {
		from, to = max(from, counted), min(to, end)
		if from < to {
			spoilt, counted = spoilt+to-from, to
		}
	}
	next := 0 // the intervals before it spoil starts at themselves, too
	late := func(before int64) {
		for ; next < len(w.points); next++ {
			from, to := w.step(next)
			if from >= before {
				return
			}
			if w.points[next].price > bid {
				spoil(from, to)
			}
		}
	}
	for i := range w.points {
		if w.points[i].price <= bid || safe >= length {
			continue
		}
		from, to := w.step(i)
		late(from - length)
		spoil(from-length, to-safe)
	}
	late(end)
	return float64(starts-spoilt) / float64(starts), true
}
