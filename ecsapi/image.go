package ecsapi

import (
	"cmp"
	"context"
	"time"
)

// Image is one row of DescribeImages.
type Image struct {
	ID, Name string
	OS       string // such as "Ubuntu  22.04 64 bit"
	OSType   string // "linux" or "windows"
	Arch     string // "x86_64", "arm64", "i386"
	Owner    string // "system", "self", "others", "marketplace"
	SizeGiB  int    // a system disk must hold it
	Created  time.Time
}

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
	envelope
	paging
	Images struct {
		Image []struct {
			ImageId, ImageName, OSName, OSNameEn, OSType string
			Architecture, ImageOwnerAlias, CreationTime  string
			Size                                         int
		}
	}
}

// Images reads the images of a region that can be used now (DescribeImages, 100
// a call: the first page, then the others in parallel).
func (c *Client) Images(ctx context.Context, q ImageQuery) ([]Image, error) {
	return numbered(ctx, c, listing[imagesAnswer, Image]{
		call: call{
			api: "DescribeImages", region: q.Region, timeout: 40 * time.Second,
			params: params{"ImageId": q.ID, "ImageName": q.Name, "InstanceType": q.Type, "ImageOwnerAlias": q.Owner},
		},
		size: MaxBatch, id: func(i Image) string { return i.ID },
		rows: func(a *imagesAnswer) (rows []Image) {
			for _, i := range a.Images.Image {
				rows = append(rows, Image{
					ID: field(i.ImageId), Name: field(i.ImageName), OS: field(cmp.Or(i.OSNameEn, i.OSName)), OSType: field(i.OSType),
					Arch: field(i.Architecture), Owner: field(i.ImageOwnerAlias), SizeGiB: i.Size, Created: parseTime(i.CreationTime),
				})
			}
			return rows
		},
	})
}
