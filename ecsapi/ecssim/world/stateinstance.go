package world

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"ecsdeck/ecsapi/ecssim/hash"
	"ecsdeck/ecsapi/ecssim/market"
)

// instanceState is an instance as it is written. What follows from the id and the seed is not.
type instanceState struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Status      string      `json:"status"`
	Description string      `json:"description,omitempty"`
	Type        string      `json:"type"`
	Image       string      `json:"image"`
	Place       string      `json:"vswitch"`
	Groups      []string    `json:"security_groups,omitempty"`
	Tags        [][2]string `json:"tags,omitempty"`
	Record
	Turn int `json:"turn,omitempty"` // in the agenda, from 1
}

func (i *Instance) state() *instanceState {
	s := &instanceState{
		ID: i.ID, Name: text(i.Name), Status: i.Status, Description: text(i.Description), Type: i.Type.ID, Image: i.Image.ID,
		Place: i.Place.ID, Groups: i.Groups, Tags: tagsState(i.Tags), Record: i.Record, Turn: i.Slot + 1,
	}
	if s.Spot == NoSpot {
		s.Spot = ""
	}
	s.Resource, s.Specs = text(i.Resource), recode(i.Specs, text)
	return s
}

// load fills in an instance. Its tasks and its slot in the agenda are found by others.
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
	case !slices.Contains(Statuses, s.Status):
		return fmt.Errorf("instance %.40q: there is no status %.40q", s.ID, s.Status)
	}
	*i = Instance{
		ID: s.ID, Name: untext(s.Name), Status: s.Status, Description: untext(s.Description),
		Hash: hash.Mix(r.Cloud.Seed, hash.Of(s.ID)), Type: typ, Image: image, Place: place,
		Groups: append([]string{}, s.Groups...), Tags: loadTags(s.Tags), Record: s.Record, Slot: -1,
	}
	i.Resource, i.Spot, i.Specs = untext(s.Resource), cmp.Or(s.Spot, NoSpot), recode(s.Specs, untext)
	return nil
}

// recode is a copy of disks whose texts are those that code makes of them.
func recode(specs []market.DiskSpec, code func(string) string) []market.DiskSpec {
	specs = slices.Clone(specs)
	for n, d := range specs {
		specs[n].Name, specs[n].Description = code(d.Name), code(d.Description)
	}
	return specs
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
