package action

import (
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/keymap"
	"ecsdeck/model/deck"
)

// MenuAction is an action with the key that asks for it. The key of a local one only
// means that in the menu.
type MenuAction struct {
	Action fleet.Action
	Key    *keymap.Binding
	Local  bool
	form   func(*deck.Deck) formSpec // asks for its options; nil: there is nothing to ask
}

// InMenu are the actions on instances, in the order of the menu.
func InMenu(k *keymap.Map) []MenuAction {
	return []MenuAction{
		{Action: fleet.ActionStart, Key: k.Start},
		{Action: fleet.ActionStop, Key: k.Stop},
		{Action: fleet.ActionReboot, Key: k.Reboot},
		{Action: fleet.ActionRelease, Key: k.Release},
		{Action: fleet.ActionRenew, Key: k.Renew, form: newRenewForm},
		{Action: fleet.ActionAutoRenew, Key: k.AutoRenew, form: newAutoRenewForm},
		{Action: fleet.ActionAutoRelease, Key: k.AutoRelease, form: newAutoReleaseForm},
		{Action: fleet.ActionRename, Key: k.Rename, form: newRerenameForm, Local: true},
		{Action: fleet.ActionTag, Key: k.Tags, form: newTagForm, Local: true},
		{Action: fleet.ActionProtect, Key: k.Protect, form: newProtectForm, Local: true},
		{Action: fleet.ActionAddress, Key: k.Address, Local: true},
	}
}
