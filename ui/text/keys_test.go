package text

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"

	"ecsdeck/ecsapi/message"
)

// keys are what the sources have to say.
type keys struct {
	texts   map[message.Key]bool
	plurals map[message.Key]bool
	said    map[message.Key]int // how often; less the times as the singular of another
	faults  []string            // where a key can't be known, or its arguments are not as it names them
}

const messagePath = "ecsdeck/ecsapi/message"

// source is a package with its syntax and types.
type source struct {
	own   bool // of the catalogue itself, which handles keys as strings
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
}

// sources type-checks the packages of the module that can say something, without
// their tests, against the compiled packages that they import.
func sources(dir string, patterns ...string) ([]source, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-export", "-json=ImportPath,Export,Dir,GoFiles,DepOnly,Imports"}, patterns...)...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	type pkg struct {
		ImportPath, Export, Dir string
		GoFiles, Imports        []string
		DepOnly                 bool
	}
	exports, ours := map[string]string{}, []pkg(nil)
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[p.ImportPath] = p.Export
		if !p.DepOnly {
			ours = append(ours, p)
		}
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	var all []source
	for _, p := range ours {
		s := source{own: p.ImportPath == messagePath || p.ImportPath == "ecsdeck/ui/text", fset: fset, info: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
		}}
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			s.files = append(s.files, f)
		}
		conf := types.Config{Importer: imports}
		if _, err := conf.Check(p.ImportPath, fset, s.files, s.info); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func isKey(t types.Type) bool { return t != nil && types.TypeString(t, nil) == messagePath+".Key" }

// find collects the keys of the sources: every constant that is a message.Key, and
// the constants of each type that is converted to one.
func find(all []source) keys {
	k := keys{texts: map[message.Key]bool{}, plurals: map[message.Key]bool{}, said: map[message.Key]int{}}
	converted := map[string]bool{}
	for _, s := range all {
		for _, f := range s.files {
			ast.Inspect(f, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if s.info.Types[call.Fun].IsType() && isKey(s.info.Types[call.Fun].Type) && s.info.Types[call].Value == nil {
						from := s.info.Types[call.Args[0]].Type
						if _, named := from.(*types.Named); named {
							converted[types.TypeString(from, nil)] = true
						} else if !s.own {
							k.faults = append(k.faults, fmt.Sprintf("%s: nobody knows which keys are made here", at(s, n)))
						}
					}
					k.call(s, call)
				}
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				tv := s.info.Types[e]
				if tv.Value == nil || !isKey(tv.Type) {
					return true
				}
				k.add(s, n, constant.StringVal(tv.Value))
				return false
			})
		}
	}
	for _, s := range all {
		for _, o := range s.info.Defs {
			if c, ok := o.(*types.Const); ok && converted[types.TypeString(c.Type(), nil)] {
				k.said[message.Key(constant.StringVal(c.Val()))]++
			}
		}
		for e, tv := range s.info.Types {
			if tv.Value != nil && tv.Value.Kind() == constant.String && converted[types.TypeString(tv.Type, nil)] {
				if _, isCall := e.(*ast.CallExpr); !isCall {
					k.add(s, e, constant.StringVal(tv.Value))
				}
			}
		}
	}
	delete(k.said, "")
	for key, n := range k.said {
		if n > 0 {
			k.texts[key] = true
		}
	}
	return k
}

func at(s source, n ast.Node) string {
	p := s.fset.Position(n.Pos())
	return filepath.Base(p.Filename) + ":" + strconv.Itoa(p.Line)
}

var printfVerb = regexp.MustCompile(`%(\[\d\])?[-+0-9.]*[sdqvf]`)

func (k *keys) add(s source, n ast.Node, key string) {
	k.said[message.Key(key)]++
	if printfVerb.MatchString(key) {
		k.faults = append(k.faults, fmt.Sprintf("%s: %q has verbs; arguments have names", at(s, n), key))
	}
}

// call checks that a call gives as many arguments as its key names, and notes
// which keys have a plural.
func (k *keys) call(s source, call *ast.CallExpr) {
	var name *ast.Ident
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel
	case *ast.Ident:
		name = f
	default:
		return
	}
	f, ok := s.info.Uses[name].(*types.Func)
	if !ok {
		return
	}
	sig := f.Type().(*types.Signature)
	var at0 []int // where the keys are among the parameters
	for i := range sig.Params().Len() {
		if isKey(sig.Params().At(i).Type()) {
			at0 = append(at0, i)
		}
	}
	if !sig.Variadic() || len(at0) == 0 || call.Ellipsis.IsValid() || len(call.Args) < sig.Params().Len()-1 {
		return
	}
	if types.TypeString(sig.Params().At(sig.Params().Len()-1).Type(), nil) != "[]any" {
		return
	}
	last := at0[len(at0)-1]
	value := func(i int) (message.Key, bool) {
		tv := s.info.Types[call.Args[i]]
		if tv.Value == nil {
			return "", false
		}
		return message.Key(constant.StringVal(tv.Value)), true
	}
	key, ok := value(last)
	if !ok {
		return
	}
	names, given := message.Names(key), len(call.Args)-(sig.Params().Len()-1)
	if len(at0) > 1 {
		k.plurals[key] = true
		if one, ok := value(at0[0]); ok && one != key {
			k.said[one]--
			for _, n := range message.Names(one) {
				if n != "count" && !slices.Contains(names, n) {
					k.faults = append(k.faults, fmt.Sprintf("%s: %q names {%s}, which %q does not", at(s, call), one, n, key))
				}
			}
		}
		names = slices.DeleteFunc(names, func(n string) bool { return n == "count" })
	}
	if len(names) != given {
		k.faults = append(k.faults, fmt.Sprintf("%s: %q names %d arguments and gets %d", at(s, call), key, len(names), given))
	}
}

