package ecssim

import (
	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
	"encoding/base64"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
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
	PrivateIP   addr         `json:"private_ip,omitempty"`
	EIP         addr         `json:"eip,omitempty"`
	PublicIP    addr         `json:"public_ip,omitempty"`
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

func (i *instance) state() *instanceState {
	s := &instanceState{
		ID: i.ID, Name: text(i.name), Status: i.status, Description: text(i.description), Type: i.Type.ID, Image: i.image.ID, Place: i.place.ID,
		Groups: i.groups, Tags: tagsState(i.tags), KeyPair: i.keyPair, Resource: text(i.resource), Prepaid: i.prepaid, SpotLimit: i.spotLimit,
		SpotHours: i.spotHours, PrivateIP: i.privateIP, EIP: i.EIP, PublicIP: i.publicIP, Bandwidth: i.bandwidth,
		Created: i.created, Started: i.started, Protected: i.protected, Expires: i.expires, Release: i.release,
		Generation: i.generation, Mode: i.mode, Lock: i.lock, Due: i.due, Reboot: i.reboot, UserData: i.userData,
		Halted: i.halted, Host: i.host, NextHost: i.nextHost, ByBandwidth: i.byBandwidth, Unlimited: i.unlimited,
		Weekly: i.weekly, Renewal: renewalState{i.renewal.status, i.renewal.duration, i.renewal.unit, i.renewal.next}, Renewed: i.renewed, Settles: i.settles, Watch: i.watch,
		Reclaimed: i.reclaimed, Survives: i.survives, Bare: i.bare, Hidden: i.hidden, Listed: i.listed, Turn: i.slot + 1,
	}
	if i.spot != noSpot {
		s.Spot = i.spot
	}
	for _, d := range i.specs {
		s.Specs = append(s.Specs, specState{d.Category, d.Level, d.Size, text(d.Name), text(d.Description), d.Keep})
	}
	return s
}

// load fills in an instance. Its tasks and its slot in the agenda are found by
// others.
func (s *instanceState) load(i *instance, r *region, places map[string]*vswitch) error {
	typ, image, place := r.cloud.types.byID(s.Type), imageByID(s.Image), places[s.Place]
	switch {
	case s.ID == "":
		return fmt.Errorf("an instance has no id")
	case typ == nil:
		return fmt.Errorf("instance %.40q: there is no type %.40q", s.ID, s.Type)
	case image == nil:
		return fmt.Errorf("instance %.40q: there is no image %.80q", s.ID, s.Image)
	case place == nil:
		return fmt.Errorf("instance %.40q: there is no vSwitch %.40q", s.ID, s.Place)
	case !slices.Contains([]string{pending, starting, running, stopping, stopped}, s.Status):
		return fmt.Errorf("instance %.40q: there is no status %.40q", s.ID, s.Status)
	}
	*i = instance{
		ID: s.ID, name: untext(s.Name), status: s.Status, description: untext(s.Description),
		hash: hash.Mix(r.cloud.seed, hash.Of(s.ID)), Type: typ, image: image, place: place,
		groups: s.Groups, tags: loadTags(s.Tags), keyPair: s.KeyPair, resource: untext(s.Resource), prepaid: s.Prepaid,
		spot: noSpot, spotLimit: s.SpotLimit, spotHours: s.SpotHours, privateIP: s.PrivateIP, EIP: s.EIP, publicIP: s.PublicIP,
		bandwidth: s.Bandwidth, created: s.Created, started: s.Started, protected: s.Protected, expires: s.Expires, release: s.Release,
		generation: s.Generation, mode: s.Mode, lock: s.Lock, due: s.Due, reboot: s.Reboot, userData: s.UserData,
		halted: s.Halted, host: s.Host, nextHost: s.NextHost, byBandwidth: s.ByBandwidth, unlimited: s.Unlimited,
		weekly: s.Weekly, renewal: renewal{s.Renewal.Status, s.Renewal.Duration, s.Renewal.Unit, s.Renewal.Next}, renewed: s.Renewed, settles: s.Settles, watch: s.Watch,
		reclaimed: s.Reclaimed, survives: s.Survives, bare: s.Bare, hidden: s.Hidden, listed: s.Listed, slot: -1,
	}
	if s.Spot != "" {
		i.spot = s.Spot
	}
	if i.groups == nil {
		i.groups = []string{}
	}
	for _, d := range s.Specs {
		i.specs = append(i.specs, market.DiskSpec{Category: d.Category, Level: d.Level, Size: d.Size, Name: untext(d.Name), Description: untext(d.Description), Keep: d.Keep})
	}
	return nil
}

func tagsState(tags []tag) [][2]string {
	var out [][2]string
	for _, t := range tags {
		out = append(out, [2]string{text(t.key), text(t.value)})
	}
	return out
}

func loadTags(all [][2]string) []tag {
	var out []tag
	for _, t := range all {
		out = append(out, tag{key: untext(t[0]), value: untext(t[1])})
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

func (a addr) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

func (a *addr) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*a = 0
		return nil
	}
	ip, err := netip.ParseAddr(string(b))
	if err != nil || !ip.Is4() {
		return fmt.Errorf("%.40q is no IPv4 address", b)
	}
	p := ip.As4()
	*a = addr(p[0])<<24 | addr(p[1])<<16 | addr(p[2])<<8 | addr(p[3])
	return nil
}
