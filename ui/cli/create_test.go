package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/ecssim"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/config"
	"ecsdeck/ui/record"
)

const goods = "ecs.g7.large"

// site is a place of a region where there is enough stock for many.
func (w *world) site(region ecsapi.RegionID) fleet.Place {
	w.Helper()
	c := w.client()
	switches, err := c.VSwitches(w.Context(), region, "")
	groups, err2 := c.SecurityGroups(w.Context(), region, "")
	images, err3 := c.Images(w.Context(), ecsapi.ImageQuery{Region: region, Type: goods, Owner: "system"})
	if err := cmp.Or(err, err2, err3); err != nil {
		w.Fatal(err)
	}
	linux := slices.IndexFunc(images, func(i ecsapi.Image) bool { return i.OSType == "linux" })
	for _, v := range switches {
		g := slices.IndexFunc(groups, func(g ecsapi.SecurityGroup) bool { return g.VPC == v.VPC })
		p := fleet.Place{Region: region, VSwitch: v.ID, SecurityGroups: []string{groups[g].ID}, Image: images[linux].ID}
		l := ecsapi.Launch{Region: region, VSwitch: p.VSwitch, SecurityGroups: p.SecurityGroups, Image: p.Image, Type: goods, Amount: 100}
		if c.CheckRun(w.Context(), l) == nil {
			return p
		}
	}
	w.Fatal("there is no stock in ", region)
	return fleet.Place{}
}

// here are the flags of one place.
func here(p fleet.Place) []string {
	return []string{"create", "--type", goods, "--region", string(p.Region), "--vswitch", p.VSwitch, "--security-group", p.SecurityGroups[0], "--image", p.Image}
}

// there are the flags of several.
func there(amount int, places ...fleet.Place) []string {
	args := []string{"create", "--type", goods}
	for _, p := range places {
		args = append(args, "--place", fmt.Sprintf("region=%s,vswitch=%s,security-group=%s,image=%s,amount=%d",
			p.Region, p.VSwitch, p.SecurityGroups[0], p.Image, amount))
	}
	return args
}

func (w *world) total() int {
	w.Helper()
	return len(read[[]record.Instance](w.run("ls", "-o", "json").ended(shell.StatusDone)))
}

func TestCreate(t *testing.T) {
	simulate(t, small, func(w *world) {
		p, before := w.site("cn-hangzhou"), w.total()
		w.ResetStats()
		rec := w.change(shell.StatusDone, append(here(p), "--amount", "3", "--name", "web-[1,3]", "--bandwidth", "5", "--tag", "env=test",
			"--system-disk", "cloud_essd:60:PL1", "--data-disk", "cloud_essd:100", "--auto-release", "in 5h", "--protect", "--yes", "--wait")...)
		if rec.Planned != 3 || rec.Calls != 1 || len(rec.Launches) != 1 || rec.Launches[0].Amount != 3 || len(rec.Flaws) > 0 {
			w.Errorf("%+v", rec)
		}
		if hour, err := rec.Bill.PerHour.Float64(); err != nil || hour <= 0 || rec.Bill.Once.String() != "0" || rec.Bill.Unknown != 0 {
			w.Errorf("the bill is %+v", rec.Bill)
		}
		var ids []string
		for _, r := range rec.Results {
			ids = append(ids, *r.ID)
		}
		made := w.instances("cn-hangzhou", ids...)
		for i, r := range rec.Results {
			in := made[*r.ID]
			if r.Outcome != "done" || *r.To != "Running" || in.Name != fmt.Sprintf("web-%03d", i+1) || *r.Name != in.Name || *r.Address != in.PublicIP() {
				w.Errorf("%+v is %+v", r, in)
			}
			if env, _ := in.Tag("env"); env != "test" || !in.DeletionProtection || in.AutoRelease.IsZero() || in.Type != goods || in.VSwitch != p.VSwitch {
				w.Errorf("%+v", in)
			}
		}
		if s := w.Stats(); s.Calls["RunInstances"] != 1 || s.DryRunCalls["RunInstances"] != 1 {
			w.Errorf("%v, dry %v", s.Calls, s.DryRunCalls)
		}
		if n := w.total() - before; n != 3 {
			w.Errorf("%d came to be", n)
		}
	})
}

