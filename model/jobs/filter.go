package jobs

import (
	"time"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
)

// jobFields is the table of the fields of jobs. A word alone is looked for in what a job is, its
// instances, regions and errors, and in who began it.
func jobFields(d *deck.Deck) *filter.Table[*fleet.Job] {
	var actions []filter.Word
	for _, s := range op.All() {
		actions = append(actions, filter.Word{Name: string(s.Action)})
	}
	return filter.NewTable(filter.IDs, []filter.Field{"what", "name", "id", "region", "error", "who"},
		filter.Number("job", "number of the job", filter.Numbers, func(j *fleet.Job) float64 { return float64(j.ID) }),
		filter.Text("what", "action, on how many, and what it sets", filter.Names, func(j *fleet.Job) string { return d.Brief().JobAndChange(j) }),
		filter.Text("action", "action", filter.Closed(actions...), func(j *fleet.Job) string { return string(j.Action) }),
		filter.Texts("status", "how far some of its instances are; running while any is", filter.Closed(append([]filter.Word{{Name: "running"}}, outcomes()...)...), jobStatus),
		filter.Texts("name", "instance name", filter.Names, ofItems(func(it *fleet.Item) string { return it.Name })),
		filter.Texts("id", "instance id", filter.IDs, ofItems(func(it *fleet.Item) string { return string(it.ID) })),
		filter.Texts("region", "region, or a word of its id", filter.Regions, ofItems(func(it *fleet.Item) string { return string(it.Region) })),
		filter.Texts("error", "error code", filter.Names, ofItems(errorCode)),
		filter.Text("who", "who began it", filter.Names, func(j *fleet.Job) string { return j.Who }),
		filter.Time("began", "when it began", filter.Past, func(j *fleet.Job) (at, now time.Time, known bool) { return j.Created, d.Wall, true }),
		filter.Number("count", "number of its instances", filter.Numbers, func(j *fleet.Job) float64 { return float64(len(j.Items)) }),
	)
}

// ofItems reads a text of each item of a job that has it.
func ofItems(get func(*fleet.Item) string) func(*fleet.Job, []string) ([]string, bool) {
	return func(j *fleet.Job, dst []string) ([]string, bool) {
		for n := range j.Items {
			if s := get(&j.Items[n]); s != "" {
				dst = append(dst, s)
			}
		}
		return dst, true
	}
}

// outcomes are the words for what became of an instance.
func outcomes() []filter.Word {
	return []filter.Word{
		{Name: "queued"}, {Name: "accepted", Also: []string{"sent"}}, {Name: "done"}, {Name: "failed"},
		{Name: "timeout", Also: []string{"timed-out"}}, {Name: "cancelled"}, {Name: "unknown"},
	}
}

// outcomeWord is an outcome as it is shown.
func outcomeWord(o fleet.Outcome) string {
	if o == fleet.Sent {
		return "accepted"
	}
	return string(o)
}

// jobStatus is what holds of a job: that it runs, and the outcomes of its items. It is done when
// all of them are.
func jobStatus(j *fleet.Job, dst []string) ([]string, bool) {
	if !j.Over() {
		dst = append(dst, "running")
	}
	c := j.Counts
	if c.Done == len(j.Items) {
		dst = append(dst, string(fleet.Done))
	}
	for _, of := range []struct {
		outcome fleet.Outcome
		n       int
	}{
		{fleet.Queued, c.Queued}, {fleet.Sent, c.Sent}, {fleet.Failed, c.Failed},
		{fleet.TimedOut, c.TimedOut}, {fleet.Cancelled, c.Cancelled}, {fleet.Unknown, c.Unknown},
	} {
		if of.n > 0 {
			dst = append(dst, outcomeWord(of.outcome))
		}
	}
	return dst, true
}

func errorCode(it *fleet.Item) string {
	if it.Err == nil {
		return ""
	}
	return it.Err.Code
}

// itemFields is the table of the fields of a job's instances. A word alone is looked for in all of
// their texts.
func itemFields(why func(*item) string) *filter.Table[*item] {
	known := func(get func(*item) string) func(*item, []string) ([]string, bool) {
		return func(it *item, dst []string) ([]string, bool) { return append(dst, get(it)), true }
	}
	return filter.NewTable(filter.IDs, []filter.Field{"name", "id", "region", "error", "why"},
		filter.Texts("name", "instance name", filter.Names, known((*item).name)),
		filter.Texts("id", "instance id", filter.IDs, known(func(it *item) string { return string(it.id()) })),
		filter.Texts("region", "region, or a word of its id", filter.Regions, known(func(it *item) string { return string(it.region()) })),
		filter.Texts("outcome", "what became of it", filter.Closed(append(outcomes(), filter.Word{Name: "skipped"})...), known(func(it *item) string {
			if it.Item == nil {
				return "skipped"
			}
			return outcomeWord(it.Outcome)
		})),
		filter.Texts("error", "error code", filter.Names, known(func(it *item) string {
			if it.Item == nil {
				return ""
			}
			return errorCode(it.Item)
		})),
		filter.Texts("why", "the error, in plain words", filter.Names, known(why)),
	)
}
