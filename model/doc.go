// Package model is the Bubble Tea tree of the deck: what a person sees, what a
// key does, and which message changes which pane.
//
// The root is the only tea.Model. Every node below it is a struct with verbs
// that return a tea.Cmd, and a view that returns lines. Keys go to the top
// layer, then to the focused pane; data goes to its owner whatever is on top.
// The root knows pages and layers by what they may do (see deck.Page), not by type.
// Nothing waits in Update or View: calls, sorting and filtering happen in
// commands over immutable snapshots of ecsapi/fleet (see deck.Run), and results that
// come too late are dropped.
package model
