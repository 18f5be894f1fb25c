package world

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// instanceState is an instance as it is written. What follows from the id and
// the seed is not.
type instanceState struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Status      string       `json:"status"`
	Description string       `json:"description,omitempty"`
	Type        string       `json:"type"`
	Image       string       `json:"image"`
	Place       string       `json:"vswitch"`
	Groups      []string     `json:"security_groups,omitempty"`
	Tags        [][2]string  `json:"tags,omitempty"`
	KeyPair     string       `json:"key_pair,omitempty"`
	Resource    string       `json:"resource_group,omitempty"`
	Prepaid     bool         `json:"prepaid,omitempty"`
	Spot        string       `json:"spot,omitempty"` // strategy, "" for NoSpot
	SpotLimit   float64      `json:"spot_limit,omitempty"`
	SpotHours   int          `json:"spot_hours,omitempty"`
	PrivateIP   Addr         `json:"private_ip,omitempty"`
	EIP         Addr         `json:"eip,omitempty"`
	PublicIP    Addr         `json:"public_ip,omitempty"`
	Bandwidth   int          `json:"bandwidth,omitempty"`
	Created     time.Time    `json:"created"`
	Started     time.Time    `json:"started,omitzero"`
	Protected   bool         `json:"protected,omitempty"`
	Expires     time.Time    `json:"expires,omitzero"`
	Release     time.Time    `json:"release,omitzero"`
	Generation  uint64       `json:"steps,omitempty"`
	Mode        string       `json:"stopped_mode,omitempty"`
	Lock        string       `json:"lock,omitempty"`
	Due         time.Time    `json:"due,omitzero"`
	Reboot      bool         `json:"reboot,omitempty"`
	Specs       []specState  `json:"disks,omitempty"`
	UserData    string       `json:"user_data,omitempty"`
	Halted      time.Time    `json:"halted,omitzero"`
	Host        string       `json:"host,omitempty"`
	NextHost    string       `json:"next_host,omitempty"`
	ByBandwidth bool         `json:"pays_bandwidth,omitempty"`
	Unlimited   bool         `json:"unlimited_credits,omitempty"`
	Weekly      bool         `json:"weekly,omitempty"`
	Renewal     renewalState `json:"renewal,omitzero"`
	Renewed     time.Time    `json:"renewed_to,omitzero"`
	Settles     time.Time    `json:"renewal_seen,omitzero"`
	Watch       time.Time    `json:"watch,omitzero"`
	Reclaimed   time.Time    `json:"reclaimed,omitzero"`
	Survives    bool         `json:"stops_when_reclaimed,omitempty"`
	Bare        bool         `json:"bare,omitempty"`
	Hidden      bool         `json:"hidden,omitempty"`
	Listed      time.Time    `json:"listed,omitzero"`
	Turn        int          `json:"turn,omitempty"` // in the agenda, from 1
}

