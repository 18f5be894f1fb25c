package wiretest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
)

// place is the end of a name in a list of texts.
var place = regexp.MustCompile(`\.\d+$`)

// Each parameter that the source of ecsapi names is in one of the typed requests
// that its calls are compared with, by the names and positions in their tags: none
// is misspelt, and none is added without a comparison.
func TestEveryParameterIsCompared(t *testing.T) {
	typed := map[string]bool{}
	for _, e := range append(every(), exchange{typed: slices.Collect(maps.Values(unlike))}) {
		for _, r := range e.typed {
			if err := requests.InitParams(r); err != nil {
				t.Fatal(err)
			}
			for name := range r.GetQueryParams() {
				typed[place.ReplaceAllString(name, "")] = true
			}
			if len(r.GetFormParams()) > 0 {
				t.Errorf("%s has parameters in its body", r.GetActionName())
			}
		}
	}
	named := named(t)
	for name := range named {
		if !typed[name] && name != "RegionId" { // which the SDK itself adds
			t.Errorf("%s is in none of the typed requests", name)
		}
	}
	if len(named) < 50 {
		t.Errorf("the source names %d parameters only", len(named))
	}
}

// named finds the names of parameters in the source: the keys of params, by
// literals and by index, and the lists added to them.
func named(t *testing.T) map[string]bool {
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	add := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			name, _ := strconv.Unquote(lit.Value)
			found[name] = true
		}
	}
	is := func(e ast.Expr, name string) bool {
		id, ok := e.(*ast.Ident)
		return ok && id.Name == name
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if is(n.Type, "params") {
					for _, pair := range n.Elts {
						add(pair.(*ast.KeyValueExpr).Key)
					}
				}
			case *ast.IndexExpr:
				if is(n.X, "p") {
					add(n.Index)
				}
			case *ast.CallExpr:
				if is(n.Fun, "withList") {
					add(n.Args[1])
				}
			}
			return true
		})
	}
	return found
}
