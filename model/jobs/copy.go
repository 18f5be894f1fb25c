package jobs

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/op"
	"ecsdeck/model/deck"
)

// CopyMenu is what can be copied of the job or, where the instances have the keys, of the one
// under the cursor.
func (p *Page) CopyMenu() *deck.CopyMenu {
	ids := func(n int) string { return p.Text.N("{count} id", "{count} ids", n) }
	if p.below {
		c := p.items.CopyRows(nil)
		c.Label = (*item).name
		c.Fields = []deck.CopyField[*item]{
			{Key: p.Keys.CopyID, What: p.Text.S("ids"), Many: ids, Of: func(it *item) string { return string(it.id()) }},
			{Key: p.Keys.CopyName, What: p.Text.S("names"), Many: func(n int) string { return p.Text.N("{count} name", "{count} names", n) }, Of: (*item).name},
		}
		return deck.NewCopyMenu(p.Deck, c)
	}
	c := p.jobs.CopyRows(nil)
	brief := p.Brief()
	c.Label = func(j *fleet.Job) string { return p.Text.S("Job {job}: {action}", jobKey(j), brief.Job(j)) }
	c.Commands = func(jobs []*fleet.Job) (lines []string) {
		for _, j := range jobs {
			lines = append(lines, op.JobCommands(j)...)
		}
		return lines
	}
	if read := p.JobRecords; read != nil {
		c.Records = func(jobs []*fleet.Job) ([]any, error) {
			ids := make([]fleet.JobID, len(jobs))
			for n, j := range jobs {
				ids[n] = j.ID
			}
			return read(ids)
		}
	}
	m := deck.NewCopyMenu(p.Deck, c)
	if m != nil && len(c.Chosen) > 0 {
		m.Items = append(p.instanceItems(c.Chosen[0]), m.Items...)
	}
	return m
}

// instanceItems are the ids of the instances of a job.
func (p *Page) instanceItems(j *fleet.Job) []deck.CopyItem {
	var all []ecsapi.InstanceID
	for n := range j.Items {
		if id := j.Items[n].ID; id != "" {
			all = append(all, id)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return []deck.CopyItem{deck.CopyIDs(p.Deck, "jobs", p.Text.S("ids of its instances"), all)}
}
