// Package engine keeps a live picture of every instance in every region, carries
// actions out as jobs followed to their real end, and reads spot prices for
// whoever wants them.
//
// Its state is published as immutable snapshots, at most ten a second, each
// with a revision. A subscriber owns a one-slot doorbell and fetches the
// newest snapshot when it rings, so a stalled subscriber costs nothing and no
// event can be lost: the ends of jobs are part of the snapshot.
//
// Regions with spot instances are watched for those that the cloud announces to
// take back, whoever looks; what saves their work, a command here or a script on
// them, is a job too.
//
// What changes the cloud goes one way: a plan, a job, calls. What an action is, to
// whom it applies and how its end shows, package op says; run, deliver and follow
// carry any operation out. No call leaves before the journal has it.
//
// It knows nothing of a screen.
package engine
