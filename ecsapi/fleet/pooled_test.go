//go:build !race

package fleet

const pooled = true
