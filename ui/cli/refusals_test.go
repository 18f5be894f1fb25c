package cli

import (
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ui/cli/shell"
)

// What a refusal means is said by its code and, where nobody knows the code, by the
// cloud itself; never by its HTTP status.
func TestRefusalsAreSaidByTheirCodes(t *testing.T) {
	simulate(t, small, func(w *world) {
		stopped := w.some(1, "status:stopped charge:hourly region:cn-hangzhou")[0]
		running := w.some(1, "status:running charge:hourly region:cn-hangzhou")[0]
		prepaid := w.some(1, "charge:monthly region:cn-hangzhou")[0]
		place := w.site("cn-hangzhou")
		for _, tt := range []struct {
			api, code string
			status    int
			says      string
			args      []string
		}{
			{"RunInstances", "InvalidVSwitchId.IpNotEnough", 403, "The vSwitch has too few free addresses. (", append(here(place), "--name", "zz")},
			{"RunInstances", "UserNotInTheWhiteList", 403, "The account is not on the list of those who may use it. (", append(here(place), "--name", "zz")},
			{"StartInstances", "SomethingNew", 403, "The cloud refuses it. (SomethingNew: Own words.)", []string{"start", stopped}},
			{"StartInstances", "InvalidInstance.UnPaidOrder", 400, "An order for this instance is not paid yet. (", []string{"start", stopped}},
			{"StopInstances", "SomethingNew", 404, "The cloud refuses it. (SomethingNew: Own words.)", []string{"stop", running}},
			{"StopInstances", "InvalidInstanceStatus.NotRunning", 403, "The instance is in a state that does not allow this. (", []string{"stop", running}},
			{"RenewInstance", "OperationDenied.CashCouponsInsufficientOrExpired", 403, "The account's coupons do not suffice or have expired. (", []string{"renew", prepaid, "--period", "1"}},
			{"ModifyInstanceAttribute", "InvalidChargeType.ValueNotSupported", 403, "Only pay-as-you-go instances can be protected against release. (", []string{"protect", "on", running}},
		} {
			if err := w.Inject(ecssim.Fault{Action: tt.api, Kind: ecssim.FaultError, Code: tt.code, Status: tt.status, Message: "Own words."}); err != nil {
				w.Fatal(err)
			}
			if r := w.run(append(tt.args, "--yes")...).ended(shell.StatusFailed); !strings.Contains(r.out, tt.says) {
				w.Errorf("%s is said as\n%s", tt.code, r.out)
			}
			w.ClearFaults()
		}
	})
}

// A vSwitch without enough addresses is short of stock: the plan says so before
// anything is sent, and who takes what there is gets the rest elsewhere.
func TestTooFewAddresses(t *testing.T) {
	simulate(t, small, func(w *world) {
		one, two := w.site("cn-hangzhou"), w.site("cn-beijing")
		free := func(n int) {
			if err := w.FillVSwitch(one.VSwitch, n); err != nil {
				w.Fatal(err)
			}
		}
		free(2)
		args := there(5, one, two)
		says := one.VSwitch + " has 2 free addresses for 5 instances"
		w.run(append(args, "--dry-run")...).ended(shell.StatusFailed, says)
		w.ResetStats()
		w.run(append(args, "--yes")...).ended(shell.StatusFailed, says, "The vSwitch has too few free addresses.", "nothing was done")
		if n := w.Stats().Calls["RunInstances"]; n != 0 {
			w.Errorf("%d calls that create", n)
		}
		rec := w.change(shell.StatusPartly, append(args, "--any-stock", "--yes")...)
		if rec.Planned != 10 || rec.outcomes()["done"]+rec.outcomes()["accepted"] != 7 {
			w.Errorf("of two addresses and five elsewhere came %v", rec.outcomes())
		}
		for _, r := range rec.Results {
			if r.Outcome == "failed" && r.Region != "cn-hangzhou" {
				w.Errorf("%+v", r)
			}
		}

		// None is left there.
		rec = w.change(shell.StatusPartly, append(there(3, one, two), "--any-stock", "--yes")...)
		if n := rec.outcomes()["done"] + rec.outcomes()["accepted"]; n != 3 {
			w.Errorf("of no address and three elsewhere came %v", rec.outcomes())
		}
		w.run(append(there(3, one), "--any-stock", "--yes")...).ended(shell.StatusFailed, one.VSwitch+" has 0 free addresses for 3 instances")
	})
}

