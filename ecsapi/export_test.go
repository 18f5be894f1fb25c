package ecsapi

import "context"

// failureOf makes one attempt of a call.
func (c *Client) failureOf(k call) *Error {
	return c.attempt(context.Background(), k, testKey, 1, new(instancesAnswer))
}