// list is the content of keys.txt: each key as a Go string, plurals with a sign.
func (k keys) list() string {
	var b strings.Builder
	for _, key := range slices.SortedFunc(maps.Keys(k.texts), func(x, y message.Key) int {
		return cmp.Or(strings.Compare(strings.ToLower(string(x)), strings.ToLower(string(y))), strings.Compare(string(x), string(y)))
	}) {
		sign := " "
		if k.plurals[key] {
			sign = "n"
		}
		fmt.Fprintf(&b, "%s %q\n", sign, key)
	}
	return b.String()
}

// missing lists what a language lacks of the keys, what it has and nobody says, and
// translations that name other arguments than their key.
func (k keys) missing(l language) []string {
	var out []string
	same := func(key, own message.Key) {
		a, b := slices.Sorted(slices.Values(message.Names(key))), slices.Sorted(slices.Values(message.Names(own)))
		if !slices.Equal(a, b) {
			out = append(out, fmt.Sprintf("%q names other arguments than its translation %q", key, own))
		}
	}
	for key := range k.texts {
		own, has := l.texts[key]
		forms := l.plurals[key]
		switch {
		case k.plurals[key] && forms[plural.Other] == "", !k.plurals[key] && !has:
			out = append(out, fmt.Sprintf("no translation of %q", key))
		case has:
			same(key, own)
		}
		for _, form := range forms {
			same(key, form)
		}
	}
	for key := range l.texts {
		if !k.texts[key] {
			out = append(out, fmt.Sprintf("nobody says %q", key))
		}
	}
	for key := range l.plurals {
		if !k.plurals[key] {
			out = append(out, fmt.Sprintf("nobody counts %q", key))
		}
	}
	slices.Sort(out)
	return out
}

var update = flag.Bool("update", os.Getenv("UPDATE_GOLDEN") != "", "write keys.txt")

// TestKeys holds keys.txt to the sources, and every language to keys.txt.
func TestKeys(t *testing.T) {
	all, err := sources("../..", "./...")
	if err != nil {
		t.Fatal(err)
	}
	k := find(all)
	for _, f := range k.faults {
		t.Error(f)
	}
	list := k.list()
	if *update {
		if err := os.WriteFile("keys.txt", []byte(list), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile("keys.txt")
	if err != nil {
		t.Fatal(err)
	}
	was := strings.Split(string(old), "\n")
	now := strings.Split(list, "\n")
	for _, line := range now {
		if !slices.Contains(was, line) {
			t.Errorf("keys.txt lacks %s; UPDATE_GOLDEN=1 go test ./ui/text", line)
		}
	}
	for _, line := range was {
		if !slices.Contains(now, line) {
			t.Errorf("keys.txt has %s, which nobody says; UPDATE_GOLDEN=1 go test ./ui/text", line)
		}
	}
	for name, l := range languages() {
		if name == "en" {
			continue
		}
		for _, m := range k.missing(l) {
			t.Errorf("%s: %s", name, m)
		}
	}
}

// TestKeysAreFound: the search is shown a package with known keys and faults, so
// that TestKeys can't pass by finding nothing.
func TestKeysAreFound(t *testing.T) {
	all, err := sources(".", "./testdata/pane")
	if err != nil {
		t.Fatal(err)
	}
	k := find(all)
	// The singular of a plural is no key of its own.
	const list = `  "busy"
  "gone"
  "Regions"
  "stopped %d"
n "{count} disks of {zone}"
n "{count} zones"
  "{why}: {n} of {total}"
`
	if got := k.list(); got != list {
		t.Errorf("got\n%swant\n%s", got, list)
	}
	want := []string{
		`pane.go:30: "stopped %d" has verbs; arguments have names`,
		`pane.go:30: "stopped %d" names 0 arguments and gets 1`,
		`pane.go:31: "{why}: {n} of {total}" names 3 arguments and gets 2`,
		`pane.go:32: "one disk of {region}" names {region}, which "{count} disks of {zone}" does not`,
		`pane.go:33: nobody knows which keys are made here`,
	}
	slices.Sort(k.faults)
	if !slices.Equal(k.faults, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(k.faults, "\n"), strings.Join(want, "\n"))
	}
	got := k.missing(language{
		texts:   map[message.Key]message.Key{"Regions": "Regionoj", "busy": "{n} okupata", "gone": "for", "stopped %d": "haltis", "fresh": "freŝa"},
		plurals: map[message.Key]map[plural.Form]message.Key{"{count} zones": {plural.Other: "{count} zonoj"}},
	})
	lacks := []string{
		`"busy" names other arguments than its translation "{n} okupata"`,
		`no translation of "{count} disks of {zone}"`,
		`no translation of "{why}: {n} of {total}"`,
		`nobody says "fresh"`,
	}
	if !slices.Equal(got, lacks) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(lacks, "\n"))
	}
}
