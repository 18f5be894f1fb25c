package world

import "time"

// Run is what a script did: there is no shell behind it, only a few words are
// understood. Anything else is done in silence, and well.
type Run struct {
	Output string        `json:"output,omitempty"`
	Exit   int           `json:"exit,omitempty"`
	Took   time.Duration `json:"took"`
}

// Invocation is one run of a command on machines of a region.
type Invocation struct {
	Tid     string        `json:"id"`
	Command string        `json:"command"` // its id
	Name    string        `json:"name,omitempty"`
	Kind    string        `json:"kind"`
	Script  string        `json:"script"`
	User    string        `json:"user"`
	Begun   time.Time     `json:"begun"`
	Timeout time.Duration `json:"timeout"`
	Runs    []*MachineRun `json:"runs"`
}

// ID is the id of the invocation.
func (v *Invocation) ID() string { return v.Tid }

// Made is when it was given.
func (v *Invocation) Made() time.Time { return v.Begun }

// MachineRun is what a command does on one machine: all of it is known when it
// is given, what shows of it depends on the moment.
type MachineRun struct {
	Instance string `json:"instance"`
	Run
	Began    time.Time   `json:"began"`
	Ends     time.Time   `json:"ends"`
	TimedOut bool        `json:"timed_out,omitempty"`
	Cut      time.Time   `json:"cut,omitzero"` // when the machine stopped or was released meanwhile
	Released bool        `json:"released,omitempty"`
	Of       *Invocation `json:"-"`
}

// ID tells a run from the others of a region.
func (m *MachineRun) ID() string { return m.Of.Tid + m.Instance }

// Made is when its invocation was given.
func (m *MachineRun) Made() time.Time { return m.Of.Begun }

// interrupt ends a run that is not over yet.
func (m *MachineRun) interrupt(at time.Time, released bool) {
	if at.Before(m.Ends) {
		m.Cut, m.Released = at, released
	}
}

// Over is whether a run has come to its end by a moment.
func (m *MachineRun) Over(now time.Time) bool { return !m.Cut.IsZero() || !now.Before(m.Ends) }

// Outcome is how a run stands: its status, the older word for it, and what went wrong.
func (m *MachineRun) Outcome(now time.Time) (status, record, code, info string) {
	switch {
	case m.Released:
		return "Failed", "Failed", "InstanceReleased", "the instance has released when create task"
	case !m.Cut.IsZero():
		return "Failed", "Failed", "ExecutionInterrupted", "the command execution has been interrupted"
	case now.Before(m.Began):
		return "Pending", "Running", "", ""
	case now.Before(m.Ends):
		return "Running", "Running", "", ""
	case m.TimedOut:
		return "Timeout", "Failed", "ExecutionTimeout", "the command execution has been timeout"
	case m.Exit != 0:
		return "Failed", "Finished", "ExitCodeNonzero", "the command execution exit code is not zero"
	}
	return "Success", "Finished", "", ""
}

// Status is how all runs of an invocation stand together.
func (v *Invocation) Status(now time.Time) (status, record string) {
	seen := map[string]int{}
	for _, m := range v.Runs {
		s, _, _, _ := m.Outcome(now)
		if s == "Timeout" {
			s = "Failed"
		}
		seen[s]++
	}
	switch {
	case seen["Pending"] > 0:
		return "Pending", "Running"
	case seen["Running"] > 0:
		return "Running", "Running"
	case seen["Failed"] == 0:
		return "Success", "Finished"
	case seen["Success"] == 0:
		return "Failed", "Failed"
	}
	return "PartialFailed", "PartialFailed"
}
