package cli

import (
	"context"

	"github.com/spf13/cobra"

	"ecsdeck/ecsapi"
	"ecsdeck/ui/term"
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

func newImageRecord(region ecsapi.RegionID, i ecsapi.Image) imageRecord {
	return imageRecord{
		ID: i.ID, Name: i.Name, Region: string(region), OS: known(i.OS), OSType: known(i.OSType),
		Arch: known(i.Arch), Owner: known(i.Owner), SizeGiB: known(i.SizeGiB), Created: stamp(i.Created),
	}
}

func (a *app) imagesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "images [WORD...]",
		Short:   a.p.S("List the images of a region that instances can be created from"),
		Example: "  ecsdeck images ubuntu --region cn-hangzhou\n  ecsdeck images --owner self --type ecs.g7.large -o json",
	}
	m := a.marketFlags(c)
	owner := a.choiceFlag(c, "owner", a.p.S("whose images (default: all but those of the marketplace)"), "system", "self", "others", "marketplace")
	var q ecsapi.ImageQuery
	c.Flags().StringVar(&q.Type, "type", "", a.p.S("`TYPE` of instances that must be able to run it"))
	a.complete(c, "type", catalogTypes)
	c.RunE = func(c *cobra.Command, words []string) error {
		if err := m.check(c); err != nil {
			return err
		}
		q.Owner = owner.value
		return m.images(c.Context(), q, words)
	}
	return c
}

func (m *market) images(ctx context.Context, q ecsapi.ImageQuery, words []string) error {
	s, err := m.connect(m.account)
	if err != nil {
		return m.plain(err)
	}
	defer s.close()
	regions, err := m.regions(ctx, s)
	if err != nil {
		return m.plain(err)
	}
	found := make([][]ecsapi.Image, len(regions))
	errs := each(len(regions), func(i int) (err error) {
		q := q
		q.Region = regions[i]
		found[i], err = s.client.Images(ctx, q)
		return err
	})
	var records []imageRecord
	for i, region := range regions {
		for _, image := range found[i] {
			if mentions(words, image.ID, image.Name, image.OS) {
				records = append(records, newImageRecord(region, image))
			}
		}
	}
	bad := m.outcome(errs, func(i int) string { return string(regions[i]) })
	if len(records) == 0 && bad != nil {
		return bad
	}
	return first(write(m.app, m.form.value, m.imageColumns(), records), bad)
}

func (m *market) imageColumns() []column[imageRecord] {
	return []column[imageRecord]{
		{m.p.S("ID"), term.AlignLeft, func(r imageRecord) string { return r.ID }},
		{m.p.S("OS"), term.AlignLeft, func(r imageRecord) string { return oneLine(shown(r.OS)) }},
		{m.p.S("ARCH"), term.AlignLeft, func(r imageRecord) string { return shown(r.Arch) }},
		{m.p.S("GIB"), term.AlignRight, func(r imageRecord) string { return number(r.SizeGiB) }},
		{m.p.S("OWNER"), term.AlignLeft, func(r imageRecord) string { return shown(r.Owner) }},
		{m.p.S("REGION"), term.AlignLeft, func(r imageRecord) string { return r.Region }},
	}
}
