package op

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ecsapi/message"
)

var descriptionSpec = Spec{
	Action:  fleet.ActionDescription,
	Options: []string{"description"},
	Text:    func(o *fleet.ActionOptions) *string { return &o.Description },
	APIs:    []string{ecsapi.ModifyInstanceAttribute},
	New:     func(o fleet.ActionOptions) Operation { return newDescription(o.Description) },
	Sample:  func(time.Time) fleet.ActionOptions { return fleet.ActionOptions{Description: "sample"} },
	After:   func(o fleet.ActionOptions, _ int) string { return strings.TrimSpace(o.Description) },
	Before:  func(in *ecsapi.Instance, _ fleet.ActionOptions) string { return in.Description },
}

// description gives instances a description.
type description struct {
	setting
	text string
}

func newDescription(text string) description {
	text = strings.TrimSpace(text)
	return description{text: text, setting: setting{shows: func(_ *Target, in *ecsapi.Instance) bool { return in.Description == text }}}
}

func (description) Traits() Traits {
	return Traits{API: ecsapi.ModifyInstanceAttribute, MaxPerCall: 1}
}

func (o description) Validate(time.Time) *ecsapi.Error {
	return invalidOptions(ecsapi.ModifyInstanceAttribute, CheckDescription(o.text))
}

// CheckDescription says why instances can't be described so, or nil. Its text is
// English and a key of the message catalogue.
func CheckDescription(text string) error {
	n := utf8.RuneCountInString(text)
	switch {
	case webAddress(text):
		return message.Errorf("a description does not begin with http:// or https://")
	case n < 2 || n > 256:
		return message.Errorf("a description has 2 to 256 characters")
	case ecsapi.Clean(text) != text: // it would be read without them, and never look done
		return message.Errorf("a description has no control characters and no invisible ones")
	}
	return nil
}

func (o description) SkipReason(in *ecsapi.Instance, _ time.Time) fleet.Reason {
	if in.Description == o.text {
		return fleet.AlreadySo
	}
	return attributeLock(in)
}

func (o description) Params(items []*Target) []Param {
	return []Param{onlyParam(items), {"Description", o.text}}
}

func (o description) Send(ctx context.Context, c *ecsapi.Client, call *Call) ([]Answer, error) {
	outcome, err := c.SetAttributes(ctx, call.Region, call.only(), ecsapi.Attributes{Description: o.text})
	return answers(outcome), err
}
