// Package fleet has the values that the deck and the command line read: the
// snapshot of every instance in every region, plans, jobs, orders, bills, ceilings
// and the announcements that spot instances are to be taken back.
//
// Nothing here runs or asks the cloud: package engine publishes snapshots and
// carries plans out as jobs, and package op says what each action is.
package fleet
