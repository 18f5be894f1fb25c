// Package ecsapi is the cloud as ecsdeck sees it: typed calls of the ECS API
// (2014-05-26) over Alibaba's official Go SDK, with everything an operator's
// tool needs around them: one shared transport, a call budget, a call log,
// retries, parallel pages, cloud time, classified errors, credentials, and
// text cleaned of control and bidi characters.
//
// It knows no screen and no fleet; ecsapi/fleet builds the live fleet on it.
package ecsapi
