// Package op has an operation in a file: all that there is to know of an action
// on instances, from its options to how the cloud shows that it was done.
//
// A [Spec] says what holds for an action whatever its options are, and stands in
// the one list that [All] gives. Its New makes the [Operation], which knows the
// options: whether they can be meant, to which instances they apply, the call and
// its parameters, and how its end is recognised. Whoever asks something of an
// action asks its Spec: a new operation is a file here and its line in the list.
//
// Nothing here keeps a state or waits: plans, jobs and their retries are the
// engine's.
package op
