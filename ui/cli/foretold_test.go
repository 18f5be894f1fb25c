package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
	"ecsdeck/ui/when"
)

// A dry run, and the question before the real one, tell all that was asked for
// and what there is to know about it.
func TestPlansTellWhatIsAskedFor(t *testing.T) {
	simulate(t, small, func(w *world) {
		hourly := w.some(1, "status:running charge:hourly region:cn-hangzhou")[0]
		monthly := w.some(1, "status:running charge:monthly region:cn-hangzhou")[0]
		in2h := when.Full(w.Now().Add(2 * time.Hour).Local())
		for _, c := range []struct {
			args []string
			said []string
		}{
			{[]string{"stop", hourly, monthly, "--stopped-mode", "StopCharging"}, []string{
				"stop charging: vCPU and memory are given back, disks are paid for",
				"Starting again can fail for lack of stock", "Monthly instances are paid for all the same."}},
			{[]string{"stop", hourly, "--stopped-mode", "KeepCharging", "--force"}, []string{
				"keep charging: vCPU and memory stay reserved and are paid for", "What the systems have not written to disk is lost."}},
			{[]string{"auto-release", "in 2h", hourly}, []string{"at ", in2h, "gone for good, with the disks"}},
			{[]string{"release", "--force", hourly}, []string{"What is released is gone for good."}},
			{[]string{"tag", "crew=day", "--remove", "owner", hourly}, []string{"set crew=day", "remove owner"}},
			{[]string{"auto-renew", "on", "--period", "3", monthly}, []string{"for 3 months each time", "nine days before the expiry, at 08:00 in Beijing"}},
			{[]string{"auto-renew", "off", monthly}, []string{"What nobody renews stops when it expires"}},
			{[]string{"rename", "shop-[7,3]", hourly}, []string{"new name: shop-[7,3]"}},
		} {
			w.run(append(c.args, "--dry-run")...).ended(shell.StatusDone, c.said...)
			w.answers("n\n", c.args...).ended(shell.StatusFailed, c.said...)
		}
		for _, words := range [][]string{{"on"}, {"off"}} {
			head, _, _ := strings.Cut(w.run("auto-renew", words[0], monthly, "--dry-run").out, "\n")
			if !strings.Contains(head, "EXPIRES") || strings.Contains(head, "NEXT CHARGE") != (words[0] == "on") {
				w.Errorf("auto-renew %s: %s", words[0], head)
			}
		}
		if r := w.run("rename", "shop-[7,3]", hourly, monthly, "--dry-run"); !strings.Contains(r.out, "NEW NAME") || !strings.Contains(r.out, "shop-008") {
			w.Errorf("the new names are missing:\n%s", r.out)
		}
		w.sentNoWrite()
	})
}

func (r planRecord) options() map[string]any { return r.Options.(map[string]any) }

// Programs read the same.
func TestPlansAreReadByPrograms(t *testing.T) {
	simulate(t, small, func(w *world) {
		hourly := w.some(1, "status:running charge:hourly region:cn-hangzhou")[0]
		monthly := w.some(1, "status:running charge:monthly region:cn-hangzhou")[0]
		at := w.Now().Add(2 * time.Hour).Truncate(time.Minute)
		if o := w.change(shell.StatusDone, "auto-release", "in 2h", hourly, "--dry-run").options(); o["at"] != *record.Stamp(at) {
			w.Errorf("auto-release at %v, want %s", o["at"], *record.Stamp(at))
		}
		if o := w.change(shell.StatusDone, "stop", hourly, "--dry-run", "--force", "--stopped-mode", "StopCharging").options(); o["force"] != true || o["stopped_mode"] != "StopCharging" {
			w.Errorf("stop %+v", o)
		}
		rec := w.change(shell.StatusDone, "rename", "shop-[7,3]", hourly, "--dry-run")
		if rec.options()["name"] != "shop-[7,3]" || *rec.Targets[0].NewName != "shop-007" {
			w.Errorf("rename %+v, %+v", rec.Options, rec.Targets[0])
		}
		rec = w.change(shell.StatusDone, "auto-renew", "on", "--period", "3", monthly, "--dry-run")
		if o := rec.options(); o["on"] != true || o["period"] != 3.0 || o["unit"] != "month" || rec.Targets[0].NextCharge == nil || *rec.Targets[0].NextCharge >= *rec.Targets[0].OldExpiry {
			w.Errorf("auto-renew %+v, %+v", o, rec.Targets[0])
		}
		if o := w.change(shell.StatusDone, "tag", "crew=day", "--remove", "owner", hourly, "--dry-run").options(); fmt.Sprint(o["set"], o["remove"]) != "map[crew:day] [owner]" {
			w.Errorf("tag %+v", o)
		}
	})
}

// Of a creation it is told what each instance will be and how it comes about.
func TestPlansTellWhatIsCreated(t *testing.T) {
	simulate(t, small, func(w *world) {
		p := w.site("cn-hangzhou")
		for _, c := range []struct {
			args []string
			said []string
		}{
			{[]string{"--bandwidth", "5", "--tag", "env=test", "--system-disk", "cloud_essd:60:PL1", "--data-disk", "cloud_essd:100", "--auto-release", "in 5h", "--protect", "--any-stock"}, []string{
				"image: " + p.Image, "vSwitch: ", p.VSwitch, " addresses free, this order takes 1", "security groups: " + p.SecurityGroups[0], "no key pair: ", "of that, disks: ¥",
				"60 GiB cloud_essd PL1 · + 100 GiB cloud_essd · public address, 5 Mbit/s", "pay as you go · released at ", " · protected against release · fewer if stock is short · env=test"}},
			{[]string{"--charge-type", "prepaid", "--period", "2", "--auto-renew"}, []string{"paid in advance for 2 months, again and again", "charged at once: ¥"}},
			{[]string{"--spot", "as-price-goes"}, []string{"spot at any price · released when reclaimed", "no public address"}},
			{[]string{"--spot", "price-limit", "--spot-limit", "0.5", "--spot-interruption", "Stop"}, []string{"spot up to ¥ 0.50 an hour · stopped when reclaimed"}},
			{[]string{"--one-by-one"}, []string{"one by one, started"}},
			{[]string{"--leave-stopped"}, []string{"one by one, left stopped"}},
		} {
			w.run(append(append(here(p), c.args...), "--dry-run")...).ended(shell.StatusDone, c.said...)
			w.answers("n\n", append(here(p), c.args...)...).ended(shell.StatusFailed, c.said...)
		}
	})
}
