package ecssim

import "time"

// call is one call of the API after it was let in.
type call struct {
	params
	action string
	key    Key
	now    time.Time // virtual

	shift int     // rows a page after the first begins off
	stale *region // where instances are read from, nil for where they are
}

// action is one action of the API.
type action struct {
	// do carries it out. The answer is encoded after it returned, with no lock held.
	do handler

	// kept makes an empty answer, into which one that was saved is read: of actions
	// that take a client token.
	kept func() stamped
}

// handler carries out an action.
type handler func(c *world, call *call) (stamped, error)
