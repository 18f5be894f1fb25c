package fleet

import (
	"strings"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/filter"
)

// Subject shows an instance to the filter language. It holds one pointer, so
// that making one for every row of a fleet allocates nothing.
type Subject struct{ *ecsapi.Instance }

// Values implements [filter.Subject]. What DescribeInstances always tells and
// did not tell here is unknown; an instance without a name, address or security
// group is known to have none.
func (s Subject) Values(f filter.Field, dst []string) ([]string, bool) {
	v := ""
	switch f {
	case filter.Name:
		return append(dst, s.Name), true
	case filter.IP:
		return append(append(dst, s.PrivateIPs...), s.PublicIPs...), true
	case filter.SG:
		return append(dst, s.SecurityGroups...), true
	case filter.Tag:
		for _, t := range s.Tags {
			dst = append(dst, t.Value)
		}
		return dst, true
	case filter.ID:
		v = string(s.ID)
	case filter.Status:
		v = string(s.Status)
	case filter.Type:
		v = s.Type
	case filter.Zone:
		v = string(s.Zone)
	case filter.Region:
		v = string(s.Region)
	case filter.Charge:
		v = s.charge()
	case filter.Spot:
		v = s.SpotStrategy
	}
	if v == "" {
		return dst, false
	}
	return append(dst, v), true
}

// Tag implements [filter.Subject].
func (s Subject) Tag(key string) (val string, has, known bool) {
	if val, has = s.Instance.Tag(key); has {
		return val, true, true
	}
	for _, t := range s.Tags {
		if strings.EqualFold(t.Key, key) {
			return t.Value, true, true
		}
	}
	return "", false, true
}

// charge is the charge type, with spot instances, which are PostPaid too, told
// apart. It is "" while the strategy that tells them is unknown.
func (s Subject) charge() string {
	switch {
	case s.Spot():
		return "Spot"
	case s.ChargeType == ecsapi.PostPaid && s.SpotStrategy == "":
		return ""
	}
	return s.ChargeType
}
