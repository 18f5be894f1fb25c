package ecssim

import (
	"bytes"
	"io"
	"testing"
)

// The state of 100,000 instances: how long everything stands still, and how
// long it takes to write and to read.
func BenchmarkState(b *testing.B) {
	c := New(Config{Instances: 100_000, Now: day, Frozen: true})
	b.Run("copy", func(b *testing.B) {
		for b.Loop() {
			c.state()
		}
	})
	b.Run("save", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Save(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	var saved bytes.Buffer
	if _, err := c.Save(&saved); err != nil {
		b.Fatal(err)
	}
	b.Run("load", func(b *testing.B) {
		b.SetBytes(int64(saved.Len()))
		for b.Loop() {
			if _, err := Load(saved.Bytes(), Config{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
