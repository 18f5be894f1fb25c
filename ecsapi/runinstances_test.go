package ecsapi

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		l := s.l
		l.Amount, l.Name, l.HostName, l.Description = 3, "批量.web:_[8,3]", "node-[8,3]", "为双十一 & Zoë 50%+"
		l.SecurityGroups = append(l.SecurityGroups, more(t, s)...)
		l.BandwidthOut, l.BandwidthTerms, l.Protected = 5, "PayByBandwidth", true
		l.System, l.Data = DiskSpec{"cloud_essd", "PL1", 60}, []DiskSpec{{"cloud_essd", "PL0", 100}, {"cloud_essd", "", 40}}
		l.AutoRelease = opening.Add(36*time.Hour + 30*time.Second)
		l.Tags = []Tag{{"ecsdeck:plan", "k/1+2=3"}, {"负责人", "Zoë & Söhne"}, {"empty", ""}}
		if keys, err := s.c.KeyPairs(s.ctx, s.region); err != nil || len(keys) == 0 {
			t.Fatalf("%v %v", keys, err)
		} else {
			l.KeyPair = keys[0].Name
		}
		quote, err := s.c.LaunchPrice(s.ctx, l)
		s.must(err)
		made, err := s.c.Run(s.ctx, l, "token-1")
		if err != nil || len(made.IDs) != 3 || made.RequestID == "" || made.OrderID != "" {
			t.Fatalf("%+v %v", made, err)
		}
		if made.Price != 3*quote.Price || made.Price == 0 {
			t.Errorf("they cost %d, one was to cost %d", made.Price, quote.Price)
		}
		s.cloud.Advance(time.Minute)
		for n, i := range s.all(made.IDs...) {
			number := []string{"008", "009", "010"}[slices.Index(made.IDs, i.ID)]
			if i.Status != Running || i.Name != "批量.web:_"+number || i.HostName != "node-"+number || i.Description != l.Description ||
				i.Zone != l.Zone || i.Type != l.Type || i.Image != l.Image || i.KeyPair != l.KeyPair ||
				i.BandwidthOut != 5 || i.PublicIP() == "" || !i.DeletionProtection || i.ChargeType != PostPaid ||
				!i.AutoRelease.Equal(opening.Add(36*time.Hour)) || !slices.Equal(i.Tags, l.Tags) || !slices.Equal(i.SecurityGroups, l.SecurityGroups) {
				t.Errorf("%d: %+v", n, i)
			}
		}
		disks, err := s.c.Disks(s.ctx, s.region, made.IDs[:1])
		if err != nil || len(disks) != 3 || disks[0].SizeGiB != 60 || disks[1].SizeGiB != 100 {
			t.Errorf("disks %+v, %v", disks, err)
		}
		found, err := s.c.Instances(s.ctx, Query{Region: s.region, Tags: l.Tags[:1]})
		if err != nil || len(found) != 3 {
			t.Errorf("%d are found by the plan's tag, %v", len(found), err)
		}
		none, err := s.c.Instances(s.ctx, Query{Region: s.region, Tags: []Tag{{"ecsdeck:plan", "other"}}})
		if err != nil || len(none) != 0 {
			t.Errorf("%d are found by another's tag, %v", len(none), err)
		}
	})
}

// more are further security groups of the shop's network.
func more(t *testing.T, s *shop) (ids []string) {
	t.Helper()
	switches, err := s.c.VSwitches(s.ctx, s.region, "")
	s.must(err)
	n := slices.IndexFunc(switches, func(v VSwitch) bool { return v.ID == s.l.VSwitch })
	groups, err := s.c.SecurityGroups(s.ctx, s.region, switches[n].VPC)
	s.must(err)
	if len(groups) < 2 {
		t.Fatal("one security group only")
	}
	return []string{groups[1].ID}
}

