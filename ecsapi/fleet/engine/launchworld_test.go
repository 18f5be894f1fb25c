package engine

import (
	"slices"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// place finds where in a region an order for a type can be carried out: in a
// zone that has (stocked) or has not enough of it for one call of 100.
func (w *world) place(region ecsapi.RegionID, kind string, stocked bool) (fleet.Place, bool) {
	w.t.Helper()
	o := w.Offers(w.t.Context(), fleet.OffersQuery{Region: region})
	for _, err := range []*ecsapi.Error{o.TypesErr, o.ImagesErr, o.VSwitchesErr, o.SecurityGroupsErr, o.KeyPairsErr} {
		if err != nil {
			w.t.Fatal(err)
		}
	}
	n := slices.IndexFunc(o.Types, func(t fleet.TypeOffer) bool { return t.ID == kind })
	if n < 0 {
		return fleet.Place{}, false
	}
	i := slices.IndexFunc(o.Images, func(i ecsapi.Image) bool { return i.OSType == "linux" && o.Types[n].Runs(i) })
	for _, v := range o.VSwitches {
		if !o.Types[n].Available(v.Zone) {
			continue
		}
		g := slices.IndexFunc(o.SecurityGroups, func(g ecsapi.SecurityGroup) bool { return g.VPC == v.VPC })
		p := fleet.Place{
			Region: region, Zone: v.Zone, VSwitch: v.ID, SecurityGroups: []string{o.SecurityGroups[g].ID},
			Image: o.Images[i].ID, KeyPair: o.KeyPairs[0].Name, Amount: 100,
		}
		order := fleet.Order{Launch: ecsapi.Launch{Type: kind}, Places: []fleet.Place{p}}
		if err := w.client.CheckRun(w.t.Context(), order.Launches()[0]); (err == nil) == stocked {
			return p, true
		}
	}
	return fleet.Place{}, false
}

// order is one for a type with enough stock in a place of each of the regions.
func (w *world) order(regions ...ecsapi.RegionID) fleet.Order {
	w.t.Helper()
	for _, kind := range []string{"ecs.g7.large", "ecs.c7.large", "ecs.g6.large", "ecs.c6.large", "ecs.r7.large"} {
		o := fleet.Order{Launch: ecsapi.Launch{Type: kind, Name: "web"}}
		for _, r := range regions {
			if p, ok := w.place(r, kind, true); ok {
				o.Places = append(o.Places, p)
			}
		}
		if len(o.Places) == len(regions) {
			return o
		}
	}
	w.t.Fatal("no type is in stock in all of ", regions)
	return fleet.Order{}
}

// create plans, prepares and submits an order.
func (w *world) create(o fleet.Order) fleet.JobID {
	w.t.Helper()
	p := w.Prepare(w.t.Context(), w.PlanOrder(o))
	for _, f := range p.Flaws {
		w.t.Error("flaw:", f)
	}
	return w.begin(p)
}

func (w *world) begin(p *fleet.Plan) fleet.JobID {
	w.t.Helper()
	id, err := w.Submit(p)
	if err != nil {
		w.t.Fatal("Submit:", err)
	}
	return id
}

// made reads what there is in the cloud of a plan's creations.
func (w *world) made(regions ...ecsapi.RegionID) map[ecsapi.InstanceID]*ecsapi.Instance {
	w.t.Helper()
	all := map[ecsapi.InstanceID]*ecsapi.Instance{}
	for _, r := range regions {
		list, err := w.client.Instances(w.t.Context(), ecsapi.Query{Region: r, Tags: []ecsapi.Tag{{Key: fleet.PlanTag}}})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, in := range list {
			all[in.ID] = in
		}
	}
	return all
}

// agrees checks that the items that came to be are what the cloud has, each as
// the cloud has it, and no more.
func (w *world) agrees(j *fleet.Job, regions ...ecsapi.RegionID) {
	w.t.Helper()
	made := w.made(regions...)
	for _, it := range j.Items {
		if it.ID == "" {
			continue
		}
		in := made[it.ID]
		if in == nil {
			w.t.Errorf("%s %s is not there", it.Name, it.ID)
			continue
		}
		if in.Name != it.Name || in.Region != it.Region || in.Status != it.Now || in.PublicIP() != it.Address {
			w.t.Errorf("%+v, but it is %s %s %s %s", it, in.Name, in.Region, in.Status, in.PublicIP())
		}
		delete(made, it.ID)
	}
	for id := range made {
		w.t.Error("nobody knows of", id)
	}
}

func byOutcome(items []fleet.Item, o fleet.Outcome) (out []fleet.Item) {
	for _, it := range items {
		if it.Outcome == o {
			out = append(out, it)
		}
	}
	return out
}
