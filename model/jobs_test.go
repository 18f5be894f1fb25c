package model_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
)

// What is drawn by lot.
const (
	uuid    = `[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}`
	order   = `\d{15}`
	id      = `i-\w{20}`
	address = `47\.[\d.]+`
)

func TestWhatFailedIsTriedAgain(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "RebootInstances", Kind: "throttle"}); err != nil {
			t.Fatal(err)
		}
		r.press("/", "region:cn-qingdao", "enter", "*", "B")
		r.confirm()
		r.pass(time.Second)
		r.press("J", "X")
		r.pass(3 * time.Minute)
		r.see("reboot 3", "0 of 3 done", "3 cancelled")
		r.press("m")
		r.see("3 marked")
		r.cloud.ClearFaults()
		r.press("R")
		r.see("Reboot 3 instances", "prod")
		r.confirm()
		r.pass(3 * time.Minute)
		r.see("2", "reboot 3", "3 of 3 done")
		r.press("g", "R")
		r.see("All is done: there is nothing to try again.")
	})
}

// What nobody knows the end of must not be done twice by a key, until it is known.
func TestTheUnknownIsNotTriedAgain(t *testing.T) {
	long(t)
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("T")
		r.confirm()
		r.pass(2 * time.Minute)
		r.press("J")
		r.see("stop 1", "1 unknown")
		r.press("R")
		r.see("1 may have been carried out: it is looked at again and known by")
		r.notSee("Stop 1 instance")
		r.pass(5 * time.Minute) // until the region told that it was not
		r.see("stop 1", "1 failed")
		r.press("R")
		r.see("Stop 1 instance")
	})
}

// What never came to be can't be marked, and that is not said as if nothing had
// failed.
func TestWhatNeverCameToBeIsNotMarked(t *testing.T) {
	var r *rig
	run(t, ordering(setup{}, &r, func(o *fleet.Order) { o.Places[1].Image = "m-nothere" }, 2, "cn-hangzhou", "cn-beijing"), func(now *rig) {
		r = now
		r.press("§")
		r.word("create 4")
		r.press("enter")
		r.pass(3 * time.Minute)
		r.press("J", "m")
		r.see("What failed never came to be")
		r.notSee("No instance of this job failed")
	})
}

// On a small screen the plain words of an error come first, and what is cut
// says so.
func TestAFailureIsToldInPlainWordsFirst(t *testing.T) {
	run(t, setup{w: 80, h: 24}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "StopInstances", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		i := r.only(func(i *ecsapi.Instance) bool { return i.Status == ecsapi.Running })
		r.press("T")
		r.confirm()
		r.pass(2 * time.Minute)
		r.press("J")
		r.see(" " + i.Name + ": The cloud had an internal failure. (StopInstances")
		r.see("…")
	})
}

func TestJobsAreCopiedAsCommands(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("/", "region:cn-qingdao", "enter", "*", "T")
		r.confirm()
		r.press("J", "c", "k")
		r.see("1 command sent to the terminal's clipboard")
		if got := r.clipboard(); !strings.HasPrefix(got, "aliyun ecs StopInstances --RegionId cn-qingdao") || strings.Count(got, "InstanceId.") != 3 {
			t.Errorf("copied %q", got)
		}
	})
}

func TestJobsSayWhatTheyCost(t *testing.T) {
	long(t)
	for _, s := range dialogSizes {
		run(t, setup{w: s[0], h: s[1]}, func(r *rig) {
			r.press("/", "charge:monthly status:running", "enter", "space", "space", "W")
			r.pass(time.Second)
			r.press("enter")
			r.word("renew 2")
			price := r.line("charged at once")
			price = strings.Join(strings.Fields(price[strings.Index(price, "¥"):])[:2], " ")
			r.press("enter")
			r.pass(3 * time.Minute)
			r.press("J")
			r.see("renew 2", "2 of 2 done · "+price)
			r.see("→ 2000-")
			r.see("order ")
			r.golden(fmt.Sprintf("jobs-renew-%dx%d", s[0], s[1]), uuid, order)
		})
	}
}

// A creation is followed from before its instances have ids.
func TestACreationIsFollowed(t *testing.T) {
	long(t)
	for _, s := range dialogSizes {
		var r *rig
		run(t, ordering(setup{w: s[0], h: s[1]}, &r, func(o *fleet.Order) {
			o.OneByOne, o.Launch.BandwidthOut = true, 5
		}, 2, "cn-hangzhou"), func(now *rig) {
			r = now
			r.press("§")
			r.word("create 2")
			r.press("enter", "J", "tab", "j")
			r.see("▌ web-002")
			r.golden(fmt.Sprintf("jobs-creating-%dx%d", s[0], s[1]), uuid, id, address)
			r.pass(5 * time.Minute)
			r.see("create 2 g7.large", "2 of 2 done")
			r.see("▌ web-002") // the cursor stays, though it has an id now
			j := r.engine.Snapshot().Jobs[0]
			r.see(string(j.Items[1].ID) + " · cn-hangzhou · address " + j.Items[1].Address)
			r.see("request ")
			r.golden(fmt.Sprintf("jobs-created-%dx%d", s[0], s[1]), uuid, id, address)
		})
	}
}

// On a small screen the instances of a job take the place of the jobs.
func TestASmallScreenHasRoomForInstances(t *testing.T) {
	long(t)
	run(t, setup{w: 40, h: 10}, func(r *rig) {
		for range 3 {
			r.press("B")
			r.confirm()
			r.pass(2 * time.Minute)
		}
		r.press("J")
		r.see("3 reboot 1", "1 of 1 done")
		r.notSee("Job 3")
		r.press("tab")
		r.see("Job 3: reboot 1")
		r.see("▌", "✓ done")
	})
}

// Jobs of earlier runs are on the page, and no news.
func TestPastJobsAreShown(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	run(t, setup{journal: dir}, func(r *rig) {
		r.press("T")
		r.confirm()
		r.pass(2 * time.Minute)
	})
	run(t, setup{journal: dir, w: 80, h: 24}, func(r *rig) {
		r.pass(time.Minute)
		r.notSee("stop 1:")
		r.press("J")
		r.see("1 stop 1", "1 of 1 done")
		r.press("esc", "q")
		select {
		case <-r.ended:
			r.ended <- nil
		default:
			t.Errorf("a job of the past keeps the deck from ending:\n%s", r.screen())
		}
	})
}

// What a job was charged keeps its currency.
func TestPastJobsSayWhatTheyCost(t *testing.T) {
	dir, price := filepath.Join(t.TempDir(), "journal"), ""
	run(t, setup{journal: dir}, func(r *rig) {
		r.only(monthly)
		r.renew()
		r.word("renew 1")
		l := r.line("charged at once")
		price = strings.Join(strings.Fields(l[strings.Index(l, "¥"):])[:2], " ")
		r.press("enter")
		r.pass(2 * time.Minute)
	})
	run(t, setup{journal: dir}, func(r *rig) {
		r.pass(time.Minute)
		r.press("J")
		r.see("1 renew 1", "1 of 1 done · "+price)
	})
}

// A journal that takes nothing keeps everything from being sent, and that is
// said.
func TestWithoutAJournalNothingIsSent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	run(t, setup{journal: dir}, func(r *rig) {
		r.record.Close()
		r.press("T")
		r.confirm()
		r.pass(time.Minute)
		if n := r.calls("StopInstances"); n != 0 {
			t.Errorf("%d stops that nobody would know of", n)
		}
		r.see("stop 1: nothing was sent:")
	})
}
