package ecssim

import "time"

// run is what a script did: there is no shell behind it, only a few words are
// understood. Anything else is done in silence, and well.
type run struct {
	output string
	exit   int
	took   time.Duration
}

// invocation is one run of a command on machines of a region.
type invocation struct {
	tid, command             string // ids of the invocation and the command
	name, kind, script, user string
	begun                    time.Time
	timeout                  time.Duration
	runs                     []*machineRun
}

func (v *invocation) ID() string { return v.tid }

func (v *invocation) Made() time.Time { return v.begun }

// machineRun is what a command does on one machine: all of it is known when it
// is given, what shows of it depends on the moment.
type machineRun struct {
	run
	instance    string
	began, ends time.Time
	timedOut    bool
	cut         time.Time // when the machine stopped or was released meanwhile
	released    bool
	of          *invocation
}

func (m *machineRun) ID() string { return m.of.tid + m.instance }

func (m *machineRun) Made() time.Time { return m.of.begun }

// interrupt ends a run that is not over yet.
func (m *machineRun) interrupt(at time.Time, released bool) {
	if at.Before(m.ends) {
		m.cut, m.released = at, released
	}
}

// over is whether a run has come to its end by a moment.
func (m *machineRun) over(now time.Time) bool { return !m.cut.IsZero() || !now.Before(m.ends) }

// outcome is how a run stands: its status, the older word for it, and what went
// wrong.
func (m *machineRun) outcome(now time.Time) (status, record, code, info string) {
	switch {
	case m.released:
		return "Failed", "Failed", "InstanceReleased", "the instance has released when create task"
	case !m.cut.IsZero():
		return "Failed", "Failed", "ExecutionInterrupted", "the command execution has been interrupted"
	case now.Before(m.began):
		return "Pending", "Running", "", ""
	case now.Before(m.ends):
		return "Running", "Running", "", ""
	case m.timedOut:
		return "Timeout", "Failed", "ExecutionTimeout", "the command execution has been timeout"
	case m.exit != 0:
		return "Failed", "Finished", "ExitCodeNonzero", "the command execution exit code is not zero"
	}
	return "Success", "Finished", "", ""
}

// status is how all runs of an invocation stand together.
func (v *invocation) status(now time.Time) (status, record string) {
	seen := map[string]int{}
	for _, m := range v.runs {
		s, _, _, _ := m.outcome(now)
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