func TestCreateTellsAllProblemsAtOnce(t *testing.T) {
	simulate(t, small, func(w *world) {
		w.ResetStats()
		r := w.run("create", "--region", "cn-hangzhou", "--amount", "0", "--system-disk", "big", "--data-disk", "cloud_essd:5", "--tag", "env",
			"--spot", "price-limit", "--charge-type", "prepaid", "--name", "[", "--yes").ended(shell.StatusUsage,
			"--type: choose an instance type", "--vswitch: choose", "--security-group: choose", "--image: choose", "--amount: the amount is from 1",
			`--system-disk cannot be "big"; accepted: CATEGORY:GIB`, `--tag cannot be "env"; accepted: KEY=VALUE`, "--data-disk: ",
			"--spot: spot instances can't be paid in advance", "--spot-limit: ", "--period: choose how long", "--name: ")
		for line := range strings.Lines(r.err) {
			if !strings.HasPrefix(line, "ecsdeck: --") {
				w.Errorf("%q", line)
			}
		}
		w.run("create", "--place", "region=cn-hangzhou,amount=2", "--place", "vswitch=v", "--place", "where=here", "--vswitch", "v", "--type", goods, "--yes").
			ended(shell.StatusUsage, "--place 1: vswitch: choose", "--place 2: region: choose", `--place cannot be "where=here"; accepted: region=R`, "--vswitch is right in one place only")
		if r.out != "" || len(w.Stats().Calls) > 0 {
			w.Errorf("%q was printed, %v called", r.out, w.Stats().Calls)
		}
		p := w.site("cn-hangzhou")
		w.run(append(here(p), "--auto-release", "in 5m", "--yes")...).refused(shell.StatusUsage, "--auto-release cannot be", "30 minutes to 3 years")
		w.run(append(here(p), "--auto-release", "soon", "--yes")...).refused(shell.StatusUsage, `--auto-release cannot be "soon"`)
		w.run("create", "--type", goods, "--place", "region=mars,vswitch=v,security-group=g,image=i", "--yes").refused(shell.StatusUsage, `no region "mars"`)
	})
}

// A dry run asks the cloud for prices alone, and with --check whether it would
// do it.
func TestCreateDryRun(t *testing.T) {
	simulate(t, small, func(w *world) {
		p := w.site("cn-hangzhou")
		args := append(here(p), "--amount", "2", "--dry-run")
		w.ResetStats()
		rec := w.change(shell.StatusDone, args...)
		if !rec.DryRun || rec.Planned != 2 || rec.Bill == nil || len(rec.Flaws) > 0 || len(rec.Results) > 0 {
			w.Errorf("%+v", rec)
		}
		w.run(args...).ended(shell.StatusDone, "in total ¥ ", "2 instances would be created; nothing was sent")
		w.sentNoWrite()

		w.change(shell.StatusDone, append(args, "--check")...)
		bad := p
		bad.VSwitch = "vsw-nowhere"
		rec = w.change(shell.StatusFailed, append(here(bad), "--dry-run", "--check")...)
		if len(rec.Flaws) != 1 || *rec.Flaws[0].Code != "InvalidVSwitchId.NotFound" {
			w.Errorf("%+v", rec.Flaws)
		}
		if s := w.Stats(); s.Calls["RunInstances"] != 0 || s.DryRunCalls["RunInstances"] != 2 {
			w.Errorf("%v, dry %v", s.Calls, s.DryRunCalls)
		}
		w.run(append(here(bad), "--yes")...).ended(shell.StatusFailed, "cn-hangzhou: This vSwitch does not exist", "nothing was done")
		if n := w.Stats().Calls["RunInstances"]; n != 0 {
			w.Errorf("%d calls that create", n)
		}
	})
}

// Several regions, one of them without stock: exact for each instance.
func TestCreateInSeveralPlaces(t *testing.T) {
	simulate(t, small, func(w *world) {
		rich, poor, before := w.site("cn-hangzhou"), w.site("cn-beijing"), w.total()
		if err := w.Play(ecssim.Story{Name: ecssim.StockShortage, Region: "cn-beijing"}); err != nil {
			w.Fatal(err)
		}
		args := append(there(3, rich, poor), "--name", "web-[1,3]", "--yes", "--wait")
		w.ResetStats()
		w.run(args...).ended(shell.StatusFailed, "cn-beijing: ", "OperationDenied.NoStock", "nothing was done")
		if n := w.Stats().Calls["RunInstances"]; n != 0 {
			w.Fatalf("%d calls that create", n)
		}
		rec := w.change(shell.StatusPartly, append(args, "--any-stock")...)
		if rec.Planned != 6 || len(rec.Results) != 6 || len(rec.Flaws) != 1 {
			w.Errorf("%+v", rec)
		}
		for i, r := range rec.Results {
			switch lost := i >= 3; {
			case r.Region != string(map[bool]ecsapi.RegionID{false: rich.Region, true: poor.Region}[lost]), *r.Name != fmt.Sprintf("web-%03d", i+1):
				w.Errorf("%d: %+v", i, r)
			case lost && (r.ID != nil || r.Outcome != "failed" || *r.Code != "OperationDenied.NoStock" || r.Hint == nil):
				w.Errorf("%d: %+v", i, r)
			case !lost && (r.ID == nil || r.Outcome != "done"):
				w.Errorf("%d: %+v", i, r)
			}
		}
		if n := w.total() - before; n != 3 {
			w.Errorf("%d came to be", n)
		}
	})
}

