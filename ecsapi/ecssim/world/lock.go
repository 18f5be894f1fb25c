package world

import "time"

// LockInstance locks an instance for a reason, or with none takes its lock away; a debt
// stops it, too. It reports whether there is such an instance.
func (c *Cloud) LockInstance(id, reason string, now time.Time) bool {
	defer c.Changed.Add(1)
	for _, r := range c.Regions {
		found, _ := r.Change(id, now, func(r *Region, i *Instance) error {
			if reason == LockFinancial && i.Status != Stopped {
				i.interrupt(now, false)
				i.Status, i.Mode, i.Halted = Stopped, KeepCharging, now
				i.Due, i.Reboot = time.Time{}, false
			}
			i.Lock = reason
			r.Plan(i)
			return nil
		})
		if found {
			return true
		}
	}
	return false
}
