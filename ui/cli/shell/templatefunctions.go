package shell

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi/message"
)

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
