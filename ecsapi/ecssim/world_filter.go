package ecssim

import (
	"ecsdeck/ecsapi/ecssim/rpc"
	"strconv"
	"time"
)

// match tells whether an instance is asked for.
type match func(*instance) bool

// windowKeys are the keys Filter.1 to Filter.4 must have.
var windowKeys = []string{"CreationStartTime", "CreationEndTime", "ExpiredStartTime", "ExpiredEndTime"}

// readTagFilters reads Tag.N.Key and Tag.N.Value; a key alone accepts any value.
func readTagFilters(p rpc.Params) ([]match, error) {
	wanted, err := readTagPairs(p)
	if err != nil || len(wanted) == 0 {
		return nil, err
	}
	return []match{func(i *instance) bool { return carries(i.tags, wanted) }}, nil
}

// readWindowFilters reads Filter.1 to Filter.4, windows of creation and of expiry.
// What is not prepaid expires at the end of the century, as it is answered.
func readWindowFilters(p rpc.Params) ([]match, error) {
	never, _ := time.Parse(rpc.MinuteForm, neverExpires)
	var all []match
	for n, want := range windowKeys {
		prefix := "Filter." + strconv.Itoa(n+1)
		key, value := p[prefix+".Key"], p[prefix+".Value"]
		if key == "" && value == "" {
			continue
		}
		if key != want {
			return nil, rpc.UnknownValue("InvalidFilterKey.NotFound", prefix+".Key")
		}
		bound, err := time.Parse(rpc.MinuteForm, value)
		if err != nil {
			return nil, rpc.BadParameter(prefix + ".Value")
		}
		all = append(all, func(i *instance) bool {
			at := i.created
			if n >= 2 {
				if at = i.expires; at.IsZero() {
					at = never
				}
			}
			at = at.Truncate(time.Minute)
			if n%2 == 0 {
				return !at.Before(bound)
			}
			return !at.After(bound)
		})
	}
	return all, nil
}
