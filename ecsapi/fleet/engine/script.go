package engine

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// script runs a script on instances, by Cloud Assistant, and is done where it
// ended well.
type script struct {
	ecsapi.Script
	results map[ecsapi.InstanceID]ecsapi.ScriptResult // as read last, see overseen
}

func newScript(o fleet.ActionOptions) script {
	return script{Script: ecsapi.Script{Name: "ecsdeck", Text: o.Script, Limit: cmp.Or(o.Limit, fleet.ReclaimNotice)}}
}

func (script) Traits() Traits {
	return Traits{API: ecsapi.RunCommand, MaxPerCall: ecsapi.MaxBatch, AllOrNone: true, Token: true}
}

func (d script) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.RunCommand, CheckScript(d.Text, d.Limit))
}

// CheckScript says why a script can't be run, or not be given that long, or
// nil. Its text is English and a key of the message catalogue.
func CheckScript(text string, limit time.Duration) error {
	switch {
	case strings.TrimSpace(text) == "":
		return optionError("the script is empty")
	case len(text) > ecsapi.MaxScript:
		return optionError("a script has at most 16,384 bytes")
	case limit < time.Second || limit > followFor:
		return optionError("a script is given from a second to 10 minutes")
	}
	return nil
}

// What is about to be taken back can still do something.
func (script) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	switch {
	case in.Lock() == ecsapi.LockSecurity:
		return fleet.LockedSecurity
	case in.Status != ecsapi.Running:
		return fleet.NotRunning
	}
	return ""
}

func (d script) Params(items []*item) []Param {
	return append([]Param{
		{"Name", d.Name}, {"Type", "RunShellScript"}, {"CommandContent", d.Text}, {"ContentEncoding", "PlainText"},
		{"Timeout", strconv.Itoa(int(d.Limit / time.Second))},
	}, listed("InstanceId", items)...)
}

func (d script) Send(ctx context.Context, c *ecsapi.Client, k *Call) ([]Answer, error) {
	run, list, err := c.RunScript(ctx, k.Region, k.IDs(), d.Script, k.Token)
	all := answers(list)
	for i := range all {
		all[i].Run = run
	}
	return all, err
}

// The token keeps it from running twice.
func (script) TookEffect(*item, *ecsapi.Instance) bool { return false }

// overseen reads how the runs stand, which DescribeInstances doesn't tell.
func (d script) Refine(ctx context.Context, e *Engine, id ecsapi.RegionID, items []*item) (Completion, error) {
	runs := map[string]bool{}
	e.locked(func() {
		for _, it := range items {
			if it.Run != "" { // else a run of the program ended before it was told
				runs[it.Run] = true
			}
		}
	})
	d.results = map[ecsapi.InstanceID]ecsapi.ScriptResult{}
	for run := range runs {
		list, err := e.client.ScriptResults(ctx, id, run)
		if err != nil {
			return d, err
		}
		for _, r := range list {
			d.results[r.ID] = r
		}
	}
	return d, nil
}

func (d script) Timeout() time.Duration { return d.Limit + EffectTimeout }

func (d script) Evaluate(it *item, in *ecsapi.Instance, late bool) Verdict {
	r, told := d.results[it.ID]
	if told && r.Over {
		it.Output, it.Exit = r.Output, r.Exit
	}
	switch {
	case told && r.Err != nil:
		return Verdict{Reason: Reached, Outcome: fleet.Failed, Sure: true, Kind: r.Err.Kind, Code: r.Err.Code, Message: cmp.Or(r.Err.Message, r.Err.Code)}
	case told && r.Over && r.Exit != 0:
		return Verdict{Reason: Reached, Outcome: fleet.Failed, Sure: true, Kind: ecsapi.KindState, Code: "ExitCodeNonzero", Message: fmt.Sprintf("exit status %d", r.Exit)}
	case told && r.Over:
		return reached
	case in == nil:
		return Verdict{Reason: NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindState, Code: "InstanceReleased", Message: "the instance is no longer listed"}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Unknown, Kind: ecsapi.KindState, Message: "accepted, but nothing tells how the script ended"}
	}
	return Verdict{}
}
