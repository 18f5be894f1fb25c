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
// which makes the linker keep all there are: the program had 26.4 MB instead of 21.7. Here nothing is
// called but the functions below, and no loop is longer than a list.
type recordTemplate struct{ root *parse.ListNode }

// mostSteps is how many nodes a template may run through and how many bytes it may print of
// a record: loops in loops would never end.
const mostSteps = 10_000_000

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
