package record

import "encoding/json"

// Offer is what a type costs in a zone as a spot instance, now and over a window of time. Prices
// are an hour's.
type Offer struct {
	Region    string       `json:"region"`
	Zone      string       `json:"zone"`
	Type      string       `json:"type"`
	CPU       *int         `json:"cpu"`
	MemoryMiB *int         `json:"memory_mib"`
	Currency  *string      `json:"currency"`
	Price     *json.Number `json:"price"`
	Origin    *json.Number `json:"origin"` // the on-demand price
	Window    *json.Number `json:"window_seconds"`
	Coverage  *json.Number `json:"coverage"` // the share of it in which the price is known
	Min       *json.Number `json:"min"`
	Max       *json.Number `json:"max"`
	Avg       *json.Number `json:"avg"`
	CV        *json.Number `json:"cv"`
	P95       *json.Number `json:"p95"`
	Bid       *json.Number `json:"suggested_bid"`
	Above     *json.Number `json:"above_fraction"` // of the time above that bid
	Reclaimed *json.Number `json:"reclaimed_pct"`  // of the instances in thirty days, at most
	Stock     *string      `json:"stock"`
	Own       *int         `json:"own"` // spot instances of the account
}
