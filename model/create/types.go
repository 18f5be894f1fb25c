package create

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/model/deck"
	"ecsdeck/model/form"
	"ecsdeck/ui/term"
)

// pickType lists the instance types with each zone's stock, and the prices of those in sight.
func (c *Form) pickType(search string) tea.Cmd {
	p := &c.draft.places[c.place]
	return c.pick(&form.Picker{
		Title: c.Text.S("Instance type in {zone} ─ search such as {example:q}", cmp.Or(string(p.Zone), string(p.Region)), "4c 8g g7 stock"), Prices: true,
		List: func() ([]term.Column, []form.Item) { return c.typeList(p.Zone) },
		Live: func(id, col string) term.Cell {
			if col != "price" {
				return term.Cell{}
			}
			return c.priceCell(id)
		},
		News: c.newsOf("type"),
		Take: func(ids []string) tea.Cmd {
			c.draft.typ, c.draft.ownType = ids[0], true
			return c.next()
		},
	}, []string{c.draft.typ}, search)
}

func (c *Form) typeList(zone ecsapi.ZoneID) ([]term.Column, []form.Item) {
	o := c.offer(c.place)
	per := c.currency() + "/" + c.per(c.price(c.place, ""))
	columns := []term.Column{
		{Key: "type", Title: c.Text.S("TYPE"), Min: 16, Max: 26, Grow: 1, Middle: true},
		{Key: "cpu", Title: c.Text.S("vCPU"), Right: true},
		{Key: "memory", Title: c.Text.S("GiB"), Min: 5, Right: true},
		{Key: "price", Title: per, Min: 8, Right: true},
		{Key: "stock", Title: c.Text.S("STOCK"), Min: 10, Priority: 1},
		{Key: "arch", Title: c.Text.S("ARCH"), Min: 4, Priority: 3},
		{Key: "gpu", Title: c.Text.S("GPU"), Min: 12, Grow: 1, Priority: 3},
	}
	// Where there is room for some zones only, those that have a vSwitch tell more.
	region, zones := c.draft.places[c.place].Region, o.zones()
	without := func(z ecsapi.ZoneID) int {
		return deck.Btoi(!slices.ContainsFunc(o.VSwitches, func(v ecsapi.VSwitch) bool { return v.Zone == z }))
	}
	slices.SortStableFunc(zones, func(a, b ecsapi.ZoneID) int { return without(a) - without(b) })
	for _, z := range zones {
		columns = append(columns, term.Column{Key: string(z), Title: deck.ZoneLetter(region, z), Min: 1, Priority: 2})
	}
	all := make([]form.Item, len(o.Types))
	for i := range o.Types {
		t := &o.Types[i]
		gpu := ""
		if t.GPU > 0 {
			gpu = strings.TrimSpace(strconv.Itoa(t.GPU) + " " + t.GPUName)
		}
		cells := make([]term.Cell, 0, len(columns))
		cells = append(cells, term.Cell{Text: strings.TrimPrefix(t.ID, "ecs.")}, term.Cell{Text: strconv.Itoa(t.CPU)}, term.Cell{Text: deck.GiB(t.MemoryMiB)}, term.Cell{},
			c.stockOf(t, zone), term.Cell{Text: t.Arch}, term.Cell{Text: gpu})
		for _, z := range zones {
			cell := c.StockCell(t.Stock[z])
			cell.Text, _, _ = strings.Cut(cell.Text, " ") // the sign: the column of stock says what it means
			cells = append(cells, cell)
		}
		s := inStock(*t, zone)
		all[i] = form.Item{ID: t.ID, Cells: cells, Faint: s != ecsapi.WithStock && s != ecsapi.ClosedWithStock,
			Has: func(w string) bool { return typeHas(t, zone, w) }}
	}
	return columns, all
}

// stockOf is what there is of a type: in the zone, or in how many zones.
func (c *Form) stockOf(t *fleet.TypeOffer, zone ecsapi.ZoneID) term.Cell {
	cell := c.StockCell(inStock(*t, zone))
	if zone != "" {
		return cell
	}
	n := 0
	for _, s := range t.Stock {
		n += deck.Btoi(s == ecsapi.WithStock)
	}
	if n > 0 {
		cell.Text = "● " + c.Text.N("{count} zone", "{count} zones", n)
	}
	return cell
}

// currency is that of the prices, as far as one is known.
func (c *Form) currency() string {
	for _, q := range c.priced.known {
		if q.Err == nil {
			return q.Currency
		}
	}
	return c.Text.S("price")
}

func (c *Form) priceCell(typ string) term.Cell {
	switch q, ok := c.priced.known[c.price(c.place, typ)]; {
	case !ok:
		return term.Cell{Text: "…", Ink: c.Theme.Faint}
	case q.Err != nil:
		return term.Cell{Text: "?", Ink: c.Theme.Bad}
	default:
		return term.Cell{Text: term.Money(int64(q.Price), 3)}
	}
}

// sized is a search word for a number of vCPUs, GiB or GPUs: "4c", "8g", "1gpu";
// with a "+" that much or more.
var sized = regexp.MustCompile(`^(\d+(?:\.\d+)?)(c|vcpu|g|gib|gpu)(\+?)$`)

// typeHas reports whether an instance type answers to a search word: a size, an
// architecture, "gpu", "stock", or a part of what it is called.
func typeHas(t *fleet.TypeOffer, zone ecsapi.ZoneID, word string) bool {
	if m := sized.FindStringSubmatch(word); m != nil {
		n, _ := strconv.ParseFloat(m[1], 64)
		has := float64(t.GPU)
		switch m[2] {
		case "c", "vcpu":
			has = float64(t.CPU)
		case "g", "gib":
			has = float64(t.MemoryMiB) / 1024
		}
		return has == n || m[3] != "" && has > n
	}
	switch word {
	case "gpu":
		return t.GPU > 0
	case "stock":
		return inStock(*t, zone).Available()
	}
	return form.AnyHas(t.ID, t.Arch, t.GPUName)(word)
}
