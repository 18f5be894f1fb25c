package create

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
)

// sameOrder reports whether one order can replace both: same type, same payment.
func sameOrder(a, b *ecsapi.Instance) bool {
	return a.Type == b.Type && a.SpotStrategy == b.SpotStrategy && a.SpotPriceLimit == b.SpotPriceLimit
}

// replacement is the draft of an order for instances like those that are lost,
// all alike, each in its region and network, in the cheapest zone there.
func replacement(lost []*ecsapi.Instance) draft {
	i := lost[0]
	tags, _ := ownTags(i)
	o := fleet.Order{Launch: ecsapi.Launch{
		Type: i.Type, Name: i.Name, Description: i.Description, BandwidthOut: i.BandwidthOut,
		SpotStrategy: i.SpotStrategy, SpotPriceLimit: i.SpotPriceLimit, Tags: tags,
	}}
	for _, i := range lost {
		p := fleet.Place{Region: i.Region, Image: i.Image, KeyPair: i.KeyPair, SecurityGroups: i.SecurityGroups, Amount: 1}
		at := slices.IndexFunc(o.Places, func(q fleet.Place) bool {
			return q.Region == p.Region && q.Image == p.Image && q.KeyPair == p.KeyPair && slices.Equal(q.SecurityGroups, p.SecurityGroups)
		})
		if at < 0 {
			o.Places = append(o.Places, p)
		} else {
			o.Places[at].Amount++
		}
	}
	d := draftOf(o)
	for n := range d.places {
		d.places[n].autoZone = true
		for _, i := range lost { // groups are of one VPC
			if p := &d.places[n]; i.Region == p.Region && slices.Equal(i.SecurityGroups, p.SecurityGroups) {
				p.vpc = i.VPC
			}
		}
	}
	if len(lost) > 1 {
		d.name = nameLike(i.Name)
	}
	return d
}

// ownTags are the account's own tags that the form can write; left counts the others.
func ownTags(i *ecsapi.Instance) (own []ecsapi.Tag, left int) {
	for _, t := range i.Tags {
		switch {
		case t.Key == fleet.PlanTag || strings.HasPrefix(t.Key, "acs:") || strings.HasPrefix(t.Key, "aliyun"):
		case strings.ContainsAny(t.Key, ",=") || strings.Contains(t.Value, ","):
			left++
		default:
			own = append(own, t)
		}
	}
	return own, left
}

// Replace opens the form on instances like those that are lost. One form
// asks for one type: those of another are left for later.
func Replace(d *deck.Deck, lost []*ecsapi.Instance) tea.Cmd {
	if reason := d.ReadOnlyReason(); reason != "" {
		return deck.Warn(reason)
	}
	same := slices.DeleteFunc(slices.Clone(lost), func(i *ecsapi.Instance) bool { return !sameOrder(i, lost[0]) })
	purpose := d.Text.S("Replace {instance}", deck.Label(same[0]))
	if len(same) > 1 {
		purpose = d.Text.N("Replace {count} instance", "Replace {count} instances", len(same))
	}
	c := newForm(d)
	c.draft, c.purpose = replacement(same), purpose
	cmd := c.Open()
	for _, i := range same {
		c.replaces = append(c.replaces, i.ID)
	}
	c.setFocus(fieldKey{Name: "zone"}) // what is said of it matters most
	_, tags := ownTags(same[0])
	c.notTaken = notTaken{disks: true, tags: tags, taken: c.draft.tags, others: len(lost) - len(same)}
	if len(same) > 1 {
		cmd = tea.Batch(cmd, c.countOn(same[0].Name))
	}
	return cmd
}

// notTaken is what the form did not take over from the instances that it was begun from.
type notTaken struct {
	disks  bool
	tags   int
	taken  string // the tags that were, as they are filled in
	others int    // instances of other types, which stay marked
}

// leftOut says what is not taken over, as long as nobody has filled it in instead.
func (c *Form) leftOut() (out []string) {
	left := c.notTaken
	disks := left.disks && c.draft.system == diskDraft{} && len(c.draft.data) == 0
	tags := left.tags
	if c.draft.tags != left.taken {
		tags = 0
	}
	switch {
	case disks && tags > 0:
		out = append(out, c.Text.N("disks and {count} tag are not taken over", "disks and {count} tags are not taken over", tags))
	case disks:
		out = append(out, c.Text.S("disks are not taken over"))
	case tags > 0:
		out = append(out, c.Text.N("{count} tag is not taken over", "{count} tags are not taken over", tags))
	}
	if left.others > 0 {
		out = append(out, c.Text.N("{count} of another type stays marked", "{count} of other types stay marked", left.others))
	}
	return out
}
