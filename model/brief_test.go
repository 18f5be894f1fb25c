package model_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
	"ecsdeck/model/plan"
	"ecsdeck/ui/brief"
	"ecsdeck/ui/cli"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/text"
)

// Of one plan the deck's dialog and a headless dry run say the same, and leave
// nothing out.
func TestBothSidesTellAPlanAlike(t *testing.T) {
	printer, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	month := ecsapi.Period{N: 1, Unit: ecsapi.Month}
	running := func(i *ecsapi.Instance) bool { return i.Status == ecsapi.Running }
	up := func(charge string) func(*ecsapi.Instance) bool {
		return func(i *ecsapi.Instance) bool {
			return running(i) && i.ChargeType == charge && !i.Spot() && i.Lock() == "" && !i.DeletionProtection
		}
	}
	tagged := func(i *ecsapi.Instance) bool {
		return running(i) && slices.ContainsFunc(i.Tags, func(t ecsapi.Tag) bool { return t.Key == "env" })
	}
	spot := func(o *fleet.Order) { o.Launch.SpotStrategy = ecsapi.SpotAsPriceGo }
	for _, c := range []struct {
		name    string
		args    string // of the command, before the ids
		action  fleet.Action
		options fleet.ActionOptions
		match   func(*ecsapi.Instance) bool
		n       int // instances
		order   func(*fleet.Order)
		says    string // some of what both say
	}{
		{name: "start", args: "start", action: fleet.ActionStart, match: stopped, n: 2},
		{name: "stop", args: "stop --stopped-mode KeepCharging", action: fleet.ActionStop, options: fleet.ActionOptions{StoppedMode: ecsapi.KeepCharging}, match: up(ecsapi.PostPaid), n: 2, says: "keep charging: "},
		{name: "stop monthly ones", args: "stop --force --stopped-mode StopCharging", action: fleet.ActionStop, options: fleet.ActionOptions{Force: true, StoppedMode: ecsapi.StopCharging}, match: up(ecsapi.PrePaid), n: 2, says: "Monthly instances"},
		{name: "stop too many", args: "stop", action: fleet.ActionStop, match: running, n: 120, says: "beyond this profile's limit of 100"},
		{name: "reboot", args: "reboot", action: fleet.ActionReboot, match: running, n: 1, says: "do not serve while they reboot"},
		{name: "force reboot", args: "reboot --force", action: fleet.ActionReboot, options: fleet.ActionOptions{Force: true}, match: running, n: 1, says: "not written to disk"},
		{name: "release", args: "release --force --snapshot", action: fleet.ActionRelease, options: fleet.ActionOptions{Force: true, Snapshot: true}, match: up(ecsapi.PostPaid), n: 2, says: "before its snapshots are done"},
		{name: "cancel auto-release", args: "auto-release off", action: fleet.ActionAutoRelease, match: func(i *ecsapi.Instance) bool { return !i.AutoRelease.IsZero() }, n: 1},
		{name: "renew", args: "renew --period 1", action: fleet.ActionRenew, options: fleet.ActionOptions{Period: month}, match: up(ecsapi.PrePaid), n: 2, says: "charged at once: ¥"},
		{name: "auto-renew", args: "auto-renew on --period 1", action: fleet.ActionAutoRenew, options: fleet.ActionOptions{On: true, Period: month}, match: up(ecsapi.PrePaid), n: 2, says: "for 1 month each time"},
		{name: "stop auto-renewing", args: "auto-renew off", action: fleet.ActionAutoRenew, match: up(ecsapi.PrePaid), n: 2, says: "What nobody renews"},
		{name: "rename", args: "rename shop-[7,2]", action: fleet.ActionRename, options: fleet.ActionOptions{Name: "shop-[7,2]"}, match: running, n: 2, says: "new name: shop-[7,2]"},
		{name: "description", args: "description nightly", action: fleet.ActionDescription, options: fleet.ActionOptions{Description: "nightly"}, match: running, n: 2, says: "new description: nightly"},
		{name: "key pair", args: "key-pair prod-login", action: fleet.ActionKeyPair, options: fleet.ActionOptions{KeyPair: "prod-login"}, match: func(i *ecsapi.Instance) bool { return up(ecsapi.PostPaid)(i) && i.KeyPair == "ops-2024" }, n: 2, says: "takes it after a reboot"},
		{name: "protect", args: "protect on", action: fleet.ActionProtect, options: fleet.ActionOptions{On: true}, match: up(ecsapi.PostPaid), n: 1},
		{name: "unprotect", args: "protect off", action: fleet.ActionProtect, match: func(i *ecsapi.Instance) bool { return i.DeletionProtection }, n: 1, says: "Then they can be released."},
		{name: "tag", args: "tag crew=day,night --remove owner", action: fleet.ActionTag, options: fleet.ActionOptions{Tags: []ecsapi.Tag{{Key: "crew", Value: "day,night"}}, Untag: []string{"owner"}}, match: running, n: 2, says: "remove owner"},
		{name: "untag", args: "tag --remove env", action: fleet.ActionTag, options: fleet.ActionOptions{Untag: []string{"env"}}, match: tagged, n: 2, says: "remove env"},
		{name: "create", args: "create", action: fleet.ActionCreate, n: 3, says: "in total ¥"},
		{name: "create spot", args: "create --spot as-price-goes --any-stock", action: fleet.ActionCreate, n: 3, order: func(o *fleet.Order) { spot(o); o.AnyStock = true }, says: "Spot prices move"},
	} {
		t.Run(c.name, func(t *testing.T) {
			run(t, setup{}, func(r *rig) {
				t := r.t
				var ids []string
				var planned *fleet.Plan
				args := strings.Fields(c.args)
				if c.action == fleet.ActionCreate {
					o := r.order(c.n, "cn-hangzhou")
					if c.order != nil {
						c.order(&o)
					}
					p := o.Places[0]
					args = append(args, "--type", o.Launch.Type, "--name", o.Launch.Name, "--region", string(p.Region), "--vswitch", p.VSwitch,
						"--security-group", p.SecurityGroups[0], "--image", p.Image, "--amount", strconv.Itoa(c.n))
					planned = r.engine.PlanOrder(o)
				} else {
					for _, g := range r.engine.Snapshot().Regions {
						for _, i := range g.Instances {
							if c.match(i) && len(ids) < c.n {
								ids = append(ids, string(i.ID))
							}
						}
					}
					planned = r.engine.Plan(c.action, instanceIDs(ids), c.options)
				}
				if planned.Open {
					planned = r.engine.Prepare(t.Context(), planned)
				}
				planned.Names = nil // that the deck has read and the command has not
				if planned.N() == 0 {
					t.Fatalf("the plan is empty: %v", planned.Skipped)
				}
				operator, _ := r.cloud.Keys()
				var out, said bytes.Buffer
				status := cli.Run(t.Context(), append(append(args, "--dry-run"), ids...), shell.Env{
					In: strings.NewReader(""), Out: &out, Err: &said, Home: t.TempDir(), Terminal: func(any) bool { return false }, Dial: r.dial,
					Environ: []string{"ECSDECK_ENDPOINT=http://127.0.0.1:80", "ALIBABA_CLOUD_ACCESS_KEY_ID=" + operator.ID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + operator.Secret},
				})
				if status != 0 {
					t.Fatalf("exit status %d: %s", status, said.String())
				}
				d := deck.New(t.Context(), deck.Deps{Text: printer, Keys: keymap.Default(), Now: time.Now, Local: time.UTC, Limits: fleet.DefaultLimits})
				drawn := (&plan.Dialog{Deck: d, Prepared: plan.Prepare(planned)}).View(200, 200)
				shown := strings.Join(strings.Fields(strings.ReplaceAll(ansi.Strip(strings.Join(drawn, " ")), "│", " ")), " ")

				w := brief.Writer{Text: printer, Now: time.Now()}
				sum := brief.Summarize(planned)
				want := brief.Texts(slices.Concat(w.Chosen(planned), w.Asked(sum), w.Places(sum, true), w.Cautions(sum, fleet.DefaultLimits), w.Losses(sum, true), w.Bill(sum), w.Quotas(planned, true), w.Notes(planned)))
				lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(said.String()), "\n"), func(line string) bool {
					return strings.HasSuffix(line, "; nothing was sent")
				})
				for _, line := range want {
					if !slices.Contains(lines, line) {
						t.Errorf("the command does not say %q:\n%s", line, said.String())
					}
				}
				for _, line := range lines {
					if line != "" && !slices.Contains(want, line) {
						t.Errorf("only the command says %q", line)
					}
					if !strings.Contains(shown, line) {
						t.Errorf("the deck does not say %q:\n%s", line, shown)
					}
				}
				if !strings.Contains(shown, c.says) {
					t.Errorf("neither says %q:\n%s", c.says, shown)
				}
			})
		})
	}
}

func instanceIDs(ids []string) []ecsapi.InstanceID {
	var out []ecsapi.InstanceID
	for _, id := range ids {
		out = append(out, ecsapi.InstanceID(id))
	}
	return out
}
