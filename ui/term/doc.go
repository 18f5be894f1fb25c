// Package term is the drawing toolkit: theme, table, sparklines, charts, bars,
// panels, dialogs, forms, and text fitted to terminal cells. It is a leaf of the
// house: it knows no cloud, no model and no event loop, and package model
// draws every pane with it.
//
// A line is a string without a line break that may carry SGR sequences
// (colour and weight); a page is a slice of lines. Plain text, on the other
// hand, is what came from outside: nothing in it is obeyed, and what a
// terminal can't show in a known number of cells is drawn as U+FFFD. So every
// function here yields exactly the cells it was asked for, whatever the text.
//
// Colours are written as truecolor; the program's renderer brings them down to
// what the terminal has. Under NO_COLOR only weight and reverse survive, so a
// state always has a sign or a word of its own too.
// Text is measured and cut here and not by github.com/charmbracelet/x/ansi, whose
// clusters and tables this package stands on: of 25,168 cells made of odd texts
// (fit_test.go), 10,756 were of another width under one of the two ways in which
// terminals measure; its Wrap begins lines with "，" and breaks names at hyphens;
// and a screen is thousands of cells: 134 ns against 1,821 ns for one, 172 against
// 2,015 for a Chinese one, 11.5 against 21.3 µs for a styled line of 120
// (BenchmarkBesideAnsi).
package term
