package ecsapi

import "fmt"

const hintLacking = "The cloud lists less than it counts; it is asked again."

// absurd is the error of an answer that no cloud gives: following it would
// take memory and calls without end.
func (c *Client) absurd(api string, region RegionID, h *head, message string) *Error {
	return &Error{API: api, Region: region, Kind: KindAnswer, Message: message, RequestID: c.redactor.text(h.RequestId), HTTPStatus: 200, Sent: true}
}

// lacking is the error of a list that lacks rows which it counts.
func (c *Client) lacking(api string, region RegionID, h *head, came, told int) *Error {
	e := c.absurd(api, region, h, fmt.Sprintf("%d of %d rows came", came, told))
	e.Lack = &Lack{Came: came, Told: told}
	return e
}