type specState struct {
	Category    string `json:"category"`
	Level       string `json:"level,omitempty"`
	Size        int    `json:"size"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Keep        bool   `json:"keep,omitempty"`
}

type renewalState struct {
	Status   string    `json:"status"`
	Duration int       `json:"duration,omitempty"`
	Unit     string    `json:"unit,omitempty"`
	Next     time.Time `json:"next,omitzero"`
}

func (i *Instance) state() *instanceState {
	s := &instanceState{
		ID: i.ID, Name: text(i.Name), Status: i.Status, Description: text(i.Description), Type: i.Type.ID, Image: i.Image.ID, Place: i.Place.ID,
		Groups: i.Groups, Tags: tagsState(i.Tags), KeyPair: i.KeyPair, Resource: text(i.Resource), Prepaid: i.Prepaid, SpotLimit: i.SpotLimit,
		SpotHours: i.SpotHours, PrivateIP: i.PrivateIP, EIP: i.EIP, PublicIP: i.PublicIP, Bandwidth: i.Bandwidth,
		Created: i.Created, Started: i.Started, Protected: i.Protected, Expires: i.Expires, Release: i.Release,
		Generation: i.generation, Mode: i.Mode, Lock: i.Lock, Due: i.Due, Reboot: i.reboot, UserData: i.UserData,
		Halted: i.Halted, Host: i.Host, NextHost: i.NextHost, ByBandwidth: i.ByBandwidth, Unlimited: i.Unlimited,
		Weekly: i.Weekly, Renewal: renewalState{i.Renewal.Status, i.Renewal.Duration, i.Renewal.Unit, i.Renewal.next}, Renewed: i.renewed, Settles: i.Settles, Watch: i.Watch,
		Reclaimed: i.reclaimed, Survives: i.Survives, Bare: i.Bare, Hidden: i.Hidden, Listed: i.Listed, Turn: i.Slot + 1,
	}
	if i.Spot != NoSpot {
		s.Spot = i.Spot
	}
	for _, d := range i.Specs {
		s.Specs = append(s.Specs, specState{d.Category, d.Level, d.Size, text(d.Name), text(d.Description), d.Keep})
	}
	return s
}

// load fills in an instance. Its tasks and its slot in the agenda are found by
// others.
func (s *instanceState) load(i *Instance, r *Region, places map[string]*VSwitch) error {
	typ, image, place := r.Cloud.Types.ByID(s.Type), ImageByID(s.Image), places[s.Place]
	switch {
	case s.ID == "":
		return fmt.Errorf("an instance has no id")
	case typ == nil:
		return fmt.Errorf("instance %.40q: there is no type %.40q", s.ID, s.Type)
	case image == nil:
		return fmt.Errorf("instance %.40q: there is no image %.80q", s.ID, s.Image)
	case place == nil:
		return fmt.Errorf("instance %.40q: there is no vSwitch %.40q", s.ID, s.Place)
	case !slices.Contains([]string{Pending, Starting, Running, Stopping, Stopped}, s.Status):
		return fmt.Errorf("instance %.40q: there is no status %.40q", s.ID, s.Status)
	}
	*i = Instance{
		ID: s.ID, Name: untext(s.Name), Status: s.Status, Description: untext(s.Description),
		Hash: hash.Mix(r.Cloud.Seed, hash.Of(s.ID)), Type: typ, Image: image, Place: place,
		Groups: s.Groups, Tags: loadTags(s.Tags), KeyPair: s.KeyPair, Resource: untext(s.Resource), Prepaid: s.Prepaid,
		Spot: NoSpot, SpotLimit: s.SpotLimit, SpotHours: s.SpotHours, PrivateIP: s.PrivateIP, EIP: s.EIP, PublicIP: s.PublicIP,
		Bandwidth: s.Bandwidth, Created: s.Created, Started: s.Started, Protected: s.Protected, Expires: s.Expires, Release: s.Release,
		generation: s.Generation, Mode: s.Mode, Lock: s.Lock, Due: s.Due, reboot: s.Reboot, UserData: s.UserData,
		Halted: s.Halted, Host: s.Host, NextHost: s.NextHost, ByBandwidth: s.ByBandwidth, Unlimited: s.Unlimited,
		Weekly: s.Weekly, Renewal: Renewal{s.Renewal.Status, s.Renewal.Duration, s.Renewal.Unit, s.Renewal.Next}, renewed: s.Renewed, Settles: s.Settles, Watch: s.Watch,
		reclaimed: s.Reclaimed, Survives: s.Survives, Bare: s.Bare, Hidden: s.Hidden, Listed: s.Listed, Slot: -1,
	}
	if s.Spot != "" {
		i.Spot = s.Spot
	}
	if i.Groups == nil {
		i.Groups = []string{}
	}
	for _, d := range s.Specs {
		i.Specs = append(i.Specs, market.DiskSpec{Category: d.Category, Level: d.Level, Size: d.Size, Name: untext(d.Name), Description: untext(d.Description), Keep: d.Keep})
	}
	return nil
}

func tagsState(tags []Tag) [][2]string {
	var out [][2]string
	for _, t := range tags {
		out = append(out, [2]string{text(t.Key), text(t.Value)})
	}
	return out
}

func loadTags(all [][2]string) []Tag {
	var out []Tag
	for _, t := range all {
		out = append(out, Tag{Key: untext(t[0]), Value: untext(t[1])})
	}
	return out
}

// coded begins a text that is no UTF-8, as JSON must be, or that begins so itself.
const coded = "\x00base64:"

// text is what a client gave, as JSON can hold it.
func text(s string) string {
	if utf8.ValidString(s) && !strings.HasPrefix(s, coded) {
		return s
	}
	return coded + base64.StdEncoding.EncodeToString([]byte(s))
}

// untext is the text that text made this one of.
func untext(s string) string {
	if code, ok := strings.CutPrefix(s, coded); ok {
		if b, err := base64.StdEncoding.DecodeString(code); err == nil {
			return string(b)
		}
	}
	return s
}

// MarshalText is the address with dots, "" without one.
func (a Addr) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads an IPv4 address, or none from "".
func (a *Addr) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*a = 0
		return nil
	}
	ip, err := netip.ParseAddr(string(b))
	if err != nil || !ip.Is4() {
		return fmt.Errorf("%.40q is no IPv4 address", b)
	}
	p := ip.As4()
	*a = Addr(p[0])<<24 | Addr(p[1])<<16 | Addr(p[2])<<8 | Addr(p[3])
	return nil
}
