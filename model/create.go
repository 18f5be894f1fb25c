package model

import tea "charm.land/bubbletea/v2"

// openCreate opens the form that asks what to create.
func (r *root) openCreate() tea.Cmd {
	if reason := r.readOnlyReason(); reason != "" {
		r.say(reason, r.theme.Warn)
	}
	return nil
}
