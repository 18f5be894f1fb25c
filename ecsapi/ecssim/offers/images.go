package offers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ecsdeck/ecsapi/catalog"
	"ecsdeck/ecsapi/ecssim/rpc"
	"ecsdeck/ecsapi/ecssim/world"
)

// ImagesReply is the answer of DescribeImages.
type ImagesReply struct {
	rpc.Reply
	RegionId string
	rpc.Count
	Images struct{ Image []WireImage }
}

// WireImage is a row of ImagesReply.
type WireImage struct {
	ImageId, ImageName, Description, ImageVersion, ImageFamily string
	OSName, OSNameEn, OSType, Platform, Architecture           string
	Size                                                       int // GiB
	ImageOwnerAlias, Status, Usage, Progress, CreationTime     string
	ProductCode, ResourceGroupId, IsSelfShared                 string
	IsSupportCloudinit, IsSupportIoOptimized                   bool
	IsSubscribed, IsCopied                                     bool
	DiskDeviceMappings                                         struct{ DiskDeviceMapping []WireMapping }
	Tags                                                       struct{ Tag []world.WireTag }
}

// WireMapping is a disk of an image.
type WireMapping struct{ Device, Type, Size, SnapshotId, Format, Progress, ImportOSSBucket, ImportOSSObject string }

// imageStatuses are the statuses DescribeImages can be asked for.
var imageStatuses = []string{"Creating", "Waiting", "Available", "UnAvailable", "CreateFailed", "Deprecated"}

// mostImages is how many images a page has.
const mostImages = 100

var _ = Actions.Add("DescribeImages", world.InRegion(describeImages), `
	InvalidImageOwnerAlias.ValueNotSupported InvalidOSType InvalidArchitecture InvalidUsage InvalidTag.Mismatch
	InvalidInstanceType.ValueNotSupported InvalidTagCount UnsupportedParameter DryRunOperation`)

// describeImages lists the images of a region: public ones, the account has none of its own.
func describeImages(r *world.Region, call *world.Call) (rpc.Answer, error) {
	fits, err := readImageFilters(call.Params, r.Cloud.Types)
	if err != nil {
		return nil, err
	}
	if n, err := call.Number("PageSize", 10); err == nil && n > mostImages {
		return nil, rpc.BadParameter("PageSize") // the one list that does not cut it
	}
	pg, err := call.ListPages(mostImages, 0)
	if err != nil {
		return nil, err
	}
	used := imagesUsed(r, call)
	found := []WireImage{}
	for n := range catalog.Images() {
		img := &catalog.Images()[n]
		usage := "none"
		if used[img.ID] {
			usage = "instance"
		}
		if !call.Asked("Usage", usage) || !fits(img) {
			continue
		}
		w := WireImage{
			ImageId: img.ID, ImageName: img.Name, OSName: img.OSNameZH, OSNameEn: img.OSNameEN, OSType: img.OSType,
			Platform: img.Platform, Architecture: img.Architecture, Size: img.SizeGiB, ImageOwnerAlias: img.OwnerAlias,
			Status: img.Status, Usage: usage, Progress: "100%", CreationTime: img.Created,
			IsSupportCloudinit: true, IsSupportIoOptimized: true,
		}
		w.DiskDeviceMappings.DiskDeviceMapping = []WireMapping{{Device: "/dev/xvda", Type: "system", Size: strconv.Itoa(img.SizeGiB)}}
		w.Tags.Tag = []world.WireTag{}
		found = append(found, w)
	}
	out := &ImagesReply{RegionId: r.ID}
	out.Images.Image, out.Count = rpc.Numbered(pg, found)
	return out, nil
}

// imagesUsed are the images machines of the region run.
func imagesUsed(r *world.Region, call *world.Call) map[string]bool {
	r.Lock(call.Now)
	defer r.Unlock()
	used := map[string]bool{}
	for _, i := range r.List {
		used[i.Image.ID] = true
	}
	return used
}

// readImageFilters reads the conditions of DescribeImages, Usage apart.
func readImageFilters(p rpc.Params, all world.Types) (func(*catalog.Image) bool, error) {
	if err := p.Unmodelled("ActionType", "ImageOwnerId", "ResourceGroupId", "SnapshotId", "ImageFamily", "Filter.1.Key"); err != nil {
		return nil, err
	}
	among := func(status int, name, code string, values ...string) error {
		return p.OneOf(name, rpc.NewError(status, code, "The specified "+name+" value is not supported."), values...)
	}
	if err := cmp.Or(
		among(400, "ImageOwnerAlias", "InvalidImageOwnerAlias.ValueNotSupported", "system", "self", "others", "marketplace"),
		among(404, "OSType", "InvalidOSType", "linux", "windows"),
		among(404, "Architecture", "InvalidArchitecture", "i386", "x86_64", "arm64"),
		among(404, "Usage", "InvalidUsage", "instance", "none"),
	); err != nil {
		return nil, err
	}
	wanted, err := world.ReadTagPairs(p)
	if err != nil {
		return nil, err
	}
	statuses := strings.Split(cmp.Or(p["Status"], "Available"), ",")
	for _, s := range statuses {
		if !slices.Contains(imageStatuses, s) {
			return nil, rpc.BadParameter("Status")
		}
	}
	architecture := p["Architecture"]
	if id := p["InstanceType"]; id != "" {
		t := all.ByID(id)
		if t == nil {
			return nil, world.ErrInstanceType
		}
		runs := world.ArchitectureOf(t)
		if architecture != "" && architecture != runs {
			return func(*catalog.Image) bool { return false }, nil
		}
		architecture = runs
	}
	ids := strings.Split(p["ImageId"], ",")
	if len(ids) > 100 {
		return nil, rpc.BadParameter("ImageId")
	}
	named := rpc.Glob("*" + strings.Trim(p["ImageName"], "*") + "*")
	return func(img *catalog.Image) bool {
		return len(wanted) == 0 && slices.Contains(statuses, img.Status) && named(img.Name) &&
			(p["ImageId"] == "" || slices.Contains(ids, img.ID)) &&
			p.Asked("ImageOwnerAlias", img.OwnerAlias) && p.Asked("OSType", img.OSType) &&
			(architecture == "" || architecture == img.Architecture)
	}, nil
}
