package ecsapi

import "ecsdeck/ecsapi/message"

const hintLacking message.Key = "The cloud lists less than it counts; it is asked again."

// invalidAnswer is the error of an answer that no cloud gives: following it would
// take memory and calls without end.
func (c *Client) invalidAnswer(api string, region RegionID, env *envelope, key message.Key, args ...any) *Error {
	return &Error{API: api, Region: region, Kind: KindAnswer, Text: message.New(key, args...), RequestID: c.redactor.text(env.RequestId), HTTPStatus: 200, MayHaveApplied: true}
}

// lacking is the error of a list that lacks rows which it counts.
func (c *Client) lacking(api string, region RegionID, env *envelope, l Lack) *Error {
	e := c.invalidAnswer(api, region, env, "{received} of {counted} rows came", l.Received, l.Counted)
	if e.Lack = &l; l.Odd != "" {
		e.Text = message.New("{problem}; a row has no id: {row}", e.Text, l.Odd)
	}
	return e
}
