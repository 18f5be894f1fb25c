package shell

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"

	"ecsdeck/ecsapi/filter"
	"ecsdeck/ecsapi/message"
)

// recordTemplate is a template in the language of text/template over records of JSON. Only
// its parser is the standard library's: what runs there may call methods by their names,
// which makes the linker keep all there are, three megabytes of them. Here nothing is
// called but the functions below, and no loop is longer than a list.
type recordTemplate struct{ root *parse.ListNode }

// mostSteps is how many nodes a template may run through and how many bytes it may print of
// a record: loops in loops would never end.
const mostSteps = 10_000_000

// functions are those that a template may call.
var functions = map[string]func(args []any) (any, error){
	"len":   func(args []any) (any, error) { return length(args) },
	"index": index,
	"join":  join,
	"json":  func(args []any) (any, error) { return inJSON(args) },
	"upper": func(args []any) (any, error) { return strings.ToUpper(shown(last(args))), nil },
	"lower": func(args []any) (any, error) { return strings.ToLower(shown(last(args))), nil },
	"not":   func(args []any) (any, error) { return !truth(last(args)), nil },
	"and": func(args []any) (v any, _ error) {
		for _, v = range args {
			if !truth(v) {
				break
			}
		}
		return v, nil
	},
	"or": func(args []any) (v any, _ error) {
		for _, v = range args {
			if truth(v) {
				break
			}
		}
		return v, nil
	},
	"eq": func(args []any) (any, error) {
		return len(args) > 1 && slices.ContainsFunc(args[1:], func(v any) bool { return compare(args[0], v) == 0 }), nil
	},
	"ne": two(func(order int) bool { return order != 0 }),
	"lt": two(func(order int) bool { return order < 0 }),
	"le": two(func(order int) bool { return order <= 0 }),
	"gt": two(func(order int) bool { return order > 0 }),
	"ge": two(func(order int) bool { return order >= 0 }),
}

// newRecordTemplate reads a template.
func newRecordTemplate(text string) (*recordTemplate, error) {
	const name = "t"
	known := map[string]any{}
	for name, f := range functions {
		known[name] = f
	}
	trees, err := parse.Parse(name, text, "", "", known)
	switch {
	case err != nil:
		return nil, message.Errorf("line {reason}", strings.TrimPrefix(err.Error(), "template: "+name+":"))
	case len(trees) != 1 || trees[name] == nil || text == "":
		return nil, message.Errorf("it must be one template and print something, such as {example}", "{{.id}}")
	}
	return &recordTemplate{trees[name].Root}, check(trees[name].Root)
}

