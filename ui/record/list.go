package record

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"iter"
)

// WriteList writes records as WriteJSON writes a list of them, one at a time, and says how many
// there are.
func WriteList[T any](out io.Writer, records iter.Seq[T]) (n int, err error) {
	w := bufio.NewWriter(out)
	var one bytes.Buffer
	enc := json.NewEncoder(&one)
	enc.SetEscapeHTML(false)
	enc.SetIndent("  ", "  ")
	for r := range records {
		one.Reset()
		if err := enc.Encode(r); err != nil {
			return n, err
		}
		before := ",\n  "
		if n++; n == 1 {
			before = "[\n  "
		}
		w.WriteString(before)
		if _, err := w.Write(bytes.TrimSuffix(one.Bytes(), []byte("\n"))); err != nil {
			return n, err
		}
	}
	if n == 0 {
		w.WriteString("[]\n")
	} else {
		w.WriteString("\n]\n")
	}
	return n, w.Flush()
}

// WriteTable writes rows of texts as CSV below their titles, with which no spreadsheet computes
// anything, and says how many there are.
func WriteTable(out io.Writer, titles []string, rows iter.Seq[[]string]) (n int, err error) {
	w := csv.NewWriter(out)
	w.Write(titles)
	for cells := range rows {
		quoted := make([]string, len(cells))
		for i, c := range cells {
			quoted[i] = Field{Cell: c, Text: true}.Quoted()
		}
		if err := w.Write(quoted); err != nil {
			return n, err
		}
		n++
	}
	w.Flush()
	return n, w.Error()
}
