package ecsapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

// shop is a region of a simulated cloud to buy in. Its clock stands still
// unless it is advanced. It is made inside a bubble.
type shop struct {
	t      testing.TB
	ctx    context.Context
	c      *Client
	cloud  *ecssim.Cloud
	region RegionID
	l      Launch // one that is accepted
	tokens int
}

var opening = time.Date(2026, 3, 9, 4, 0, 0, 0, time.UTC)

func newShop(t testing.TB, cfg ecssim.Config, o Options) *shop {
	t.Helper()
	cfg.Regions, cfg.Frozen, cfg.Now = max(cfg.Regions, 1), true, opening
	s := &shop{t: t, ctx: context.Background()}
	s.c, s.cloud = simulate(t, cfg, o)
	regions, err := s.c.Regions(s.ctx)
	s.must(err)
	s.region = regions[0].ID
	switches, err := s.c.VSwitches(s.ctx, s.region, "")
	s.must(err)
	place := switches[0]
	groups, err := s.c.SecurityGroups(s.ctx, s.region, place.VPC)
	s.must(err)
	types, err := s.c.Types(s.ctx)
	s.must(err)
	offers, err := s.c.Offers(s.ctx, OfferQuery{Region: s.region, Zone: place.Zone})
	s.must(err)
	s.l = Launch{
		Region: s.region, Zone: place.Zone, VSwitch: place.ID, SecurityGroups: []string{groups[0].ID},
		Name: "web-[1,3]", ChargeType: PostPaid, Amount: 1, System: DiskSpec{SizeGiB: 60},
	}
	for _, of := range offers {
		n := slices.IndexFunc(types, func(t InstanceType) bool { return t.ID == of.Value && t.CPU == 2 && t.Arch == "X86" && t.GPU == 0 })
		if n >= 0 && of.Stock.Available() && s.l.Type == "" {
			s.l.Type = of.Value
		}
	}
	images, err := s.c.Images(s.ctx, ImageQuery{Region: s.region, Owner: "system", Type: s.l.Type})
	s.must(err)
	n := slices.IndexFunc(images, func(i Image) bool { return i.OSType == "linux" && i.SizeGiB <= 40 })
	if s.l.Type == "" || n < 0 {
		t.Fatalf("nothing to buy: type %q, %d images", s.l.Type, len(images))
	}
	s.l.Image = images[n].ID
	return s
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// token is a new client token.
func (s *shop) token() string {
	s.tokens++
	return fmt.Sprintf("shop-%d", s.tokens)
}

// run creates instances and lets them come up.
func (s *shop) run(amount int, change ...func(*Launch)) []InstanceID {
	s.t.Helper()
	l := s.l
	l.Amount = amount
	for _, f := range change {
		f(&l)
	}
	made, err := s.c.Run(s.ctx, l, s.token())
	s.must(err)
	s.cloud.Advance(time.Minute)
	return made.IDs
}

// subscribed buys a subscription for a month.
func subscribed(l *Launch) { l.ChargeType, l.Period = PrePaid, Period{1, Month} }

// stop stops an instance and waits until it has.
func (s *shop) stop(id InstanceID) {
	s.t.Helper()
	_, err := s.c.Stop(s.ctx, s.region, []InstanceID{id}, StopOptions{Force: true})
	s.must(err)
	s.cloud.Advance(10 * time.Minute)
}

// all reads instances by id.
func (s *shop) all(ids ...InstanceID) []*Instance {
	s.t.Helper()
	all, err := s.c.Instances(s.ctx, Query{Region: s.region, IDs: ids})
	s.must(err)
	return all
}

// one reads an instance that must be there.
func (s *shop) one(id InstanceID) *Instance {
	s.t.Helper()
	all := s.all(id)
	if len(all) != 1 {
		s.t.Fatalf("%s is not listed", id)
	}
	return all[0]
}

// loses has the answers to an action lost, after it was carried out.
func (s *shop) loses(action string) {
	s.t.Helper()
	s.must(s.cloud.Inject(ecssim.Fault{Action: action, Kind: ecssim.FaultLostAnswer}))
}

// refused checks that an error is a refusal by the cloud that had no effect.
func refused(t testing.TB, err error, kind Kind, code string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code || e.MayHaveApplied {
		t.Errorf("got %#v, want %s %s", err, kind, code)
	}
}

// lost checks that an error leaves open whether the call had an effect.
func lost(t testing.TB, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindNetwork || !e.MayHaveApplied || e.Code != "" {
		t.Errorf("got %#v, want a lost answer", err)
	}
}

// unmade checks that a call was refused here and never left.
func unmade(t testing.TB, err error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindInvalid || e.MayHaveApplied || e.Code != "" || e.HTTPStatus != 0 {
		t.Errorf("got %#v, want a refusal before it left", err)
	}
}
