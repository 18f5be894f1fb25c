// Package world is the state behind the endpoint: an account with its regions, the instances,
// disks, snapshots and networks in them, its money, and the clock they go by. It lays out a fleet,
// applies what is due when a region is looked at (Region.Settle), and writes and reads all of it.
//
// A region has one lock over its part of the fleet (Region.Lock). Fields are read and set by the
// actions, in packages compute, storage, network and offers, which hold that lock; they call
// Region.Plan after every change that moves what is due next. State and what befalls it know each
// other in hundreds of places, which is why this room is a wide one.
package world
