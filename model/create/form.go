// Package create is the form that orders instances. Other pages open it by New, Like,
// Spot and Replace.
package create

import (
	"slices"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/model/plan"
	"ecsdeck/ui/term"
)

// Form is the order form: what to create, where and how. What it offers is read from
// the account while the person fills it in; the form never waits for it.
type Form struct {
	*deck.Deck
	Guard deck.InputGuard
	w, h  int // as drawn last

	draft   draft
	place   int    // the one whose fields are shown
	like    string // the instance it was begun from
	purpose string // what it is for, when it was opened on a draft; "" else

	replaces []ecsapi.InstanceID // that the new ones stand in for
	notTaken notTaken            // of the instances that it was begun from
	changed  bool                // since it was opened, saved or loaded

	suggested suggested

	offers    map[fleet.OffersQuery]*offering
	priced    priced
	templates templateList
	picker    *form.Picker // the one that is open

	// The rest follows from the fields above and is updated after each change.
	order     fleet.Order
	problems  []fleet.OrderProblem
	equalZone ecsapi.ZoneID // a zone where spot costs as much as the limit; "": none
	rows      []formRow
	// summaryRows say what the order creates and what that costs: see sumUp.
	summaryRows []term.FormRow
	fields      []*formField // of the rows

	focus   fieldKey
	input   textinput.Model // of the field with the focus, when it is typed into
	offset  [2]int          // first row in sight of each column
	Refused bool            // it was to be reviewed with problems
	status  string          // news, shown until the next key
}

// New opens the form that asks what to create, on the usual region.
func New(d *deck.Deck) tea.Cmd {
	if reason := d.ReadOnlyReason(); reason != "" {
		return deck.Warn(reason)
	}
	c := newForm(d)
	c.draft.places[0].Region = usualRegion(d)
	c.draft.places[0].Zone = c.scopedZone()
	return c.Open()
}

// Like opens the form with the settings of an instance.
func Like(d *deck.Deck, i *ecsapi.Instance) tea.Cmd {
	if reason := d.ReadOnlyReason(); reason != "" {
		return deck.Warn(reason)
	}
	c := newForm(d)
	c.copyFrom(i)
	named := c.countOn(i.Name)
	c.draft.places[0].Zone = c.scopedZone()
	return tea.Batch(named, c.Open())
}

// Open shows the form, and reads what it offers.
func (c *Form) Open() tea.Cmd {
	c.Cover(c)
	return tea.Batch(c.withTemplates(func(deck.Templates) templateResult { return templateResult{} }), c.recompute())
}

// usualRegion is the region in scope, or else the one with the most instances.
func usualRegion(d *deck.Deck) ecsapi.RegionID {
	if id, one := d.Scope.Region(); one {
		return id
	}
	most := -1
	var region ecsapi.RegionID
	for _, s := range d.Scoped() {
		if s.Counts.Total > most {
			region, most = s.ID, s.Counts.Total
		}
	}
	return region
}

func newForm(d *deck.Deck) *Form {
	c := &Form{
		Deck: d, draft: newDraft(),
		offers: map[fleet.OffersQuery]*offering{},
		priced: priced{known: map[priceKey]quoted{}},
		input:  deck.NewInput(""),
		focus:  fieldKey{Name: "region"},
	}
	return c
}

func (c *Form) copyFrom(i *ecsapi.Instance) {
	c.like = deck.Label(i)
	own, more := ownTags(i)
	c.notTaken = notTaken{disks: true, tags: len(own) + more}
	c.draft.typ, c.draft.ownType, c.draft.name = i.Type, true, nameLike(i.Name)
	c.draft.places[0] = placeDraft{
		Place: fleet.Place{
			Region: i.Region, Zone: i.Zone, VSwitch: i.VSwitch, Image: i.Image, KeyPair: i.KeyPair,
			SecurityGroups: slices.Clone(i.SecurityGroups),
		},
		amount: "1",
		own:    chosen{vswitch: i.VSwitch != "", groups: len(i.SecurityGroups) > 0, image: i.Image != "", key: i.KeyPair != ""},
	}
}

// scopedZone is the zone of the form's first place, or the one that is looked at.
func (c *Form) scopedZone() ecsapi.ZoneID {
	p := &c.draft.places[0]
	if p.Zone == "" && c.Scope.Has(p.Region) {
		return c.Scope.Zone
	}
	return p.Zone
}

// recompute updates what follows from the draft and the offers, and requests what is missing.
func (c *Form) recompute() tea.Cmd {
	cmd := c.read(false)
	c.fillDefaults()
	c.check()
	c.layout()
	if c.picker != nil {
		c.picker.Reload()
	}
	return tea.Batch(cmd, c.askPrices())
}

// edited is recompute after the person changed something.
func (c *Form) edited() tea.Cmd {
	c.changed, c.Refused = true, false
	return c.recompute()
}

func (c *Form) reload() tea.Cmd {
	c.Engine.ForgetOffers()
	c.dropPrices()
	clear(c.priced.known)
	return tea.Batch(c.read(true), c.recompute())
}

// Leave asks before what was filled in is lost.
func (c *Form) Leave() (tea.Cmd, bool) {
	if !c.changed {
		return nil, true
	}
	c.Cover(c.Ask(c.Text.S("Leave the form?"), []string{c.Text.S("What you filled in is lost.")}, c.Text.S("discard"), c.Text.S("keep editing"),
		deck.Do(func() tea.Cmd { c.Uncover(c); return nil })))
	return nil, false
}

// Closed cancels the requests under way.
func (c *Form) Closed() {
	for _, o := range c.offers {
		o.abort()
	}
	c.dropPrices()
}

// CountsAt is when its keys begin to count.
func (c *Form) CountsAt() (at time.Time, known bool) { return c.Guard.CountsAt() }

// Shown arms the guard over the key that reviews the order.
func (c *Form) Shown(s *deck.Screen) { c.Guard.Shown(s) }

// FullWidth gives it all the room there is.
func (c *Form) FullWidth() {}

// pick opens a list to choose from. search is what was typed already.
func (c *Form) pick(p *form.Picker, chosen []string, search string) tea.Cmd {
	p.Deck, p.Again = c.Deck, c.reload
	p.Scroll = c.askPrices
	p.Gone = func() { c.picker = nil }
	c.picker = p
	c.Cover(p.Open(chosen, search, c.w, c.h))
	return c.askPrices()
}

// review takes the order to its plan, or to what is wrong with it.
func (c *Form) review() tea.Cmd {
	c.check() // prices have come in since
	if len(c.problems) > 0 {
		c.Refused = true
		c.layout()
		c.toProblem()
		return nil
	}
	return plan.ForOrder(c.Deck, c.order, c.replaces)
}