func TestRunSubscriptionsAndSpot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		l := s.l
		l.Amount, l.ChargeType, l.Period, l.AutoRenew = 2, PrePaid, Period{1, Year}, true
		quote, err := s.c.LaunchPrice(s.ctx, l)
		s.must(err)
		before := s.cloud.Balance()
		made, err := s.c.Run(s.ctx, l, s.token())
		if err != nil || len(made.IDs) != 2 || made.OrderID == "" || made.Price != 2*quote.Price {
			t.Fatalf("%+v %v, one was to cost %d", made, err, quote.Price)
		}
		if paid := price(before - s.cloud.Balance()); paid != made.Price {
			t.Errorf("charged %d, told %d", paid, made.Price)
		}
		s.cloud.Advance(time.Minute)
		i := s.one(made.IDs[0])
		if i.ChargeType != PrePaid || i.Expires.Before(opening.AddDate(1, 0, 0)) || i.Expires.After(opening.AddDate(1, 0, 2)) {
			t.Errorf("%+v", i)
		}
		renewals, err := s.c.AutoRenewals(s.ctx, s.region, made.IDs)
		if want := (AutoRenewal{On: true, Period: Period{12, Month}}); err != nil || renewals[i.ID] != want {
			t.Errorf("%+v %v", renewals, err)
		}

		l = s.l
		l.SpotStrategy, l.SpotPriceLimit, l.SpotInterruption = SpotWithPriceLimit, 12_345_000, "Stop"
		id := s.run(1, func(to *Launch) { *to = l })[0]
		if i := s.one(id); i.SpotStrategy != SpotWithPriceLimit || i.SpotPriceLimit != 12_345_000 {
			t.Errorf("%+v", i)
		}
		l.SpotPriceLimit = 1000
		_, err = s.c.Run(s.ctx, l, s.token())
		refused(t, err, KindStock, "InvalidSpotPriceLimit.LowerThanPublicPrice")
	})
}

// The answer is lost after the instances were made: the same token brings them
// to light, and makes no more.
func TestRunLostAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		for _, l := range []Launch{s.l, func() Launch { l := s.l; subscribed(&l); return l }()} {
			l.Amount, l.Tags = 5, []Tag{{"plan", s.token()}}
			token, balance := s.token(), s.cloud.Balance()
			s.loses(RunInstances)
			s.cloud.ResetStats()
			_, err := s.c.Run(s.ctx, l, token)
			lost(t, err)
			if n := s.cloud.Stats().Calls[RunInstances]; n != 1 {
				t.Fatalf("sent %d times", n)
			}
			s.cloud.ClearFaults()
			made, err := s.c.Run(s.ctx, l, token)
			if err != nil || len(made.IDs) != 5 {
				t.Fatalf("%+v %v", made, err)
			}
			again, err := s.c.Run(s.ctx, l, token)
			if err != nil || !slices.Equal(again.IDs, made.IDs) || again.OrderID != made.OrderID {
				t.Errorf("%+v %v", again, err)
			}
			s.cloud.Advance(time.Minute)
			found, err := s.c.Instances(s.ctx, Query{Region: s.region, Tags: l.Tags})
			if err != nil || len(found) != 5 {
				t.Errorf("%d were made, %v", len(found), err)
			}
			if l.ChargeType == PrePaid && price(balance-s.cloud.Balance()) != made.Price {
				t.Errorf("charged %v, told %d", balance-s.cloud.Balance(), made.Price)
			}
			l.Name = "another"
			_, err = s.c.Run(s.ctx, l, token)
			refused(t, err, KindInvalid, "IdempotentParameterMismatch")
		}
	})
}

// What did nothing is sent again by itself, with the same token.
func TestRunWhenThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		s.must(s.cloud.Inject(ecssim.Fault{Action: RunInstances, Kind: ecssim.FaultThrottle, For: 90 * time.Second}))
		begun := time.Now()
		if ids := s.run(2); len(ids) != 2 || time.Since(begun) < 90*time.Second {
			t.Errorf("%v after %v", ids, time.Since(begun))
		}
	})
}

func TestCheckRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60, Quota: 70}, Options{})
		s.cloud.ResetStats()
		l := s.l
		l.Amount = 5
		s.must(s.c.CheckRun(s.ctx, l))
		l.Amount = 99
		refused(t, s.c.CheckRun(s.ctx, l), KindInvalid, "QuotaExceed.AfterpayInstance")
		l = s.l
		l.Image = "m-none"
		refused(t, s.c.CheckRun(s.ctx, l), KindNotFound, "InvalidImageId.NotFound")
		l = s.l
		subscribed(&l)
		s.cloud.SetBalance(1)
		refused(t, s.c.CheckRun(s.ctx, l), KindMoney, "InsufficientBalance")
		s.cloud.SetBalance(-1)
		refused(t, s.c.CheckRun(s.ctx, s.l), KindMoney, "Account.Arrearage")
		s.cloud.SetBalance(1000)
		s.must(s.cloud.Play(ecssim.Story{Name: "stock-shortage"}))
		refused(t, s.c.CheckRun(s.ctx, s.l), KindStock, "OperationDenied.NoStock")
		if st := s.cloud.Stats(); st.Calls[RunInstances] != 0 || st.DryRunCalls[RunInstances] != 6 {
			t.Errorf("%v, dry %v", st.Calls, st.DryRunCalls)
		}
		all, err := s.c.Instances(s.ctx, Query{Region: s.region})
		if err != nil || len(all) != 60 {
			t.Errorf("%d instances, %v", len(all), err)
		}
	})
	// A cloud that takes it for no dry run may have created something.
	c := serve(t, answers(200, "application/json", `{"RequestId":"R","InstanceIdSets":{"InstanceIdSet":["i-1"]}}`), Options{})
	e, ok := errors.AsType[*Error](c.CheckRun(t.Context(), Launch{Region: "r", Amount: 1}))
	if !ok || e.Kind != KindAnswer || !e.MayHaveApplied {
		t.Errorf("got %v", e)
	}
}

// scarce finds a type of which a zone has fewer left than one call may create,
// and how many that are, by what the cloud says to dry runs.
func (s *shop) scarce() (l Launch, left int) {
	s.t.Helper()
	types, err := s.c.Types(s.ctx)
	s.must(err)
	for _, typ := range types {
		l = s.l
		l.Type = typ.ID
		if s.c.CheckRun(s.ctx, l) != nil {
			continue
		}
		low, high := 1, MaxBatch
		for low < high {
			if l.Amount = (low + high + 1) / 2; s.c.CheckRun(s.ctx, l) == nil {
				low = l.Amount
			} else {
				high = l.Amount - 1
			}
		}
		l.Amount = min(low+1, MaxBatch)
		if e, ok := errors.AsType[*Error](s.c.CheckRun(s.ctx, l)); ok && e.Kind == KindStock && low < MaxBatch-1 {
			return l, low
		}
	}
	s.t.Fatal("there is enough of everything")
	return l, 0
}

func TestRunWhenStockRunsShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		l, left := s.scarce()
		l.Amount = left + 2
		_, err := s.c.Run(s.ctx, l, s.token())
		refused(t, err, KindStock, "OperationDenied.NoStock")
		l.MinAmount = left + 1
		_, err = s.c.Run(s.ctx, l, s.token())
		refused(t, err, KindStock, "OperationDenied.NoStock")
		l.MinAmount = 1
		made, err := s.c.Run(s.ctx, l, s.token())
		if err != nil || len(made.IDs) != left {
			t.Errorf("%d of %d that were left, %v", len(made.IDs), left, err)
		}
		_, err = s.c.Run(s.ctx, l, s.token())
		refused(t, err, KindStock, "OperationDenied.NoStock")
	})
}

// One by one: created and left stopped, given an address, started.
func TestCreate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 60}, Options{})
		l := s.l
		l.Name, l.BandwidthOut, l.Data, l.Tags = "single", 5, []DiskSpec{{SizeGiB: 20}}, []Tag{{"a", "b"}}
		s.loses(CreateInstance)
		_, err := s.c.Create(s.ctx, l, "t")
		lost(t, err)
		s.cloud.ClearFaults()
		made, err := s.c.Create(s.ctx, l, "t")
		if err != nil || len(made.IDs) != 1 || made.Price == 0 {
			t.Fatalf("%+v %v", made, err)
		}
		id := made.IDs[0]
		if i := s.all(id); len(i) == 1 && i[0].Status != Pending {
			t.Errorf("%+v", i[0])
		}
		s.cloud.Advance(time.Minute)
		if i := s.one(id); i.Status != Stopped || i.PublicIP() != "" || i.Name != "single" || !slices.Equal(i.Tags, l.Tags) {
			t.Errorf("%+v", i)
		}
		ip, o, err := s.c.Address(s.ctx, s.region, id)
		if err != nil || ip == "" || o.ID != id || o.RequestID == "" || o.Err != nil {
			t.Fatalf("%q %+v %v", ip, o, err)
		}
		if again, _, err := s.c.Address(s.ctx, s.region, id); err != nil || again != ip {
			t.Errorf("%q, then %q, %v", ip, again, err)
		}
		if _, err := s.c.Start(s.ctx, s.region, made.IDs); err != nil {
			t.Error(err)
		}
		s.cloud.Advance(5 * time.Minute)
		if i := s.one(id); i.Status != Running || i.PublicIP() != ip {
			t.Errorf("%+v", i)
		}
		if disks, err := s.c.Disks(s.ctx, s.region, made.IDs); err != nil || len(disks) != 2 || disks[0].SizeGiB != 60 {
			t.Errorf("disks %+v, %v", disks, err)
		}

		l.SpotStrategy, l.Zone = SpotAsPriceGo, ""
		_, err = s.c.Create(s.ctx, l, s.token())
		refused(t, err, KindInvalid, "InvalidSpotParam.EmptyZoneID")
		l.SpotStrategy, l.BandwidthOut = "", 0
		subscribed(&l)
		made, err = s.c.Create(s.ctx, l, s.token())
		if err != nil || made.OrderID == "" {
			t.Errorf("%+v %v", made, err)
		}
		_, _, err = s.c.Address(s.ctx, s.region, made.IDs[0])
		refused(t, err, KindState, "IncorrectInstanceStatus")
		s.cloud.Advance(time.Minute)
		_, _, err = s.c.Address(s.ctx, s.region, made.IDs[0])
		refused(t, err, KindState, "AllocateIpInvalidInstanceBandwidth")
	})
}

