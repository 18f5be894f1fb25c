package fleet

// Doorbell rings when a newer snapshot is there. It has one slot: it rings
// once however many snapshots were missed.
type Doorbell struct {
	C <-chan struct{}

	c      chan struct{}
	engine *Engine
}

// Subscribe returns a doorbell, to be closed when it is no longer listened to.
func (e *Engine) Subscribe() *Doorbell {
	c := make(chan struct{}, 1)
	d := &Doorbell{C: c, c: c, engine: e}
	e.out.mu.Lock()
	defer e.out.mu.Unlock()
	if e.out.bells == nil {
		e.out.bells = map[*Doorbell]struct{}{}
	}
	e.out.bells[d] = struct{}{}
	return d
}

// Close takes the doorbell down. C is not closed, so a late reader just waits.
func (d *Doorbell) Close() {
	out := &d.engine.out
	out.mu.Lock()
	defer out.mu.Unlock()
	delete(out.bells, d)
}

func (d *Doorbell) ring() {
	select {
	case d.c <- struct{}{}:
	default:
	}
}
