package cli

import (
	"bufio"
	"bytes"
	"errors"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"ecsdeck/ui/cli/shell"
)

// Words before the ids of a command: a value such as on, or a name. What looks
// like an id is never taken for one of them, nor the other way round.

var idForm = regexp.MustCompile(`^i-[0-9A-Za-z][0-9A-Za-z-]*$`)

// isID reports whether a word is written as the id of an instance.
func isID(word string) bool { return idForm.MatchString(word) }

// fromInput stands among ids for those of the standard input.
const fromInput = "-"

// isTarget reports whether a word is an id, or stands for some.
func isTarget(word string) bool { return word == fromInput || isID(word) }

func (a *commands) noID(word string) error {
	const most = 60
	if len(word) > most {
		word = strings.ToValidUTF8(word[:most], "") + "…"
	}
	return shell.Usage(a.P.S("{word:q} is not the id of an instance, such as i-bp1example; --filter picks instances by name", word))
}

// readIDs returns the ids of a command, in place of fromInput those of the standard input.
// It reports whether that was read.
func (a *commands) readIDs(words []string) (ids []string, piped bool, err error) {
	for _, word := range words {
		switch {
		case word != fromInput:
			ids = append(ids, word)
		case piped:
			return nil, true, shell.Usage(a.P.S("the standard input can be named once"))
		default:
			piped = true
			more, err := a.inputIDs()
			if err != nil {
				return nil, true, err
			}
			ids = append(ids, more...)
		}
	}
	return ids, piped, nil
}

// mostInputIDs bounds what is read of the standard input.
const mostInputIDs = 200_000

// inputIDs reads ids from the standard input, between blanks, commas and line breaks.
func (a *commands) inputIDs() (ids []string, err error) {
	words := bufio.NewScanner(a.In)
	words.Buffer(make([]byte, 0, 4096), 4096)
	words.Split(splitWords)
	for words.Scan() {
		word := words.Text()
		if !isID(word) {
			return nil, a.noID(word)
		}
		if ids = append(ids, word); len(ids) > mostInputIDs {
			return nil, shell.Usage(a.P.S("the standard input has more than {most} ids", mostInputIDs))
		}
	}
	switch err := words.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, shell.Usage(a.P.S("the standard input has a word that is too long to be the id of an instance"))
	case err != nil:
		return nil, shell.Failed(a.P.S("cannot read the standard input: {reason}", shell.SystemCause(err)))
	}
	return ids, nil
}

// splitWords splits between blanks, commas and line breaks.
func splitWords(data []byte, atEOF bool) (advance int, word []byte, err error) {
	const between = " \t\r\n,"
	start := len(data) - len(bytes.TrimLeft(data, between))
	if end := bytes.IndexAny(data[start:], between); end >= 0 {
		return start + end, data[start : start+end], nil
	}
	if atEOF && start < len(data) {
		return len(data), data[start:], nil
	}
	return start, nil, nil
}

// firstWord offers a shell words for the first argument; ids, which only the
// cloud knows, it can't offer.
func firstWord(words []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			words = nil
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}
