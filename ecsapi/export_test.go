package ecsapi

import (
	"context"
	"net/http"
	"net/url"
)

// failureOf makes one attempt of a call.
func (c *Client) failureOf(k call) *Error {
	return c.attempt(context.Background(), k, testKey, 1, new(instancesAnswer), c.buckets.of(k.api, k.region))
}

// Through has a client that dials by itself ask through a proxy, as one that dials
// nothing itself does by the variables of the environment.
func (c *Client) Through(proxy *url.URL) { c.connections.Proxy = http.ProxyURL(proxy) }