// What would reach the cloud as something else does not leave.
func TestLaunchesThatNeverLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShop(t, ecssim.Config{Instances: 20}, Options{})
		s.cloud.ResetStats()
		for _, change := range []func(*Launch){
			func(l *Launch) { l.Amount = 0 },
			func(l *Launch) { l.Amount = 101 },
			func(l *Launch) { l.MinAmount = 2 },
			func(l *Launch) { l.MinAmount = -1 },
		} {
			l := s.l
			change(&l)
			_, err := s.c.Run(s.ctx, l, "t")
			unmade(t, err)
			unmade(t, s.c.CheckRun(s.ctx, l))
		}
		for _, token := range []string{"", "two words", "Zoë", strings.Repeat("x", 65)} {
			_, err := s.c.Run(s.ctx, s.l, token)
			unmade(t, err)
			_, err = s.c.Create(s.ctx, s.l, token)
			unmade(t, err)
		}
		for _, change := range []func(*Launch){
			func(l *Launch) { l.Amount = 2 },
			func(l *Launch) { l.SecurityGroups = []string{"sg-1", "sg-2"} },
			func(l *Launch) { l.AutoRelease = opening.AddDate(0, 0, 1) },
		} {
			l := s.l
			change(&l)
			_, err := s.c.Create(s.ctx, l, "t")
			unmade(t, err)
		}
		if st := s.cloud.Stats(); len(st.Calls)+len(st.DryRunCalls) != 0 {
			t.Errorf("%v %v left", st.Calls, st.DryRunCalls)
		}
	})
}

func TestLaunchParams(t *testing.T) {
	l := Launch{
		Region: "cn-beijing", VSwitch: "vsw-1", SecurityGroups: []string{"sg-1", "sg-2"}, Image: "m-1", Type: "ecs.g7.large",
		Name: "web-[1,3]", Amount: 3, MinAmount: 1, System: DiskSpec{"cloud_essd", "PL0", 40}, Data: []DiskSpec{{"cloud_ssd", "", 100}},
		SpotStrategy: SpotWithPriceLimit, SpotPriceLimit: 165_000, Tags: []Tag{{"k", "v w"}},
	}
	want := map[string]string{
		"RegionId": "cn-beijing", "VSwitchId": "vsw-1", "SecurityGroupIds.1": "sg-1", "SecurityGroupIds.2": "sg-2", "ImageId": "m-1",
		"InstanceType": "ecs.g7.large", "InstanceName": "web-[1,3]", "Amount": "3", "MinAmount": "1",
		"SystemDisk.Category": "cloud_essd", "SystemDisk.PerformanceLevel": "PL0", "SystemDisk.Size": "40",
		"DataDisk.1.Category": "cloud_ssd", "DataDisk.1.Size": "100", "SpotStrategy": "SpotWithPriceLimit", "SpotPriceLimit": "0.165",
		"Tag.1.Key": "k", "Tag.1.Value": "v w",
	}
	if got := l.Params(false); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	delete(want, "Amount")
	delete(want, "MinAmount")
	delete(want, "SecurityGroupIds.1")
	delete(want, "SecurityGroupIds.2")
	want["SecurityGroupId"] = "sg-1"
	if got := l.Params(true); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
