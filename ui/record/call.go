package record

import (
	"time"

	"ecsdeck/ecsapi"
)

// Call is an API call that was made.
type Call struct {
	At        string  `json:"at"`
	API       string  `json:"api"`
	Region    *string `json:"region"`
	What      *string `json:"what"` // of what
	Attempt   int     `json:"attempt"`
	Status    *int    `json:"status"` // of HTTP; null without an answer
	Code      *string `json:"code"`
	RequestID *string `json:"request_id"`
	MS        int64   `json:"ms"`
	Bytes     int     `json:"bytes"` // of the answer, as packed as it came
}

// NewCall is a call.
func NewCall(c *ecsapi.Call) Call {
	return Call{
		At: c.At.UTC().Format(time.RFC3339Nano), API: c.API, Region: Known(string(c.Region)), What: Known(c.What.String()), Attempt: c.Attempt,
		Status: Known(c.Status), Code: Known(c.Code), RequestID: Known(c.RequestID), MS: c.Duration.Milliseconds(), Bytes: c.Bytes,
	}
}
