package ecsapi

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"
)

// ImageQuery says which images are asked for. Zero fields but Region are no
// condition.
type ImageQuery struct {
	Region RegionID
	ID     string
	Type   string // an instance type that the image must run on
	Owner  string // "system", "self", "others" or "marketplace"; "" for all but the last
	Name   string // may have * for any text
}

type imagesAnswer struct {
	head
	counts
	Images struct {
		Image []struct {
			ImageId, ImageName, OSName, OSNameEn, OSType string
			Architecture, ImageOwnerAlias, CreationTime  string
			Size                                         int
		}
	}
}

// Images reads the images of a region that can be used now (DescribeImages, 100
// a call: the first page, then the others in parallel). When pages fail, what
// was read is returned with the first error, and so it is when fewer come than
// the cloud counts; so it is with all lists.
func (c *Client) Images(ctx context.Context, q ImageQuery) ([]Image, error) {
	const api = "DescribeImages"
	list := pages[Image]{client: c, api: api, region: q.Region, size: MaxBatch, id: func(i Image) string { return i.ID }}
	list.read = func(ctx context.Context, page int, patient bool) (p numbered[Image], err error) {
		a, err := do[imagesAnswer](ctx, c, call{
			api: api, region: q.Region, what: fmt.Sprintf("page %d", page), wait: 40 * time.Second, patient: patient,
			params: params{
				"ImageId": q.ID, "ImageName": q.Name, "InstanceType": q.Type, "ImageOwnerAlias": q.Owner,
				"PageNumber": strconv.Itoa(page), "PageSize": strconv.Itoa(MaxBatch),
			},
		})
		if err != nil {
			return p, err
		}
		for _, i := range a.Images.Image {
			p.rows = append(p.rows, Image{
				ID: Clean(i.ImageId), Name: Clean(i.ImageName), OS: Clean(cmp.Or(i.OSNameEn, i.OSName)), OSType: Clean(i.OSType),
				Arch: Clean(i.Architecture), Owner: Clean(i.ImageOwnerAlias), SizeGiB: i.Size, Created: parseTime(i.CreationTime),
			})
		}
		p.counts, p.head = a.counts, &a.head
		return p, nil
	}
	return list.all(ctx)
}
