package shell

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"ecsdeck/ecsapi"
	"ecsdeck/ecsapi/catalog"
)

// RegionFlags is the flags that say which regions.
type RegionFlags struct {
	Named []string
	All   bool
}

// RegionFlags gives a command --region, and --all-regions if all may be asked for.
func (a *App) RegionFlags(c *cobra.Command, all bool) *RegionFlags {
	f := &RegionFlags{}
	c.Flags().StringArrayVar(&f.Named, "region", nil, a.P.S("`ID` of a region to work on; may be given again"))
	a.Complete(c, "region", CatalogRegions)
	if all {
		c.Flags().BoolVar(&f.All, "all-regions", false, a.P.S("work on every region"))
	}
	return f
}

// List returns the regions named, each once.
func (f *RegionFlags) List() []ecsapi.RegionID {
	var ids []ecsapi.RegionID
	for _, r := range f.Named {
		for _, id := range strings.Split(r, ",") {
			if id := ecsapi.RegionID(strings.TrimSpace(id)); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// Check refuses flags that contradict each other.
func (f *RegionFlags) Check(a *App) error {
	if f.All && len(f.Named) > 0 {
		return Usage(a.P.S("--all-regions cannot be joined with --region; give one of them"))
	}
	return nil
}

// Choice is a flag that takes one of a few words.
type Choice struct {
	Value string
	Of    []string
}

func (c *Choice) String() string { return c.Value }
func (c *Choice) Type() string   { return strings.Join(c.Of, "|") }

// Set takes one of the words. Its error is for cobra; people read flagError's.
func (c *Choice) Set(v string) error {
	if !slices.Contains(c.Of, v) {
		return errors.New("not accepted") // flagError says it better
	}
	c.Value = v
	return nil
}

// Complete offers a shell the values of a flag.
func (a *App) Complete(c *cobra.Command, flag string, values func() []string) {
	c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values(), cobra.ShellCompDirectiveNoFileComp
	})
}

// flagError says in one line which flag was wrong and what is accepted.
func (a *App) flagError(c *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		flag, known := "-"+unknown.GetSpecifiedName(), a.flagNames(c)
		if unknown.GetSpecifiedShortnames() == "" {
			flag = "-" + flag
		}
		return Usage(a.P.S("{command} has no flag {flag}", c.CommandPath(), flag) + a.Meant(flag, known) + a.Accepted(known))
	case errors.As(err, &missing):
		return Usage(a.P.S("--{flag} needs a value", missing.GetFlag().Name) + a.Accepted(a.values(missing.GetFlag())))
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		return Usage(a.P.S("--{flag} cannot be {value:q}", f.Name, invalid.GetValue()) + a.Accepted(a.values(f)))
	}
	return Usage(a.P.E(err))
}

func (a *App) flagNames(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	})
	return names
}

// values says what a flag takes.
func (a *App) values(f *pflag.Flag) []string {
	switch v := f.Value.(type) {
	case *Choice:
		return v.Of
	case *form:
		return v.accepted()
	}
	switch f.Value.Type() {
	case "bool":
		return []string{"true", "false"}
	case "uint64", "uint32", "int":
		return []string{a.P.S("a whole number, 0 and more")}
	case "float64":
		return []string{a.P.S("a number such as 0.5 or 60")}
	case "duration":
		return []string{a.P.S("a time such as 200ms, 90s or 10m")}
	}
	name, _ := pflag.UnquoteUsage(f)
	return []string{name}
}

// ChoiceFlag gives a command a flag that takes one of a few words.
func (a *App) ChoiceFlag(c *cobra.Command, name, what string, of ...string) *Choice {
	v := &Choice{Of: of}
	c.Flags().Var(v, name, what)
	a.Complete(c, name, func() []string { return of })
	return v
}

// CatalogTypes are the instance types to offer a shell, which waits for no cloud.
func CatalogTypes() []string {
	return IDs(catalog.InstanceTypes(), func(t catalog.InstanceType) string { return t.ID })
}

// CatalogImages are the public images to offer a shell.
func CatalogImages() []string {
	return IDs(catalog.Images(), func(i catalog.Image) string { return i.ID })
}

// CatalogRegions are the regions to offer a shell.
func CatalogRegions() []string {
	return IDs(catalog.Regions(), func(r catalog.Region) string { return r.ID })
}

// IDs are the ids of a list.
func IDs[T any, ID ~string](list []T, id func(T) ID) []ID {
	out := make([]ID, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}