func TestCreateLostAnswerCreatesOnce(t *testing.T) {
	simulate(t, small, func(w *world) {
		p, before := w.site("cn-hangzhou"), w.total()
		w.Inject(ecssim.Fault{Action: "RunInstances", Kind: ecssim.FaultCut, P: 0.5})
		rec := w.change(shell.StatusDone, append(here(p), "--amount", "250", "--yes", "--expect", "250", "--wait")...)
		if rec.Calls != 3 || rec.outcomes()["done"] != 250 {
			w.Errorf("%d calls, outcomes %v", rec.Calls, rec.outcomes())
		}
		w.ClearFaults()
		if n := w.total() - before; n != 250 {
			w.Errorf("%d came to be", n)
		}
	})
}

func TestCreateBeyondTheCeiling(t *testing.T) {
	simulate(t, small, func(w *world) {
		args := append(here(w.site("cn-hangzhou")), "--amount", "101")
		w.ResetStats()
		w.run(append(args, "--yes")...).refused(shell.StatusFailed, "101 instances are beyond a ceiling", "--yes --expect 101")
		w.run(append(args, "--yes", "--expect", "100")...).refused(shell.StatusFailed, "--expect wants 100")
		w.answers("y\n", args...).ended(shell.StatusFailed, "create 101 instances as environment", "in total ¥ ", "an hour", "type create 101 to go on", "nothing was done")
		if n := w.Stats().Calls["RunInstances"]; n != 0 {
			w.Errorf("%d calls that create", n)
		}
		w.answers("create 101\n", args...).ended(shell.StatusDone, "101 of 101 accepted")
	})
}

func TestCreatePaidInAdvance(t *testing.T) {
	simulate(t, small, func(w *world) {
		p, money := w.site("cn-hangzhou"), w.Balance()
		rec := w.change(shell.StatusDone, append(here(p), "--charge-type", "prepaid", "--period", "1", "--unit", "week", "--auto-renew", "--yes", "--wait")...)
		once, err := rec.Bill.Once.Float64()
		if paid := money - w.Balance(); err != nil || once == 0 || paid < once-0.01 || paid > once+0.01 {
			w.Errorf("the bill is %v, paid was %v", rec.Bill, paid)
		}
		r := rec.Results[0]
		if in := w.instances("cn-hangzhou", *r.ID)[*r.ID]; r.OrderID == nil || in.ChargeType != ecsapi.PrePaid || in.Expires.IsZero() {
			w.Errorf("%+v is %+v", r, in)
		}
	})
}

func TestCreateOneByOneAndLeftStopped(t *testing.T) {
	simulate(t, small, func(w *world) {
		p := w.site("cn-hangzhou")
		w.ResetStats()
		rec := w.change(shell.StatusDone, append(here(p), "--amount", "2", "--leave-stopped", "--yes", "--wait")...)
		for _, r := range rec.Results {
			if in := w.instances("cn-hangzhou", *r.ID)[*r.ID]; in.Status != ecsapi.Stopped {
				w.Errorf("%+v", in)
			}
		}
		rec = w.change(shell.StatusDone, append(here(p), "--bandwidth", "1", "--one-by-one", "--yes", "--wait")...)
		r := rec.Results[0]
		if in := w.instances("cn-hangzhou", *r.ID)[*r.ID]; in.Status != ecsapi.Running || in.PublicIP() == "" || *r.Address != in.PublicIP() {
			w.Errorf("%+v is %+v", r, in)
		}
		if n := w.Stats().Calls["CreateInstance"]; n != 3 {
			w.Errorf("%d calls for three", n)
		}

		// An address of its own, for one that was created without.
		rec = w.change(shell.StatusDone, append(here(p), "--bandwidth", "5", "--leave-stopped", "--yes", "--wait")...)
		id := *rec.Results[0].ID
		w.change(shell.StatusDone, "address", id, "--yes", "--wait")
		if w.instances("cn-hangzhou", id)[id].PublicIP() == "" {
			w.Error("has no address")
		}
	})
}

