package model_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"ecsdeck/ecsapi/ecssim"
)

func TestTheFormAsksBeforeItIsLost(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(true)
		r.press("esc") // nothing was changed
		r.notSee("Create instances")

		r.form(true)
		r.fill("Name", "mine")
		r.press("esc")
		r.see("Leave the form?")
		r.press("esc")
		r.see("Name", "mine")
		r.press("ctrl+c")
		r.see("Leave the form?")
		r.confirm()
		r.notSee("Create instances")
	})
}

func TestTheFormIsThereAgainBehindItsPlan(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("i") // to one that has no problems
		region := r.under().Region
		r.form(true)
		r.fill("Name", "mine-[1,3]")
		r.fill("Amount", "3")
		r.set("Review")
		r.pass(5 * time.Second)
		r.see("Create 3 instances")
		r.press("esc")
		r.see("Name", "mine-[1,3]")
		r.press("up")
		r.create(3)
		if made := r.made(region); len(made) != 3 {
			t.Errorf("made %v", slices.Collect(maps.Keys(made)))
		}
	})
}

func TestAFormLikeAnInstanceCanBeginAnew(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		region := string(r.under().Region)
		r.form(true)
		r.see("▌ Region", region)
		r.fill("Amount", "7")
		r.to("Like")
		r.press("enter")
		r.see("What you filled in is lost.")
		r.press("esc")
		r.see("Amount", "7")
		r.press("enter")
		r.confirm()
		r.pass(2 * time.Second)
		r.notSee("Create instances like")
		r.see("▌ Region", region)
		r.see("Zone", "any")
		r.seeRow("Name", "named by their")
		r.notSee("put right")
	})
}

func TestReviewGoesToWhatIsWrong(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.press("i") // to one that has no problems
		r.form(true)
		r.fill("Auto-release", "yesterday")
		r.set("Review")
		r.see("▌ Auto-release", "that is no moment")
		r.see("1 thing to put right")
		r.notSee("Create 1 instance")
		r.fill("Auto-release", "in 10m")
		r.seeNote("Auto-release", "the automatic release is at least 30 minutes away")
		r.fill("Auto-release", "in 2h")
		r.notSee("put right")
	})
}

func TestAPasteGoesIntoTextsOnly(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		region := string(r.under().Region)
		r.form(true)
		r.to("Region")
		r.press("\x1b[200~cn-hangzhou\r\x1b[201~")
		r.see("▌ Region", region)
		r.fill("Name", "\x1b[200~pasted-[1,3]\x1b[201~")
		r.see("Name", "pasted-[1,3]")
		r.to("Type")
		r.press("enter", "\x1b[200~g7 4c\x1b[201~")
		r.see("/ g7 4c")
	})
}

func TestKeysTypedBeforeTheFormIsSeenAreNotItsOwn(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		region := string(r.under().Region)
		r.press("NThang")
		r.pass(3 * time.Second)
		r.see("▌ Region", region)
		r.notSee("Leave")
		r.press("hang") // now it is, and searches
		r.see("/ hang")
		r.see("3 of 28") // cn-zhangjiakou and cn-shanghai too, but they are not called so
		r.press("enter")
		r.see("Region", "cn-hangzhou")
	})
}

// resize tells the deck of another size, as terminals report it.
func (r *rig) resize(w, h int) {
	r.press(fmt.Sprintf("\x1b[48;%d;%d;0;0t", h, w))
}

func TestNothingIsLostWhenTheTerminalIsTooSmallForAWhile(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(true)
		r.fill("Name", "kept")
		r.resize(30, 8)
		r.see("needs")
		r.press("x", "enter", "esc")
		r.resize(120, 35)
		r.see("Name", "kept")
	})
}

func TestAFailingPartSaysSoAndIsReadAgain(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeVSwitches", Region: "*", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.form(false)
		r.pass(2 * time.Minute) // until it is given up
		r.seeRow("vSwitch", "can't be read")
		r.see("Image", "20")
		r.cloud.ClearFaults()
		r.press("\x1b[15~") // f5
		r.pass(3 * time.Second)
		r.notSee("can't be read")
		r.see("vSwitch", "production")
	})
}

func TestAFailureTakesNothingAway(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		if err := r.cloud.Inject(ecssim.Fault{Action: "*", Region: "*", Kind: "http500"}); err != nil {
			t.Fatal(err)
		}
		r.press("\x1b[15~") // f5
		r.pass(2 * time.Minute)
		r.seeRow("vSwitch", "production", "can't be r")
		r.see("Image", "debian")
		r.see("Key pair", "ops")
		r.notSee("put right")
	})
}

// What was made elsewhere a moment ago is there once the person asks again.
func TestReadingAgainReadsAnew(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		before := r.calls("DescribeVSwitches")
		r.press("\x1b[15~") // f5
		r.pass(time.Second)
		if now := r.calls("DescribeVSwitches"); now != before+1 {
			t.Errorf("%d calls, then %d", before, now)
		}
		r.notSee("reading")
	})
}

// What a slow region answers late fills no other region's form.
func TestALateAnswerIsOfItsRegion(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		if err := r.cloud.Inject(ecssim.Fault{Action: "DescribeVSwitches", Region: "cn-hangzhou", Kind: "latency", Delay: 8 * time.Second}); err != nil {
			t.Fatal(err)
		}
		r.form(false)
		r.see("Region", "cn-hangzhou")
		r.see("reading what cn-hangzhou offers")
		r.to("Region")
		r.press("cn-beijing", "enter")
		r.pass(2 * time.Second)
		before := r.line("vSwitch")
		r.notSee("reading what")
		r.pass(20 * time.Second)
		if now := r.line("vSwitch"); now != before {
			t.Errorf("the vSwitch was\n%s\nand is\n%s", before, now)
		}
	})
}

func TestAReadOnlyDeckHasNoForm(t *testing.T) {
	run(t, setup{readOnly: true}, func(r *rig) {
		r.press("N")
		r.notSee("Create instances")
		r.see("read-only")
	})
}

// The review names what the ids of an order stand for, as far as the form has read it, however long
// the form was open.
func TestTheReviewNamesWhatIsCreated(t *testing.T) {
	run(t, setup{}, func(r *rig) {
		r.form(false)
		r.fill("Tags", "env=prod")
		r.fill("Amount", "3")
		r.pass(10 * time.Minute)
		r.set("Review")
		r.pass(5 * time.Second)
		for _, text := range []string{"image: ", "this order takes 3", "env=prod", "of that, disks: ¥"} {
			r.see(text)
		}
		r.matched(`vSwitch: ([^ ()]+) \(vsw-\w+\) in `)
		r.matched(`security groups: ([^ ()]+) \(sg-\w+\)`)
	})
}
