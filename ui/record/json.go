package record

import (
	"encoding/json"
	"io"
)

// WriteJSON writes one document, indented. What instances are called may hold
// <, > and &, which stay as they are.
func WriteJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
