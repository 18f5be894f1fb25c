package model

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ecsdeck/ecsapi"
	"ecsdeck/model/deck"
	"ecsdeck/ui/term"
)

// moreColumns are those of instances that are shown where somebody chose them.
func moreColumns(d *deck.Deck) []column {
	when := func(of func(*ecsapi.Instance) time.Time) column {
		return column{
			Column: cells{Cell: deck.DimText(d, func(i *ecsapi.Instance) string {
				if of(i).IsZero() {
					return ""
				}
				return d.Minute(of(i))
			})},
			key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) { return timeKey(dst, of(i)), !of(i).IsZero() },
		}
	}
	protected := column{
		Column: cells{Cell: deck.Text(func(i *ecsapi.Instance) string {
			if i.DeletionProtection {
				return d.Text.S("protected")
			}
			return ""
		})},
		key: func(dst []byte, i *ecsapi.Instance) ([]byte, bool) { return dst, i.DeletionProtection },
	}
	return []column{
		words(func(i *ecsapi.Instance) string { return string(i.Region) }).
			as(term.Column{Key: "region", Title: d.Text.S("REGION"), What: d.Text.S("the region"), Min: 14, Max: 16}),
		words(func(i *ecsapi.Instance) string { return strings.TrimPrefix(i.Family(), "ecs.") }).as(term.Column{Key: "family", Title: d.Text.S("FAMILY"), What: d.Text.S("the family of its type"), Min: 7, Max: 12}),
		number(d, func(i *ecsapi.Instance) int { return i.GPU }, term.Count).
			as(term.Column{Key: "gpu", Title: d.Text.S("GPU"), What: d.Text.S("GPUs"), Min: 3, Max: 3, Right: true}),
		words(func(i *ecsapi.Instance) string { return i.OS }).
			as(term.Column{Key: "os", Title: d.Text.S("OS"), What: d.Text.S("the operating system"), Min: 12, Max: 32, Grow: 1}),
		words(func(i *ecsapi.Instance) string { return i.Image }).
			as(term.Column{Key: "image", Title: d.Text.S("IMAGE"), What: d.Text.S("the image it was created from"), Min: 16, Max: 40, Grow: 1, Middle: true}),
		words(func(i *ecsapi.Instance) string { return i.HostName }).
			as(term.Column{Key: "host", Title: d.Text.S("HOST"), What: d.Text.S("the host name"), Min: 12, Max: 30, Grow: 1, Middle: true}),
		words(ipv6).showing("ip").as(term.Column{Key: "ipv6", Title: d.Text.S("IPV6"), What: d.Text.S("the first IPv6 address"), Min: 20, Max: 39, Grow: 1}),
		words(func(i *ecsapi.Instance) string { return i.VPC }).
			as(term.Column{Key: "vpc", Title: d.Text.S("VPC"), What: d.Text.S("the VPC"), Min: 12, Max: 25, Grow: 1, Middle: true}),
		words(func(i *ecsapi.Instance) string { return i.VSwitch }).
			as(term.Column{Key: "vswitch", Title: d.Text.S("VSWITCH"), What: d.Text.S("the vSwitch"), Min: 12, Max: 25, Grow: 1, Middle: true}),
		words(func(i *ecsapi.Instance) string {
			switch n := len(i.SecurityGroups); n {
			case 0:
				return ""
			case 1:
				return i.SecurityGroups[0]
			default:
				return i.SecurityGroups[0] + " +" + strconv.Itoa(n-1)
			}
		}).as(term.Column{Key: "sg", Title: d.Text.S("GROUPS"), What: d.Text.S("the first security group, and how many more"), Min: 14, Max: 28, Grow: 1, Middle: true}),
		words(func(i *ecsapi.Instance) string { return i.KeyPair }).
			as(term.Column{Key: "keypair", Title: d.Text.S("KEY PAIR"), What: d.Text.S("the key pair"), Min: 10, Max: 24, Grow: 1, Middle: true}),
		words(func(i *ecsapi.Instance) string { return i.ResourceGroup }).
			as(term.Column{Key: "group", Title: d.Text.S("RESOURCE GROUP"), What: d.Text.S("the resource group"), Min: 14, Max: 24, Grow: 1, Middle: true}),
		words(func(i *ecsapi.Instance) string { return i.Description }).
			as(term.Column{Key: "description", Title: d.Text.S("DESCRIPTION"), What: d.Text.S("the description"), Min: 12, Max: 60, Grow: 2}),
		words((*ecsapi.Instance).Owner).as(term.Column{Key: "owner", Title: d.Text.S("OWNER"), What: d.Text.S("the value of the tag owner"), Min: 8, Max: 24, Grow: 1}),
		protected.as(term.Column{Key: "protected", Title: d.Text.S("PROTECTED"), What: d.Text.S("whether it is protected against release"), Min: 9, Max: 9}),
		when(func(i *ecsapi.Instance) time.Time { return i.Created }).
			as(term.Column{Key: "created", Title: d.Text.S("CREATED"), What: d.Text.S("when it was created"), Min: 16, Max: 16}),
		when(func(i *ecsapi.Instance) time.Time { return i.Started }).
			as(term.Column{Key: "started", Title: d.Text.S("STARTED"), What: d.Text.S("when it was started last"), Min: 16, Max: 16}),
		when(func(i *ecsapi.Instance) time.Time { return i.AutoRelease }).
			as(term.Column{Key: "autorelease", Title: d.Text.S("AUTO-RELEASE"), What: d.Text.S("when it is released by itself"), Min: 16, Max: 16}),
	}
}

// ipv6 is the first address of IPv6, or "".
func ipv6(i *ecsapi.Instance) string {
	for _, ip := range i.IPv6() {
		return ip
	}
	return ""
}

const tagPrefix = "tag:"

// tagColumn is the column of a tag's values; ok is false for what is no key "tag:KEY".
func tagColumn(d *deck.Deck, key string) (c column, ok bool) {
	name, ok := strings.CutPrefix(key, tagPrefix)
	if !ok || name == "" {
		return column{}, false
	}
	title := []rune(strings.ToUpper(term.Clean(name)))
	if len(title) > 16 {
		title = append(title[:15], '…')
	}
	return words(func(i *ecsapi.Instance) string { v, _ := i.Tag(name); return v }).
		as(term.Column{Key: key, Title: string(title), What: d.Text.S("the value of the tag {key}", name), Min: 8, Max: 32, Grow: 1}), true
}

// tagKeys are the columns of the tags that most of the rows have, in the order of their use. A
// sample of a big fleet tells them.
func tagKeys(rows []*ecsapi.Instance) []string {
	const most, sample = 20, 4000
	uses := map[string]int{}
	for n := 0; n < len(rows); n += len(rows)/sample + 1 {
		for _, t := range rows[n].Tags {
			uses[t.Key]++
		}
	}
	keys := slices.SortedFunc(maps.Keys(uses), func(a, b string) int { return cmp.Or(uses[b]-uses[a], strings.Compare(a, b)) })
	keys = keys[:min(most, len(keys))]
	for n := range keys {
		keys[n] = tagPrefix + keys[n]
	}
	return keys
}
