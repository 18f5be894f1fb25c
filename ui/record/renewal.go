package record

import (
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/message"
)

// Renewal is an instance that expires, and what happens to it then.
type Renewal struct {
	ID             string            `json:"id"`
	Name           string            `json:"name"`
	Region         string            `json:"region"`
	Zone           *string           `json:"zone"`
	Type           *string           `json:"type"`
	Status         *string           `json:"status"`
	Expires        *string           `json:"expires"`
	AutoRenew      *message.Key      `json:"auto_renew"`  // "on", "off", "never": not even reminders; null: not read
	Period         *int              `json:"period"`      // of an auto-renewal
	Unit           *string           `json:"unit"`        // "week", "month", "year"
	NextCharge     *string           `json:"next_charge"` // null: there will be none
	SecurityGroups []string          `json:"security_groups"`
	Tags           map[string]string `json:"tags"`
}

// NewRenewal is an instance and what was read of its auto-renewal, if that is known; now is cloud time.
func NewRenewal(in *ecsapi.Instance, set ecsapi.AutoRenewal, known bool, now time.Time) Renewal {
	of := NewInstance(in)
	r := Renewal{
		ID: of.ID, Name: of.Name, Region: of.Region, Zone: of.Zone, Type: of.Type, Status: of.Status, Expires: of.Expires,
		SecurityGroups: of.SecurityGroups, Tags: of.Tags,
	}
	switch {
	case !known:
	case set.On:
		r.AutoRenew, r.Period, r.Unit = Known[message.Key]("on"), Known(set.Period.N), Known(strings.ToLower(string(set.Period.Unit)))
		r.NextCharge = Stamp(ecsapi.NextCharge(in.Expires, now))
	case set.Never:
		r.AutoRenew = Known[message.Key]("never")
	default:
		r.AutoRenew = Known[message.Key]("off")
	}
	return r
}
