package fleet

// Earlier is what another job did, or may have done, of what a plan is to do.
type Earlier struct {
	Job   *Job
	Items []Item // of the job
}

// Repeats is what a plan would do again.
type Repeats struct {
	Done   []Earlier // it is done, and nobody was told
	Doubt  []Earlier // it may have been done, or is being done
	Partly []Earlier // create: a part exists, and the rest was not created
}
