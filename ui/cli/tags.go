package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/cli/shell"
)

// takeTags takes tags among the ids.
func (v *verb) takeTags(c *cobra.Command) {
	v.take(func(words []string) (ids []string, err error) {
		for _, word := range words {
			if isTarget(word) {
				ids = append(ids, word)
				continue
			}
			t, err := v.readTag(word)
			if err != nil {
				return nil, err
			}
			v.options.Tags = append(v.options.Tags, t)
		}
		if len(v.options.Tags)+len(v.options.Untag) == 0 {
			return nil, shell.Usage(v.P.S("{name} needs something to set or to take away; accepted: KEY=VALUE, --remove KEY", c.Name()))
		}
		return ids, v.tagTwice(v.options.Tags, v.options.Untag)
	})
}

func (a *commands) readTag(word string) (ecsapi.Tag, error) {
	key, value, ok := strings.Cut(word, "=")
	if !ok || strings.TrimSpace(key) == "" {
		return ecsapi.Tag{}, shell.Usage(a.P.S("{word:q} is neither a tag, written KEY=VALUE, nor the id of an instance, such as i-bp1example", word))
	}
	return ecsapi.Tag{Key: key, Value: value}, nil
}

// tagTwice refuses a key of which two things are asked.
func (a *commands) tagTwice(set []ecsapi.Tag, remove []string) error {
	seen := map[string]string{} // the keys, by what they are in lower case
	for _, t := range set {
		lower := strings.ToLower(t.Key)
		switch other, twice := seen[lower]; {
		case twice && other == t.Key:
			return shell.Usage(a.P.S("the tag {key:q} is given twice", t.Key))
		case twice:
			return shell.Usage(a.P.S("the tags {key:q} and {other:q} differ in case only", other, t.Key))
		}
		seen[lower] = t.Key
	}
	for i, key := range remove {
		switch {
		case strings.TrimSpace(key) == "":
			return shell.Usage(a.P.S("--remove needs the key of a tag"))
		case seen[strings.ToLower(key)] == key, slices.Contains(remove[:i], key):
			return shell.Usage(a.P.S("the tag {key:q} is given twice", key))
		}
	}
	return nil
}
