package fleet

// Names are the first and the last name that the order gives, the same for one
// instance. They are "" when it gives none: the cloud then names each by its id.
func (o *Order) Names() (first, last string) {
	n := max(o.N(), 1)
	m := readNumbering(o.Launch.Name).forMany(n)
	return m.name(0), m.name(n - 1)
}
