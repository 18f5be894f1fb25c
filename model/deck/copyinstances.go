package deck

import (
	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/op"
)

// InstanceFields are what can be copied of instances, which of has of a row.
func InstanceFields[R any](d *Deck, of func(R) *ecsapi.Instance) []CopyField[R] {
	k, t := d.Keys, d.Text
	field := func(value func(*ecsapi.Instance) string) func(R) string {
		return func(r R) string { return value(of(r)) }
	}
	return []CopyField[R]{
		{k.CopyID, t.S("ids"), func(n int) string { return t.N("{count} id", "{count} ids", n) },
			field(func(i *ecsapi.Instance) string { return string(i.ID) })},
		{k.CopyName, t.S("names"), func(n int) string { return t.N("{count} name", "{count} names", n) },
			field(func(i *ecsapi.Instance) string { return i.Name })},
		{k.CopyPrivate, t.S("private addresses"), func(n int) string { return t.N("{count} private address", "{count} private addresses", n) },
			field((*ecsapi.Instance).PrivateIP)},
		{k.CopyPublic, t.S("public addresses"), func(n int) string { return t.N("{count} public address", "{count} public addresses", n) },
			field((*ecsapi.Instance).PublicIP)},
		{k.CopyIPv6, t.S("IPv6 addresses"), func(n int) string { return t.N("{count} IPv6 address", "{count} IPv6 addresses", n) },
			field(func(i *ecsapi.Instance) string {
				if all := i.IPv6(); len(all) > 0 {
					return all[0]
				}
				return ""
			})},
	}
}

// InstanceCommands are the commands that ask the cloud about instances, which of has of a row.
func InstanceCommands[R any](of func(R) *ecsapi.Instance) func(rows []R) []string {
	return func(rows []R) []string {
		list := make([]*ecsapi.Instance, len(rows))
		for n, r := range rows {
			list[n] = of(r)
		}
		return op.DescribeCommands(list)
	}
}
