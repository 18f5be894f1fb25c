package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/cli/shell"
	"ecsdeck/ui/record"
)

type imageRecord struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Region  string  `json:"region"`
	OS      *string `json:"os"`
	OSType  *string `json:"os_type"`
	Arch    *string `json:"arch"`
	Owner   *string `json:"owner"`
	SizeGiB *int    `json:"size_gib"`
	Created *string `json:"created"`
}

func (a *commands) imagesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "images [WORD...]",
		Short:   a.P.S("List the images of a region that instances can be created from"),
		Example: "  ecsdeck images ubuntu --region cn-hangzhou\n  ecsdeck images --owner self --type ecs.g7.large -o json",
	}
	m := a.QueryFlags(c)
	table := shell.NewTable(m.Output,
		shell.Left("id", a.P.S("ID"), func(r imageRecord) string { return r.ID }),
		shell.Left("os", a.P.S("OS"), func(r imageRecord) string { return shell.OneLine(shell.Deref(r.OS)) }),
		shell.Left("arch", a.P.S("ARCH"), func(r imageRecord) string { return shell.Deref(r.Arch) }),
		shell.Right("size", a.P.S("GIB"), func(r imageRecord) string { return shell.Number(r.SizeGiB) }).Of("size_gib"),
		shell.Left("owner", a.P.S("OWNER"), func(r imageRecord) string { return shell.Deref(r.Owner) }),
		shell.Left("region", a.P.S("REGION"), func(r imageRecord) string { return r.Region }),
	)
	owner := a.ChoiceFlag(c, "owner", a.P.S("whose images (default: all but those of the marketplace)"), "system", "self", "others", "marketplace")
	var q ecsapi.ImageQuery
	c.Flags().StringVar(&q.Type, "type", "", a.P.S("`TYPE` of instances that must be able to run it"))
	a.Complete(c, "type", shell.CatalogTypes)
	c.RunE = func(c *cobra.Command, words []string) error {
		if err := m.Check(c); err != nil {
			return err
		}
		q.Owner = owner.Value
		return a.images(c.Context(), m, table, q, words)
	}
	return c
}

// images reads the images of the regions and prints those that mention the words.
func (a *commands) images(ctx context.Context, m *shell.Query, table shell.Table[imageRecord], q ecsapi.ImageQuery, words []string) error {
	s, err := m.Connect(ctx, m.Account)
	if err != nil {
		return m.Failure(err)
	}
	defer s.Close()
	regions, err := m.Regions(ctx, s)
	if err != nil {
		return m.Failure(err)
	}
	found, errs := shell.Each(len(regions), func(i int) ([]ecsapi.Image, error) {
		q := q
		q.Region = regions[i]
		return s.Client.Images(ctx, q)
	})
	var records []imageRecord
	for i, region := range regions {
		for _, image := range found[i] {
			if shell.Mentions(words, image.ID, image.Name, image.OS) {
				records = append(records, imageRecord{
					ID: image.ID, Name: image.Name, Region: string(region), OS: record.Known(image.OS), OSType: record.Known(image.OSType),
					Arch: record.Known(image.Arch), Owner: record.Known(image.Owner), SizeGiB: record.Known(image.SizeGiB),
					Created: record.Stamp(image.Created),
				})
			}
		}
	}
	bad := m.Outcome(errs, func(i int) string { return string(regions[i]) })
	if len(records) == 0 && bad != nil {
		return bad
	}
	return cmp.Or(table.Write(records), bad)
}
