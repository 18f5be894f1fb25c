package ecssim

import (
	"reflect"

	"ecsdeck/ecsapi/ecssim/rpc"
)

// lose takes the last rows off the list of an answer and leaves its counts as
// they are. A list is a field that holds nothing but a slice, as Instances holds
// Instance; an answer without one stays whole.
func lose(answer rpc.Answer, rows int) {
	v := reflect.ValueOf(answer).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Struct || f.NumField() != 1 || f.Field(0).Kind() != reflect.Slice {
			continue
		}
		list := f.Field(0)
		list.Set(list.Slice(0, max(0, list.Len()-min(rows, list.Len()))))
	}
}
