package op

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
)

// TestEverySpecIsWhole: no operation lacks a part that somebody asks it for.
func TestEverySpecIsWhole(t *testing.T) {
	fields := map[string]bool{} // of the options, and whether an operation takes them
	for f := range reflect.TypeFor[fleet.ActionOptions]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields[name] = false
	}
	seen := map[fleet.Action]bool{}
	for _, s := range All() {
		if s.Action == "" || seen[s.Action] || Of(s.Action) != s {
			t.Errorf("%q is no name of its own", s.Action)
		}
		seen[s.Action] = true
		for _, name := range s.Options {
			if _, ok := fields[name]; !ok {
				t.Errorf("%s takes %q, which is no option", s.Action, name)
			}
			fields[name] = true
		}
		kinds := 0
		for _, is := range []bool{s.New != nil, s.Creates, s.Local} {
			if is {
				kinds++
			}
		}
		if kinds != 1 {
			t.Errorf("%s is of %d kinds: one of New, Creates and Local it must be", s.Action, kinds)
		}
		sample := s.SampleOptions(time.Unix(1e9, 0))
		if s.Undone(sample) || s.Undoes != nil && !s.Undone(fleet.ActionOptions{}) {
			t.Errorf("%s: the sample takes something away, or no options at all do not", s.Action)
		}
		if s.New != nil && !s.AnswersReclaim && s.New(sample).Validate(time.Unix(1e9, 0)) != nil {
			t.Errorf("%s: the cloud would refuse the sample", s.Action)
		}
		if s.ForceWidens && !s.Takes("force") {
			t.Errorf("%s takes no force", s.Action)
		}
		if s.Before != nil && s.After == nil {
			t.Errorf("%s: what is replaced is known, and not by what", s.Action)
		}
		if s.Local != (len(s.APIs) == 0) {
			t.Errorf("%s calls %v", s.Action, s.APIs)
		}
		if s.Risk.Charged && (s.Risk.Confirm == ConfirmYes || s.Risk.Limit == nil || s.Risk.Irreversible == nil) {
			t.Errorf("%s is paid for: it must be confirmed by its count, have a ceiling and say whether it can be undone", s.Action)
		}
	}
	for name, taken := range fields {
		if !taken {
			t.Errorf("no operation takes %q", name)
		}
	}
}

// TestEveryOperationFitsItsSpec: the traits are filled in, and the calls are to
// APIs that the spec names.
func TestEveryOperationFitsItsSpec(t *testing.T) {
	o := fleet.ActionOptions{
		Force: true, Snapshot: true, On: true, At: time.Unix(1e9, 0), Period: ecsapi.Period{N: 1, Unit: ecsapi.Month}, Name: "web", Description: "owned by ops", KeyPair: "deploy",
		Tags: []ecsapi.Tag{{Key: "k", Value: "v"}}, Untag: []string{"old"}, Script: "true", Limit: time.Minute,
	}
	item := &Target{Item: fleet.Item{ID: "i-1", Region: "cn-hangzhou"}}
	for _, s := range All() {
		if s.New == nil {
			continue
		}
		for _, part := range PartsOf(s.New(o)) {
			traits := part.Traits()
			if !slices.Contains(s.APIs, traits.API) || traits.MaxPerCall < 1 {
				t.Errorf("%s calls %s for up to %d instances; its spec names %v", s.Action, traits.API, traits.MaxPerCall, s.APIs)
			}
			if part.Timeout() < EffectTimeout {
				t.Errorf("%s gives up after %v", s.Action, part.Timeout())
			}
			named := slices.ContainsFunc(part.Params([]*Target{item}), func(p Param) bool { return p.Value == "i-1" || p.Value == `["i-1"]` })
			if !named {
				t.Errorf("%s: no parameter names the instance", s.Action)
			}
			// Of what is listed no longer, only a release is done, and a script's end is asked for.
			gone := part.Evaluate(&Target{Item: item.Item}, nil, true)
			if done := gone.Outcome == fleet.Done; done != traits.Removes || gone.Reason != NotListed {
				t.Errorf("%s: an instance that is not listed is %+v", s.Action, gone)
			}
		}
	}
}
