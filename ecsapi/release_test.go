package ecsapi

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

func TestDelete(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		ids := s.run(3)
		protected := s.run(1, func(l *Launch) { l.Protected = true })[0]
		paid := s.run(1, subscribed)[0]
		// All or nothing: one that may not go keeps the others.
		for _, tt := range []struct {
			id   InstanceID
			kind Kind
			code string
		}{
			{protected, KindState, "InvalidOperation.DeletionProtection"},
			{paid, KindState, "ChargeTypeViolation"},
			{"i-none", KindNotFound, "InvalidInstanceIds.NotFound"},
		} {
			o, err := s.c.Delete(s.ctx, s.region, append(slices.Clone(ids), tt.id), true, s.token())
			refused(t, err, tt.kind, tt.code)
			if o != nil {
				t.Errorf("%s: outcomes %v", tt.id, o)
			}
		}
		_, err := s.c.Delete(s.ctx, s.region, ids, false, s.token())
		refused(t, err, KindState, "IncorrectInstanceStatus") // they run
		if all := s.all(ids...); len(all) != 3 {
			t.Fatalf("%d of 3 are left", len(all))
		}

		s.loses(DeleteInstances)
		token := s.token()
		_, err = s.c.Delete(s.ctx, s.region, ids, true, token)
		lost(t, err)
		s.cloud.ClearFaults()
		o, err := s.c.Delete(s.ctx, s.region, ids, true, token)
		if err != nil || len(o) != 3 || o[2].ID != ids[2] || o[2].RequestID == "" || o[2].Err != nil {
			t.Errorf("%+v, %v", o, err)
		}
		if all := s.all(ids...); len(all) != 0 {
			t.Errorf("%d are left", len(all))
		}
		_, err = s.c.Delete(s.ctx, s.region, ids, true, s.token())
		refused(t, err, KindNotFound, "InvalidInstanceIds.NotFound")
	})
}

// A subscription that has expired can be released, one that has not can't.
func TestDeleteExpired(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		id := s.run(1, func(l *Launch) { l.ChargeType, l.Period = PrePaid, Period{1, Week} })[0]
		s.cloud.Advance(9 * 24 * time.Hour)
		if i := s.one(id); i.Lock() != LockFinancial {
			t.Fatalf("%+v", i)
		}
		if _, err := s.c.Delete(s.ctx, s.region, []InstanceID{id}, false, s.token()); err != nil {
			t.Error(err)
		}
	})
}

func TestSetAutoRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		id := s.run(1)[0]
		at := s.cloud.Now().In(beijing).Add(45*time.Minute + 59*time.Second)
		o, err := s.c.SetAutoRelease(s.ctx, s.region, id, at)
		if err != nil || o.ID != id || o.RequestID == "" {
			t.Fatalf("%+v %v", o, err)
		}
		if i := s.one(id); !i.AutoRelease.Equal(at.Truncate(time.Minute)) {
			t.Errorf("released at %v, want %v", i.AutoRelease, at)
		}
		_, err = s.c.SetAutoRelease(s.ctx, s.region, id, s.cloud.Now().Add(29*time.Minute))
		refused(t, err, KindInvalid, "InvalidAutoReleaseTime.Malformed")
		_, err = s.c.SetAutoRelease(s.ctx, s.region, id, s.cloud.Now().AddDate(3, 0, 1))
		refused(t, err, KindInvalid, "InvalidAutoReleaseTime.Malformed")
		if _, err := s.c.SetAutoRelease(s.ctx, s.region, id, time.Time{}); err != nil || !s.one(id).AutoRelease.IsZero() {
			t.Errorf("not cancelled: %v", err)
		}
		_, err = s.c.SetAutoRelease(s.ctx, s.region, "i-none", time.Time{})
		refused(t, err, KindNotFound, "NoSuchResource")
		_, err = s.c.SetAutoRelease(s.ctx, s.region, s.run(1, subscribed)[0], s.cloud.Now().Add(time.Hour))
		refused(t, err, KindState, "ChargeTypeViolation")

		s.must(func() error {
			_, err := s.c.SetAutoRelease(s.ctx, s.region, id, s.cloud.Now().Add(time.Hour))
			return err
		}())
		s.cloud.Advance(61 * time.Minute)
		if len(s.all(id)) != 0 {
			t.Error("it was not released")
		}
	})
}
