package shell

import (
	"fmt"
	"strings"
)

// Bug is a panic of the engine, told once the terminal is restored.
type Bug struct {
	Value any
	Stack []byte
}

func (b *Bug) Error() string {
	return OneLine(fmt.Sprintf("ecsdeck met a bug in itself and had to end; what was sent goes on in the cloud: %v", b.Value))
}

// trace is the stack, line by line.
func (b *Bug) trace() string {
	var out strings.Builder
	for line := range strings.Lines(string(b.Stack)) {
		out.WriteString(OneLine(strings.ReplaceAll(line, "\t", "    ")) + "\n")
	}
	return out.String()
}
