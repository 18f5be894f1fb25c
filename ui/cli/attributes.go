package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/fleet"
	"ecsdeck/ui/cli/shell"
)

func (a *commands) addressCommand() *cobra.Command {
	c, _ := a.verbCommand(fleet.ActionAddress, "", a.P.S("Give instances a public address; it works after their next start"),
		"i-bp1example", "--region cn-hangzhou --filter tag:env=test --dry-run")
	return c
}

func (a *commands) renameCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionRename, "NAME ", a.P.S("Rename instances; web-[1,3] numbers them web-001, web-002 and on"),
		"web-1 i-bp1example", "'web-[1,3]' i-bp1example i-bp2example")
	v.take = func(words []string) ([]string, error) {
		if len(words) == 0 || isID(words[0]) || strings.TrimSpace(words[0]) == "" {
			return nil, shell.Usage(a.P.S("{name} needs the new name before the ids", c.Name()))
		}
		v.options.Name = words[0]
		return words[1:], nil
	}
	return c
}

func (a *commands) descriptionCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionDescription, "TEXT ", a.P.S("Change the description of instances"),
		"'owned by ops, ask first' i-bp1example", "'for the load test' --region cn-hangzhou --filter tag:env=test")
	v.take = func(words []string) ([]string, error) {
		if len(words) == 0 || isID(words[0]) || strings.TrimSpace(words[0]) == "" {
			return nil, shell.Usage(a.P.S("{name} needs the new description before the ids", c.Name()))
		}
		v.options.Description = strings.TrimSpace(words[0])
		return words[1:], nil
	}
	return c
}

func (a *commands) tagCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionTag, "[KEY=VALUE...] ", a.P.S("Set tags of instances, or take them away"),
		"env=test owner=ops i-bp1example", "--remove owner --region cn-hangzhou --filter tag:env=test")
	c.Flags().StringArrayVar(&v.options.Untag, "remove", nil, a.P.S("`KEY` of a tag to take away; may be given again"))
	v.take = func(words []string) (ids []string, err error) {
		for _, word := range words {
			if isID(word) {
				ids = append(ids, word)
				continue
			}
			t, err := a.readTag(word)
			if err != nil {
				return nil, err
			}
			v.options.Tags = append(v.options.Tags, t)
		}
		if len(v.options.Tags)+len(v.options.Untag) == 0 {
			return nil, shell.Usage(a.P.S("{name} needs something to set or to take away; accepted: KEY=VALUE, --remove KEY", c.Name()))
		}
		return ids, a.tagTwice(v.options.Tags, v.options.Untag)
	}
	return c
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
	seen := map[string]bool{}
	for _, t := range set {
		if seen[t.Key] {
			return shell.Usage(a.P.S("the tag {key:q} is given twice", t.Key))
		}
		seen[t.Key] = true
	}
	for _, key := range remove {
		switch {
		case strings.TrimSpace(key) == "":
			return shell.Usage(a.P.S("--remove needs the key of a tag"))
		case seen[key]:
			return shell.Usage(a.P.S("the tag {key:q} is given twice", key))
		}
		seen[key] = true
	}
	return nil
}

func (a *commands) protectCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionProtect, "on|off ", a.P.S("Protect instances against release, or not"),
		"on i-bp1example", "off --region cn-hangzhou --filter tag:env=test")
	v.take = a.onOff(c, &v.options.On)
	return c
}

func (a *commands) keyPairCommand() *cobra.Command {
	c, v := a.verbCommand(fleet.ActionKeyPair, "NAME ", a.P.S("Attach a key pair to instances, or replace the one they have; it works after their next start"),
		"deploy i-bp1example", "deploy --region cn-hangzhou --filter tag:env=test --dry-run")
	v.take = func(words []string) ([]string, error) {
		if len(words) == 0 || isID(words[0]) || strings.TrimSpace(words[0]) == "" {
			return nil, shell.Usage(a.P.S("{name} needs the name of a key pair before the ids", c.Name()))
		}
		v.options.KeyPair = strings.TrimSpace(words[0])
		return words[1:], nil
	}
	return c
}
