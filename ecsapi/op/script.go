package op

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

// maxScript is how long a script may take: as long as an accepted item is followed.
const maxScript = 10 * time.Minute

var scriptSpec = Spec{
	Action:         fleet.ActionScript,
	Options:        []string{"script", "limit"},
	APIs:           []string{ecsapi.RunCommand},
	New:            func(o fleet.ActionOptions) Operation { return newScript(o) },
	AnswersReclaim: true,
}

// script runs a script on instances, by Cloud Assistant, and is done where it
// ended well.
type script struct {
	ecsapi.Script
	results map[ecsapi.InstanceID]ecsapi.ScriptResult // as read last, see Refine
}

func newScript(o fleet.ActionOptions) script {
	return script{Script: ecsapi.Script{Name: "ecsdeck", Text: o.Script, Limit: cmp.Or(o.Limit, fleet.ReclaimNotice)}}
}

func (script) Traits() Traits {
	return Traits{API: ecsapi.RunCommand, MaxPerCall: ecsapi.MaxBatch, AllOrNone: true, Token: true, Traceless: true}
}

func (o script) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.RunCommand, CheckScript(o.Text, o.Limit))
}

// CheckScript says why a script can't be run, or not be given that long, or
// nil. Its text is English and a key of the message catalogue.
func CheckScript(text string, limit time.Duration) error {
	switch {
	case strings.TrimSpace(text) == "":
		return message.Errorf("the script is empty")
	case len(text) > ecsapi.MaxScript:
		return message.Errorf("a script has at most 16,384 bytes")
	case limit < time.Second || limit > maxScript:
		return message.Errorf("a script is given from a second to 10 minutes")
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

func (o script) Params(items []*Target) []Param {
	return append([]Param{
		{"Name", o.Name}, {"Type", "RunShellScript"}, {"CommandContent", o.Text}, {"ContentEncoding", "PlainText"},
		{"Timeout", strconv.Itoa(int(o.Limit / time.Second))},
	}, listed("InstanceId", items)...)
}

func (o script) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	run, list, err := c.RunScript(ctx, call.Region, call.ids(), o.Script, call.Token)
	all := answers(list...)
	for i := range all {
		all[i].Run = run
	}
	return all, err
}

// The token keeps it from running twice.
func (script) TookEffect(*Target, *ecsapi.Instance) bool { return false }

// Refine reads how the runs stand, which DescribeInstances doesn't tell.
func (o script) Refine(ctx context.Context, r Reader, id ecsapi.RegionID, items []fleet.Item) (Completion, error) {
	runs := map[string]bool{}
	for i := range items {
		if run := items[i].Run; run != "" { // else a run of the program ended before it was told
			runs[run] = true
		}
	}
	o.results = map[ecsapi.InstanceID]ecsapi.ScriptResult{}
	for run := range runs {
		list, err := r.ScriptResults(ctx, id, run)
		if err != nil {
			return o, err
		}
		for _, result := range list {
			o.results[result.ID] = result
		}
	}
	return o, nil
}

func (o script) Timeout() time.Duration { return o.Limit + EffectTimeout }

func (o script) Evaluate(it *Target, in *ecsapi.Instance, late bool) Verdict {
	r, told := o.results[it.ID]
	if told && r.Over {
		it.Output, it.Exit = r.Output, r.Exit
	}
	switch {
	case told && r.Err != nil:
		return Verdict{Reason: Reached, Outcome: fleet.Failed, Sure: true, Kind: r.Err.Kind, Code: r.Err.Code, Text: message.Verbatim(cmp.Or(r.Err.Message, r.Err.Code))} // the cloud's own words
	case told && r.Over && r.Exit != 0:
		return Verdict{Reason: Reached, Outcome: fleet.Failed, Sure: true, Kind: ecsapi.KindState, Code: "ExitCodeNonzero", Text: message.New("exit status {status}", r.Exit)}
	case told && r.Over:
		return ReachedVerdict
	case in == nil:
		return Verdict{Reason: NotListed, Outcome: fleet.Failed, Kind: ecsapi.KindState, Code: "InstanceReleased", Text: message.New("the instance is no longer listed")}
	case late:
		return Verdict{Reason: NoSign, Outcome: fleet.Unknown, Kind: ecsapi.KindState, Text: message.New("accepted, but nothing tells how the script ended")}
	}
	return Verdict{}
}
