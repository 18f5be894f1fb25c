//go:build race

package fleet

// pooled reports whether sync.Pool keeps what it is given: under the race detector it forgets
// at random.
const pooled = false