// What a release takes along and what it leaves to be paid for is said of each.
func TestReleasePlanSaysWhatStays(t *testing.T) {
	simulate(t, ecssim.Config{Instances: 2000, Regions: 2}, func(w *world) {
		all, err := w.client().Instances(w.Context(), ecsapi.Query{Region: "cn-hangzhou"})
		if err != nil {
			w.Fatal(err)
		}
		fits := func(i *ecsapi.Instance) bool {
			return i.ElasticIP() != "" && i.ChargeType == ecsapi.PostPaid && !i.Spot() && len(i.Locks) == 0 && !i.DeletionProtection
		}
		var id ecsapi.InstanceID
		var stays []ecsapi.Disk
		for _, in := range slices.DeleteFunc(all, func(i *ecsapi.Instance) bool { return !fits(i) }) {
			disks, err := w.client().Disks(w.Context(), "cn-hangzhou", []ecsapi.InstanceID{in.ID})
			if err != nil {
				w.Fatal(err)
			}
			stays = slices.DeleteFunc(disks, func(d ecsapi.Disk) bool { return d.DeleteWithInstance })
			if id = in.ID; len(stays) > 0 {
				break
			}
		}
		if len(stays) == 0 {
			w.Fatal("nothing has an elastic address and a disk that stays")
		}
		plan := w.run("release", string(id), "--force", "--dry-run").ended(shell.StatusDone).err
		for _, say := range []string{
			"stays and is charged on, ", "1 elastic address stays and is charged on, with its bandwidth: 120.", " (5 Mbit/s)",
			"Manual snapshots of the disks stay and are charged on.",
		} {
			if !strings.Contains(plan, say) {
				w.Errorf("the plan lacks %q:\n%s", say, plan)
			}
		}
		w.run("auto-release", "in 2h", string(id), "--dry-run").ended(shell.StatusDone, "1 elastic address stays and is charged on")
		off := w.run("auto-release", "off", string(id), "--dry-run").ended(shell.StatusDone).err
		if strings.Contains(off, "charged on") {
			w.Errorf("nothing is released: %s", off)
		}

		if err := w.LockInstance(string(id), ecsapi.LockSecurity); err != nil {
			w.Fatal(err)
		}
		plan = w.run("release", string(id), "--force", "--dry-run").ended(shell.StatusDone).err
		if !strings.Contains(plan, "that was to stay is deleted") && !strings.Contains(plan, "that were to stay are deleted") || strings.Contains(plan, "GiB stays") {
			w.Errorf("under a lock for security:\n%s", plan)
		}
		rec := w.change(shell.StatusDone, "release", string(id), "--force", "--dry-run")
		for _, d := range rec.Disks {
			if !d.Goes {
				w.Errorf("%+v stays", d)
			}
		}
		w.change(shell.StatusDone, "release", string(id), "--force", "--yes", "--wait")
		if left, err := w.client().Disks(w.Context(), "cn-hangzhou", []ecsapi.InstanceID{id}); err != nil || len(left) > 0 {
			w.Errorf("%v, %v", left, err)
		}
	})
}

// Small inputs are read as they are meant, or refused with how to write them.
func TestSmallInputs(t *testing.T) {
	simulate(t, small, func(w *world) {
		running := w.some(1, "status:running charge:hourly region:cn-hangzhou")[0]
		for _, at := range []string{"2h", "2 h 30 min", "2000-12-01 06:00:00", "2000-12-01T06:00"} {
			w.run("auto-release", at, running, "--dry-run").ended(shell.StatusDone)
		}
		note := "The cloud counts in whole minutes: seconds are dropped."
		w.run("auto-release", "2000-12-01 06:00:30", running, "--dry-run").ended(shell.StatusDone, note)
		if said := w.run("auto-release", "2000-12-01 06:00:00", running, "--dry-run").err; strings.Contains(said, note) {
			w.Errorf("nothing was dropped: %s", said)
		}
		place := w.site("cn-hangzhou")
		spot := append(here(place), "--name", "zz", "--spot", "price-limit", "--dry-run", "--spot-limit")
		w.run(append(spot, "0,5")...).refused(shell.StatusUsage, `--spot-limit: "0,5" is no price; write 0.5`)
		w.run(append(spot, " 100.5 ")...).ended(shell.StatusDone, "100.5")
		w.run("tag", "env=a", "Env=b", running, "--dry-run").refused(shell.StatusUsage, `the tags "env" and "Env" differ in case only`)
		w.run(append(here(place), "--name", "zz", "--tag", "env=a", "--tag", "Env=b", "--dry-run")...).refused(shell.StatusUsage, "the tags env and Env differ in case only")
		w.run(append(here(place), "--name", "zz", "--spot", "as-price-goes", "--protect", "--dry-run")...).refused(shell.StatusUsage, "only pay-as-you-go instances can be protected")
		w.ResetStats()
		protected := w.some(1, "charge:spot status:running")[0]
		w.run("protect", "on", protected, "--yes").ended(shell.StatusFailed, "only for pay-as-you-go, not spot")
		w.sentNoWrite()
	})
}
