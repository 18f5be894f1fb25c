package reclaims

import (
	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/fleet"
)

// fields is the table of the fields of reclaims: those of the instances, and what became of each.
func (p *Page) fields() *filter.Table[*fleet.Reclaim] {
	about := &fleet.Context{}
	instance := func(l *fleet.Reclaim) fleet.Subject {
		about.Snap, about.Now, about.Problems, about.Profile = p.Snap, p.Cloud, p.Problems, p.Account.Profile
		return fleet.Subject{Instance: l.Instance, Context: about}
	}
	return filter.With(fleet.Instances, instance,
		filter.Text("state", "whether it is still to go, gone or spared", filter.Closed(
			filter.Word{Name: "open", Also: []string{"to-go"}}, filter.Word{Name: "gone"}, filter.Word{Name: "spared"},
		), state),
		filter.Text("seen", "whether somebody acknowledged it", filter.Closed(
			filter.Word{Name: "yes", Also: []string{"true"}}, filter.Word{Name: "no", Also: []string{"new", "false"}},
		), func(l *fleet.Reclaim) string {
			if l.Acked {
				return "yes"
			}
			return "no"
		}),
		filter.Texts("drain", "what became of draining it", filter.Closed(
			filter.Word{Name: "none"}, filter.Word{Name: "running", Also: []string{"waits"}}, filter.Word{Name: "done"}, filter.Word{Name: "failed"},
		), drains),
	)
}

func state(l *fleet.Reclaim) string {
	switch {
	case l.Open():
		return "open"
	case l.Spared:
		return "spared"
	}
	return "gone"
}

// drains is how the newest drains of an instance went.
func drains(l *fleet.Reclaim, dst []string) ([]string, bool) {
	newest := newestDrains(l)
	for _, d := range newest {
		switch {
		case !d.Over():
			dst = append(dst, "running")
		case d.OK():
			dst = append(dst, "done")
		default:
			dst = append(dst, "failed")
		}
	}
	if len(newest) == 0 {
		dst = append(dst, "none")
	}
	return dst, true
}