func TestCreateWithAReadersKey(t *testing.T) {
	simulate(t, small, func(w *world) {
		p, before := w.site("cn-hangzhou"), w.total()
		w.asReader()
		w.run(append(here(p), "--yes")...).ended(shell.StatusFailed, "Forbidden.RAM", "nothing was done")
		if n := w.total() - before; n != 0 {
			w.Errorf("%d came to be", n)
		}
	})
}

func TestCreateFromATemplate(t *testing.T) {
	simulate(t, small, func(w *world) {
		p := w.site("cn-hangzhou")
		p.Amount = 2
		order := fleet.Order{Launch: ecsapi.Launch{Type: goods, Name: "kept-[1,2]"}, Places: []fleet.Place{p}}
		dir := w.env.Home + "/.config/ecsdeck/templates"
		if err := (config.Templates[fleet.Order]{Dir: dir}).Save("web tier", order); err != nil {
			w.Fatal(err)
		}
		rec := w.change(shell.StatusDone, "create", "--template", "web tier", "--dry-run")
		if l := rec.Launches[0]; rec.Planned != 2 || *l.Name != "kept-[1,2]" || l.VSwitch != p.VSwitch {
			w.Errorf("%+v", rec)
		}
		rec = w.change(shell.StatusDone, "create", "--template", "web tier", "--amount", "3", "--name", "new-[1,2]", "--dry-run")
		if rec.Planned != 3 || *rec.Launches[0].Name != "new-[1,2]" {
			w.Errorf("%+v", rec)
		}
		w.run("create", "--template", "web teir", "--dry-run").refused(shell.StatusUsage, `no template "web teir"`, "did you mean web tier")
		w.run("create", "--template", "../x", "--dry-run").refused(shell.StatusUsage, `--template cannot be "../x"`)

		order.Places = append(order.Places, w.site("cn-beijing"))
		order.Places[1].Amount = 1
		(config.Templates[fleet.Order]{Dir: dir}).Save("two", order)
		w.run("create", "--template", "two", "--amount", "3", "--dry-run").refused(shell.StatusUsage, "--amount could be meant for any of the template's 2 places")
		if n := w.change(shell.StatusDone, "create", "--template", "two", "--dry-run").Planned; n != 3 {
			w.Errorf("%d planned", n)
		}
	})
}

func TestReadDisk(t *testing.T) {
	for text, want := range map[string]ecsapi.DiskSpec{
		"cloud_essd:40": {Category: "cloud_essd", SizeGiB: 40}, "cloud_essd:40:pl1": {Category: "cloud_essd", SizeGiB: 40, Level: "PL1"},
		"": {}, "40": {}, ":40": {}, "cloud:": {}, "cloud:0": {}, "cloud:40:": {}, "cloud:40:PL1:x": {},
	} {
		got, ok := readDisk(text)
		if ok != (want != ecsapi.DiskSpec{}) || ok && got != want {
			t.Errorf("%q is %+v, %v", text, got, ok)
		}
	}
}

// What is created one by one is taken through all of its steps, waited for or not.
func TestStepsAreSentBeforeTheEnd(t *testing.T) {
	for _, c := range []struct {
		how  string
		sent map[string]int64
	}{
		{"--one-by-one", map[string]int64{"CreateInstance": 2, "AllocatePublicIpAddress": 2, "StartInstances": 2}},
		{"--leave-stopped", map[string]int64{"CreateInstance": 2, "AllocatePublicIpAddress": 2}},
	} {
		simulate(t, small, func(w *world) {
			p := w.site("cn-hangzhou")
			w.ResetStats()
			rec := w.change(shell.StatusDone, append(here(p), "--amount", "2", "--bandwidth", "5", c.how, "--yes")...)
			stats := w.Stats().Calls
			for api, n := range c.sent {
				if stats[api] != n {
					w.Errorf("%s: %d calls of %s, want %d", c.how, stats[api], api, n)
				}
			}
			for _, r := range rec.Results {
				if r.Address == nil || r.Outcome != accepted && r.Outcome != "done" {
					w.Errorf("%s: %+v", c.how, r)
				}
			}
		})
	}
}
