package world

import (
	"cmp"
	"strconv"
	"time"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// Match tells whether an instance is asked for.
type Match func(*Instance) bool

// windowKeys are the keys Filter.1 to Filter.4 must have.
var windowKeys = []string{"CreationStartTime", "CreationEndTime", "ExpiredStartTime", "ExpiredEndTime"}

// ReadMatches reads the conditions on tags and on times that lists of instances and
// of disks have: Tag.N.Key and Tag.N.Value, of which a key alone accepts any value,
// and Filter.1 to Filter.4, windows of creation and of expiry. What is not prepaid
// expires at the end of the century, as it is answered.
func ReadMatches(p rpc.Params) ([]Match, error) {
	var all []Match
	wanted, err := ReadTagPairs(p)
	if err != nil {
		return nil, err
	}
	if len(wanted) > 0 {
		all = append(all, func(i *Instance) bool { return Carries(i.Tags, wanted) })
	}
	never, _ := time.Parse(rpc.MinuteForm, NeverExpires)
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
		all = append(all, func(i *Instance) bool {
			at := i.Created
			if n >= 2 {
				at = cmp.Or(i.Expires, never)
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