// check refuses what this does not run.
func check(n parse.Node) error {
	switch n := n.(type) {
	case *parse.TemplateNode, *parse.BreakNode, *parse.ContinueNode:
		return message.Errorf("{text:q} is not possible", n.String())
	case *parse.ChainNode:
		return check(n.Node)
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, child := range n.Nodes {
			if err := check(child); err != nil {
				return err
			}
		}
	case *parse.ActionNode:
		return check(n.Pipe)
	case *parse.IfNode:
		return cmp.Or(check(n.Pipe), check(n.List), check(n.ElseList))
	case *parse.RangeNode:
		return cmp.Or(check(n.Pipe), check(n.List), check(n.ElseList))
	case *parse.WithNode:
		return cmp.Or(check(n.Pipe), check(n.List), check(n.ElseList))
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			for _, arg := range c.Args {
				if err := check(arg); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// appendAll runs the template on each record of a list, or on what is no list, a line
// each.
func (t *recordTemplate) appendAll(out, document []byte) ([]byte, error) {
	v, err := decodeJSON(document)
	if err != nil {
		return out, err
	}
	records, ok := v.([]any)
	if !ok {
		records = []any{v}
	}
	for _, r := range records {
		x := &execution{out: out, root: r, vars: []variable{{"$", r}}, steps: mostSteps}
		if err := x.run(t.root, r); err != nil {
			return out, err
		}
		if out = x.out; len(out) == 0 || out[len(out)-1] != '\n' {
			out = append(out, '\n')
		}
	}
	return out, nil
}

type variable struct {
	name  string
	value any
}

// execution is a template on its way through a record.
type execution struct {
	out   []byte
	root  any
	vars  []variable
	steps int
}

func (x *execution) run(n parse.Node, dot any) error {
	if err := x.step(1); err != nil {
		return err
	}
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return nil
		}
		for _, child := range n.Nodes {
			if err := x.run(child, dot); err != nil {
				return err
			}
		}
	case *parse.TextNode:
		return x.print(string(n.Text))
	case *parse.ActionNode:
		v, err := x.pipe(n.Pipe, dot)
		if err != nil || len(n.Pipe.Decl) > 0 {
			return err
		}
		return x.print(shown(v))
	case *parse.IfNode:
		return x.branch(&n.BranchNode, dot, false)
	case *parse.WithNode:
		return x.branch(&n.BranchNode, dot, true)
	case *parse.RangeNode:
		return x.loop(n, dot)
	}
	return nil
}

func (x *execution) step(n int) error {
	if x.steps -= n; x.steps < 0 {
		return message.Errorf("it prints too much, or goes on for too long")
	}
	return nil
}

func (x *execution) print(text string) error {
	x.out = append(x.out, text...)
	return x.step(len(text))
}

// branch runs if and with, which moves the dot.
func (x *execution) branch(n *parse.BranchNode, dot any, moves bool) error {
	defer x.scope()()
	v, err := x.pipe(n.Pipe, dot)
	switch {
	case err != nil:
		return err
	case !truth(v):
		return x.run(n.ElseList, dot)
	case moves:
		dot = v
	}
	return x.run(n.List, dot)
}

// scope drops, at its end, the variables that came since.
func (x *execution) scope() func() {
	n := len(x.vars)
	return func() { x.vars = x.vars[:n] }
}

func (x *execution) loop(n *parse.RangeNode, dot any) error {
	defer x.scope()()
	v, err := x.pipe(n.Pipe, dot)
	if err != nil {
		return err
	}
	before := len(x.vars)
	if !n.Pipe.IsAssign {
		before -= len(n.Pipe.Decl)
	}
	each := func(key, value any) error {
		x.vars = x.vars[:before]
		switch d := n.Pipe.Decl; {
		case len(d) == 1:
			x.set(n.Pipe, d[0], value)
		case len(d) == 2:
			x.set(n.Pipe, d[0], key)
			x.set(n.Pipe, d[1], value)
		}
		return x.run(n.List, value)
	}
	switch v := v.(type) {
	case nil:
	case []any:
		for i, value := range v {
			if err := each(json.Number(strconv.Itoa(i)), value); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if err := each(key, v[key]); err != nil {
				return err
			}
		}
	default:
		return message.Errorf("range works on lists and tags, not on {value:q}", shown(v))
	}
	if !truth(v) {
		return x.run(n.ElseList, dot)
	}
	return nil
}

// pipe is the value of commands, each with the one before as its last argument.
func (x *execution) pipe(p *parse.PipeNode, dot any) (v any, err error) {
	for i, c := range p.Cmds {
		var before []any
		if i > 0 {
			before = []any{v}
		}
		if v, err = x.command(c, dot, before); err != nil {
			return nil, err
		}
	}
	for _, d := range p.Decl {
		x.set(p, d, v)
	}
	return v, nil
}

// set declares a variable or, where the pipe assigns, changes the one that is in sight.
func (x *execution) set(p *parse.PipeNode, d *parse.VariableNode, v any) {
	if !p.IsAssign {
		x.vars = append(x.vars, variable{d.Ident[0], v})
		return
	}
	for i := len(x.vars) - 1; i >= 0; i-- {
		if x.vars[i].name == d.Ident[0] {
			x.vars[i].value = v
			return
		}
	}
}

func (x *execution) command(c *parse.CommandNode, dot any, before []any) (any, error) {
	name, isFunction := c.Args[0].(*parse.IdentifierNode)
	if !isFunction {
		if len(c.Args)+len(before) > 1 {
			return nil, message.Errorf("{text:q} is no function", c.Args[0].String())
		}
		return x.value(c.Args[0], dot)
	}
	var args []any
	for _, n := range c.Args[1:] {
		v, err := x.value(n, dot)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	if args = append(args, before...); len(args) == 0 {
		return nil, message.Errorf("{name} needs something to work on", name.Ident)
	}
	v, err := functions[name.Ident](args)
	if text, ok := v.(string); ok && err == nil {
		err = x.step(len(text)) // JSON of JSON doubles each time
	}
	return v, err
}

func (x *execution) value(n parse.Node, dot any) (any, error) {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot, nil
	case *parse.FieldNode:
		return x.field(dot, n.Ident)
	case *parse.VariableNode:
		for i := len(x.vars) - 1; i >= 0; i-- {
			if x.vars[i].name == n.Ident[0] {
				return x.field(x.vars[i].value, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		v, err := x.value(n.Node, dot)
		if err != nil {
			return nil, err
		}
		return x.field(v, n.Field)
	case *parse.PipeNode:
		return x.pipe(n, dot)
	case *parse.StringNode:
		return n.Text, nil
	case *parse.NumberNode:
		return json.Number(n.Text), nil
	case *parse.BoolNode:
		return n.True, nil
	case *parse.IdentifierNode:
		return nil, message.Errorf("{name} needs something to work on", n.Ident)
	}
	return nil, nil
}

// field follows names into records. One that the whole record has not is a mistake; in
// what is in it, such as tags, it is unknown.
func (x *execution) field(v any, names []string) (any, error) {
	for i, name := range names {
		m, ok := v.(map[string]any)
		value, has := m[name]
		if !has && (!ok && v != nil || i == 0 && x.isRoot(m)) {
			known := slices.Sorted(maps.Keys(m))
			if near := filter.Suggest(name, known); len(near) > 0 {
				return nil, message.Errorf("there is no field {name:q}; did you mean {meant}", name, near[0])
			}
			return nil, message.Errorf("there is no field {name:q}; there are {known}", name, strings.Join(known, ", "))
		}
		v = value
	}
	return v, nil
}

// isRoot reports whether a record is the whole one.
func (x *execution) isRoot(m map[string]any) bool {
	root, ok := x.root.(map[string]any)
	return ok && reflect.ValueOf(m).Pointer() == reflect.ValueOf(root).Pointer()
}

// shown is a value as a template prints it: what is unknown is blank.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	text, _ := inJSON([]any{v})
	return text
}

func inJSON(args []any) (string, error) {
	b, err := json.Marshal(last(args))
	return string(b), err
}

func last(args []any) any { return args[len(args)-1] }

// truth is false for what is unknown, empty or 0.
func truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case json.Number:
		n, err := v.Float64()
		return err != nil || n != 0
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

// compare compares numbers as such and all else as it is printed.
func compare(a, b any) int {
	x, isX := number(a)
	y, isY := number(b)
	if isX && isY {
		return cmp.Compare(x, y)
	}
	return strings.Compare(shown(a), shown(b))
}

func number(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

func two(is func(order int) bool) func(args []any) (any, error) {
	return func(args []any) (any, error) {
		if len(args) != 2 {
			return nil, message.Errorf("a comparison needs two values, and has {count}", len(args))
		}
		return is(compare(args[0], args[1])), nil
	}
}

func length(args []any) (any, error) {
	n := 0
	switch v := last(args).(type) {
	case nil:
	case []any:
		n = len(v)
	case map[string]any:
		n = len(v)
	case string:
		n = len([]rune(v))
	default:
		return nil, message.Errorf("{value:q} has no length", shown(v))
	}
	return json.Number(strconv.Itoa(n)), nil
}

// index follows keys and positions into what is in a record. What is not there is unknown.
func index(args []any) (any, error) {
	v := args[0]
	for _, key := range args[1:] {
		switch in := v.(type) {
		case map[string]any:
			v = in[shown(key)]
		case []any:
			i, err := strconv.Atoi(shown(key))
			if v = nil; err == nil && 0 <= i && i < len(in) {
				v = in[i]
			}
		default:
			v = nil
		}
	}
	return v, nil
}

// join joins a list by a text, which may stand before it.
func join(args []any) (any, error) {
	if len(args) != 2 {
		return nil, message.Errorf("join needs a list and what stands between, and has {count} arguments", len(args))
	}
	list, ok := args[0].([]any)
	between := args[1]
	if !ok {
		list, ok = args[1].([]any)
		between = args[0]
	}
	if !ok {
		return nil, message.Errorf("join works on lists, not on {value:q}", shown(args[0]))
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = shown(v)
	}
	return strings.Join(texts, shown(between)), nil
}
