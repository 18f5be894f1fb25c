// Package pipenet forwards to ecsapi/pipenet.
package pipenet

import "ecsdeck/ecsapi/pipenet"

// Listener is pipenet.Listener.
type Listener = pipenet.Listener

// Listen is pipenet.Listen.
func Listen() *Listener { return pipenet.Listen() }
