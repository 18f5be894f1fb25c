package text

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	xlang "golang.org/x/text/language"
)

// use is one call of S or N with a literal key.
type use struct {
	pos    string
	key    string // of N: the plural one
	plural bool
}

// uses finds the calls x.S("key", ...), x.N("one", "many", ...) and x.line(…,
// "key", ...) and the keys in tables of words in the Go files below root, tests
// and testdata aside. A root that is not there has
// none.
func uses(root string) ([]use, error) {
	var found []use
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && path == root:
			return nil
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata" && path != root:
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if key, isPlural, ok := keyOf(n); ok {
					found = append(found, use{files.Position(n.Pos()).String(), key, isPlural})
				}
			case *ast.ValueSpec:
				if len(n.Names) == 1 && slices.Contains(tables, n.Names[0].Name) {
					for _, u := range tableKeys(n) {
						u.pos = files.Position(n.Pos()).String()
						found = append(found, u)
					}
				}
			}
			return true
		})
		return nil
	})
	return found, err
}

func keyOf(call *ast.CallExpr) (key string, isPlural, ok bool) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", false, false
	}
	arg := map[string]int{"S": 0, "N": 1, "line": 1}
	at, ok := arg[sel.Sel.Name]
	if !ok || len(call.Args) <= at {
		return "", false, false
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false, false
	}
	key, err := strconv.Unquote(lit.Value)
	return key, sel.Sel.Name == "N", err == nil
}

// tables are the variables whose values are keys: the words of actions and of
// outcomes.
var tables = []string{"words", "outcomes"}

// tableKeys are the texts in a table. In it Many is the key of a plural and One
// is the English text for one.
func tableKeys(table *ast.ValueSpec) []use {
	var out []use
	plurals := map[*ast.BasicLit]bool{}
	ast.Inspect(table, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if name, ok := n.Key.(*ast.Ident); ok && name.Name == "One" {
				return false
			} else if lit, isText := n.Value.(*ast.BasicLit); ok && isText && name.Name == "Many" {
				plurals[lit] = true
			}
		case *ast.BasicLit:
			if key, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				out = append(out, use{key: key, plural: plurals[n]})
			}
		}
		return true
	})
	return out
}

// missing lists what a language lacks of the keys used, and translations that
// would fill in other arguments than their key does.
func missing(l language, found []use) []string {
	var out []string
	for _, u := range found {
		if u.plural {
			forms := l.plurals[u.key]
			if _, ok := forms[plural.Other]; !ok {
				out = append(out, fmt.Sprintf("%s: no translation of %q", u.pos, u.key))
			}
			for _, own := range forms {
				out = append(out, unlike(u, own)...)
			}
			continue
		}
		own, ok := l.texts[u.key]
		if !ok {
			out = append(out, fmt.Sprintf("%s: no translation of %q", u.pos, u.key))
			continue
		}
		out = append(out, unlike(u, own)...)
	}
	return out
}

func unlike(u use, own string) []string {
	if slices.Equal(verbs(u.key), verbs(own)) {
		return nil
	}
	return []string{fmt.Sprintf("%s: %q takes other arguments than its translation %q", u.pos, u.key, own)}
}

var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0-9.]*([a-zA-Z])`)

// verbs returns what a format does with each argument, "1s", "2d", sorted.
func verbs(format string) []string {
	var out []string
	for i, m := range verb.FindAllStringSubmatch(strings.ReplaceAll(format, "%%", ""), -1) {
		at := strconv.Itoa(i + 1)
		if m[1] != "" {
			at = strings.Trim(m[1], "[]")
		}
		out = append(out, at+m[2])
	}
	slices.Sort(out)
	return out
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	var found []use
	for _, root := range []string{"../../model", "../brief", "../cli", "../../keymap"} {
		more, err := uses(root)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, more...)
	}
	for name, l := range languages() {
		if name == "en" {
			continue
		}
		for _, m := range missing(l, found) {
			t.Errorf("%s: %s", name, m)
		}
	}
}

// The scanner is shown a package with known gaps, so that the test above
// can't pass by finding nothing.
func TestScannerFindsGaps(t *testing.T) {
	found, err := uses("testdata/pane")
	if err != nil {
		t.Fatal(err)
	}
	got := missing(language{
		tag:   xlang.MustParse("eo"),
		texts: map[string]string{"Regions": "Regionoj", "%d of %s": "%s el %d"},
		plurals: map[string]map[plural.Form]string{
			"%d zones": {plural.Other: "%d zonoj"},
		},
	}, found)
	want := []string{
		`pane.go:10:3: no translation of "Zones"`,
		`pane.go:13:3: "%d of %s" takes other arguments than its translation "%s el %d"`,
		`pane.go:15:3: no translation of "%d instances"`,
		`pane.go:19:5: no translation of "stop %d"`,
		`pane.go:19:5: no translation of "stop %d instances"`,
		`pane.go:23:36: no translation of "It is gone."`,
	}
	if len(got) != len(want) {
		t.Fatalf("got %d gaps:\n%s", len(got), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasSuffix(got[i], want[i]) {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
}
